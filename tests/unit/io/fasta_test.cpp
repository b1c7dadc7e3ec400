#include "io/fasta.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "input_files.hpp"
#include "io/sha256.hpp"
#include "kernels/types/input_error.hpp"

namespace {
using namespace norrsken;

ReferenceGenome read_text(std::string_view text) {
  const TemporaryFolder folder;
  return read_fasta(folder.write("reference.fa", text));
}

// The message of the InputError that reading the text gives.
std::string refusal(std::string_view text) {
  try {
    (void)read_text(text);
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::reference);
    return error.what();
  }
  return "accepted";
}

std::string letters(const ReferenceGenome& genome, const Contig& contig) {
  std::string text;
  for (GenomePosition i = contig.start; i < contig.end(); ++i) {
    const bool is_n = std::any_of(genome.n_runs.begin(), genome.n_runs.end(),
                                  [&](const GenomeInterval& run) { return run.start <= i && i < run.end; });
    text += is_n ? 'N' : base_letter(genome.view().packed_base(i));
  }
  return text;
}

TEST_CASE("contigs are laid on the axis with gaps before, between and behind them") {
  const ReferenceGenome genome = read_text(">one the first\nACGT\nAC\n>two\nGGN\n");
  REQUIRE(genome.contigs.size() == 2);
  CHECK(genome.contigs[0].name == "one");
  CHECK(genome.contigs[0].start == contig_gap);
  CHECK(genome.contigs[0].length == 6);
  CHECK(genome.contigs[1].name == "two");
  CHECK(genome.contigs[1].start == contig_gap + 6 + contig_gap);
  CHECK(genome.contigs[1].length == 3);
  CHECK(genome.length == 3 * contig_gap + 9);
  CHECK(genome.packed.size() == (genome.length + 3) / 4);
  CHECK(letters(genome, genome.contigs[0]) == "ACGTAC");
  CHECK(letters(genome, genome.contigs[1]) == "GGN");
  REQUIRE(genome.n_runs.size() == 3);  // the N at the end of "two" and the gap behind it are one run
  CHECK(genome.n_runs[2].start == genome.contigs[1].end() - 1);
  CHECK(genome.n_runs[2].end == genome.length);
  CHECK(genome.n_bases() == 1);
}

TEST_CASE("soft-masked and ambiguous letters, CRLF, blank lines and a missing last line end are read") {
  const ReferenceGenome genome = read_text(">x\r\nacgtu\r\n\r\nRYSWKMBDHVN\r\nryswkmbdhvn\r\n\n>y\tz\r\nA");
  REQUIRE(genome.contigs.size() == 2);
  CHECK(letters(genome, genome.contigs[0]) == "ACGTT" + std::string(22, 'N'));
  CHECK(genome.contigs[1].name == "y");
  CHECK(letters(genome, genome.contigs[1]) == "A");
  CHECK(genome.n_bases() == 22);
}

TEST_CASE("the checksum of a contig is the M5 of SAM: the MD5 of its upper-case letters") {
  const ReferenceGenome genome = read_text(">a\nACGT\n>b\nac\ngt\n>c\nACGR\n");
  CHECK(genome.contig_md5[0] == "f1f8f4bf413b16ad135722aa4591043e");
  CHECK(genome.contig_md5[1] == genome.contig_md5[0]);
  Digest digest(DigestKind::md5);
  digest.update("ACGR");
  CHECK(genome.contig_md5[2] == digest.hex());
}

TEST_CASE("plain, gzip and BGZF files of any line length give the same genome") {
  std::mt19937 random(21);
  std::string sequence(700000, 'A');
  for (char& letter : sequence) letter = "ACGTACGTACGTACGTNa"[random() % 18];
  std::string text = ">long\n";
  for (std::size_t i = 0; i < sequence.size();) {
    const std::size_t length = random() % 3 == 0 ? 70 : random() % 9000;
    text += sequence.substr(i, length) + "\n";
    i += length;
  }
  const TemporaryFolder folder;
  const ReferenceGenome plain = read_fasta(folder.write("a.fa", text));
  std::string upper = sequence;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char letter) { return letter == 'a' ? 'A' : letter; });
  REQUIRE(plain.contigs.size() == 1);
  REQUIRE(plain.contigs[0].length == sequence.size());
  std::string seen(sequence.size(), '?');
  for (std::size_t i = 0; i < seen.size(); ++i)
    seen[i] = base_letter(plain.view().packed_base(plain.contigs[0].start + static_cast<GenomePosition>(i)));
  for (const GenomeInterval& run : plain.n_runs)
    for (GenomePosition i = std::max(run.start, plain.contigs[0].start); i < std::min(run.end, plain.contigs[0].end());
         ++i)
      seen[i - plain.contigs[0].start] = 'N';
  CHECK((seen == upper));
  for (const std::string& packed :
       {test::gzip(text), test::bgzf(text), test::gzip(text.substr(0, 1000)) + test::gzip(text.substr(1000))}) {
    const ReferenceGenome other = read_fasta(folder.write("b.fa.gz", packed));
    CHECK((other.packed == plain.packed));
    CHECK(other.contig_md5 == plain.contig_md5);
    CHECK(other.n_runs.size() == plain.n_runs.size());
    CHECK(other.length == plain.length);
  }
}

