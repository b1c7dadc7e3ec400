// UMIs of fragments, wherever they stand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>

#include "input_files.hpp"
#include "io/read_source.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* bases = "ACGTACGTACGTACGTACGTACGTACGTAC";  // 30
const std::string qualities(30, 'I');

UmiPattern pattern(UmiSource source, UmiKind kind = UmiKind::duplex, std::size_t umi_bases = 3) {
  UmiPattern umi{source, kind, umi_bases, {}, {}};
  if (source == UmiSource::read) {
    umi.read1 = ReadStructure::parse("3M2S+T", "", "");
    umi.read2 = ReadStructure::parse("3M2S+T", "", "");
    if (kind == UmiKind::simplex) umi.bases = 6;
  }
  return umi;
}

std::string record(const std::string& name, const std::string& prefix = "") {
  return "@" + name + "\n" + prefix + bases + "\n+\n" + std::string(prefix.size(), '#') + qualities + "\n";
}

struct Found {
  std::string umi;
  std::size_t read1_bases = 0;
  std::size_t read2_bases = 0;
};

// UMI and read lengths of every fragment; of all parts together, by the order of the UMIs.
std::vector<Found> umis_of(const ReadFiles& files, const UmiPattern& umi, unsigned parts = 1) {
  std::vector<Found> found;
  for (unsigned part = 0; part < parts; ++part) {
    const auto source = open_reads(files, part, parts, "", 1, umi);
    ReadBatch batch;
    while (source->next(batch))
      for (std::size_t fragment = 0; fragment < batch.fragments(); ++fragment) {
        const std::uint32_t first = batch.first_read[fragment];
        found.push_back({umi_text(umi.layout(), umi_of(umi.layout(), batch.name_hash[fragment])),
                         batch.read(first).size(), batch.is_paired(fragment) ? batch.read(first + 1).size() : 0});
      }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.umi < b.umi; });
  return found;
}

