#include "kernels/somatic/damage.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/somatic/count_damage.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Adds bases from `first` on by reference base and base; returns the first base that is left over.
#if HWY_TARGET == HWY_SCALAR
std::size_t count_changes(const BaseQuality* /*read*/, const BaseCode* /*reference*/, std::size_t /*count*/,
                          std::uint64_t* /*changes*/) {
  return 0;
}
#else
std::size_t count_changes(const BaseQuality* HWY_RESTRICT read, const BaseCode* HWY_RESTRICT reference,
                          std::size_t count, std::uint64_t* HWY_RESTRICT changes) {
  const hn::ScalableTag<std::uint8_t> d;
  const hn::Repartition<std::uint16_t, decltype(d)> d16;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, make_base_quality(0, damage_quality_phred));
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto values = hn::LoadU(d, read + i);
    // Codes are below 64, so no bit of one byte is shifted into the next.
    const auto rows = hn::BitCast(d, hn::ShiftLeft<2>(hn::BitCast(d16, hn::LoadU(d, reference + i))));
    const auto is_good = hn::Eq(hn::Max(values, least), values);
    const auto cells = hn::IfThenElse(is_good, hn::Or(rows, hn::And(values, hn::Set(d, 3))), hn::Set(d, 0xFF));
    for (std::uint8_t cell = 0; cell < 16; ++cell) changes[cell] += hn::CountTrue(d, hn::Eq(cells, hn::Set(d, cell)));
  }
  return i;
}
#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(count_changes);

void count_damage_scalar(unsigned orientation, std::span<const BaseQuality> read, std::span<const BaseCode> reference,
                         DamageCounts& counts) {
  for (std::size_t i = 0; i < read.size(); ++i)
    if (reference[i] < 4 && quality_of(read[i]) >= damage_quality_phred)
      ++counts.bases[orientation][reference[i]][base_of(read[i])];
}

void count_damage(unsigned orientation, std::span<const BaseQuality> read, std::span<const BaseCode> reference,
                  DamageCounts& counts) {
  std::array<std::uint64_t, 16> changes{};
  const std::size_t done =
      HWY_DYNAMIC_DISPATCH(count_changes)(read.data(), reference.data(), read.size(), changes.data());
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t b = 0; b < 4; ++b) counts.bases[orientation][r][b] += changes[r * 4 + b];
  count_damage_scalar(orientation, read.subspan(done), reference.subspan(done), counts);
}

}  // namespace norrsken
#endif
