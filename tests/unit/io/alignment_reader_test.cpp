#include "io/alignment_reader.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using namespace norrsken::test;
using Catch::Matchers::Contains;

namespace {

const std::string header = "@HD\tVN:1.6\n@SQ\tSN:one\tLN:1000\n@SQ\tSN:two\tLN:400\n";

std::string reference_bases(std::size_t length, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string bases;
  while (bases.size() < length) bases += "ACGT"[random() % 4];
  return bases;
}

std::string complemented(std::string bases) {
  std::reverse(bases.begin(), bases.end());
  for (char& base : bases) base = std::string("TGCAN")[std::string("ACGTN").find(base)];
  return bases;
}

// FASTQ of read pairs cut from a reference, and the same as SAM lines in the order of the fragments.
struct PairedReads {
  MatePair fastq;
  std::vector<std::string> sam;  // two lines a fragment, mate 1 first
  std::string reference;         // FASTA of contig "one" and "two"
};

std::string sam_line(const std::string& name, int flag, std::size_t position, const std::string& bases,
                     const std::string& qualities) {
  std::ostringstream line;
  line << name << '\t' << flag << "\tone\t" << position + 1 << "\t60\t" << bases.size() << "M\t*\t0\t0\t" << bases
       << '\t' << qualities << '\n';
  return line.str();
}

PairedReads make_pairs(std::size_t fragments) {
  std::mt19937_64 random(7);
  PairedReads pairs;
  const std::string one = reference_bases(1000, 1);
  pairs.reference = ">one\n" + one + "\n>two\n" + reference_bases(400, 2) + "\n";
  for (std::size_t i = 0; i < fragments; ++i) {
    const std::string name = "frag" + std::to_string(i);
    const bool is_first_reverse = random() % 2 == 0;
    for (const bool is_second : {false, true}) {
      const std::size_t length = 36 + random() % 100;
      const std::size_t position = random() % (1000 - length);
      std::string bases = one.substr(position, length);
      if (random() % 3 == 0) bases[random() % length] = 'N';
      std::string qualities;
      while (qualities.size() < length) qualities += static_cast<char>('#' + random() % 40);
      const bool is_reverse = is_first_reverse != is_second;
      const int flag = 1 + (is_second ? 0x80 : 0x40) + (is_reverse ? 0x10 : 0x20) + (random() % 5 == 0 ? 0x200 : 0);
      pairs.sam.push_back(sam_line(name, flag, position, bases, qualities));
      if (is_reverse) {
        bases = complemented(bases);
        std::reverse(qualities.begin(), qualities.end());
      }
      (is_second ? pairs.fastq.second : pairs.fastq.first) += "@" + name + "\n" + bases + "\n+\n" + qualities + "\n";
    }
  }
  return pairs;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text = header;
  for (const std::string& line : lines) text += line;
  return text;
}

std::vector<std::string> sorted(std::vector<std::string> fragments) {
  std::sort(fragments.begin(), fragments.end());
  return fragments;
}

const std::string bases_30 = "ACGTACGTACGTACGTACGTACGTACGTAC";
const std::string qualities_30(30, 'I');

}  // namespace

TEST_CASE("BAM and CRAM in any order deliver the fragments of the FASTQ files") {
  const TemporaryFolder folder;
  PairedReads pairs = make_pairs(9000);
  const std::vector<std::string> expected =
      sorted(read_fragments({folder.write("1.fq", pairs.fastq.first), folder.write("2.fq", pairs.fastq.second)}));
  REQUIRE(expected.size() == 9000);
  const std::string reference = folder.write("ref.fa", pairs.reference);
  (void)folder.write("ref.fa.fai", "one\t1000\t5\t1000\t1001\ntwo\t400\t1011\t400\t401\n");
  CHECK(sorted(read_fragments({write_alignments(folder, "pairs.bam", joined(pairs.sam), "wb"), ""})) == expected);
  std::shuffle(pairs.sam.begin(), pairs.sam.end(), std::mt19937_64(3));
  const ReadFiles shuffled{write_alignments(folder, "shuffled.bam", joined(pairs.sam), "wb"), ""};
  CHECK(sorted(read_fragments(shuffled)) == expected);
  for (const unsigned parts : {2U, 3U, 5U}) CHECK(read_all_parts(shuffled, parts) == expected);
  const std::string cram = write_alignments(folder, "shuffled.cram", joined(pairs.sam), "wc", reference);
  CHECK(sorted(read_fragments({cram, ""}, 0, 1, reference)) == expected);
}

