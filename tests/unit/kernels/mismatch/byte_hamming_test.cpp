#include "kernels/mismatch/byte_hamming.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "../simd/each_target.hpp"

namespace norrsken {
namespace {

constexpr std::size_t widest_lanes = 64;  // bytes of an AVX-512 vector
constexpr std::size_t longest = 3 * widest_lanes + 1;
constexpr std::size_t misalignments = 9;

// The definition, without a helper of the kernel's own.
unsigned expected_cost(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  unsigned total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned quality = read[i] / 4U;
    if (read[i] % 4U == haplotype[i] || quality < 6) continue;
    total += quality > 40 ? 40 : quality;
  }
  return total;
}

TEST_CASE("the byte-wise distance equals its definition on each instruction set, length and misalignment") {
  std::mt19937 random(17);
  std::vector<BaseQuality> read(longest + misalignments);
  std::vector<BaseCode> haplotype(longest + misalignments);
  for (auto& value : read) value = static_cast<BaseQuality>(random());
  for (auto& code : haplotype) code = static_cast<BaseCode>(random() % 5);  // N too
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 0; length <= longest; ++length)
      for (std::size_t at = 0; at < misalignments; ++at) {
        const BaseQuality* from = read.data() + at;
        const BaseCode* against = haplotype.data() + (at * 5 + length) % misalignments;
        const unsigned expected = expected_cost(from, against, length);
        if (byte_hamming(from, against, length) != expected) ++wrong;
        if (byte_hamming_scalar(from, against, length) != expected) ++wrong;
      }
    CHECK(wrong == 0);
  });
}

TEST_CASE("the costs of single bases add up to the distance, and nothing behind them is written") {
  std::mt19937 random(18);
  std::vector<BaseQuality> read(longest);
  std::vector<BaseCode> haplotype(longest);
  for (auto& value : read) value = static_cast<BaseQuality>(random());
  for (auto& code : haplotype) code = static_cast<BaseCode>(random() % 5);
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 0; length <= longest; ++length) {
      std::vector<std::uint16_t> sums(length + 2, 99);
      std::vector<std::uint16_t> scalar(length + 2, 99);
      sums[0] = scalar[0] = 0;
      running_costs(read.data(), haplotype.data(), length, sums.data());
      running_costs_scalar(read.data(), haplotype.data(), length, scalar.data());
      for (std::size_t i = 0; i < length; ++i)
        if (sums[i + 1] - sums[i] != static_cast<int>(expected_cost(&read[i], &haplotype[i], 1))) ++wrong;
      if (sums != scalar || sums.back() != 99) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE("running costs go on from the first sum, and mismatches that cost something are marked, on each set") {
  std::mt19937 random(19);
  std::vector<BaseQuality> read(longest);
  std::vector<BaseCode> haplotype(longest);
  for (std::size_t i = 0; i < longest; ++i) {
    haplotype[i] = static_cast<BaseCode>(random() % 5);
    read[i] = static_cast<BaseQuality>(random() % 2 == 0 ? random() : (random() & 0xFC) | (haplotype[i] & 3));
  }
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 0; length <= longest; ++length) {
      std::vector<std::uint16_t> sums(length + 2, 999);
      sums[0] = 123;
      running_costs(read.data(), haplotype.data(), length, sums.data());
      std::vector<std::uint64_t> bits(length / 64 + 2, ~std::uint64_t{0});
      mark_mismatches(read.data(), haplotype.data(), length, bits.data());
      unsigned sum = 123;
      for (std::size_t i = 0; i < (length / 64 + 1) * 64; ++i) {
        const unsigned cost = i < length ? expected_cost(&read[i], &haplotype[i], 1) : 0;
        if ((bits[i / 64] >> (i % 64) & 1) != (cost != 0 ? 1 : 0)) ++wrong;
        if (i <= length && sums[i] != sum) ++wrong;
        sum += cost;
      }
      if (sums.back() != 999 || bits.back() != ~std::uint64_t{0}) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE("costs of marked bases are summed, and of no others, on each set") {
  std::mt19937 random(20);
  std::vector<BaseQuality> read(longest + misalignments);
  for (auto& value : read) value = static_cast<BaseQuality>(random());
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t words = 0; words * 32 <= longest; ++words)
      for (std::size_t at = 0; at < misalignments; ++at) {
        std::vector<std::uint64_t> marks(words);
        unsigned expected = 0;
        for (std::size_t i = 0; i < 32 * words; ++i) {
          if (random() % 3 != 0) continue;
          marks[i / 32] |= std::uint64_t{1} << (2 * (i % 32));
          const auto other = static_cast<BaseCode>(base_of(read[at + i]) ^ 1);
          expected += expected_cost(&read[at + i], &other, 1);
        }
        if (marked_costs(read.data() + at, marks.data(), words) != expected) ++wrong;
        if (marked_costs_scalar(read.data() + at, marks.data(), words) != expected) ++wrong;
      }
    CHECK(wrong == 0);
  });
}

TEST_CASE("the last base of each length counts, and the one behind it does not") {
  const std::vector<BaseCode> haplotype(longest + 1, 0);
  for_each_simd_target([&] {
    unsigned wrong = 0;
    for (std::size_t length = 1; length <= longest; ++length) {
      std::vector<BaseQuality> read(length + 1, make_base_quality(0, 30));
      read[length - 1] = make_base_quality(3, 20);
      read[length] = make_base_quality(2, 33);
      if (byte_hamming(read.data(), haplotype.data(), length) != 20) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE("poor bases cost nothing, good ones at most 40, and N of a haplotype always differs") {
  constexpr std::size_t count = 70;  // a vector and a tail
  const std::vector<BaseCode> haplotype(count, 4);
  for_each_simd_target([&] {
    for (const auto& [quality, cost] : {std::pair{0U, 0U}, {1U, 0U}, {5U, 0U}, {6U, 6U}, {40U, 40U}, {63U, 40U}}) {
      const std::vector<BaseQuality> read(count, static_cast<BaseQuality>(quality << 2 | 1));
      INFO("Q" << quality);
      CHECK(byte_hamming(read.data(), haplotype.data(), count) == count * cost);
    }
    const std::vector<BaseQuality> longest_read(16384, make_base_quality(1, 63));
    const std::vector<BaseCode> other(16384, 2);
    CHECK(byte_hamming(longest_read.data(), other.data(), 16384) == 16384 * 40);
  });
}

}  // namespace
}  // namespace norrsken
