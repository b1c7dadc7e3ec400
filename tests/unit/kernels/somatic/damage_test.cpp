#include "kernels/somatic/damage.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

// 40,000 bases of each orientation; C reads T in `damaged` of those whose read 1 lies forward.
DamageCounts counts_with(double damaged, unsigned quality_phred = 37) {
  std::mt19937 random(11);
  std::bernoulli_distribution is_damaged(damaged);
  DamageCounts counts;
  for (unsigned orientation = 0; orientation < 2; ++orientation)
    for (unsigned read = 0; read < 2000; ++read) {
      std::vector<BaseCode> reference(100);
      std::vector<BaseQuality> bases;
      for (BaseCode& base : reference) {
        base = static_cast<BaseCode>(random() % 4);
        const bool turns = orientation == 0 && base == 1 && is_damaged(random);
        bases.push_back(make_base_quality(turns ? BaseCode{3} : base, quality_phred));
      }
      count_damage(orientation, bases, reference, counts);
    }
  return counts;
}

TEST_CASE("damage of one orientation limits what its reads may say of that change, and nothing else") {
  const DamageProfile profile = estimate_damage(counts_with(0.01));
  CHECK(profile.cap_phred[0][1][3] == Approx(20).margin(1));
  CHECK(profile.cap_phred[1][1][3] == 60);
  CHECK(profile.cap_phred[0][2][0] == 60);
  CHECK(profile.cap_phred[0][1][0] == 60);
}

TEST_CASE("the rate of damage is what its orientation shows of it, and none where none was found") {
  const DamageProfile profile = estimate_damage(counts_with(0.01));
  CHECK(profile.has_any(0.005));
  CHECK_FALSE(profile.has_any(0.02));
  CHECK(profile.rate(0, 1, 3) == Approx(0.01).epsilon(0.3));
  CHECK(profile.rate(1, 1, 3) == 0);
  CHECK(profile.rate(0, 2, 0) == 0);
  CHECK_FALSE(estimate_damage(counts_with(0)).has_any(1e-9));
  CHECK_FALSE(DamageProfile{}.has_any(1e-9));
}

TEST_CASE("a library without damage, poor bases and too few bases set no limit") {
  CHECK(estimate_damage(counts_with(0)).cap_phred[0][1][3] == 60);
  CHECK(estimate_damage(counts_with(0.05, 10)).cap_phred[0][1][3] == 60);
  CHECK(estimate_damage(DamageCounts{}).cap_phred[0][1][3] == 60);
}

TEST_CASE("bases beside unknown reference are passed over, and counts add up") {
  DamageCounts counts;
  const std::vector<BaseQuality> bases{make_base_quality(1, 37), make_base_quality(2, 37)};
  const std::vector<BaseCode> reference{4, 2};
  count_damage(1, bases, reference, counts);
  counts.add(counts);
  std::uint64_t sum = 0;
  for (const auto& row : counts.bases[1])
    for (const std::uint64_t each : row) sum += each;
  CHECK(sum == 2);
  CHECK(counts.bases[1][2][2] == 2);
}

TEST_CASE("every instruction set counts damage as one base at a time does") {
  std::mt19937 random(12);
  for (const std::size_t length : {0U, 1U, 31U, 64U, 65U, 150U, 301U}) {
    std::vector<BaseCode> reference(length);
    std::vector<BaseQuality> bases(length);
    for (BaseCode& base : reference) base = static_cast<BaseCode>(random() % 5);
    for (BaseQuality& base : bases) base = static_cast<BaseQuality>(random() % 256);
    DamageCounts expected;
    count_damage_scalar(1, bases, reference, expected);
    for_each_simd_target([&] {
      DamageCounts counts;
      count_damage(1, bases, reference, counts);
      CHECK(counts.bases == expected.bases);
    });
  }
}

TEST_CASE("a fragment's mates have one orientation") {
  PlacedRead first;
  PlacedRead second;
  second.flags = read_is_second | read_is_reverse;
  CHECK(orientation_of(first) == orientation_of(second));
  first.flags = read_is_reverse;
  second.flags = read_is_second;
  CHECK(orientation_of(first) == 1);
  CHECK(orientation_of(first) == orientation_of(second));
}

}  // namespace
}  // namespace norrsken
