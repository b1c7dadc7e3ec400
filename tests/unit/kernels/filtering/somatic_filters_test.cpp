#include "kernels/filtering/somatic_filters.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "../genotype_depths.hpp"

namespace norrsken {
namespace {

constexpr std::array<std::size_t, 1> tumor_column{1};
constexpr SomaticColumns pair{0, tumor_column, 0, {}};

SomaticCandidate good_candidate() {
  SomaticCandidate candidate;
  SomaticCall& call = candidate.call;
  call.record.reference = "C";
  call.record.alternate = "T";
  call.record.position = 10'000;
  call.record.quality_centiphred = 5000;
  call.record.mean_confidence_phred = 50;
  call.record.mean_base_quality_phred = 37;
  call.record.median_end_distance_bases = 40;
  call.record.samples = {depths(30, 0), depths(40, 20)};
  call.samples.resize(2);
  call.samples[1].odds_centiphred = 20'000;
  call.samples[1].fraction_low_per_10000 = 2200;
  call.samples[1].fraction_high_per_10000 = 4600;
  call.samples[1].f1r2_depth = {20, 10};
  call.samples[1].f2r1_depth = {20, 10};
  call.normal_odds_centiphred = 9000;
  return candidate;
}

std::uint32_t filters_of(SomaticCandidate candidate, const SomaticLimits& limits = {},
                         const SomaticColumns& columns = pair) {
  apply_somatic_filters(limits, columns, {&candidate, 1});
  return candidate.call.record.filters;
}

using Change = std::function<void(SomaticCall&)>;

TEST_CASE("each somatic filter is set just beyond its limit and not at it") {
  struct Case {
    const char* name;
    std::uint32_t filter;
    Change at;
    Change beyond;
  };
  const auto tumor = [](std::uint32_t reference, std::uint32_t alternate) {
    return [=](SomaticCall& call) { call.record.samples[1] = depths(reference, alternate); };
  };
  const auto normal = [](std::uint32_t reference, std::uint32_t alternate) {
    return [=](SomaticCall& call) { call.record.samples[0] = depths(reference, alternate); };
  };
  const std::vector<Case> cases{
      {"quality", somatic_weak_evidence, [](auto& c) { c.record.quality_centiphred = 800; },
       [](auto& c) { c.record.quality_centiphred = 799; }},
      {"odds", somatic_weak_evidence, [](auto& c) { c.samples[1].odds_centiphred = 1500; },
       [](auto& c) { c.samples[1].odds_centiphred = 1499; }},
      {"population", somatic_germline_risk, [](auto& c) { c.population_per_million = 5000; },
       [](auto& c) { c.population_per_million = 5001; }},
      {"odds of the normal", somatic_germline_risk, [](auto& c) { c.normal_odds_centiphred = 1000; },
       [](auto& c) { c.normal_odds_centiphred = 999; }},
      {"reads of the normal", somatic_normal_evidence, normal(28, 2), normal(27, 3)},
      {"k-mers of the normal", somatic_normal_evidence, [](auto& c) { c.samples[0].variant_kmer_reads = 2; },
       [](auto& c) { c.samples[0].variant_kmer_reads = 3; }},
      {"depth of the normal", somatic_low_normal_depth, normal(8, 0), normal(7, 0)},
      {"depth", somatic_low_depth, tumor(5, 5), tumor(4, 5)},
      {"reads", somatic_few_reads, tumor(20, 3), tumor(20, 2)},
      {"fraction", somatic_low_fraction, tumor(980, 20), tumor(981, 19)},
      {"strand bias", somatic_strand, [](auto& c) { c.record.strand_bias_phred = 60; },
       [](auto& c) { c.record.strand_bias_phred = 61; }},
      {"orientation bias", somatic_orientation, [](auto& c) { c.orientation_bias_phred = 60; },
       [](auto& c) { c.orientation_bias_phred = 61; }},
      {"base quality", somatic_base_quality, [](auto& c) { c.record.mean_base_quality_phred = 20; },
       [](auto& c) { c.record.mean_base_quality_phred = 19; }},
      {"mapping confidence", somatic_map_confidence, [](auto& c) { c.record.mean_confidence_phred = 20; },
       [](auto& c) { c.record.mean_confidence_phred = 19; }},
      {"position", somatic_position, [](auto& c) { c.record.median_end_distance_bases = 5; },
       [](auto& c) { c.record.median_end_distance_bases = 4; }}};
  for (const Case& each : cases) {
    INFO(each.name);
    SomaticCandidate candidate = good_candidate();
    each.at(candidate.call);
    CHECK(filters_of(candidate) == 0);
    each.beyond(candidate.call);
    CHECK((filters_of(candidate) & each.filter) == each.filter);
  }
}

TEST_CASE("all reads of one strand or one orientation are an artefact when both had a chance") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.samples[1].forward_depth = {20, 12};
  candidate.call.record.samples[1].reverse_depth = {20, 0};
  CHECK(filters_of(candidate) == somatic_strand);
  candidate.call.record.samples[1].reverse_depth = {1, 0};  // an amplicon has one strand only
  CHECK(filters_of(candidate) == 0);
  candidate = good_candidate();
  candidate.call.samples[1].f1r2_depth = {20, 12};
  candidate.call.samples[1].f2r1_depth = {20, 0};
  CHECK(filters_of(candidate) == somatic_orientation);
  candidate.call.record.reference = "A";  // A>T is no damage of FFPE or oxidation
  CHECK(filters_of(candidate) == 0);
}

TEST_CASE("an indel of whole units in a long repeat must be frequent or beyond doubt") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.reference = "CA";
  candidate.call.record.alternate = "C";
  candidate.call.record.mean_base_quality_phred = 0;
  candidate.call.record.repeat_unit_bases = 1;
  candidate.call.record.repeat_length_bases = 10;
  candidate.call.record.samples[1] = depths(92, 8);
  candidate.call.samples[1].odds_centiphred = 14'999;
  CHECK(filters_of(candidate) == somatic_slippage);
  candidate.call.samples[1].odds_centiphred = 15'000;
  CHECK(filters_of(candidate) == 0);
  candidate.call.samples[1].odds_centiphred = 9000;
  candidate.call.record.samples[1] = depths(90, 10);
  CHECK(filters_of(candidate) == 0);
  candidate.call.record.samples[1] = depths(92, 8);
  candidate.call.record.repeat_length_bases = 5;
  CHECK(filters_of(candidate) == 0);
}

