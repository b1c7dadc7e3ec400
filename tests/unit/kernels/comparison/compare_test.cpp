#include "kernels/comparison/compare.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace norrsken;

namespace {

//                             0         1         2         3         4         5         6
//                             0123456789012345678901234567890123456789012345678901234567890123456789
const std::string reference = "GATTACAGGCTAAAAAATCGCACACACACAGTTGCATGCCTGATCCGTACGGTCAATTTCGCATAGCTGC";

// Alleles of one side, as VCF spells them (0-based).
class Alleles {
 public:
  Alleles& het(std::int64_t position, const char* ref, const char* alt) {
    return add(position, ref, alt, Zygosity::one_copy);
  }
  Alleles& hom(std::int64_t position, const char* ref, const char* alt) {
    return add(position, ref, alt, Zygosity::every_copy);
  }
  Alleles& half(std::int64_t position, const char* ref, const char* alt) {
    return add(position, ref, alt, Zygosity::unknown);
  }
  // 1/2
  Alleles& both(std::int64_t position, const char* ref, const char* first, const char* second) {
    het(position, ref, first);
    het(position, ref, second);
    list_.back().record = list_[list_.size() - 2].record;
    return *this;
  }
  [[nodiscard]] const std::vector<VariantAllele>& list() const { return list_; }

 private:
  Alleles& add(std::int64_t position, const char* ref, const char* alt, Zygosity zygosity) {
    REQUIRE(reference.substr(static_cast<std::size_t>(position), std::string(ref).size()) == ref);
    list_.push_back(trimmed_allele(position, ref, alt));
    list_.back().zygosity = zygosity;
    list_.back().record = next_record_++;
    return *this;
  }
  std::vector<VariantAllele> list_;
  std::uint32_t next_record_ = 0;
};

// One letter an allele: M matched, g wrong genotype, a wrong allele, - alone; truth and calls apart.
std::string verdicts(const Alleles& truth, const Alleles& calls, const ComparisonOptions& options = {}) {
  const Comparison result = compare_alleles(reference, truth.list(), calls.list(), options);
  std::string text;
  for (const auto* side : {&result.truth, &result.calls}) {
    if (side == &result.calls) text += ' ';
    for (const ComparedAllele& allele : *side) text += "Mga-"[static_cast<std::size_t>(allele.verdict)];
  }
  return text;
}

ComparisonOptions ignoring_genotypes() {
  ComparisonOptions options;
  options.genotypes = GenotypeRule::ignore;
  return options;
}

}  // namespace

TEST_CASE("nothing compared with nothing is nothing") {
  CHECK(verdicts({}, {}) == " ");
  CHECK(verdicts(Alleles().het(4, "A", "T"), {}) == "- ");
  CHECK(verdicts({}, Alleles().het(4, "A", "T")) == " -");
}

TEST_CASE("the same SNV with the same genotype matches") {
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().het(4, "A", "T")) == "M M");
  CHECK(verdicts(Alleles().hom(4, "A", "T"), Alleles().hom(4, "A", "T")) == "M M");
}

TEST_CASE("another genotype is told apart from another allele") {
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().hom(4, "A", "T")) == "g g");
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().het(4, "A", "C")) == "a a");
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().het(40, "T", "C")) == "- -");
}

TEST_CASE("without genotypes an allele matches at any zygosity") {
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().hom(4, "A", "T"), ignoring_genotypes()) == "M M");
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().het(4, "A", "C"), ignoring_genotypes()) == "a a");
}

TEST_CASE("a half-call matches both zygosities") {
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().half(4, "A", "T")) == "M M");
  CHECK(verdicts(Alleles().hom(4, "A", "T"), Alleles().half(4, "A", "T")) == "M M");
}

TEST_CASE("an indel matches wherever its repeat lets it be written") {
  CHECK(verdicts(Alleles().het(10, "TA", "T"), Alleles().het(15, "AA", "A")) == "M M");
  CHECK(verdicts(Alleles().hom(10, "T", "TAA"), Alleles().hom(16, "A", "AAA")) == "M M");
  CHECK(verdicts(Alleles().het(19, "GCA", "G"), Alleles().het(27, "ACA", "A")) == "M M");
  CHECK(verdicts(Alleles().het(19, "GCA", "G"), Alleles().het(27, "ACAG", "AG")) == "M M");
}

TEST_CASE("a deletion of two units is two deletions of one unit") {
  CHECK(verdicts(Alleles().het(19, "GCACA", "G"), Alleles().het(19, "GCA", "G").het(25, "ACA", "A")) == "M MM");
}

TEST_CASE("an MNV is its SNVs") {
  CHECK(verdicts(Alleles().het(4, "ACA", "TCT"), Alleles().het(4, "A", "T").het(6, "A", "T")) == "M MM");
  CHECK(verdicts(Alleles().hom(4, "ACA", "TCT"), Alleles().hom(4, "A", "T").hom(6, "A", "T")) == "M MM");
}

TEST_CASE("half of an MNV is not the MNV") {
  CHECK(verdicts(Alleles().het(4, "ACA", "TCT"), Alleles().het(4, "A", "T")) == "a a");
}

TEST_CASE("an MNV whose SNVs are on different numbers of chromosomes has a wrong genotype") {
  CHECK(verdicts(Alleles().hom(4, "ACA", "TCT"), Alleles().hom(4, "A", "T").het(6, "A", "T")) == "g gg");
}

TEST_CASE("a complex block is the deletion and the insertion that make it") {
  // GGC -> TA: deletion of GGC and insertion of TA.
  CHECK(verdicts(Alleles().het(7, "GGC", "TA"), Alleles().het(6, "AGGC", "A").het(6, "A", "ATA")) == "M MM");
}

