// What tumours have beside their normal in one region: haplotypes first, then candidates.
#include <catch2/catch.hpp>

#include "kernels/calling/somatic_candidates.hpp"
#include "kernels/calling/somatic_haplotypes.hpp"
#include "small_region.hpp"

namespace norrsken {
namespace {

// A tumour (0) and its normal (1). One copy of both has `germline`, a third of the tumour's molecules `somatic` on it.
struct TumorRegion : SmallRegion {
  HaplotypeVariant germline = snv_at(400);
  HaplotypeVariant somatic = snv_at(405);
  CallingOptions options;

  TumorRegion() : SmallRegion(sequence_with(17, 800, {{400, "ACGTTGCATC"}}), 2) {
    options.samples = {SampleKind::tumor, SampleKind::germline};
    const std::vector<BaseCode> copy = with_base(pile.sequence, 400);
    add_reads(pile.sequence, 340, 20, 0);
    add_reads(copy, 340, 10, 0);
    add_reads(with_base(copy, 405), 340, 10, 0);
    add_reads(pile.sequence, 340, 15, 1);
    add_reads(copy, 340, 15, 1);
    begin(390, 420);
    model.haplotypes.add_with_event(model.haplotypes[0], germline);
    update();
  }
  void update() {
    model.haplotypes.score();
    model.update_variants();
  }
  [[nodiscard]] std::vector<PairPosterior> pairs() const { return model.variants.genotype_samples(ploidies); }
};

TEST_CASE("every event stands on both haplotypes of the normal") {
  TumorRegion region;
  const std::vector<PairPosterior> pairs = region.pairs();
  REQUIRE(region.model.variants.mask_of(pairs[1]) == 1);
  add_somatic_haplotypes(pairs[1], std::vector{region.somatic}, region.options, region.model);
  const HaplotypeSet& haplotypes = region.model.haplotypes;
  REQUIRE(haplotypes.size() == 4);
  std::vector<std::size_t> variants;
  for (const Haplotype& haplotype : haplotypes.all())
    if (is_among(region.somatic, haplotype.variants)) variants.push_back(haplotype.variants.size());
  std::sort(variants.begin(), variants.end());
  CHECK(variants == std::vector<std::size_t>{1, 2});
  CHECK(region.model.variants.size() == 2);  // up to date
}

TEST_CASE("without candidates no haplotype is added") {
  TumorRegion region;
  add_somatic_haplotypes(region.pairs()[1], {}, region.options, region.model);
  CHECK(region.model.haplotypes.size() == 2);
  add_somatic_haplotypes(region.pairs()[1], std::vector{region.germline}, region.options, region.model);
  CHECK(region.model.haplotypes.size() == 2);
}

TEST_CASE("two likely candidates are tried together on each haplotype of the normal") {
  TumorRegion region;
  const HaplotypeVariant other = region.snv_at(409);
  region.pile.reads.clear();
  const std::vector<BaseCode> both = with_base(with_base(region.pile.sequence, 405), 409);
  region.add_reads(region.pile.sequence, 340, 20, 0);
  region.add_reads(both, 340, 10, 0);
  region.add_reads(region.pile.sequence, 340, 15, 1);
  region.begin(390, 420);
  region.update();
  add_somatic_haplotypes(region.pairs()[1], std::vector{region.somatic, other}, region.options, region.model);
  const HaplotypeSet& haplotypes = region.model.haplotypes;
  REQUIRE(haplotypes.size() == 4);  // the normal has the reference twice
  CHECK(haplotypes[3].variants == std::vector{region.somatic, other});
}

TEST_CASE("a normal's variants are surely germline when enough reads show them, and none are without a normal") {
  TumorRegion region;
  CHECK(surely_germline(region.pairs(), region.options, region.model) == std::vector{region.germline});
  CallingOptions alone = region.options;
  alone.samples = {SampleKind::tumor, SampleKind::tumor};
  CHECK(surely_germline(region.pairs(), alone, region.model).empty());
  std::vector<PairPosterior> unsure = region.pairs();
  unsure[1].variants[0].quality_centiphred = 6900;
  CHECK(surely_germline(unsure, region.options, region.model).empty());
}

TEST_CASE("a tumour's own variant is a candidate with the depths of both samples, a germline one is not") {
  TumorRegion region;
  const std::vector<PairPosterior> pairs = region.pairs();
  const std::vector<HaplotypeVariant> germline = surely_germline(pairs, region.options, region.model);
  add_somatic_haplotypes(pairs[1], std::vector{region.somatic}, region.options, region.model);
  const auto candidates = collect_somatic_candidates(germline, {}, region.options, region.model);
  REQUIRE(candidates.size() == 1);
  const SomaticCall& call = candidates[0].call;
  CHECK(call.record.position == region.somatic.start);
  REQUIRE(call.record.samples.size() == 2);
  CHECK(call.record.samples[0].alternate_depth() == 10);
  CHECK(call.record.samples[0].reference_depth() == 30);
  CHECK(call.record.samples[1].alternate_depth() == 0);
  CHECK(call.record.samples[1].reference_depth() == 30);
  CHECK(call.samples[0].variant_kmer_reads == 10);
  CHECK(call.samples[1].variant_kmer_reads == 0);
  CHECK(call.samples[0].odds_centiphred > 2500);
  REQUIRE(candidates[0].likelihoods.size() == 2);
  CHECK(candidates[0].likelihoods[0][nearest_fraction(250)] > 0);
  CHECK(candidates[0].likelihoods[1][nearest_fraction(250)] < 0);
  REQUIRE(call.germline.size() == 1);  // on the same molecules
  CHECK(call.germline[0].position == region.germline.start);
  CHECK_FALSE(call.record.samples[0].is_phased);
}

TEST_CASE("damage that looks like the variant takes its weight, in the orientation that has it") {
  TumorRegion region;
  const std::vector<PairPosterior> pairs = region.pairs();
  const std::vector<HaplotypeVariant> germline = surely_germline(pairs, region.options, region.model);
  add_somatic_haplotypes(pairs[1], std::vector{region.somatic}, region.options, region.model);
  const auto odds = [&](std::uint8_t cap_phred) {
    DamageProfile damage;
    for (auto& orientation : damage.cap_phred)
      for (auto& of_reference : orientation) of_reference.fill(cap_phred);
    const std::vector<DamageProfile> profiles(2, damage);
    const auto candidates = collect_somatic_candidates(germline, profiles, region.options, region.model);
    return candidates.empty() ? 0 : candidates[0].call.samples[0].odds_centiphred;
  };
  const auto whole = collect_somatic_candidates(germline, {}, region.options, region.model);
  REQUIRE(whole.size() == 1);
  CHECK(odds(60) == whole[0].call.samples[0].odds_centiphred);
  CHECK(odds(20) < odds(60));
  CHECK(odds(20) > 0);
  CHECK(odds(1) == 0);
}

}  // namespace
}  // namespace norrsken