TEST_CASE("candidates near by that cannot lie on the same molecules are clustered") {
  std::vector<SomaticCandidate> candidates(4, good_candidate());
  for (std::size_t i = 0; i < 4; ++i) candidates[i].call.record.position += static_cast<GenomePosition>(10 * i);
  apply_somatic_filters({}, pair, candidates);
  CHECK(candidates[0].call.record.filters == 0);  // one clone's molecule may carry them all
  for (std::size_t i = 1; i < 4; ++i) {
    candidates[i].call.samples[1].fraction_low_per_10000 = 100;
    candidates[i].call.samples[1].fraction_high_per_10000 = 900;
  }
  apply_somatic_filters({}, pair, candidates);
  CHECK(candidates[0].call.record.filters == somatic_clustered);
  CHECK(candidates[1].call.record.filters == 0);
}

TEST_CASE("tumour cells known to be in the normal explain as many of its reads as they bring") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.samples[0] = depths(56, 4);
  CHECK(filters_of(candidate) == somatic_normal_evidence);
  SomaticColumns beside = pair;
  beside.content.carry_over_per_mille = 100;
  CHECK(filters_of(candidate, {}, beside) == 0);
}

TEST_CASE(
    "tumour cells in the normal excuse a doubtful variant that most of the tumour's cells have, and no small one") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.quality_centiphred = 500;
  CHECK(filters_of(candidate) == somatic_weak_evidence);
  SomaticColumns beside = pair;
  beside.content.carry_over_per_mille = 50;
  CHECK(filters_of(candidate, {}, beside) == 0);
  candidate.call.record.samples[1] = depths(52, 5);
  CHECK(filters_of(candidate, {}, beside) == somatic_weak_evidence);
  beside.content.carry_over_per_mille = 10;  // a clean normal of a tumour with many variants
  CHECK(filters_of(candidate, {}, beside) == 0);
}

TEST_CASE("a known variant no more frequent than another person's reads is contamination") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.samples[1] = depths(96, 4);
  candidate.call.population_per_million = 1000;
  SomaticColumns contaminated = pair;
  contaminated.contamination_per_mille = 20;
  CHECK(filters_of(candidate, {}, contaminated) == somatic_contamination);
  CHECK(filters_of(candidate) == 0);
  candidate.call.population_per_million = 0;
  CHECK(filters_of(candidate, {}, contaminated) == 0);
  candidate.call.population_per_million = 1000;
  candidate.call.record.samples[1] = depths(95, 5);
  CHECK(filters_of(candidate, {}, contaminated) == 0);
}

TEST_CASE("a call that the laboratory does not report is marked and not filtered") {
  SomaticLimits limits;
  limits.report = {20, 10'000, 50'000, 10, 10'000};
  SomaticCandidate candidate = good_candidate();
  const auto is_below = [&](std::uint32_t reference, std::uint32_t alternate, bool is_hotspot = false) {
    candidate.call.record.samples[1] = depths(reference, alternate);
    candidate.call.is_hotspot = is_hotspot;
    apply_somatic_filters(limits, pair, {&candidate, 1});
    CHECK(candidate.call.record.filters == 0);
    return candidate.call.is_below_report;
  };
  CHECK_FALSE(is_below(40, 20));
  CHECK(is_below(40, 19));
  CHECK_FALSE(is_below(40, 10, true));
  CHECK(is_below(40, 9, true));
  candidate.call.record.alternate = "CA";
  CHECK(is_below(600, 24));
  CHECK_FALSE(is_below(400, 24));
}

TEST_CASE("hot-spots have limits of their own and are not lost to rarity or frequency") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.samples[1] = depths(985, 15);
  candidate.call.record.quality_centiphred = 0;
  candidate.call.population_per_million = 20'000;
  CHECK(filters_of(candidate) == (somatic_low_fraction | somatic_weak_evidence | somatic_germline_risk));
  candidate.call.is_hotspot = true;
  CHECK(filters_of(candidate) == 0);
}

TEST_CASE("without a normal nothing is asked of it") {
  SomaticCandidate candidate = good_candidate();
  candidate.call.record.samples = {depths(40, 20)};
  candidate.call.samples.erase(candidate.call.samples.begin());
  candidate.call.normal_odds_centiphred = 0;
  const std::array<std::size_t, 1> alone{0};
  CHECK(filters_of(candidate, {}, {std::nullopt, alone, 0, 0}) == 0);
}

}  // namespace
}  // namespace norrsken