TEST_CASE("unaligned single-end BAM delivers single reads") {
  const TemporaryFolder folder;
  const std::string text = "@HD\tVN:1.6\na\t4\t*\t0\t0\t*\t*\t0\t0\t" + bases_30 + "\t" + qualities_30 + "\n";
  const std::vector<std::string> expected =
      read_fragments({folder.write("1.fq", "@a\n" + bases_30 + "\n+\n" + qualities_30 + "\n"), ""});
  CHECK(read_fragments({write_alignments(folder, "u.bam", text, "wb"), ""}) == expected);
  CHECK(read_fragments({write_alignments(folder, "u.cram", text, "wc"), ""}) == expected);
}

TEST_CASE("secondary and supplementary records are passed over") {
  const TemporaryFolder folder;
  const std::string text = header + sam_line("a", 0x41, 5, bases_30, qualities_30) +
                           sam_line("a", 0x41 + 0x100, 50, bases_30, qualities_30) +
                           sam_line("a", 0x41 + 0x800, 70, bases_30, qualities_30) +
                           sam_line("a", 0x81, 90, bases_30, qualities_30);
  const auto source = open_reads({write_alignments(folder, "s.bam", text, "wb"), ""});
  ReadBatch batch;
  REQUIRE(source->next(batch));
  CHECK(batch.fragments() == 1);
  CHECK(batch.is_paired(0));
  CHECK_FALSE(source->next(batch));
  CHECK(source->counts().reads == 2);
  CHECK(source->bytes_read() == source->bytes_total());
}

TEST_CASE("reads without their mates are delivered singly and counted") {
  const TemporaryFolder folder;
  const std::string text = header + sam_line("a", 0x41, 5, bases_30, qualities_30) +
                           sam_line("b", 0x81, 5, bases_30, qualities_30) +
                           sam_line("a", 0x81, 5, bases_30, qualities_30);
  const auto source = open_reads({write_alignments(folder, "m.bam", text, "wb"), ""});
  ReadBatch batch;
  std::size_t fragments = 0;
  while (source->next(batch)) fragments += batch.fragments();
  CHECK(fragments == 2);
  CHECK(source->counts().mates_missing == 1);
  CHECK(source->counts().reads == 3);
}

TEST_CASE("a record that repeats another is dropped wherever it stands") {
  const TemporaryFolder folder;
  const std::string first = sam_line("a", 0x41, 5, bases_30, qualities_30);
  const std::string second = sam_line("a", 0x81, 5, complemented(bases_30), qualities_30);
  for (const std::string& records : {first + first + second, first + second + first, second + first + second}) {
    const auto source = open_reads({write_alignments(folder, "r.bam", header + records, "wb"), ""});
    ReadBatch batch;
    std::size_t fragments = 0;
    while (source->next(batch)) fragments += batch.fragments();
    CHECK(fragments == 1);
    CHECK(source->counts().repeated == 1);
    CHECK(source->counts().mates_missing == 0);
  }
}

TEST_CASE("different reads under one name are refused wherever they stand") {
  const TemporaryFolder folder;
  const std::string first = sam_line("a", 0x41, 5, bases_30, qualities_30);
  const std::string other = sam_line("a", 0x41, 5, bases_30, std::string(30, '5'));
  const std::string second = sam_line("a", 0x81, 5, bases_30, qualities_30);
  for (const std::string& records : {first + other + second, first + second + other})
    CHECK_THAT(error_of({write_alignments(folder, "r.bam", header + records, "wb"), ""}),
               Contains("r.bam record ") && Contains("\"a\" is the name of several different reads"));
}

TEST_CASE("records that are no usable reads are named") {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& record) {
    return error_of({write_alignments(folder, "bad.bam", header + record, "wb"), ""});
  };
  CHECK_THAT(error("a\t4\t*\t0\t0\t*\t*\t0\t0\t*\t*\n"), Contains("bad.bam record 1: \"a\" has no bases"));
  CHECK_THAT(error("a\t4\t*\t0\t0\t*\t*\t0\t0\t" + bases_30 + "\t*\n"), Contains("record 1: \"a\" has no qualities"));
  CHECK_THAT(error(sam_line("a", 1, 5, bases_30, qualities_30)), Contains("is paired but does not say"));
  CHECK_THAT(error(sam_line("a", 0xc1, 5, bases_30, qualities_30)), Contains("is paired but does not say"));
  CHECK_THAT(error(sam_line("a", 0, 0, std::string(1001, 'A'), std::string(1001, 'I'))), Contains("has 1001 bases"));
  CHECK_THAT(error(sam_line("*", 0, 5, bases_30, qualities_30)), Contains("record 1: has no name"));
  CHECK_THAT(error(""), Contains("holds no reads"));
}

