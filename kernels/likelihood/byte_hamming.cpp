#include "kernels/likelihood/byte_hamming.hpp"

#include "kernels/placement/packed_read.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/likelihood/byte_hamming.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  return byte_hamming_scalar(read, haplotype, count);
}
#else
unsigned byte_hamming(const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT haplotype, std::size_t count) {
  const hn::ScalableTag<std::uint8_t> d;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const auto base_bits = hn::Set(d, 3);
  const auto poorest = hn::Set(d, 6);
  const auto highest = hn::Set(d, 40);
  auto sums = hn::Zero(d64);
  const std::size_t lanes = hn::Lanes(d);
  const auto weigh = [&](auto values, auto bases) {
    const auto quality = hn::And(hn::ShiftRight<2>(hn::BitCast(hn::Repartition<std::uint16_t, decltype(d)>(), values)),
                                 hn::Set(hn::Repartition<std::uint16_t, decltype(d)>(), 0x3F3F));
    const auto bytes = hn::BitCast(d, quality);
    const auto capped = hn::Min(bytes, highest);
    const auto differs = hn::Ne(hn::And(values, base_bits), bases);
    return hn::IfThenElseZero(hn::And(differs, hn::Eq(hn::Max(bytes, poorest), bytes)), capped);
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    sums = hn::Add(sums, hn::SumsOf8(weigh(hn::LoadU(d, read + i), hn::LoadU(d, haplotype + i))));
  unsigned total = static_cast<unsigned>(hn::GetLane(hn::SumOfLanes(d64, sums)));
  for (; i < count; ++i)
    if (base_of(read[i]) != haplotype[i]) total += mismatch_cost(read[i]);
  return total;
}

#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(byte_hamming);

unsigned byte_hamming(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(byte_hamming)(read, haplotype, count);
}

unsigned byte_hamming_scalar(const BaseQuality* read, const BaseCode* haplotype, std::size_t count) {
  unsigned total = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (base_of(read[i]) != haplotype[i]) total += mismatch_cost(read[i]);
  return total;
}

}  // namespace norrsken
#endif