TEST_CASE("each malformed reference is refused with the line at fault") {
  CHECK_THAT(refusal(""), Catch::Contains("holds no contig"));
  CHECK_THAT(refusal("\n\n"), Catch::Contains("holds no contig"));
  CHECK_THAT(refusal("ACGT\n"), Catch::Contains("line 1") && Catch::Contains("before the first '>'"));
  CHECK_THAT(refusal("@read\nACGT\n+\nIIII\n"), Catch::Contains("line 1"));
  CHECK_THAT(refusal(">a\nACGT\nAC-T\n"), Catch::Contains("line 3") && Catch::Contains("'-'"));
  CHECK_THAT(refusal(">a\nAC GT\n"), Catch::Contains("line 2") && Catch::Contains("0x20"));
  CHECK_THAT(refusal(">a\nAC\rGT\n"), Catch::Contains("line 2") && Catch::Contains("0x0d"));
  CHECK_THAT(refusal(">a\nACGT\n> b\nACGT\n"), Catch::Contains("line 3") && Catch::Contains("without a name"));
  CHECK_THAT(refusal(">a\nACGT\n>b\nA\n>a\nA\n"), Catch::Contains("line 5") && Catch::Contains("line 1"));
  CHECK_THAT(refusal(">a\n>b\nACGT\n"), Catch::Contains("line 1") && Catch::Contains("\"a\" has no bases"));
  CHECK_THAT(refusal(">a\nACGT\n>b\n\n"), Catch::Contains("line 3") && Catch::Contains("\"b\" has no bases"));
  CHECK_THAT(refusal(">a"), Catch::Contains("line 1") && Catch::Contains("has no bases"));
  CHECK_THAT(refusal(">a,b\nACGT\n"), Catch::Contains("line 1") && Catch::Contains("name"));
  CHECK_THAT(refusal(">*a\nACGT\n"), Catch::Contains("name"));
}

TEST_CASE("a file that is missing, cut or damaged is refused") {
  const TemporaryFolder folder;
  const auto refusal_of = [](const std::string& path) -> std::string {
    try {
      (void)read_fasta(path);
    } catch (const InputError& error) {
      CHECK(error.code() == ExitCode::reference);
      return error.what();
    }
    return "accepted";
  };
  CHECK_THAT(refusal_of(folder.file("none.fa")), Catch::Contains("none.fa: there is no such file"));
  CHECK_THAT(refusal_of(folder.path()), Catch::Contains("folder"));
  std::string text = ">a\n";
  std::mt19937 random(22);
  for (int i = 0; i < 200000; ++i) text += "ACGT"[random() % 4];
  for (const std::string& packed : {test::gzip(text), test::bgzf(text)}) {
    for (const std::size_t keep : {packed.size() - 1, packed.size() - 28, packed.size() / 2, std::size_t{40}}) {
      INFO("kept " << keep << " of " << packed.size());
      CHECK(refusal_of(folder.write("cut.fa.gz", packed.substr(0, keep))) != "accepted");
    }
    std::string damaged = packed;
    damaged[packed.size() / 2] ^= 1;
    CHECK(refusal_of(folder.write("damaged.fa.gz", damaged)) != "accepted");
  }
}

TEST_CASE("a FASTA with random bytes changed is read or refused, never worse") {
  const TemporaryFolder folder;
  std::mt19937 random(23);
  std::string text;
  for (int contig = 0; contig < 4; ++contig) {
    text += ">c" + std::to_string(contig) + " text\r\n";
    for (int line = 0; line < 5; ++line) text += "ACGTNNacgtRYKMACGTACGT\n";
  }
  unsigned read = 0;
  unsigned refused = 0;
  for (int trial = 0; trial < 600; ++trial) {
    std::string mutant = trial % 3 == 0 ? test::bgzf(text, 100) : trial % 3 == 1 ? test::gzip(text) : text;
    for (unsigned change = random() % 4; change > 0; --change) {
      const std::size_t at = random() % mutant.size();
      switch (random() % 4) {
        case 0:
          mutant[at] = static_cast<char>(random());
          break;
        case 1:
          mutant.erase(at, random() % 9);
          break;
        case 2:
          mutant[at] = ">\n\rN-"[random() % 5];
          break;
        default:
          mutant.resize(at);
      }
      if (mutant.empty()) mutant = "A";
    }
    try {
      const ReferenceGenome genome = read_fasta(folder.write("mutant.fa", mutant));
      CHECK(genome.contigs.size() == genome.contig_md5.size());
      CHECK(genome.packed.size() == (genome.length + 3) / 4);
      CHECK(genome.n_runs.back().end == genome.length);
      ++read;
    } catch (const InputError&) {
      ++refused;
    }
  }
  CHECK(read > 100);
  CHECK(refused > 200);
}

TEST_CASE("digests are those of the standards and start afresh") {
  Digest sha256(DigestKind::sha256);
  CHECK(sha256.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256.update("a");
  sha256.update("bc");
  CHECK(sha256.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const TemporaryFolder folder;
  CHECK(sha256_of_file(folder.write("abc", "abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_THROWS_AS(sha256_of_file(folder.file("none")), InputError);
}

}  // namespace
