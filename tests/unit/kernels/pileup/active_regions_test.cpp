#include "kernels/pileup/active_regions.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

ActiveRegion region(std::uint32_t start, std::uint32_t end) {
  ActiveRegion result;
  result.start = start;
  result.end = end;
  return result;
}

TEST_CASE("the region of an offset is the one between whose ends it lies") {
  const std::vector<ActiveRegion> regions{region(10, 20), region(20, 21), region(40, 60)};
  CHECK(region_at(regions, 9) == nullptr);
  CHECK(region_at(regions, 10) == &regions[0]);
  CHECK(region_at(regions, 19) == &regions[0]);
  CHECK(region_at(regions, 20) == &regions[1]);
  CHECK(region_at(regions, 21) == nullptr);
  CHECK(region_at(regions, 59) == &regions[2]);
  CHECK(region_at(regions, 60) == nullptr);
  CHECK(region_at({}, 5) == nullptr);
}

}  // namespace
}  // namespace norrsken
