#include "kernels/placement/strand_packing.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/placement/strand_packing.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <bit>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static_assert(std::endian::native == std::endian::little);

#if HWY_TARGET == HWY_SCALAR
unsigned pack_bases(const BaseQuality* values, std::size_t words, std::uint64_t* packed) {
  return pack_bases_scalar(values, words, packed);
}

void complement_reversed(const BaseQuality* values, std::size_t count, BaseQuality* reversed) {
  complement_reversed_scalar(values, count, reversed);
}
#else
unsigned pack_bases(const BaseQuality* HWY_RESTRICT values, std::size_t words, std::uint64_t* HWY_RESTRICT packed) {
  const hn::CappedTag<std::uint8_t, bases_per_word> d;
  const hn::Repartition<std::uint16_t, decltype(d)> d16;
  const hn::Repartition<std::uint32_t, decltype(d)> d32;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const hn::Rebind<std::uint8_t, decltype(d32)> quarter;
  auto* out = reinterpret_cast<std::uint8_t*>(packed);
  auto qualities = hn::Zero(d64);
  for (std::size_t i = 0; i < words * bases_per_word; i += hn::Lanes(d)) {
    const auto bytes = hn::LoadU(d, values + i);
    const auto quality = hn::And(hn::ShiftRight<2>(hn::BitCast(d16, bytes)), hn::Set(d16, 0x3F3F));
    qualities = hn::Add(qualities, hn::SumsOf8(hn::BitCast(d, quality)));
    const auto codes = hn::BitCast(d16, hn::And(bytes, hn::Set(d, 3)));
    const auto pairs = hn::And(hn::Or(codes, hn::ShiftRight<6>(codes)), hn::Set(d16, 0x000F));
    const auto wide = hn::BitCast(d32, pairs);
    const auto fours = hn::And(hn::Or(wide, hn::ShiftRight<12>(wide)), hn::Set(d32, 0x000000FF));
    hn::StoreU(hn::TruncateTo(quarter, fours), quarter, out + i / 4);
  }
  return static_cast<unsigned>(hn::GetLane(hn::SumOfLanes(d64, qualities)));
}

// complement_called() of one vector, its last lane first.
template <class D>
hn::Vec<D> turned(D d, const BaseQuality* HWY_RESTRICT values) {
  alignas(16) static constexpr std::uint8_t last_first[16] = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
  const auto bytes = hn::LoadU(d, values);
  const auto is_called = hn::Ne(hn::And(bytes, hn::Set(d, 0xFC)), hn::Zero(d));
  const auto complement = hn::Xor(bytes, hn::IfThenElseZero(is_called, hn::Set(d, 3)));
  return hn::ReverseBlocks(d, hn::TableLookupBytes(complement, hn::LoadDup128(d, last_first)));
}

void complement_reversed(const BaseQuality* HWY_RESTRICT values, std::size_t count,
                         BaseQuality* HWY_RESTRICT reversed) {
  const hn::CappedTag<std::uint8_t, 32> d;
  const std::size_t lanes = hn::Lanes(d);
  if (count < lanes) return complement_reversed_scalar(values, count, reversed);
  for (std::size_t i = 0; i + lanes <= count; i += lanes)
    hn::StoreU(turned(d, values + i), d, reversed + count - lanes - i);
  hn::StoreU(turned(d, values + count - lanes), d, reversed);
}
#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(pack_bases);
HWY_EXPORT(complement_reversed);

unsigned pack_bases(const BaseQuality* values, std::size_t words, std::uint64_t* packed) {
  return HWY_DYNAMIC_DISPATCH(pack_bases)(values, words, packed);
}

void complement_reversed(const BaseQuality* values, std::size_t count, BaseQuality* reversed) {
  HWY_DYNAMIC_DISPATCH(complement_reversed)(values, count, reversed);
}

unsigned pack_bases_scalar(const BaseQuality* values, std::size_t words, std::uint64_t* packed) {
  unsigned sum = 0;
  for (std::size_t word = 0; word < words; ++word) {
    packed[word] = 0;
    for (unsigned i = 0; i < bases_per_word; ++i) {
      const BaseQuality value = values[word * bases_per_word + i];
      packed[word] |= std::uint64_t{base_of(value)} << (2 * i);
      sum += quality_of(value);
    }
  }
  return sum;
}

void complement_reversed_scalar(const BaseQuality* values, std::size_t count, BaseQuality* reversed) {
  for (std::size_t i = 0; i < count; ++i) reversed[i] = complement_called(values[count - 1 - i]);
}

}  // namespace norrsken
#endif
