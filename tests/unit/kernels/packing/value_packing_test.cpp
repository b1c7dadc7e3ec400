#include "kernels/packing/value_packing.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

constexpr CommonQualities common{37, 25, 11};

// One in `rare` has another quality than the common ones; none where that is 0.
std::vector<BaseQuality> random_values(std::size_t count, unsigned rare, std::mt19937& random) {
  std::vector<BaseQuality> values(count);
  for (BaseQuality& value : values) {
    const bool is_rare = rare != 0 && random() % rare == 0;
    const unsigned quality = is_rare ? random() % 64 : common[random() % 3];
    value = static_cast<BaseQuality>(quality << 2 | (random() & 3));
  }
  return values;
}

std::size_t count_others(const std::vector<BaseQuality>& values) {
  std::size_t others = 0;
  for (const BaseQuality value : values)
    others += quality_of(value) != 37 && quality_of(value) != 25 && quality_of(value) != 11 ? 1 : 0;
  return others;
}

TEST_CASE("packed values come back as they were, of any number and any quality, on each instruction set") {
  std::mt19937 random(5);
  std::vector<std::uint8_t> first_packed;
  for_each_simd_target([&] {
    std::mt19937 same(6);
    std::vector<std::uint8_t> all_packed;
    for (std::size_t count = 0; count <= 300; ++count)
      for (const unsigned rare : {0U, 20U, 1U}) {
        const std::vector<BaseQuality> values = random_values(count, rare, same);
        std::vector<std::uint8_t> packed(max_packed_bytes(count) + 1, 99);
        const std::size_t bytes = pack_values(values, common, packed.data());
        REQUIRE(bytes == packed_bits_bytes(count) + count_others(values));
        CHECK(packed.back() == 99);
        packed.resize(bytes);
        std::vector<BaseQuality> again(count + 1, 77);
        std::vector<std::uint8_t> with_more = packed;
        with_more.push_back(55);
        CHECK(unpack_values(with_more, common, std::span(again).first(count)) == bytes);
        CHECK(again.back() == 77);
        again.pop_back();
        CHECK(again == values);
        all_packed.insert(all_packed.end(), packed.begin(), packed.end());
      }
    if (first_packed.empty()) first_packed = all_packed;
    CHECK(all_packed == first_packed);  // ranks may have other processors
  });
}

TEST_CASE("a read of 150 bases takes 76 bytes and one for each base of a quality that is not common") {
  CHECK(packed_bits_bytes(150) == 76);
  std::vector<BaseQuality> values(150, make_base_quality(2, 37));
  std::vector<std::uint8_t> packed(max_packed_bytes(150));
  CHECK(pack_values(values, common, packed.data()) == 76);
  values[0] = not_called;
  values[149] = make_base_quality(1, 36);
  CHECK(pack_values(values, common, packed.data()) == 78);
  CHECK(packed[76] == not_called);
  CHECK(packed[77] == values[149]);
}

TEST_CASE("packed values that end too early are refused") {
  std::mt19937 random(7);
  const std::vector<BaseQuality> values = random_values(200, 4, random);
  std::vector<std::uint8_t> packed(max_packed_bytes(200));
  const std::size_t bytes = pack_values(values, common, packed.data());
  std::vector<BaseQuality> again(200);
  for (std::size_t length = 0; length < bytes; ++length)
    CHECK_FALSE(unpack_values(std::span(packed).first(length), common, again));
}

TEST_CASE("common qualities are the three most frequent ones, unless others are too many") {
  const auto with = [](std::initializer_list<std::pair<unsigned, std::size_t>> counts) {
    std::vector<BaseQuality> values;
    for (const auto& [quality, count] : counts)
      values.insert(values.end(), count, static_cast<BaseQuality>(quality << 2 | 1));
    return common_qualities(values);
  };
  CHECK(with({{2, 3}, {37, 80}, {25, 10}, {11, 7}}) == CommonQualities{37, 25, 11});
  CHECK(with({{30, 10}, {20, 10}, {10, 10}}) == CommonQualities{10, 20, 30});
  CHECK(with({{30, 20}, {20, 20}, {10, 20}, {40, 20}, {41, 20}}));
  CHECK_FALSE(with({{30, 20}, {20, 20}, {10, 20}, {40, 20}, {41, 20}, {42, 1}}));
  for (const unsigned only : {0U, 40U}) {  // three that differ, or two bits would stand for two qualities
    const auto one = with({{only, 5}});
    REQUIRE(one);
    CHECK(one->front() == only);
    CHECK(std::set<std::uint8_t>(one->begin(), one->end()).size() == 3);
  }
}

}  // namespace
}  // namespace norrsken
