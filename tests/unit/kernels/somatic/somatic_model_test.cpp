#include "kernels/somatic/somatic_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "kernels/somatic/judge_candidates.hpp"

namespace norrsken {
namespace {

// Fragments for REF and ALT of quality 37.
AlleleEvidence reads(unsigned reference, unsigned alternate) {
  AlleleEvidence evidence;
  for (unsigned i = 0; i < reference; ++i) evidence.add(37, 0);
  for (unsigned i = 0; i < alternate; ++i) evidence.add(0, 37);
  return evidence;
}

SomaticPosterior judge(AlleleEvidence tumor, AlleleEvidence normal, const NormalContent& content = {}) {
  const FractionLikelihoods in_normal = normal.likelihoods();
  return judge_somatic(tumor.likelihoods(), &in_normal, SomaticPriors{}, content);
}

TEST_CASE("likelihoods of allele fractions are those of the mixture in floating point") {
  const FractionLikelihoods found = reads(50, 7).likelihoods();
  for (std::size_t f = 0; f < fractions; ++f) {
    const double share = fraction_grid_per_mille[f] / 1000.0;
    const double expected = 50 * std::log10(1 - share + share * std::pow(10.0, -3.7)) +
                            7 * std::log10(1 - share + share * std::pow(10.0, 3.7));
    CHECK(found[f] == Approx(1000 * expected).margin(0.5 * 57));
  }
  CHECK(found[0] == 0);
}

TEST_CASE("the fraction nearest to a share is found at both ends and between grid points") {
  CHECK(nearest_fraction(0) == 0);
  CHECK(fraction_grid_per_mille[nearest_fraction(1000)] == 1000);
  CHECK(fraction_grid_per_mille[nearest_fraction(5000)] == 1000);
  CHECK(fraction_grid_per_mille[nearest_fraction(12)] == 10);
  CHECK(fraction_grid_per_mille[nearest_fraction(13)] == 15);
}

TEST_CASE("an allele of the tumour alone is somatic, and every other pattern has its own explanation") {
  CHECK(judge(reads(50, 10), reads(30, 0)).odds() > 2000);
  CHECK(judge(reads(30, 30), reads(30, 0)).odds() > 2000);
  const SomaticPosterior het = judge(reads(30, 30), reads(15, 15));
  CHECK(het.odds() < -2000);
  CHECK(het.best_other() == Explanation::germline);
  const SomaticPosterior lost = judge(reads(0, 60), reads(15, 15));  // the other copy is gone in the tumour
  CHECK(lost.best_other() == Explanation::germline);
  const SomaticPosterior noise = judge(reads(56, 4), reads(28, 2));
  CHECK(noise.odds() < 0);
  CHECK(noise.best_other() == Explanation::artefact);
  const SomaticPosterior errors = judge(reads(58, 2), reads(30, 0));
  CHECK(errors.odds() < 0);
  CHECK(errors.best_other() == Explanation::misread);
}

TEST_CASE("too few reads of the normal leave a heterozygote possible") {
  CHECK(judge(reads(30, 30), reads(3, 0)).odds() < 0);
  CHECK(judge(reads(30, 30), reads(3, 0)).best_other() == Explanation::germline);
}

TEST_CASE("tumour cells in the normal explain a few reads there once they are known of") {
  const SomaticPosterior unknown = judge(reads(42, 18), reads(26, 2));
  const SomaticPosterior known = judge(reads(42, 18), reads(26, 2), {100, 0});
  CHECK(unknown.odds() < 500);
  CHECK(known.odds() > unknown.odds() + 500);
  CHECK(known.normal_odds > unknown.normal_odds);
}

TEST_CASE("tumour cells in the normal make the tumour's larger fractions likelier, not its small ones") {
  constexpr NormalContent some_cells{50, 0};
  CHECK(judge(reads(42, 18), reads(30, 0), some_cells).odds() > judge(reads(42, 18), reads(30, 0)).odds() + 300);
  CHECK(judge(reads(55, 3), reads(30, 0), some_cells).odds() < judge(reads(55, 3), reads(30, 0)).odds() + 100);
}

TEST_CASE(
    "where the normal has most of the tumour's alleles, one that it misses by chance is doubted, not a small one") {
  constexpr NormalContent same_sample{0, 3000};
  CHECK(judge(reads(46, 14), reads(34, 1)).odds() > 800);
  CHECK(judge(reads(46, 14), reads(34, 1), same_sample).odds() < 0);
  CHECK(judge(reads(46, 14), reads(34, 1), same_sample).best_other() == Explanation::artefact);
  const SomaticPosterior small = judge(reads(110, 10), reads(60, 0));
  CHECK(judge(reads(110, 10), reads(60, 0), same_sample).odds() > small.odds() - 300);
}

TEST_CASE("a tumour without a normal is judged without what only a normal could tell") {
  const SomaticPosterior alone = judge_somatic(reads(700, 12).likelihoods(), nullptr, SomaticPriors{}, {});
  CHECK(alone.odds_if_not_germline() > 0);
  CHECK(alone.normal_odds == 0);
  CHECK(alone.tumor_fraction_per_mille >= 10);
  CHECK(alone.tumor_fraction_per_mille <= 25);
}

TEST_CASE("of several tumours the one that shows the variant most gives the quality") {
  SomaticCandidate candidate;
  candidate.likelihoods = {reads(30, 0).likelihoods(), reads(59, 1).likelihoods(), reads(40, 20).likelihoods()};
  candidate.call.samples.resize(3);
  candidate.call.record.samples.resize(3);
  const std::array<std::size_t, 2> both{1, 2};
  judge_candidate({0, both, 0, 0}, candidate);
  const std::uint32_t quality = candidate.call.record.quality_centiphred;
  CHECK(quality > 2000);
  const std::array<std::size_t, 1> first{1};
  judge_candidate({0, first, 0, 0}, candidate);
  CHECK(candidate.call.record.quality_centiphred == 0);
}

TEST_CASE("what a few fragments tell weighs less where many tell nothing, up to fifteen phred") {
  const auto quality_at_depth = [](std::uint32_t tumor_depth) {
    SomaticCandidate candidate;
    candidate.likelihoods = {reads(30, 0).likelihoods(), reads(54, 6).likelihoods()};
    candidate.call.samples.resize(2);
    candidate.call.record.samples.resize(2);
    candidate.call.record.samples[1].depth = tumor_depth;
    candidate.call.record.samples[1].forward_depth = {54, 6};
    const std::array<std::size_t, 1> tumor{1};
    judge_candidate({0, tumor, 0, 0}, candidate);
    return static_cast<int>(candidate.call.record.quality_centiphred);
  };
  const int all_tell = quality_at_depth(60);
  CHECK(quality_at_depth(0) == all_tell);
  CHECK(quality_at_depth(66) == all_tell);  // a tenth is usual
  CHECK(quality_at_depth(73) < all_tell);
  CHECK(quality_at_depth(90) < quality_at_depth(73));
  CHECK(quality_at_depth(90) >= all_tell - 1500);
  CHECK(quality_at_depth(600) == quality_at_depth(90));
}

TEST_CASE("sums of logarithms are those of floating point") {
  for (const std::int64_t a : {-7000, -1234, 0, 515})
    for (const std::int64_t b : {-7000, -2000, -1, 600}) {
      const double expected = 1000 * std::log10(std::pow(10.0, 0.001 * static_cast<double>(a)) +
                                                std::pow(10.0, 0.001 * static_cast<double>(b)));
      CHECK(static_cast<double>(add_logs(a, b)) == Approx(expected).margin(1));
    }
}

TEST_CASE("the interval of a fraction holds it, shrinks with reads and is everything without any") {
  const FractionInterval few = fraction_interval(1, 10);
  const FractionInterval many = fraction_interval(100, 1000);
  CHECK(few.low_per_10000 < 1000);
  CHECK(few.high_per_10000 > 1000);
  CHECK(many.high_per_10000 - many.low_per_10000 < few.high_per_10000 - few.low_per_10000);
  CHECK(fraction_interval(0, 0).high_per_10000 == 10000);
  CHECK(fraction_interval(0, 20).low_per_10000 == 0);
  CHECK(fraction_interval(20, 20).high_per_10000 == 10000);
}

}  // namespace
}  // namespace norrsken
