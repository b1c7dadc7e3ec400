#include "kernels/calling/haplotype_set.hpp"

#include <catch2/catch.hpp>

#include "kernels/calling/fragment_scorer.hpp"
#include "kernels/likelihood/slip_penalties.hpp"
#include "small_region.hpp"

namespace norrsken {
namespace {

std::vector<BaseCode> reference_sequence() {
  return sequence_with(17, 800, {{400, "ACGTTGCATC"}});
}

std::vector<HaplotypeVariant> variants_of(const HaplotypeSet& haplotypes, std::size_t h) {
  return haplotypes[h].variants;
}

TEST_CASE("a set begins with the reference, knows each haplotype once and names its variants") {
  SmallRegion region(reference_sequence());
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  REQUIRE(haplotypes.size() == 1);
  CHECK(haplotypes[0].bases == stretch(region.pile.sequence, 390, 420));
  CHECK(haplotypes[0].origin == HaplotypeOrigin::reference);
  CHECK(haplotypes[0].variants.empty());
  const std::vector<BaseCode> changed = stretch(with_base(region.pile.sequence, 402), 390, 420);
  haplotypes.add({changed, HaplotypeOrigin::strings, 7, {}});
  haplotypes.add({changed, HaplotypeOrigin::graph, 9, {}});
  haplotypes.add(haplotypes[0]);
  REQUIRE(haplotypes.size() == 2);
  CHECK(haplotypes[1].origin == HaplotypeOrigin::strings);
  CHECK(haplotypes[1].support == 7);
  CHECK(variants_of(haplotypes, 1) == std::vector{region.snv_at(402)});
  CHECK_FALSE(haplotypes.hit_limit());
}

TEST_CASE("a full set takes no more and says so until the next region; room can be made") {
  SmallRegion region(reference_sequence());
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.begin(stretch_of(390, 420), 2);
  haplotypes.add_with_event(haplotypes[0], region.snv_at(400));
  CHECK_FALSE(haplotypes.hit_limit());
  haplotypes.add_with_event(haplotypes[0], region.snv_at(401));
  CHECK(haplotypes.size() == 2);
  CHECK(haplotypes.hit_limit());
  haplotypes.make_room(1);
  haplotypes.add_with_event(haplotypes[0], region.snv_at(401));
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  CHECK(haplotypes.size() == 3);
  haplotypes.begin(stretch_of(390, 420), 2);
  CHECK_FALSE(haplotypes.hit_limit());
  CHECK(haplotypes.size() == 1);
  haplotypes.note_left_out();
  CHECK(haplotypes.hit_limit());
}

TEST_CASE("an event joins a haplotype's others in their order, beside them and inside the place only") {
  SmallRegion region(reference_sequence());
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  const auto base = haplotypes.with_event(haplotypes[0], deletion(404, 3));
  REQUIRE(base);
  CHECK(base->bases == stretch(without(region.pile.sequence, 404, 3), 390, 417));
  CHECK(base->origin == HaplotypeOrigin::events);
  const auto before = haplotypes.with_event(*base, region.snv_at(403));
  REQUIRE(before);
  CHECK(before->variants == std::vector{region.snv_at(403), deletion(404, 3)});
  const auto after = haplotypes.with_event(*base, region.snv_at(407));
  REQUIRE(after);
  CHECK(after->variants == std::vector{deletion(404, 3), region.snv_at(407)});
  CHECK_FALSE(haplotypes.with_event(*base, region.snv_at(404)));
  CHECK_FALSE(haplotypes.with_event(*base, region.snv_at(406)));
  CHECK_FALSE(haplotypes.with_event(*base, deletion(402, 3)));
  CHECK_FALSE(haplotypes.with_event(*base, deletion(404, 3)));  // there already
  const HaplotypeVariant insertion{contig_gap + 404, 0, {BaseCode{2}}};
  CHECK_FALSE(haplotypes.with_event(*base, insertion));
  CHECK(haplotypes.with_event(haplotypes[0], region.snv_at(390)));
  CHECK(haplotypes.with_event(haplotypes[0], region.snv_at(419)));
  CHECK_FALSE(haplotypes.with_event(haplotypes[0], region.snv_at(389)));
  CHECK_FALSE(haplotypes.with_event(haplotypes[0], region.snv_at(420)));
  CHECK_FALSE(haplotypes.with_event(haplotypes[0], deletion(418, 3)));
  haplotypes.add_with_event(*base, region.snv_at(406));
  CHECK(haplotypes.size() == 1);
}

TEST_CASE("a wider set has the same variants with more of the reference around them, and no costs") {
  SmallRegion region(reference_sequence());
  const std::vector<BaseCode> changed = with_base(region.pile.sequence, 402);
  region.add_reads(changed, 350, 3);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  haplotypes.widen(stretch_of(395, 410));  // inside: nothing to do
  CHECK(haplotypes.place().start == contig_gap + 390);
  CHECK(haplotypes[1].bases.size() == 30);
  haplotypes.score();
  haplotypes.widen(stretch_of(380, 410));
  CHECK(haplotypes.place().start == contig_gap + 380);
  CHECK(haplotypes.place().end == contig_gap + 420);
  CHECK(haplotypes[0].bases == stretch(region.pile.sequence, 380, 420));
  CHECK(haplotypes[1].bases == stretch(changed, 380, 420));
  CHECK(variants_of(haplotypes, 1) == std::vector{region.snv_at(402)});
  haplotypes.widen(stretch_of(380, 430));
  CHECK(haplotypes[1].bases == stretch(changed, 380, 430));
  haplotypes.add_within({stretch(with_base(region.pile.sequence, 411), 405, 415), HaplotypeOrigin::graph, 2, {}},
                        stretch_of(405, 415));
  REQUIRE(haplotypes.size() == 3);
  CHECK(haplotypes[2].bases == stretch(with_base(region.pile.sequence, 411), 380, 430));
  haplotypes.score();  // all of them anew
  CHECK(haplotypes.cost(0, 0) == 35);
  CHECK(haplotypes.cost(1, 0) == 0);
  CHECK(haplotypes.cost(2, 0) == 70);
}

TEST_CASE("fragments cost what they differ by, and haplotypes that come later leave the costs of others alone") {
  SmallRegion region(reference_sequence());
  const std::vector<BaseCode> changed = with_base(region.pile.sequence, 402);
  region.add_reads(region.pile.sequence, 340, 2);
  region.add_reads(changed, 350, 2);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.score();
  CHECK(haplotypes.cost(0, 0) == 0);
  CHECK(haplotypes.cost(0, 2) == 35);
  CHECK(haplotypes.best_cost(2) == 35);
  CHECK(haplotypes.is_unexplained(2, haplotypes.best_cost(2)));
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  haplotypes.score();
  CHECK(haplotypes.cost(0, 2) == 35);
  CHECK(haplotypes.cost(1, 0) == 35);
  CHECK(haplotypes.cost(1, 2) == 0);
  CHECK_FALSE(haplotypes.is_unexplained(2, haplotypes.best_cost(2)));
  const CostMatrix costs = haplotypes.relative_costs();
  REQUIRE(costs.haplotypes() == 2);
  REQUIRE(costs.fragments() == 4);
  CHECK(int{costs.at(0, 3)} == 35);
  CHECK(int{costs.at(1, 3)} == 0);
}

TEST_CASE("what a fragment's placement or its errors leave unsure bounds what it says") {
  SmallRegion region(reference_sequence());
  const std::vector<BaseCode> changed = with_base(region.pile.sequence, 402);
  region.add_reads(changed, 350, 3);
  region.pile.reads.reads[1].confidence_phred = 12;
  for (std::size_t offset = 0; offset < 24; offset += 3) {  // of another place altogether
    BaseQuality& base = region.pile.reads.bases_of(2)[offset];
    base = make_base_quality(static_cast<BaseCode>(base_of(base) ^ 2), 35);
  }
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  haplotypes.score();
  const CostMatrix costs = haplotypes.relative_costs();
  CHECK(int{costs.at(0, 0)} == 35);
  CHECK(int{costs.at(0, 1)} == 12);
  CHECK(int{costs.at(0, 2)} <= 10);
  REQUIRE(haplotypes.best_cost(2) > foreign_phred);  // of it, what lies near the place counts
  CHECK_FALSE(haplotypes.is_unexplained(2, haplotypes.best_cost(2)));
  CHECK(haplotypes.is_unexplained(2, haplotypes.cost(0, 2)));
  CHECK_FALSE(haplotypes.may_have_slipped(2, haplotypes.best_cost(2)));
  CHECK(haplotypes.may_have_slipped(2, haplotypes.best_cost(2) + lowest_slip_phred));
}

TEST_CASE("of a lone SNV every read's base says which allele it shows") {
  SmallRegion region(reference_sequence());
  region.add_reads(region.pile.sequence, 340, 1);
  region.add_reads(with_base(region.pile.sequence, 402), 350, 1);
  region.add_reads(with_base(region.pile.sequence, 402, 2), 360, 1);  // a third base
  region.begin(402, 403);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add({region.snv_at(402).alternate, HaplotypeOrigin::events, 1, {}});
  haplotypes.score_lone_snv();
  CHECK(haplotypes.cost(0, 0) == 0);
  CHECK(haplotypes.cost(1, 0) == 35);
  CHECK(haplotypes.cost(0, 1) == 35);
  CHECK(haplotypes.cost(1, 1) == 0);
  CHECK(haplotypes.cost(0, 2) == 35);
  CHECK(haplotypes.cost(1, 2) == 35);
}

TEST_CASE("a haplotype that explains no fragment best goes, the reference stays") {
  SmallRegion region(reference_sequence());
  region.add_reads(with_base(region.pile.sequence, 402), 350, 2);
  region.add_reads(region.pile.sequence, 410, 1);  // lies on all of them alike
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  for (const std::size_t at : {400, 402, 405}) haplotypes.add_with_event(haplotypes[0], region.snv_at(at));
  haplotypes.score();
  haplotypes.drop_useless();
  REQUIRE(haplotypes.size() == 2);
  CHECK(haplotypes[0].variants.empty());
  CHECK(variants_of(haplotypes, 1) == std::vector{region.snv_at(402)});
  CHECK(haplotypes.cost(1, 1) == 0);  // costs go with their haplotypes
  region.begin(700, 720);             // no reads
  haplotypes.add_with_event(haplotypes[0], region.snv_at(702));
  haplotypes.score();
  haplotypes.drop_useless();
  CHECK(haplotypes.size() == 1);
}

TEST_CASE("pairs keep their haplotypes and costs, the reference before them") {
  SmallRegion region(reference_sequence());
  region.add_reads(with_base(region.pile.sequence, 402), 350, 1);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  for (const std::size_t at : {400, 402, 405, 407}) haplotypes.add_with_event(haplotypes[0], region.snv_at(at));
  haplotypes.score();
  const std::vector<PairPosterior> pairs{{3, 2, 0, {}}, {2, 2, 0, {}}};
  haplotypes.keep_pairs(pairs);
  REQUIRE(haplotypes.size() == 3);
  CHECK(haplotypes[0].variants.empty());
  CHECK(variants_of(haplotypes, 1) == std::vector{region.snv_at(405)});
  CHECK(variants_of(haplotypes, 2) == std::vector{region.snv_at(402)});
  CHECK(haplotypes.cost(0, 0) == 35);
  CHECK(haplotypes.cost(1, 0) == 70);
  CHECK(haplotypes.cost(2, 0) == 0);
}

TEST_CASE("a haplotype is spelled by a base's variants where that leaves fewer of its own") {
  // Three bases are deleted at 417 and three inserted at 423: by itself, that is a row of substitutions.
  SmallRegion region(sequence_with(17, 800, {{400, "GATCCGTACGTTAGCACTGATTGACGGAAATCCGTAGGCATTGCAACTGTCA"}}));
  region.begin(410, 445);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], deletion(417, 3));
  haplotypes.add_with(std::vector{deletion(417, 3), HaplotypeVariant{contig_gap + 423, 0, codes("TCT")}},
                      HaplotypeOrigin::strings, 3);
  REQUIRE(haplotypes.size() == 3);
  const std::vector<Haplotype> bases{haplotypes[1]};
  const std::vector<BaseCode> unspelled = haplotypes[2].bases;
  REQUIRE(bases[0].variants.size() == 1);
  REQUIRE_FALSE(is_among(bases[0].variants[0], haplotypes[2].variants));
  haplotypes.respell_beside(bases, 0);
  CHECK(haplotypes[2].variants.size() == 2);
  CHECK(is_among(bases[0].variants[0], haplotypes[2].variants));
  CHECK(haplotypes[2].bases == unspelled);
  CHECK(haplotypes[1].variants == bases[0].variants);
  CHECK(haplotypes[0].variants.empty());
}

