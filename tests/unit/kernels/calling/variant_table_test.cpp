#include "kernels/calling/variant_table.hpp"

#include <catch2/catch.hpp>

#include "small_region.hpp"

namespace norrsken {
namespace {

TEST_CASE("variants are numbered as they come, and every haplotype's are the bits of its mask") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], region.snv_at(405));
  haplotypes.add_with_event(haplotypes[0], region.snv_at(400));
  haplotypes.add_with_event(haplotypes[2], region.snv_at(405));
  haplotypes.score();
  region.model.update_variants();
  const VariantTable& variants = region.model.variants;
  REQUIRE(variants.size() == 2);
  CHECK(variants[0] == region.snv_at(405));
  CHECK(variants[1] == region.snv_at(400));
  CHECK(variants.mask_of(0) == 0);
  CHECK(variants.mask_of(1) == 1);
  CHECK(variants.mask_of(2) == 2);
  CHECK(variants.mask_of(3) == 3);
  CHECK(variants.mask_of(PairPosterior{1, 2, 0, {}}) == 3);
  CHECK(variants.prior_centiphred(0) == 3000);
  CHECK_FALSE(variants.hit_limit());
  region.begin(390, 420);
  region.model.haplotypes.score();
  region.model.update_variants();
  CHECK(variants.size() == 0);
}

TEST_CASE("more variants than a word has room for are left out, and that is told until the next region") {
  SmallRegion region(sequence_with(18, 800, {}));
  region.begin(300, 500);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.make_room(100);
  for (std::size_t at = 310; at < 310 + VariantTable::max_variants; ++at)
    haplotypes.add_with_event(haplotypes[0], region.snv_at(at));
  haplotypes.score();
  region.model.update_variants();
  CHECK(region.model.variants.size() == VariantTable::max_variants);
  CHECK_FALSE(region.model.hit_limit());
  haplotypes.add_with_event(haplotypes[0], region.snv_at(450));
  haplotypes.score();
  region.model.update_variants();
  CHECK(region.model.variants.size() == VariantTable::max_variants);
  CHECK(region.model.variants.mask_of(VariantTable::max_variants + 1) == 0);
  CHECK(region.model.hit_limit());
  region.begin(300, 500);
  CHECK_FALSE(region.model.hit_limit());
}

TEST_CASE("each sample's fragments say which pair it has and how many of them show a variant") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}), 2);
  const std::vector<BaseCode> changed = with_base(region.pile.sequence, 402);
  region.add_reads(region.pile.sequence, 340, 8, 0);
  region.add_reads(changed, 340, 6, 0);
  region.add_reads(changed, 350, 9, 1);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  haplotypes.score();
  region.model.update_variants();
  const VariantTable& variants = region.model.variants;
  const FragmentCosts of_reference = variants.fragment_costs(0, 0);
  CHECK(of_reference.with_phred == 35);
  CHECK(of_reference.without_phred == 0);
  const FragmentCosts of_changed = variants.fragment_costs(8, 0);
  CHECK(of_changed.with_phred == 0);
  CHECK(of_changed.without_phred == 35);
  GenotypeCall first;
  variants.support_of(0, 0).describe(first);
  CHECK(first.depth == 14);
  CHECK(first.reference_depth() == 8);
  CHECK(first.alternate_depth() == 6);
  GenotypeCall second;
  variants.support_of(1, 0).describe(second);
  CHECK(second.reference_depth() == 0);
  CHECK(second.alternate_depth() == 9);

  const std::vector<PairPosterior> pairs = variants.genotype_samples(region.ploidies);
  REQUIRE(pairs.size() == 2);
  CHECK(std::min(pairs[0].first, pairs[0].second) == 0);
  CHECK(std::max(pairs[0].first, pairs[0].second) == 1);
  CHECK(pairs[1].first == 1);
  CHECK(pairs[1].second == 1);
  const std::vector<std::uint8_t> haploid{1, 0};
  for (const PairPosterior& pair : variants.genotype_samples(haploid)) CHECK(pair.first == pair.second);
}

TEST_CASE("of two mates over an indel the one that reaches further behind it gives its strand") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  std::vector<BaseCode> changed = region.pile.sequence;
  changed.erase(changed.begin() + 402, changed.begin() + 405);
  PlacedRead mate;
  mate.flags = read_is_paired | mate_is_placed | mate_is_reverse;
  region.add_reads(changed, 305, 1, 0, mate);
  mate.flags = read_is_paired | mate_is_placed | read_is_reverse | read_is_second;
  region.add_reads(changed, 350, 1, 0, mate);
  for (PlacedRead& read : region.pile.reads.reads) read.name_hash = 7;
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], deletion(402, 3));
  haplotypes.score();
  region.model.update_variants();
  GenotypeCall sample;
  region.model.variants.support_of(0, 0).describe(sample);
  CHECK(sample.depth == 1);
  CHECK(sample.forward_depth[1] == 0);
  CHECK(sample.reverse_depth[1] == 1);
}

TEST_CASE("what supports a called variant is told between the two haplotypes of the pair") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  const std::vector<BaseCode> changed = with_base(region.pile.sequence, 402);
  region.add_reads(region.pile.sequence, 340, 8);
  region.add_reads(changed, 350, 6);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  // The second haplotype explains nothing better than the first, and costs the same where reads do not reach.
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  const std::vector<HaplotypeVariant> both{region.snv_at(402), region.snv_at(415)};
  haplotypes.add_with(both, HaplotypeOrigin::events, 0);
  haplotypes.score();
  region.model.update_variants();
  const VariantTable& variants = region.model.variants;
  REQUIRE(variants[1] == region.snv_at(415));
  const PairPosterior pair{0, 2, 0, {}};
  CHECK(variants.fragment_costs(8, 1).with_phred == 35);
  CHECK(variants.fragment_costs(8, 1).without_phred == 0);  // haplotype 1, which is not called
  CHECK(variants.fragment_costs(8, 1, pair).with_phred == 35);
  CHECK(variants.fragment_costs(8, 1, pair).without_phred == 35);
  CHECK(variants.fragment_costs(8, 1, {2, 2, 0, {}}).without_phred == 0);  // homozygous: as without a pair
  GenotypeCall call;
  variants.support_of(0, 1).describe(call);
  CHECK(call.reference_depth() == 14);
  GenotypeCall between;
  variants.support_of(0, 1, &pair).describe(between);
  CHECK(between.reference_depth() == 8);
  CHECK(between.alternate_depth() == 0);
}

}  // namespace
}  // namespace norrsken
