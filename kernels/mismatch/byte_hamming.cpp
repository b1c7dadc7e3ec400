#include "kernels/mismatch/byte_hamming.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/mismatch/byte_hamming.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  return byte_hamming_scalar(read, haplotype, count);
}

void running_costs(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint16_t* sums) {
  running_costs_scalar(read, haplotype, count, sums);
}

void mark_mismatches(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint64_t* bits) {
  mark_mismatches_scalar(read, haplotype, count, bits);
}

unsigned marked_costs(const BaseQuality* read, const std::uint64_t* marks, std::size_t words) {
  return marked_costs_scalar(read, marks, words);
}
#else
// mismatch_cost() of those that differ, one byte a base.
template <class D>
hn::Vec<D> costs_where(D d, hn::Mask<D> differs, hn::Vec<D> values) {
  const hn::Repartition<std::uint16_t, D> d16;
  // A shift of 16-bit lanes lets bits of the upper byte into the lower one; the mask takes them out.
  const auto quality = hn::BitCast(d, hn::And(hn::ShiftRight<2>(hn::BitCast(d16, values)), hn::Set(d16, 0x3F3F)));
  const auto is_good = hn::Eq(hn::Max(quality, hn::Set(d, 6)), quality);
  return hn::IfThenElseZero(hn::And(differs, is_good), hn::Min(quality, hn::Set(d, 40)));
}

// Costs of the bases that differ, one byte a base.
template <class D>
hn::Vec<D> differing_costs(D d, const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype) {
  const auto values = hn::LoadU(d, read);
  return costs_where(d, hn::Ne(hn::And(values, hn::Set(d, 3)), hn::LoadU(d, haplotype)), values);
}

unsigned byte_hamming(const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype, std::size_t count) {
  const hn::ScalableTag<std::uint8_t> wide;
  const hn::CappedTag<std::uint8_t, 16> narrow;
  const hn::Repartition<std::uint64_t, decltype(wide)> wide_sums;
  const hn::Repartition<std::uint64_t, decltype(narrow)> narrow_sums;
  const std::size_t wide_lanes = hn::Lanes(wide);
  const std::size_t narrow_lanes = hn::Lanes(narrow);
  if (count < narrow_lanes) return byte_hamming_scalar(read, haplotype, count);
  std::size_t i = 0;
  unsigned total = 0;
  if (count >= wide_lanes) {
    auto sums = hn::Zero(wide_sums);
    for (; i + wide_lanes <= count; i += wide_lanes)
      sums = hn::Add(sums, hn::SumsOf8(differing_costs(wide, read + i, haplotype + i)));
    total = static_cast<unsigned>(hn::GetLane(hn::SumOfLanes(wide_sums, sums)));
  }
  auto sums = hn::Zero(narrow_sums);
  for (; i + narrow_lanes <= count; i += narrow_lanes)
    sums = hn::Add(sums, hn::SumsOf8(differing_costs(narrow, read + i, haplotype + i)));
  if (i < count) {  // the last lanes again, without those that are counted
    const std::size_t from = count - narrow_lanes;
    const auto counted = hn::FirstN(narrow, i - from);
    sums =
        hn::Add(sums, hn::SumsOf8(hn::IfThenZeroElse(counted, differing_costs(narrow, read + from, haplotype + from))));
  }
  return total + static_cast<unsigned>(hn::GetLane(hn::SumOfLanes(narrow_sums, sums)));
}

// The sums of eight costs and of all before them; `carry` is in each lane and so is what is given back.
template <class D>
hn::Vec<D> store_running(D d, hn::Vec<D> costs, hn::Vec<D> carry, std::uint16_t* HWY_RESTRICT sums) {
  costs = hn::Add(costs, hn::ShiftLeftLanes<1>(d, costs));
  costs = hn::Add(costs, hn::ShiftLeftLanes<2>(d, costs));
  costs = hn::Add(hn::Add(costs, hn::ShiftLeftLanes<4>(d, costs)), carry);
  hn::StoreU(costs, d, sums);
  return hn::Broadcast<7>(costs);
}

void running_costs(const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype, std::size_t count,
                   std::uint16_t* HWY_RESTRICT sums) {
  const hn::CappedTag<std::uint8_t, 16> d;
  const hn::Half<decltype(d)> half;
  const hn::Repartition<std::uint16_t, decltype(d)> d16;
  auto carry = hn::Set(d16, sums[0]);
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const auto costs = differing_costs(d, read + i, haplotype + i);
    carry = store_running(d16, hn::PromoteTo(d16, hn::LowerHalf(half, costs)), carry, sums + i + 1);
    carry = store_running(d16, hn::PromoteTo(d16, hn::UpperHalf(half, costs)), carry, sums + i + 9);
  }
  running_costs_scalar(read + i, haplotype + i, count - i, sums + i);
}

