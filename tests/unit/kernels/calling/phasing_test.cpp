#include "kernels/calling/phasing.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

CalledRegion het_region(const std::vector<PhaseVote>& votes) {
  CalledRegion region;
  VariantCall call;
  call.samples.emplace_back();
  call.samples[0].alleles = {0, 1};
  region.variants.push_back(call);
  region.votes = {votes};
  return region;
}

const GenotypeCall& sample_of(const CalledRegion& region) {
  return region.variants[0].samples[0];
}

TEST_CASE("regions are joined by shared fragments and turned when most say the opposite") {
  std::vector<CalledRegion> regions{het_region({{1, 20}, {2, -20}, {3, 20}}),
                                    het_region({{1, -9}, {2, 9}, {3, -9}, {4, 5}, {5, 5}}),
                                    het_region({{4, -7}, {5, -7}}), het_region({{5, 7}}), het_region({{8, 7}, {9, 7}})};
  phase_regions(regions, 0);
  CHECK(sample_of(regions[0]).alleles == std::array<std::int8_t, 2>{0, 1});
  CHECK(sample_of(regions[1]).alleles == std::array<std::int8_t, 2>{1, 0});
  CHECK(sample_of(regions[2]).alleles == std::array<std::int8_t, 2>{0, 1});  // opposite of the turned one
  for (std::size_t r = 0; r < 3; ++r) {
    CHECK(sample_of(regions[r]).is_phased);
    CHECK(sample_of(regions[r]).phase_set_1based == 1);
  }
  CHECK_FALSE(sample_of(regions[3]).is_phased);  // one fragment is not enough
  CHECK_FALSE(sample_of(regions[4]).is_phased);
}

TEST_CASE("fragments that contradict each other join nothing, and homozygous regions are passed over") {
  CalledRegion hom = het_region({});
  hom.variants[0].samples[0].alleles = {1, 1};
  std::vector<CalledRegion> regions{het_region({{1, 9}, {2, 9}}), het_region({{1, 9}, {2, -9}})};
  phase_regions(regions, 0);
  CHECK_FALSE(sample_of(regions[0]).is_phased);
  CHECK_FALSE(sample_of(regions[1]).is_phased);
  regions = {het_region({{1, 9}, {2, 9}}), hom, het_region({{1, 9}, {2, 9}})};
  phase_regions(regions, 0);
  CHECK(sample_of(regions[0]).is_phased);
  CHECK_FALSE(sample_of(regions[1]).is_phased);
  CHECK(sample_of(regions[2]).phase_set_1based == sample_of(regions[0]).phase_set_1based);
  phase_regions({}, 0);
}

}  // namespace
}  // namespace norrsken
