#include "kernels/placement/strand_packing.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

std::vector<BaseQuality> random_values(std::size_t count, std::mt19937& random) {
  std::vector<BaseQuality> values(count);
  for (auto& value : values) value = static_cast<BaseQuality>(random() % 4 == 0 ? random() % 4 : random());
  return values;
}

TEST_CASE("packed bases are the low two bits of the values, and their qualities are summed, on each instruction set") {
  std::mt19937 random(3);
  for_each_simd_target([&] {
    for (std::size_t words = 0; words <= 32; ++words) {
      const std::vector<BaseQuality> values = random_values(words * bases_per_word + 3, random);
      for (std::size_t at = 0; at < 4; ++at) {
        std::vector<std::uint64_t> expected(words);
        unsigned sum = 0;
        for (std::size_t i = 0; i < words * bases_per_word; ++i) {
          expected[i / 32] |= std::uint64_t{values[at + i] & 3U} << (2 * (i % 32));
          sum += values[at + i] >> 2;
        }
        std::vector<std::uint64_t> packed(words + 1, 99);
        CHECK(pack_bases(values.data() + at, words, packed.data()) == sum);
        CHECK(packed.back() == 99);
        packed.pop_back();
        CHECK(packed == expected);
        CHECK(pack_bases_scalar(values.data() + at, words, packed.data()) == sum);
        CHECK(packed == expected);
      }
    }
  });
}

TEST_CASE("the other strand is complemented and in reverse order, on each instruction set") {
  std::mt19937 random(4);
  for_each_simd_target([&] {
    for (std::size_t count = 0; count <= 200; ++count) {
      const std::vector<BaseQuality> values = random_values(count, random);
      std::vector<BaseQuality> expected;
      for (std::size_t i = count; i-- > 0;) {
        const bool is_called = values[i] >> 2 != 0;
        expected.push_back(is_called ? static_cast<BaseQuality>(values[i] ^ 3U) : values[i]);
      }
      std::vector<BaseQuality> reversed(count + 1, 77);
      complement_reversed(values.data(), count, reversed.data());
      CHECK(reversed.back() == 77);
      reversed.pop_back();
      CHECK(reversed == expected);
      complement_reversed_scalar(values.data(), count, reversed.data());
      CHECK(reversed == expected);
    }
  });
}

}  // namespace
}  // namespace norrsken
