#include "io/truth_writer.hpp"

#include <catch2/catch.hpp>

#include "io/fasta_writer.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using writer_tests::read_all;

TEST_CASE("truth is written sorted, phased and indexed, and can be read again") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"chr1", 0, 1000}, {"chr2", 0, 500}, {"chrM", 0, 300}};
  TruthWriter writer(folder.file("truth.vcf.gz"), {"1.2.3", "ref.fa", "NN"}, contigs);
  writer.append(0, {{99, "A", "T", {false, true}, 2, "drawn"}, {9, "AC", "A", {true, true}, 2, "carried"}});
  writer.append(1, {});
  writer.append(2, {{4, "G", "C", {true, false}, 1, "drawn"}});
  writer.finish();

  VcfReader reader(folder.file("truth.vcf.gz"), {"", {"SOURCE"}, {}});
  CHECK(reader.sample() == "NN");
  CHECK(reader.contigs().size() == 3);
  CHECK(reader.contigs_with_records() == std::vector<std::string>{"chr1", "chrM"});
  const auto first = reader.take("chr1");
  REQUIRE(first.size() == 2);
  CHECK(first[0].position == 9);
  CHECK(first[0].genotype == std::vector<std::int32_t>{1, 1});
  CHECK(first[0].info == std::vector<std::string>{"carried"});
  CHECK(first[1].genotype == std::vector<std::int32_t>{0, 1});
  CHECK(first[1].is_phased);
  const auto last = reader.take("chrM");
  REQUIRE(last.size() == 1);
  CHECK(last[0].genotype == std::vector<std::int32_t>{1});
}

TEST_CASE("a truth without variants is a valid empty VCF") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"chr1", 0, 1000}};
  TruthWriter writer(folder.file("truth.vcf.gz"), {"1.2.3", "ref.fa", "NN"}, contigs);
  writer.append(0, {});
  writer.finish();
  VcfReader reader(folder.file("truth.vcf.gz"), {});
  CHECK(reader.take("chr1").empty());
}

TEST_CASE("FASTA is wrapped at 60 letters and its index points to the bases") {
  const TemporaryFolder folder;
  const std::string first(61, 'A');
  const std::vector<FastaEntry> entries = {{"one", first}, {"two", "acgN"}};
  write_fasta(folder.file("genome.fa"), entries);
  CHECK(read_all(folder.file("genome.fa")) == ">one\n" + std::string(60, 'A') + "\nA\n>two\nacgN\n");
  CHECK(read_all(folder.file("genome.fa.fai")) == "one\t61\t5\t60\t61\ntwo\t4\t73\t60\t61\n");
}

TEST_CASE("truth that cannot be written is a system error") {
  const std::vector<Contig> contigs = {{"chr1", 0, 1000}};
  CHECK_THROWS_AS(TruthWriter("/nonexistent/truth.vcf.gz", {"1", "r", "s"}, contigs), SystemError);
}
