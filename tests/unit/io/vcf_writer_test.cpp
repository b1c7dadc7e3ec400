#include "io/vcf_writer.hpp"

#include <catch2/catch.hpp>

#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

namespace {

constexpr std::uint8_t first_column[] = {0};

VariantCall snv(GenomePosition position, const std::string& reference, const std::string& alternate) {
  VariantCall call;
  call.position = position;
  call.reference = reference;
  call.alternate = alternate;
  call.quality_centiphred = 5007;
  call.mean_confidence_phred = 58;
  call.mean_base_quality_phred = 36;
  call.median_end_distance_bases = 41;
  call.haplotypes = 2;
  GenotypeCall genotype;
  genotype.alleles = {1, 0};
  genotype.quality_phred = 99;
  genotype.depth = 31;
  genotype.forward_depth = {8, 7};
  genotype.reverse_depth = {8, 7};
  genotype.likelihoods_phred = {420, 0, 455};
  call.samples = {genotype};
  return call;
}

std::string text_of(const TestGenome& genome, const std::vector<VariantCall>& variants,
                    VcfProduct product = VcfProduct::all) {
  RecordText text;
  format_variants(genome.view(), variants, first_column, product, text);
  return text.text;
}

// The sample column of the only record.
std::string sample_of(const TestGenome& genome, const VariantCall& call) {
  const std::string text = text_of(genome, {call});
  return text.substr(text.rfind('\t') + 1, text.size() - text.rfind('\t') - 2);
}

}  // namespace

TEST_CASE("a heterozygous SNV is written as this line") {
  const TestGenome genome({{"chr1", 1000}, {"chr2", 1000}});
  CHECK(text_of(genome, {snv(genome.at(1, 10), "A", "C")}) ==
        "chr2\t11\t.\tA\tC\t50.07\tPASS\tMQ=58;BQ=36;RPD=41;FS=0;NH=2\tGT:GQ:DP:AD:AF:PL:PS:ADF:ADR\t"
        "0/1:99:31:16,14:0.4667:420,0,455:.:8,7:8,7\n");
}

TEST_CASE("a phased genotype keeps haplotype order and names its phase set") {
  const TestGenome genome({{"chr1", 1000}});
  VariantCall call = snv(genome.at(0, 0), "A", "C");
  call.samples[0].is_phased = true;
  call.samples[0].phase_set_1based = 1;
  CHECK(sample_of(genome, call) == "1|0:99:31:16,14:0.4667:420,0,455:1:8,7:8,7");
}

TEST_CASE("haploid, absent and uncalled genotypes have as many values as their ploidy") {
  const TestGenome genome({{"chrX", 1000}});
  VariantCall call = snv(genome.at(0, 5), "A", "C");
  call.samples[0].ploidy = 1;
  CHECK(sample_of(genome, call) == "1:99:31:16,14:0.4667:420,455:.:8,7:8,7");
  call.samples[0].ploidy = 0;
  CHECK(sample_of(genome, call) == ".:99:31:16,14:0.4667:.:.:8,7:8,7");
  call.samples[0].ploidy = 2;
  call.samples[0].alleles = {1, -1};
  CHECK(sample_of(genome, call).starts_with("./1:"));
}

TEST_CASE("AF is what AD says, rounded half up, and missing where AD is 0,0") {
  const TestGenome genome({{"chr1", 1000}});
  VariantCall call = snv(genome.at(0, 5), "A", "C");
  GenotypeCall& genotype = call.samples[0];
  const auto share = [&](std::uint32_t reference, std::uint32_t alternate) {
    genotype.forward_depth = {reference, 0};
    genotype.reverse_depth = {0, alternate};
    const std::string sample = sample_of(genome, call);
    const std::string after_depth = sample.substr(sample.find(":", sample.find(",")) + 1);
    return after_depth.substr(0, after_depth.find(':'));
  };
  CHECK(share(0, 0) == ".");
  CHECK(share(0, 7) == "1.0000");
  CHECK(share(7, 0) == "0.0000");
  CHECK(share(2, 1) == "0.3333");
  CHECK(share(1, 2) == "0.6667");
  CHECK(share(19999, 1) == "0.0001");  // 0.00005
  CHECK(share(4000000000U, 4000000000U) == "0.5000");
}