std::string message_of(const ReadFiles& files, const UmiPattern& umi) {
  try {
    (void)umis_of(files, umi);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("the UMI of a FASTQ record is read from its name") {
  const TemporaryFolder folder;
  const ReadFiles files{folder.write("1.fq", record("r:1:ACG+TTA 1:N:0") + record("r:2:GGG+CCC 1:N:0")),
                        folder.write("2.fq", record("r:1:ACG+TTA 2:N:0") + record("r:2:GGG+CCC 2:N:0"))};
  const auto found = umis_of(files, pattern(UmiSource::name));
  REQUIRE(found.size() == 2);
  CHECK(found[0].umi == "ACG+TTA");
  CHECK(found[1].umi == "GGG+CCC");
  CHECK(found[0].read1_bases == 30);
  CHECK_THAT(
      message_of({folder.write("bad.fq", record("r:1:ACG+TTA") + record("r:2:1000")), ""}, pattern(UmiSource::name)),
      Contains("bad.fq record 2") && Contains("\"r:2:1000\"") && Contains("two parts of 3 bases"));
}

TEST_CASE("the UMI is cut from the first bases of the reads") {
  const TemporaryFolder folder;
  const ReadFiles files{folder.write("1.fq", record("r:1", "ACGTT")), folder.write("2.fq", record("r:1", "TTATT"))};
  const auto found = umis_of(files, pattern(UmiSource::read));
  REQUIRE(found.size() == 1);
  CHECK(found[0].umi == "ACG+TTA");
  CHECK(found[0].read1_bases == 30);
  CHECK(found[0].read2_bases == 30);
  CHECK(umis_of(files, pattern(UmiSource::read, UmiKind::simplex))[0].umi == "ACGTTA");
  const std::string shorter = "@r:1\nACGT\n+\nIIII\n";
  CHECK_THAT(message_of({folder.write("s.fq", shorter), folder.write("t.fq", record("r:1", "TTATT"))},
                        pattern(UmiSource::read)),
             Contains("s.fq record 1") && Contains("has 4 bases") && Contains("first 5"));
  CHECK_THAT(message_of({files.read1, ""}, pattern(UmiSource::read)), Contains("has no mates"));
}

TEST_CASE("the UMI is read from a file of its own, however the lane is split") {
  const TemporaryFolder folder;
  std::string first;
  std::string second;
  std::string third;
  std::map<std::string, int> expected;
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "run:" + std::to_string(i);
    std::string umi;
    for (unsigned rest = static_cast<unsigned>(i) * 2654435U, base = 0; base < 6; ++base, rest /= 4)
      umi += "ACGT"[rest % 4];
    ++expected[umi.substr(0, 3) + "+" + umi.substr(3)];
    first += record(name);
    second += record(name);
    third += "@" + name + " 2:N:0\n" + umi + "\n+\nIIIIII\n";
  }
  const ReadFiles plain{folder.write("1.fq", first), folder.write("2.fq", second), folder.write("u.fq", third)};
  const ReadFiles blocks{folder.write("b1.fq", bgzf(first, 5000)), folder.write("b2.fq", bgzf(second, 3000)),
                         folder.write("bu.fq", bgzf(third, 777))};
  const ReadFiles zipped{plain.read1, plain.read2, folder.write("u.fq.gz", gzip(third))};
  for (const ReadFiles& files : {plain, blocks, zipped})
    for (const unsigned parts : {1U, 3U}) {
      std::map<std::string, int> umis;
      for (const Found& found : umis_of(files, pattern(UmiSource::file), parts)) ++umis[found.umi];
      CHECK(umis == expected);
    }
}

TEST_CASE("a file of UMIs that does not belong to the reads is refused") {
  const TemporaryFolder folder;
  const std::string reads = folder.write("1.fq", record("r:1") + record("r:2"));
  const auto message = [&](const std::string& umis) {
    return message_of({reads, "", folder.write("u.fq", umis)}, pattern(UmiSource::file));
  };
  const std::string good = "@r:1\nACGTTA\n+\nIIIIII\n";
  CHECK(message(good + "@r:2\nACGTTA\n+\nIIIIII\n") == "no error");
  CHECK_THAT(message(good), Contains("u.fq: ends after 1 records"));
  CHECK_THAT(message(good + "@r:3\nACGTTA\n+\nIIIIII\n"), Contains("1.fq record 2") && Contains("\"r:3\""));
  CHECK_THAT(message(good + "@r:2\nACGTTAA\n+\nIIIIIII\n"),
             Contains("u.fq record 2") && Contains("is not a UMI of two"));
  CHECK_THAT(message_of({reads, ""}, pattern(UmiSource::file)), Contains("has no file of UMIs"));
  CHECK_THAT(message_of({reads, "", folder.file("u.fq")}, pattern(UmiSource::name)),
             Contains("does not look for them"));
  CHECK_THAT(message_of({reads, ""}, pattern(UmiSource::tag)), Contains("is FASTQ"));
}

TEST_CASE("the UMI of a BAM record is read from its tag, its name or its bases") {
  const TemporaryFolder folder;
  const auto sam = [](const std::string& name, int flag, const std::string& prefix, const std::string& tag) {
    return name + "\t" + std::to_string(flag) + "\t*\t0\t0\t*\t*\t0\t0\t" + prefix + bases + "\t" +
           std::string(prefix.size(), 'I') + qualities + (tag.empty() ? "" : "\tRX:Z:" + tag) + "\n";
  };
  const auto bam = [&](const std::string& text) {
    return ReadFiles{write_alignments(folder, "u.bam", "@HD\tVN:1.6\n" + text, "wb"), ""};
  };
  const auto tagged = umis_of(bam(sam("a", 77, "", "ACG-TTA") + sam("a", 141, "", "ACG-TTA")), pattern(UmiSource::tag));
  REQUIRE(tagged.size() == 1);
  CHECK(tagged[0].umi == "ACG+TTA");
  CHECK(umis_of(bam(sam("r_ACGTTA", 4, "", "")), pattern(UmiSource::name))[0].umi == "ACG+TTA");
  const auto cut = umis_of(bam(sam("a", 141, "TTATT", "") + sam("a", 77, "ACGTT", "")), pattern(UmiSource::read));
  CHECK(cut[0].umi == "ACG+TTA");
  CHECK(cut[0].read1_bases == 30);
  CHECK(cut[0].read2_bases == 30);
  CHECK_THAT(message_of(bam(sam("a", 77, "", "ACG-TTA") + sam("a", 141, "", "ACG-TTC")), pattern(UmiSource::tag)),
             Contains("u.bam record 2") && Contains("another UMI"));
  CHECK_THAT(message_of(bam(sam("a", 4, "", "")), pattern(UmiSource::tag)), Contains("there is none"));
  CHECK_THAT(message_of(bam(sam("a", 4, "", "ACGT")), pattern(UmiSource::tag)), Contains("tag RX that is not"));
  CHECK_THAT(message_of(bam(sam("a", 4, "", "ACGT")), pattern(UmiSource::file)), Contains("is BAM or CRAM"));
  // A repeated record is known as one also when its prefix is cut off.
  const std::string twice = sam("a", 77, "ACGTT", "") + sam("a", 141, "TTATT", "") + sam("a", 77, "ACGTT", "");
  CHECK(umis_of(bam(twice), pattern(UmiSource::read)).size() == 1);
}

}  // namespace
}  // namespace norrsken::test
