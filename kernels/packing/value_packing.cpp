#include "kernels/packing/value_packing.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packing/value_packing.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "kernels/packing/group_bits.hpp"

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static_assert(std::endian::native == std::endian::little);

#if HWY_TARGET == HWY_SCALAR
void take_bits(const BaseQuality* values, const CommonQualities& common, GroupBits& bits) {
  take_bits_scalar(values, common, bits);
}

void spread_bits(const GroupBits& bits, const CommonQualities& common, BaseQuality* values) {
  spread_bits_scalar(bits, common, values);
}
#else
using Bytes = hn::CappedTag<std::uint8_t, group_bases>;

template <class Mask>
void store_bits(Mask mask, std::size_t first, std::uint64_t& bits) {
  std::uint8_t bytes[8];
  hn::StoreMaskBits(Bytes(), mask, bytes);
  std::memcpy(reinterpret_cast<std::uint8_t*>(&bits) + first / 8, bytes, hn::Lanes(Bytes()) / 8);
}

hn::Mask<Bytes> load_bits(std::uint64_t bits, std::size_t first) {
  const std::uint64_t shifted = bits >> first;
  return hn::LoadMaskBits(Bytes(), reinterpret_cast<const std::uint8_t*>(&shifted));
}

hn::Vec<Bytes> value_of_quality(unsigned quality) {
  return hn::Set(Bytes(), static_cast<std::uint8_t>(quality << 2));
}

void take_bits(const BaseQuality* HWY_RESTRICT values, const CommonQualities& common, GroupBits& bits) {
  const Bytes d;
  for (std::size_t first = 0; first < group_bases; first += hn::Lanes(d)) {
    const auto value = hn::LoadU(d, values + first);
    store_bits(hn::TestBit(value, hn::Set(d, 1)), first, bits.base_low);
    store_bits(hn::TestBit(value, hn::Set(d, 2)), first, bits.base_high);
    const auto quality = hn::And(value, hn::Set(d, 0xFC));
    const auto is_first = hn::Eq(quality, value_of_quality(common[0]));
    const auto is_second = hn::Eq(quality, value_of_quality(common[1]));
    const auto is_third = hn::Eq(quality, value_of_quality(common[2]));
    store_bits(hn::Not(hn::Or(is_first, is_third)), first, bits.quality_low);
    store_bits(hn::Not(hn::Or(is_first, is_second)), first, bits.quality_high);
  }
}

void spread_bits(const GroupBits& bits, const CommonQualities& common, BaseQuality* HWY_RESTRICT values) {
  const Bytes d;
  for (std::size_t first = 0; first < group_bases; first += hn::Lanes(d)) {
    const auto low = load_bits(bits.quality_low, first);
    const auto quality =
        hn::IfThenElse(load_bits(bits.quality_high, first), hn::IfThenZeroElse(low, value_of_quality(common[2])),
                       hn::IfThenElse(low, value_of_quality(common[1]), value_of_quality(common[0])));
    const auto base = hn::Or(hn::IfThenElseZero(load_bits(bits.base_low, first), hn::Set(d, 1)),
                             hn::IfThenElseZero(load_bits(bits.base_high, first), hn::Set(d, 2)));
    hn::StoreU(hn::Or(quality, base), d, values + first);
  }
}
#endif

std::size_t pack_values(std::span<const BaseQuality> values, const CommonQualities& common, std::uint8_t* packed) {
  std::uint8_t* bytes = packed;
  std::uint8_t* others = packed + packed_bits_bytes(values.size());
  for (std::size_t first = 0; first < values.size(); first += group_bases) {
    const std::size_t count = std::min(group_bases, values.size() - first);
    const BaseQuality* group = values.data() + first;
    alignas(64) BaseQuality rest[group_bases];
    if (count < group_bases) {
      std::memset(rest, 0, sizeof rest);
      std::memcpy(rest, group, count);
      group = rest;
    }
    GroupBits bits;
    take_bits(group, common, bits);
    bytes = write_bits(bits, count, bytes);
    for (std::uint64_t other = others_of(bits, count); other != 0; other &= other - 1)
      *others++ = group[std::countr_zero(other)];
  }
  return static_cast<std::size_t>(others - packed);
}

// Returns how many bytes were read, 0 when there are too few.
std::size_t unpack_values(std::span<const std::uint8_t> packed, const CommonQualities& common, BaseQuality* values,
                          std::size_t size) {
  const std::uint8_t* bytes = packed.data();
  std::size_t others = packed_bits_bytes(size);
  for (std::size_t first = 0; first < size; first += group_bases) {
    const std::size_t count = std::min(group_bases, size - first);
    GroupBits bits;
    bytes = read_bits(bytes, count, bits);
    const std::uint64_t other = others_of(bits, count);
    const auto other_count = static_cast<std::size_t>(std::popcount(other));
    if (others + other_count > packed.size()) return 0;
    BaseQuality* group = values + first;
    alignas(64) BaseQuality rest[group_bases];
    if (count < group_bases) group = rest;
    spread_bits(bits, common, group);
    for (std::uint64_t left = other; left != 0; left &= left - 1) group[std::countr_zero(left)] = packed[others++];
    if (count < group_bases) std::memcpy(values + first, rest, count);
  }
  return others;
}

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(pack_values);
HWY_EXPORT(unpack_values);

std::size_t pack_values(std::span<const BaseQuality> values, const CommonQualities& common, std::uint8_t* packed) {
  return HWY_DYNAMIC_DISPATCH(pack_values)(values, common, packed);
}

std::optional<std::size_t> unpack_values(std::span<const std::uint8_t> packed, const CommonQualities& common,
                                         std::span<BaseQuality> values) {
  if (values.empty()) return 0;
  if (packed.size() < packed_bits_bytes(values.size())) return std::nullopt;
  const std::size_t read = HWY_DYNAMIC_DISPATCH(unpack_values)(packed, common, values.data(), values.size());
  return read == 0 ? std::nullopt : std::optional(read);
}

std::optional<CommonQualities> common_qualities(std::span<const BaseQuality> values) {
  constexpr unsigned worth_percent = 60;  // fewer common ones save less than a quarter
  constexpr std::int64_t taken = -1;
  std::array<std::int64_t, max_quality_phred + 1> counts{};
  for (const BaseQuality value : values) ++counts[quality_of(value)];
  CommonQualities common{};
  std::int64_t covered = 0;
  for (std::uint8_t& quality : common) {
    const auto most = std::ranges::max_element(counts);
    quality = static_cast<std::uint8_t>(most - counts.begin());
    covered += std::exchange(*most, taken);
  }
  if (covered * 100 < static_cast<std::int64_t>(values.size() * worth_percent)) return std::nullopt;
  return common;
}

}  // namespace norrsken
#endif