TEST_CASE("filters, repeat and score are written only where they say something") {
  const TestGenome genome({{"chr1", 1000}});
  VariantCall call = snv(genome.at(0, 5), "AT", "A");
  call.filters = filter_low_quality | filter_strand_bias;
  call.repeat_unit_bases = 1;
  call.repeat_length_bases = 12;
  call.strand_bias_phred = 3;
  call.quality_centiphred = 0;
  const std::string text = text_of(genome, {call});
  CHECK(text.find("\tAT\tA\t0.00\tLowQual;StrandBias\tMQ=58;BQ=36;RPD=41;FS=3;RU=1;RL=12;NH=2\t") != std::string::npos);
}

TEST_CASE("records come by position, REF, ALT whatever the order they are handed over in") {
  const TestGenome genome({{"chr1", 1000}});
  const std::vector<VariantCall> forward = {snv(genome.at(0, 5), "A", "C"), snv(genome.at(0, 5), "A", "G"),
                                            snv(genome.at(0, 5), "AT", "A"), snv(genome.at(0, 9), "A", "C")};
  const std::vector<VariantCall> backward(forward.rbegin(), forward.rend());
  CHECK(text_of(genome, forward) == text_of(genome, backward));
}

TEST_CASE("the PASS product holds the records without filter only") {
  const TestGenome genome({{"chr1", 1000}});
  VariantCall filtered = snv(genome.at(0, 5), "A", "C");
  filtered.filters = filter_low_depth;
  const VariantCall good = snv(genome.at(0, 6), "A", "C");
  CHECK(text_of(genome, {filtered, good}, VcfProduct::pass) == text_of(genome, {good}));
}

TEST_CASE("a variant called twice, outside every contig or beyond its contig is a bug that is named") {
  const TestGenome genome({{"chr1", 1000}});
  const VariantCall call = snv(genome.at(0, 5), "A", "C");
  CHECK_THROWS_WITH(text_of(genome, {call, call}), Catch::Contains("called twice"));
  CHECK_THROWS_WITH(text_of(genome, {snv(100, "A", "C")}), Catch::Contains("lies in no contig"));
  CHECK_THROWS_WITH(text_of(genome, {snv(genome.at(0, 999), "AT", "A")}), Catch::Contains("beyond its contig"));
}

TEST_CASE("the header declares all that records use, in one fixed text without a date") {
  const TestGenome genome({{"chr1", 1000}});
  const VcfDescription description{"0.1.0", "norrsken run\n--x", "ref.fa", "abc", {"NA1"}};
  const std::string header = vcf_header(description, genome.contigs(), VcfProduct::all);
  CHECK(header.starts_with("##fileformat=VCFv4.3\n"));
  CHECK(header.find("##norrsken_command=norrsken run --x\n") != std::string::npos);
  CHECK(header.find("##reference=ref.fa\n##reference_sha256=abc\n") != std::string::npos);
  CHECK(header.find("##contig=<ID=chr1,length=1000>\n") != std::string::npos);
  CHECK(header.ends_with("\tFORMAT\tNA1\n"));
  CHECK(header.find("Date") == std::string::npos);
  for (const char* id : {"FORMAT=<ID=GT", "FORMAT=<ID=ADR", "INFO=<ID=NH", "FILTER=<ID=StrandBias"})
    CHECK(header.find(id) != std::string::npos);
  CHECK(header.find("ID=END") == std::string::npos);
  CHECK(vcf_header(description, genome.contigs(), VcfProduct::gvcf).find("INFO=<ID=END") != std::string::npos);
}
