#include "kernels/filtering/panel_of_normals_filter.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

namespace {

GenotypeCall tumor_with(std::uint32_t alternate, std::uint32_t reference) {
  GenotypeCall tumor;
  tumor.forward_depth = {reference / 2, alternate / 2};
  tumor.reverse_depth = {reference - reference / 2, alternate - alternate / 2};
  return tumor;
}

KnownAllele shown_by(std::uint32_t normals_with, std::uint32_t mean_ppm, std::uint32_t sd_ppm) {
  return {0, 20, normals_with, mean_ppm, sd_ppm};
}

}  // namespace

TEST_CASE("an allele that the panel shows at the tumour's fraction is in the panel") {
  const SomaticLimits limits;
  CHECK(is_in_panel_of_normals(limits, tumor_with(4, 56), shown_by(6, 50'000, 30'000)));
  CHECK(is_in_panel_of_normals(limits, tumor_with(1, 99), shown_by(6, 50'000, 30'000)));
}

TEST_CASE("an allele that few normals show is not in the panel") {
  SomaticLimits limits;
  limits.max_normals_with_allele = 2;
  CHECK_FALSE(is_in_panel_of_normals(limits, tumor_with(4, 56), shown_by(2, 50'000, 30'000)));
  CHECK(is_in_panel_of_normals(limits, tumor_with(4, 56), shown_by(3, 50'000, 30'000)));
  CHECK_FALSE(is_in_panel_of_normals(limits, tumor_with(4, 56), {}));
}

TEST_CASE("a tumour far above the background is not in the panel, unless the normals carry the allele") {
  const SomaticLimits limits;
  CHECK_FALSE(is_in_panel_of_normals(limits, tumor_with(25, 35), shown_by(6, 20'000, 10'000)));
  CHECK(is_in_panel_of_normals(limits, tumor_with(60, 0), shown_by(6, 500'000, 50'000)));
  SomaticLimits strict;
  strict.min_background_odds_centiphred = 100'001;
  CHECK(is_in_panel_of_normals(strict, tumor_with(25, 35), shown_by(6, 20'000, 10'000)));
}

TEST_CASE("odds above the background have worked values and rise with the fraction") {
  const KnownAllele known = shown_by(5, 10'000, 10'000);
  CHECK(background_odds_centiphred(1, 100, known) == -1402);
  CHECK(background_odds_centiphred(20, 100, known) == 4624);
  std::int32_t before = background_odds_centiphred(1, 100, known);
  for (std::uint32_t alternate = 2; alternate <= 100; ++alternate) {
    const std::int32_t odds = background_odds_centiphred(alternate, 100, known);
    CHECK(odds > before);
    before = odds;
  }
}

TEST_CASE("odds stay finite and small without depth, without background and below the background") {
  CHECK(background_odds_centiphred(0, 0, shown_by(5, 10'000, 10'000)) == 0);
  CHECK(background_odds_centiphred(5, 10, {}) == 0);
  CHECK(background_odds_centiphred(0, 5000, shown_by(5, 140'000, 1'000)) <= 0);
  CHECK(background_odds_centiphred(5000, 5000, shown_by(2, 1, 0)) == 100'000);
  CHECK(background_odds_centiphred(3, 10, shown_by(2, 1'000'000, 1'000'000)) <= 0);
}

TEST_CASE("few normals do not tell how far the background spreads") {
  const GenotypeCall tumor = tumor_with(6, 54);
  CHECK(is_in_panel_of_normals({}, tumor, shown_by(2, 30'000, 0)));
  CHECK_FALSE(is_in_panel_of_normals({}, tumor_with(14, 106), shown_by(18, 30'000, 1'000)));
}
