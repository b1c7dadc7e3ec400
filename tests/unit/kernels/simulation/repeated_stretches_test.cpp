#include "kernels/simulation/repeated_stretches.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace norrsken {
namespace {

std::vector<BaseCode> random_bases(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<BaseCode> bases(count);
  for (BaseCode& base : bases) base = static_cast<BaseCode>(random() % 4);
  return bases;
}

void copy_bases(std::vector<BaseCode>& bases, std::uint32_t from, std::uint32_t count, std::uint32_t to) {
  std::copy_n(bases.begin() + from, count, bases.begin() + to);
}

std::vector<RepeatedStretch> search(std::uint32_t window_bases, const std::vector<BaseCode>& wanted,
                                    const std::vector<std::vector<BaseCode>>& genome) {
  RepeatSearch repeats(window_bases);
  repeats.want(7, wanted);
  for (const auto& bases : genome) repeats.scan(bases);
  return repeats.repeated();
}

TEST_CASE("a stretch that stands twice is found at both places, to the nearest 50 bases") {
  std::vector<BaseCode> bases = random_bases(20000, 1);
  copy_bases(bases, 3000, 800, 15000);
  const auto found = search(500, bases, {bases});
  REQUIRE(found.size() == 2);
  CHECK(found[0].contig == 7);
  CHECK(found[0].start == 3000);
  CHECK(found[0].end == 3800);
  CHECK(found[1].start == 15000);
  CHECK(found[1].end == 15800);
}

TEST_CASE("a copy on the other strand of another sequence counts") {
  const std::vector<BaseCode> bases = random_bases(10000, 2);
  std::vector<BaseCode> other = random_bases(5000, 3);
  for (std::uint32_t i = 0; i < 600; ++i) other[1000 + i] = complement(bases[4033 + 599 - i]);
  const auto found = search(500, bases, {bases, other});
  REQUIRE(found.size() == 1);
  CHECK(found[0].start == 4050);
  CHECK(found[0].end == 4600);
}

TEST_CASE("one different base, an N or too short a copy makes no repeat") {
  std::vector<BaseCode> bases = random_bases(20000, 4);
  copy_bases(bases, 1000, 700, 12000);
  bases[12350] = static_cast<BaseCode>((bases[12350] + 1) % 4);
  copy_bases(bases, 5000, 700, 14000);
  bases[5350] = bases[14350] = base_n;
  copy_bases(bases, 8000, 450, 17000);
  CHECK(search(500, bases, {bases}).empty());
  CHECK(search(500, {}, {bases}).empty());
  CHECK(search(500, random_bases(499, 5), {bases}).empty());
}

TEST_CASE("what is met once in a scan of the whole genome is no repeat, whatever was scanned before and after it") {
  const std::vector<BaseCode> bases = random_bases(3000, 6);
  CHECK(search(300, bases, {random_bases(4000, 8), bases, random_bases(100, 9), {}}).empty());
  CHECK(search(300, bases, {bases, bases}).size() == 1);
}

}  // namespace
}  // namespace norrsken
