#include "kernels/calling/overlap_settling.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/calling/overlap_settling.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
void settle_overlap(BaseQuality* first, BaseQuality* second, std::size_t count) {
  settle_overlap_scalar(first, second, count);
}
#else
template <class D>
void settle_vector(D d, BaseQuality* HWY_RESTRICT first, BaseQuality* HWY_RESTRICT second) {
  const hn::Repartition<std::uint16_t, D> d16;
  const auto base_bits = hn::Set(d, 3);
  const auto least = hn::Set(d, quality_counted_in_mate + 1);
  // Shifts of 16-bit lanes carry bits from one byte into the other; the masks take them out.
  const auto quality = [&](auto values) {
    return hn::BitCast(d, hn::And(hn::ShiftRight<2>(hn::BitCast(d16, values)), hn::Set(d16, 0x3F3F)));
  };
  const auto with_quality = [&](auto phred, auto values) {
    const auto shifted = hn::And(hn::ShiftLeft<2>(hn::BitCast(d16, phred)), hn::Set(d16, 0xFCFC));
    return hn::Or(hn::BitCast(d, shifted), hn::And(values, base_bits));
  };
  const auto a = hn::LoadU(d, first);
  const auto b = hn::LoadU(d, second);
  const auto quality_a = quality(a);
  const auto quality_b = quality(b);
  const auto lower = hn::Min(quality_a, quality_b);
  const auto higher = hn::Max(quality_a, quality_b);
  const auto count_both = hn::Eq(hn::Max(lower, least), lower);
  const auto keeps_a = hn::Eq(higher, quality_a);
  const auto agree = hn::Eq(hn::And(hn::Xor(a, b), base_bits), hn::Zero(d));
  const auto kept = hn::IfThenElse(agree, higher, hn::Max(hn::Set(d, 2), hn::Sub(higher, lower)));
  const auto other = hn::Set(d, quality_counted_in_mate);
  const auto settled_a = with_quality(hn::IfThenElse(keeps_a, kept, other), a);
  const auto settled_b = with_quality(hn::IfThenElse(keeps_a, other, kept), b);
  hn::StoreU(hn::IfThenElse(count_both, settled_a, a), d, first);
  hn::StoreU(hn::IfThenElse(count_both, settled_b, b), d, second);
}

void settle_overlap(BaseQuality* HWY_RESTRICT first, BaseQuality* HWY_RESTRICT second, std::size_t count) {
  const hn::CappedTag<std::uint8_t, 32> wide;
  const hn::CappedTag<std::uint8_t, 16> narrow;
  if (count < hn::Lanes(narrow)) return settle_overlap_scalar(first, second, count);
  std::size_t i = 0;
  for (; i + hn::Lanes(wide) <= count; i += hn::Lanes(wide)) settle_vector(wide, first + i, second + i);
  for (; i < count; i += hn::Lanes(narrow)) {
    const std::size_t from = std::min(i, count - hn::Lanes(narrow));  // what is settled already stays
    settle_vector(narrow, first + from, second + from);
  }
}
#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(settle_overlap);

void settle_overlap(BaseQuality* first, BaseQuality* second, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(settle_overlap)(first, second, count);
}

void settle_overlap_scalar(BaseQuality* first, BaseQuality* second, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    BaseQuality& a = first[i];
    BaseQuality& b = second[i];
    const unsigned quality_a = quality_of(a);
    const unsigned quality_b = quality_of(b);
    if (quality_a <= quality_counted_in_mate || quality_b <= quality_counted_in_mate) continue;
    BaseQuality& kept = quality_a >= quality_b ? a : b;
    BaseQuality& other = quality_a >= quality_b ? b : a;
    if (base_of(a) != base_of(b)) {
      const unsigned left = std::max(2U, quality_a > quality_b ? quality_a - quality_b : quality_b - quality_a);
      kept = static_cast<BaseQuality>(left << 2 | base_of(kept));
    }
    other = static_cast<BaseQuality>(quality_counted_in_mate << 2 | base_of(other));
  }
}

}  // namespace norrsken
#endif