// Marks of the lanes at read and haplotype, the first in bit 0.
template <class D>
std::uint64_t marks_of(D d, const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype) {
  std::uint8_t bytes[8] = {};  // StoreMaskBits() may write all of them
  hn::StoreMaskBits(d, hn::Ne(differing_costs(d, read, haplotype), hn::Zero(d)), bytes);
  std::uint64_t marks = 0;
  std::memcpy(&marks, bytes, sizeof marks);
  return marks;
}

void mark_mismatches(const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype, std::size_t count,
                     std::uint64_t* HWY_RESTRICT bits) {
  const hn::CappedTag<std::uint8_t, 64> wide;
  const hn::CappedTag<std::uint8_t, 16> narrow;
  if (count < hn::Lanes(narrow)) return mark_mismatches_scalar(read, haplotype, count, bits);
  std::fill_n(bits, count / 64 + 1, 0);
  std::size_t i = 0;
  for (; i + hn::Lanes(wide) <= count; i += hn::Lanes(wide))
    bits[i / 64] |= marks_of(wide, read + i, haplotype + i) << (i % 64);
  while (i < count) {
    const std::size_t from = std::min(i, count - hn::Lanes(narrow));  // the last lanes again: marks are the same
    const std::uint64_t marks = marks_of(narrow, read + from, haplotype + from);
    bits[from / 64] |= marks << (from % 64);
    if (from % 64 > 48) bits[from / 64 + 1] |= marks >> (64 - from % 64);
    i = from + hn::Lanes(narrow);
  }
}

unsigned marked_costs(const BaseQuality* HWY_RESTRICT read, const std::uint64_t* HWY_RESTRICT marks,
                      std::size_t words) {
  // A byte of marks is for four bases: lane i gets byte i / 4 of its word, and its own bit is left of it.
  alignas(32) static constexpr std::uint8_t byte_of_lane[32] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
                                                                4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7};
  const hn::CappedTag<std::uint8_t, 32> d;
  const hn::Repartition<std::uint32_t, decltype(d)> d32;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const auto own_bit = hn::BitCast(d, hn::Set(d32, 0x40100401U));
  auto sums = hn::Zero(d64);
  for (std::size_t word = 0; word < words; ++word) {
    const auto bytes = hn::BitCast(d, hn::Set(d64, marks[word]));
    for (std::size_t i = 0; i < 32; i += hn::Lanes(d)) {
      const auto own_byte = hn::TableLookupBytes(bytes, hn::Load(d, byte_of_lane + i));
      const auto is_marked = hn::TestBit(own_byte, own_bit);
      sums = hn::Add(sums, hn::SumsOf8(costs_where(d, is_marked, hn::LoadU(d, read + 32 * word + i))));
    }
  }
  return static_cast<unsigned>(hn::GetLane(hn::SumOfLanes(d64, sums)));
}
#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(byte_hamming);
HWY_EXPORT(running_costs);
HWY_EXPORT(mark_mismatches);
HWY_EXPORT(marked_costs);

unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(byte_hamming)(read, haplotype, count);
}

void running_costs(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint16_t* sums) {
  HWY_DYNAMIC_DISPATCH(running_costs)(read, haplotype, count, sums);
}

void mark_mismatches(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint64_t* bits) {
  HWY_DYNAMIC_DISPATCH(mark_mismatches)(read, haplotype, count, bits);
}

unsigned marked_costs(const BaseQuality* read, const std::uint64_t* marks, std::size_t words) {
  return HWY_DYNAMIC_DISPATCH(marked_costs)(read, marks, words);
}

void running_costs_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count, std::uint16_t* sums) {
  for (std::size_t i = 0; i < count; ++i)
    sums[i + 1] = static_cast<std::uint16_t>(sums[i] + base_cost(read[i], haplotype[i]));
}

void mark_mismatches_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count,
                            std::uint64_t* bits) {
  std::fill_n(bits, count / 64 + 1, 0);
  for (std::size_t i = 0; i < count; ++i)
    if (base_cost(read[i], haplotype[i]) != 0) bits[i / 64] |= std::uint64_t{1} << (i % 64);
}

unsigned marked_costs_scalar(const BaseQuality* read, const std::uint64_t* marks, std::size_t words) {
  unsigned total = 0;
  for (std::size_t word = 0; word < words; ++word)
    for (std::uint64_t left = marks[word]; left != 0; left &= left - 1)
      total += mismatch_cost(read[32 * word + static_cast<unsigned>(std::countr_zero(left)) / 2]);
  return total;
}

unsigned byte_hamming_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  unsigned total = 0;
  for (std::size_t i = 0; i < count; ++i) total += base_cost(read[i], haplotype[i]);
  return total;
}

}  // namespace norrsken
#endif
