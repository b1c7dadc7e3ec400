#include "kernels/pileup/tandem_tracts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

using Tract = std::tuple<std::uint32_t, std::uint32_t, unsigned>;  // start, end, unit

std::vector<Tract> found(std::span<const BaseCode> sequence) {
  std::vector<TandemTract> tracts{{1, 2, 3}};  // what stood there before must go
  find_tandem_tracts(sequence, max_tract_unit, tracts);
  std::vector<Tract> result;
  for (const TandemTract& tract : tracts) result.emplace_back(tract.start, tract.end, tract.unit);
  return result;
}

std::vector<Tract> found(std::string_view letters) {
  std::vector<BaseCode> sequence;
  for (const char letter : letters) sequence.push_back(base_code(letter));
  return found(sequence);
}

// Base by base: every maximal stretch of a unit, unless a kept tract of a divisor covers its middle.
std::vector<Tract> expected(std::span<const BaseCode> sequence) {
  constexpr unsigned shortest[] = {0, 4, 6, 7, 8, 10, 12};
  const auto length = static_cast<std::uint32_t>(sequence.size());
  std::vector<Tract> tracts;
  const auto smallest_unit_at = [&](std::uint32_t at) {
    unsigned smallest = 0;
    for (const auto& [start, end, unit] : tracts)
      if (at >= start && at < end && (smallest == 0 || unit < smallest)) smallest = unit;
    return smallest;
  };
  for (unsigned unit = 1; unit <= max_tract_unit; ++unit)
    for (std::uint32_t at = unit; at < length; ++at) {
      const std::uint32_t start = at - unit;
      while (at < length && sequence[at] == sequence[at - unit] && sequence[at] < 4) ++at;
      if (at - start < (unit <= 6 ? shortest[unit] : 2 * unit)) continue;
      const unsigned known = smallest_unit_at((start + at) / 2);
      if (known == 0 || unit % known != 0) tracts.emplace_back(start, at, unit);
    }
  std::sort(tracts.begin(), tracts.end(), [](const Tract& a, const Tract& b) {
    return std::tuple(std::get<0>(a), std::get<2>(a)) < std::tuple(std::get<0>(b), std::get<2>(b));
  });
  return tracts;
}

// Copies of random units with errors, N and random bases between.
std::vector<BaseCode> repetitive(std::mt19937& random, std::size_t length) {
  std::vector<BaseCode> sequence;
  while (sequence.size() < length) {
    const std::size_t unit = 1 + random() % (random() % 2 == 0 ? 4 : 26);
    const std::size_t copies = 1 + random() % 70 / unit;
    std::vector<BaseCode> bases(unit);
    for (auto& base : bases) base = static_cast<BaseCode>(random() % 4);
    for (std::size_t copy = 0; copy < copies; ++copy) sequence.insert(sequence.end(), bases.begin(), bases.end());
    if (random() % 3 == 0) sequence.back() = static_cast<BaseCode>(random() % 5);
  }
  sequence.resize(length);
  return sequence;
}

TEST_CASE("tandem tracts are those found base by base, on each instruction set, length and misalignment") {
  std::mt19937 random(23);
  const std::vector<BaseCode> sequence = repetitive(random, 3 * 64 + 1 + 7);
  const std::vector<BaseCode> longer = repetitive(random, 3000);
  const std::vector<Tract> expected_longer = expected(longer);
  CHECK(expected_longer.size() > 50);
  std::vector<std::vector<Tract>> expected_of_length;
  for (std::size_t length = 0; length <= 193; ++length)
    expected_of_length.push_back(expected(std::span(sequence).subspan(length % 7, length)));
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 0; length <= 193; ++length)
      if (found(std::span(sequence).subspan(length % 7, length)) != expected_of_length[length]) ++wrong;
    CHECK(wrong == 0);
    CHECK(found(longer) == expected_longer);
  });
}

TEST_CASE("a tract must have the shortest length of its unit and ends at N") {
  CHECK(found("CATATATG") == std::vector<Tract>{{1, 7, 2}});
  CHECK(found("").empty());
  CHECK(found("A").empty());
  CHECK(found("CAAAG").empty());
  CHECK(found("CAAAAG") == std::vector<Tract>{{1, 5, 1}});
  CHECK(found("NNNNNNNNNNNN").empty());
  CHECK(found("AAAANAAA") == std::vector<Tract>{{0, 4, 1}});
  CHECK(found("GACACAT").empty());   // five bases of unit 2
  CHECK(found("TACGACGG").empty());  // six bases of unit 3
  CHECK(found("TACGACGAG") == std::vector<Tract>{{1, 8, 3}});
  CHECK(found(std::string(300, 'T')) == std::vector<Tract>{{0, 300, 1}});  // no unit 2, 3, ... of the same
}

}  // namespace
}  // namespace norrsken