TEST_CASE("a BAM file cut off or damaged anywhere is refused") {
  const TemporaryFolder folder;
  const PairedReads pairs = make_pairs(300);
  const std::string path = write_alignments(folder, "whole.bam", joined(pairs.sam), "wb");
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string bytes = content.str();
  REQUIRE(bytes.size() > 5000);
  for (const std::size_t cut : {std::size_t{30}, std::size_t{1000}, bytes.size() - 28, bytes.size() - 1})
    CHECK_THAT(error_of({folder.write("cut.bam", bytes.substr(0, cut)), ""}), Contains("cut.bam"));
  std::string damaged = bytes;
  damaged[bytes.size() / 2] = static_cast<char>(~damaged[bytes.size() / 2]);
  CHECK_THAT(error_of({folder.write("bad.bam", damaged), ""}), Contains("bad.bam"));
}

TEST_CASE("a damaged BAM or CRAM file ends reading with one error where the library's threads decompress it") {
  const TemporaryFolder folder;
  const PairedReads pairs = make_pairs(9000);
  const std::string reference = folder.write("ref.fa", pairs.reference);
  (void)folder.write("ref.fa.fai", "one\t1000\t5\t1000\t1001\ntwo\t400\t1011\t400\t401\n");
  for (const auto& [name, mode] : {std::pair("whole.bam", "wb"), std::pair("whole.cram", "wc")}) {
    const std::string path = write_alignments(folder, name, joined(pairs.sam), mode, reference);
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    const std::string bytes = content.str();
    for (const std::size_t eighth : {1U, 3U, 5U, 7U})
      for (const bool is_cut : {true, false}) {
        const std::size_t at = bytes.size() / 8 * eighth;
        std::string damaged = is_cut ? bytes.substr(0, at) : bytes;
        if (!is_cut) damaged[at] = static_cast<char>(~damaged[at]);
        constexpr unsigned callers = 16;
        const auto read_all = [&] {
          const auto source = open_reads({folder.write("damaged", damaged), ""}, 0, 1, reference, callers);
          for (ReadBatch batch; source->next(batch);) batch = {};
        };
        CHECK_THROWS_AS(read_all(), InputError);
      }
  }
}

TEST_CASE("CRAM is read only with the reference that it was written with, and never from the network") {
  const TemporaryFolder folder;
  PairedReads pairs = make_pairs(50);
  const std::string reference = folder.write("ref.fa", pairs.reference);
  CHECK_THAT(error_of({write_alignments(folder, "a.cram", joined(pairs.sam), "wc", reference), ""}),
             Contains("is CRAM, which is read with the reference") && Contains("--reference"));
  CHECK_THAT(error_of({folder.file("a.cram"), ""}, 1, folder.file("none.fa")), Contains("none.fa"));
  const std::string bare = folder.write("bare.fa", pairs.reference);
  CHECK_THAT(error_of({folder.file("a.cram"), ""}, 1, bare), Contains("has no .fai index"));
  const std::string shorter = folder.write("short.fa", ">one\n" + reference_bases(1000, 1) + "\n");
  (void)folder.write("short.fa.fai", "one\t1000\t5\t1000\t1001\n");
  CHECK_THAT(error_of({folder.file("a.cram"), ""}, 1, shorter), Contains("has the contig \"two\" of 400 bases"));
  const std::string other =
      folder.write("other.fa", ">one\n" + reference_bases(1000, 9) + "\n>two\n" + reference_bases(400, 2) + "\n");
  (void)folder.write("other.fa.fai", "one\t1000\t5\t1000\t1001\ntwo\t400\t1011\t400\t401\n");
  CHECK_THAT(error_of({folder.file("a.cram"), ""}, 1, other), Contains("written with another reference"));
  const std::string ref_path = std::getenv("REF_PATH");
  CHECK_THAT(ref_path, !Contains("http"));
  CHECK_FALSE(ref_path.empty());
}

TEST_CASE("BAM stands alone in a lane") {
  const TemporaryFolder folder;
  const std::string bam = write_alignments(folder, "a.bam", header + sam_line("a", 0, 5, bases_30, qualities_30), "wb");
  const std::string fastq = folder.write("1.fq", "@a\n" + bases_30 + "\n+\n" + qualities_30 + "\n");
  CHECK_THAT(error_of({bam, fastq}), Contains("give the BAM or CRAM file alone"));
  CHECK_THAT(error_of({fastq, bam}), Contains("in the place of mate 2"));
}