TEST_CASE("haplotypes with a unit more and less are added for long tracts alone") {
  SmallRegion region(sequence_with(17, 800, {{400, "CAAAAAAAAAAAAAAAAAAAAAAAAAG"}, {430, "GTTTTTTTTG"}}));
  region.begin(394, 445);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_one_unit(0);
  REQUIRE(haplotypes.size() == 3);
  REQUIRE(haplotypes[1].variants.size() == 1);
  CHECK(haplotypes[1].variants[0] == HaplotypeVariant{contig_gap + 401, 0, {0}});
  CHECK(haplotypes[2].variants == std::vector{deletion(401, 1)});
  haplotypes.add_with_one_unit(0);  // they are known
  CHECK(haplotypes.size() == 3);
}

TEST_CASE("haplotypes with indels that two reads show on one are added, and what one read shows is not") {
  SmallRegion region(sequence_with(17, 800, {{400, "ACGTTGCATC"}, {430, "GTTTTTTTTTTTTTTTTG"}}));
  const std::vector<BaseCode> deleted = without(region.pile.sequence, 404, 3);
  const std::vector<BaseCode> slipped = with_insertion(region.pile.sequence, 431, {3, 3});
  PlacedRead broken;
  broken.shift = 3;
  broken.break_offset = 404 - 350;
  region.add_reads(deleted, 350, 2, 0, broken);
  broken.shift = 5;
  region.add_reads(without(region.pile.sequence, 404, 5), 350, 1, 0, broken);
  region.add_reads(slipped, 360, 3);
  region.begin(394, 460);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.score();
  const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
  haplotypes.add_with_indels(0, all, 2);
  REQUIRE(haplotypes.size() == 3);
  CHECK(haplotypes[1].variants == std::vector{HaplotypeVariant{contig_gap + 431, 0, {3, 3}}});  // of most reads
  CHECK(haplotypes[2].variants == std::vector{deletion(404, 3)});
  haplotypes.score();
  CHECK(haplotypes.cost(1, 5) == 0);
  const std::vector<std::size_t> lone{2};
  haplotypes.add_with_indels(0, lone, 2);
  CHECK(haplotypes.size() == 3);
  haplotypes.add_with_indels(0, lone, 1);
  CHECK(haplotypes.size() == 4);
}