TEST_CASE("an SNV beside an indel may be spelled as one block") {
  CHECK(verdicts(Alleles().het(31, "T", "C").het(33, "GCA", "G"), Alleles().het(31, "TTGCA", "CTG")) == "MM M");
}

TEST_CASE("1/2 is two records on different chromosomes") {
  CHECK(verdicts(Alleles().both(10, "T", "TA", "TAA"), Alleles().het(10, "T", "TA").het(10, "T", "TAA")) == "MM MM");
  CHECK(verdicts(Alleles().both(4, "A", "C", "G"), Alleles().het(4, "A", "C").het(4, "A", "G")) == "MM MM");
}

TEST_CASE("one of two alleles found leaves the other one lost") {
  CHECK(verdicts(Alleles().both(10, "T", "TA", "TAA"), Alleles().het(10, "T", "TA")) == "M- M");
}

TEST_CASE("a homozygous call of one of two alleles has a wrong genotype") {
  CHECK(verdicts(Alleles().both(10, "T", "TA", "TAA"), Alleles().hom(10, "T", "TA")) == "ga g");
}

TEST_CASE("the alleles of one record never share a chromosome") {
  // T, A > C and an insertion behind it: apart in the truth, together on one chromosome in the call.
  const auto apart = Alleles().both(4, "AC", "CC", "AGC");
  CHECK(verdicts(apart, Alleles().het(4, "AC", "CGC")) == "aa a");
  CHECK(verdicts(apart, Alleles().both(4, "A", "C", "AG")) == "MM MM");
  CHECK(verdicts(Alleles().het(4, "A", "C").het(4, "A", "AG"), Alleles().het(4, "AC", "CGC")) == "MM M");
}

TEST_CASE("two heterozygous lines of one allele are one homozygous line") {
  CHECK(verdicts(Alleles().hom(4, "A", "T"), Alleles().het(4, "A", "T").het(4, "A", "T")) == "M MM");
}

TEST_CASE("a call made twice is right once") {
  const std::string text = verdicts(Alleles().het(4, "A", "T"), Alleles().het(4, "A", "T").het(4, "A", "T"));
  CHECK((text == "M Mg" || text == "M gM" || text == "M M-" || text == "M -M"));
}

TEST_CASE("calls that cancel each other out match nothing") {
  CHECK(verdicts(Alleles().het(4, "A", "T"), Alleles().het(4, "A", "T").het(10, "TA", "T").het(16, "A", "AA")) ==
        "M M--");
}

TEST_CASE("a truth that contradicts itself matches itself") {
  const auto truth = Alleles().hom(19, "GCACA", "G").het(21, "A", "T").het(20, "C", "G");
  CHECK(verdicts(truth, truth) == "MMM MMM");
  // With one more call the search has to leave out some of them, but equal records still match.
  CHECK(verdicts(truth, Alleles().hom(19, "GCACA", "G").het(21, "A", "T").het(20, "C", "G").het(33, "G", "T")) ==
        "MMM MMM-");
}

TEST_CASE("variants that overlap on different chromosomes match") {
  CHECK(verdicts(Alleles().het(19, "GCACA", "G").het(22, "C", "G"), Alleles().both(19, "GCACA", "G", "GCAGA")) ==
        "MM MM");
}

TEST_CASE("a long deletion is matched by its spelling") {
  std::string sequence;
  for (int i = 0; i < 5000; ++i) sequence += "ACGT"[(i * i + i / 7) % 4];
  const std::vector<VariantAllele> truth{{1000, 4000, "", Zygosity::one_copy, 0},
                                         {1500, 1501, "G", Zygosity::one_copy, 1}};
  const std::vector<VariantAllele> other{{1000, 3999, "", Zygosity::one_copy, 0},
                                         {1500, 1501, "G", Zygosity::one_copy, 1}};
  const Comparison same = compare_alleles(sequence, truth, truth, {});
  CHECK(same.truth[0].verdict == Verdict::matched);
  CHECK(same.calls[1].verdict == Verdict::matched);
  const Comparison differs = compare_alleles(sequence, truth, other, {});
  CHECK(differs.truth[0].verdict == Verdict::wrong_allele);
  CHECK(differs.truth[1].verdict == Verdict::matched);
}

TEST_CASE("a cluster that is too complex is matched by spelling and counted") {
  ComparisonOptions options;
  options.max_states = 1;
  const auto truth = Alleles().het(4, "ACA", "TCT").het(12, "A", "G");
  const auto calls = Alleles().het(4, "A", "T").het(6, "A", "T").het(12, "A", "G");
  const Comparison result = compare_alleles(reference, truth.list(), calls.list(), options);
  CHECK(result.counts.too_complex > 0);
  CHECK(result.truth[0].verdict != Verdict::matched);
  CHECK(result.truth[1].verdict == Verdict::matched);
  CHECK(verdicts(truth, calls) == "MM MMM");
}

TEST_CASE("matched alleles that explain each other share a group") {
  const auto truth = Alleles().het(4, "ACA", "TCT").het(40, "T", "C");
  const auto calls = Alleles().het(4, "A", "T").het(6, "A", "T").het(40, "T", "C");
  const Comparison result = compare_alleles(reference, truth.list(), calls.list(), {});
  CHECK(result.truth[0].group == result.calls[0].group);
  CHECK(result.truth[0].group == result.calls[1].group);
  CHECK(result.truth[1].group == result.calls[2].group);
  CHECK(result.truth[0].group != result.truth[1].group);
}
