#include "io/reference_fasta.hpp"

#include <catch2/catch.hpp>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

const std::string text = ">one first contig\nACGTN\nacgt\n>two\nGG\n";
const std::string index = "one\t9\t18\t5\t6\ntwo\t2\t34\t2\t3\n";

void check(const ReferenceFasta& fasta) {
  REQUIRE(fasta.contigs().size() == 2);
  CHECK(fasta.contigs()[0].name == "one");
  CHECK(fasta.contigs()[0].length == 9);
  CHECK(fasta.sequence("one") == "ACGTNACGT");
  CHECK(fasta.sequence("two") == "GG");
  CHECK_THROWS_AS(fasta.sequence("three"), InputError);
}

std::string error_of(const std::string& path) {
  try {
    const ReferenceFasta fasta(path);
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::reference);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a FASTA file without index is read as it is") {
  const TemporaryFolder folder;
  check(ReferenceFasta(folder.write("a.fa", text)));
  check(ReferenceFasta(folder.write("a.fa.gz", test::gzip(text))));
  check(ReferenceFasta(folder.write("b.fa.gz", test::bgzf(text))));
  check(ReferenceFasta(folder.write("crlf.fa", ">one x\r\nACGTN\r\nacgt\r\n>two\r\nGG\r\n")));
}

TEST_CASE("a FASTA file with index is read by it") {
  const TemporaryFolder folder;
  (void)folder.write("a.fa.fai", index);
  check(ReferenceFasta(folder.write("a.fa", text)));
}

TEST_CASE("a line longer than any buffer is one line") {
  const TemporaryFolder folder;
  std::string bases(200000, 'A');
  bases[70000] = 'C';
  CHECK(ReferenceFasta(folder.write("a.fa", ">one\n" + bases + "\n")).sequence("one") == bases);
}

TEST_CASE("a file that is no FASTA is refused") {
  const TemporaryFolder folder;
  CHECK_THAT(error_of(folder.file("none.fa")), Contains("no such file"));
  CHECK_THAT(error_of(folder.write("a.fa", "ACGT\n")), Contains("is not a FASTA"));
  CHECK_THAT(error_of(folder.write("b.fa", "")), Contains("no contigs"));
}
