#include "kernels/calling/region_evidence.hpp"

#include <catch2/catch.hpp>

#include "kernels/calling/record.hpp"
#include "small_region.hpp"

namespace norrsken {
namespace {

TEST_CASE("fragments come from haplotypes of called variants and sites only, and the simplest of equal ones") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}}));
  region.add_reads(region.pile.sequence, 340, 1);
  region.add_reads(with_base(region.pile.sequence, 402), 340, 1);
  region.add_reads(with_base(region.pile.sequence, 405), 340, 1);
  region.add_reads(region.pile.sequence, 404, 1);  // does not reach 402
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  for (const std::size_t at : {402, 405}) haplotypes.add_with_event(haplotypes[0], region.snv_at(at));
  haplotypes.score();
  region.model.update_variants();

  std::vector<VariantCall> called;
  const ExplainedRegion nothing = explain_region(region.model, {}, called, {});
  CHECK(nothing.haplotypes == std::vector<std::vector<HaplotypeVariant>>{{}});
  CHECK(nothing.place.start == contig_gap + 390);
  CHECK(nothing.place.end == contig_gap + 420);
  REQUIRE(nothing.fragments.size() == 4);
  for (const ExplainedFragment& fragment : nothing.fragments) CHECK(fragment.haplotype == 0);

  called.push_back(make_record(region.snv_at(402), region.pile.window, {}));
  CHECK(explain_region(region.model, {}, called, {}).haplotypes.size() == 1);  // no sample has it
  PairPosterior pair;
  pair.second = 1;
  const ExplainedRegion one = explain_region(region.model, {&pair, 1}, called, {});
  REQUIRE(one.haplotypes.size() == 2);
  CHECK(one.haplotypes[1] == std::vector{region.snv_at(402)});
  REQUIRE(one.fragments.size() == 4);
  CHECK(one.fragments[0].haplotype == 0);
  CHECK(one.fragments[0].is_sure);
  CHECK(one.fragments[1].haplotype == 1);
  CHECK(one.fragments[1].is_sure);
  CHECK(one.fragments[1].reads[0] == 1);
  CHECK(one.fragments[1].count == 1);
  CHECK(one.fragments[2].haplotype == 0);  // its own variant is not called
  CHECK(one.fragments[3].haplotype == 0);
  CHECK_FALSE(one.fragments[3].is_sure);

  const VariantCall other = make_record(region.snv_at(405), region.pile.window, {});
  const std::vector<EvidenceSite> sites{{other.position, other.reference, other.alternate}};
  const ExplainedRegion both = explain_region(region.model, {&pair, 1}, called, sites);
  REQUIRE(both.haplotypes.size() == 3);
  CHECK(both.fragments[2].haplotype == 2);
}

}  // namespace
}  // namespace norrsken
