#include "kernels/simulation/strand_errors.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace norrsken;

namespace {

constexpr BaseCode a = 0, c = 1, g = 2, t = 3;

std::vector<BaseCode> every_base(std::size_t times) {
  std::vector<BaseCode> bases(5 * times);
  for (std::size_t at = 0; at < bases.size(); ++at) bases[at] = static_cast<BaseCode>(at % 5);
  return bases;
}

RandomStream stream(std::uint64_t index = 0) {
  return {7, RandomPurpose::strand_damage, index};
}

}  // namespace

TEST_CASE("FFPE damage reads C as T on its strand, and G as A where that strand is the reverse one") {
  std::vector<BaseCode> forward = every_base(3), reverse = every_base(3);
  RandomStream random = stream();
  CHECK(damage_strand(forward, StrandSense::forward, {.ffpe = 1}, random) == 3);
  CHECK(damage_strand(reverse, StrandSense::reverse, {.ffpe = 1}, random) == 3);
  CHECK(forward == std::vector<BaseCode>{a, t, g, t, base_n, a, t, g, t, base_n, a, t, g, t, base_n});
  CHECK(reverse == std::vector<BaseCode>{a, c, a, t, base_n, a, c, a, t, base_n, a, c, a, t, base_n});
}

TEST_CASE("oxidation reads G as T on its strand, and C as A where that strand is the reverse one") {
  std::vector<BaseCode> forward = every_base(1), reverse = every_base(1);
  RandomStream random = stream();
  damage_strand(forward, StrandSense::forward, {.oxog = 1}, random);
  damage_strand(reverse, StrandSense::reverse, {.oxog = 1}, random);
  CHECK(forward == std::vector<BaseCode>{a, c, t, t, base_n});
  CHECK(reverse == std::vector<BaseCode>{a, a, g, t, base_n});
}

TEST_CASE("damage hits as many bases as its rate says and none without a rate") {
  std::vector<BaseCode> bases = every_base(100'000);
  RandomStream random = stream();
  CHECK(damage_strand(bases, StrandSense::forward, {.ffpe = 0.01}, random) == Approx(1000).margin(130));
  const std::vector<BaseCode> before = bases;
  CHECK(damage_strand(bases, StrandSense::forward, {}, random) == 0);
  CHECK(bases == before);
}

TEST_CASE("PCR errors replace bases by others, never N, at their rate") {
  const std::vector<BaseCode> before = every_base(100'000);
  std::vector<BaseCode> bases = before;
  RandomStream random = stream(1);
  const std::uint32_t changed = add_pcr_errors(bases, 0.01, random);
  CHECK(changed == Approx(4000).margin(260));
  std::uint32_t different = 0;
  for (std::size_t at = 0; at < bases.size(); ++at) {
    if (bases[at] == before[at]) continue;
    ++different;
    REQUIRE(bases[at] < base_n);
    REQUIRE(before[at] < base_n);
  }
  CHECK(different == changed);
  CHECK(add_pcr_errors(bases, 0, random) == 0);
}
