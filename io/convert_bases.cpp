#include "io/convert_bases.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "io/convert_bases.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
bool convert(std::string_view bases, std::string_view qualities, BaseQuality* out) {
  return convert_bases_scalar(bases, qualities, out);
}
#else
// Converts one vector. Lanes of the result are not zero where a letter or a quality is refused.
template <class D>
hn::Vec<D> convert_lanes(D d, const std::uint8_t* HWY_RESTRICT letters, const std::uint8_t* HWY_RESTRICT marks,
                         BaseQuality* HWY_RESTRICT out) {
  // At the low four bits of each upper-case base, the base.
  alignas(16) static constexpr std::uint8_t bases[16] = {255, 'A', 255, 'C', 'T', 255, 255, 'G',
                                                         255, 255, 255, 255, 255, 255, 255, 255};
  const hn::Repartition<std::uint16_t, D> d16;  // shifts let bits of the upper byte into the lower: masks take them out
  const auto letter = hn::LoadU(d, letters);
  const auto upper = hn::And(letter, hn::Set(d, 0xDF));
  const auto is_base = hn::Eq(hn::TableLookupBytes(hn::LoadDup128(d, bases), hn::And(upper, hn::Set(d, 0x0F))), upper);
  const auto wide = hn::BitCast(d16, letter);
  const auto code = hn::And(hn::BitCast(d, hn::Xor(hn::ShiftRight<1>(wide), hn::ShiftRight<2>(wide))), hn::Set(d, 3));
  const auto phred = hn::Sub(hn::LoadU(d, marks), hn::Set(d, '!'));
  const auto clamped = hn::Min(hn::Max(phred, hn::Set(d, 2)), hn::Set(d, max_quality_phred));
  const auto value = hn::Or(hn::BitCast(d, hn::ShiftLeft<2>(hn::BitCast(d16, clamped))), code);
  hn::StoreU(hn::IfThenElseZero(is_base, value), d, out);
  const auto bad_quality = hn::Xor(hn::Max(phred, hn::Set(d, '~' - '!')), hn::Set(d, '~' - '!'));
  const auto place = hn::Sub(upper, hn::Set(d, 'A'));
  const auto no_letter = hn::Xor(hn::Min(place, hn::Set(d, 'Z' - 'A')), place);
  return hn::Or(bad_quality, hn::IfThenZeroElse(hn::Eq(letter, hn::Set(d, '.')), no_letter));
}

bool convert(std::string_view bases, std::string_view qualities, BaseQuality* out) {
  const auto* letters = reinterpret_cast<const std::uint8_t*>(bases.data());
  const auto* marks = reinterpret_cast<const std::uint8_t*>(qualities.data());
  const std::size_t count = bases.size();
  const hn::CappedTag<std::uint8_t, 32> d;
  const std::size_t lanes = hn::Lanes(d);
  if (count < lanes) return convert_bases_scalar(bases, qualities, out);
  const std::size_t rest = count - lanes;  // the last vector overlaps the one before it
  auto bad = convert_lanes(d, letters + rest, marks + rest, out + rest);
  for (std::size_t i = 0; i < rest; i += lanes) bad = hn::Or(bad, convert_lanes(d, letters + i, marks + i, out + i));
  return hn::AllTrue(d, hn::Eq(bad, hn::Zero(d)));
}
#endif

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {

HWY_EXPORT(convert);

bool convert_bases(std::string_view bases, std::string_view qualities, BaseQuality* out) {
  return HWY_DYNAMIC_DISPATCH(convert)(bases, qualities, out);
}

// In ASCII, bits 1 and 2 tell A, C, G and T apart in either case: (c >> 1 ^ c >> 2) & 3 is 0, 1, 2, 3.
bool convert_bases_scalar(std::string_view bases, std::string_view qualities, BaseQuality* out) {
  bool is_good = true;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const auto letter = static_cast<std::uint8_t>(bases[i]);
    const auto upper = static_cast<std::uint8_t>(letter & 0xDF);
    const auto code = static_cast<BaseCode>(((letter >> 1) ^ (letter >> 2)) & 3);
    const auto phred = static_cast<std::uint8_t>(qualities[i] - '!');
    const bool is_base = upper == 'A' || upper == 'C' || upper == 'G' || upper == 'T';
    out[i] = is_base ? make_base_quality(code, phred) : not_called;
    is_good &= phred <= '~' - '!' && ((upper >= 'A' && upper <= 'Z') || letter == '.');
  }
  return is_good;
}

}  // namespace norrsken
#endif