TEST_CASE("a cost between a slip's and an unexplained one's may hide an allele") {
  SmallRegion region(reference_sequence());
  region.add_reads(region.pile.sequence, 340, 1);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.score();
  CHECK_FALSE(haplotypes.may_have_slipped(0, 7));
  CHECK(haplotypes.may_have_slipped(0, 8));
  CHECK(haplotypes.may_have_slipped(0, 15));
  CHECK_FALSE(haplotypes.may_have_slipped(0, 16));
}

TEST_CASE("fragments with something foreign beside the place are told apart by what lies in it") {
  SmallRegion region(reference_sequence());
  std::vector<BaseCode> foreign = region.pile.sequence;
  for (std::size_t at = 330; at < 360; ++at) foreign[at] ^= 1;
  region.add_reads(foreign, 328, 1);
  region.add_reads(with_base(foreign, 402), 328, 1);
  region.begin(390, 420);
  HaplotypeSet& haplotypes = region.model.haplotypes;
  haplotypes.add_with_event(haplotypes[0], region.snv_at(402));
  haplotypes.score();
  CHECK(haplotypes.cost(0, 0) == foreign_phred + 1);
  CHECK(haplotypes.cost(1, 0) == foreign_phred + 36);
  CHECK(haplotypes.cost(0, 1) == foreign_phred + 36);
  CHECK(haplotypes.cost(1, 1) == foreign_phred + 1);
  const CostMatrix costs = haplotypes.relative_costs();
  CHECK(costs.at(1, 0) == 10);  // they hardly count
  CHECK(costs.at(0, 1) == 10);
}

}  // namespace
}  // namespace norrsken
