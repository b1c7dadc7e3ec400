// The hot path: three windows of each read pass here. One window has 15 k-mers; with the 39 bases packed into two
// overlapping 64-bit words (bases 0-31 and 7-38) each k-mer is one shift of one word, and so is its reverse complement.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/seeding/window_minimizer.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <bit>
#include <cstring>

#include "kernels/seeding/minimizer.hpp"

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static_assert(std::endian::native == std::endian::little);
static_assert(seed_bases == 25 && seed_window == 15, "the packing and the shifts below are made for these");

constexpr std::uint64_t kmer_mask = (std::uint64_t{1} << seed_hash_bits) - 1;
constexpr std::uint64_t no_key = ~std::uint64_t{0};

inline std::uint64_t load_bases(const BaseQuality* bases) {
  std::uint64_t word = 0;
  std::memcpy(&word, bases, sizeof word);
  return word;
}

// Eight bases, one a byte, to 16 bits, first base highest. The multiplication moves base i of each half to bits
// 30 - 2i of the half; its other partial products fall on bits of their own, so nothing carries.
inline std::uint64_t pack_bases(std::uint64_t word) {
  const std::uint64_t spread = (word & 0x0303030303030303U) * 0x40100401U;
  return (spread >> 16 & 0xFF00U) | spread >> 56;
}

// Bit 7 of each byte: whether the quality (bits 2-7) is not zero.
inline std::uint64_t called_bits(std::uint64_t word) {
  return ((word & 0x7C7C7C7C7C7C7C7CU) + 0x7C7C7C7C7C7C7C7CU) | word;
}

// Reverse complement of 32 bases.
inline std::uint64_t reverse_complement(std::uint64_t bases) {
  bases = (bases >> 2 & 0x3333333333333333U) | (bases & 0x3333333333333333U) << 2;
  bases = (bases >> 4 & 0x0F0F0F0F0F0F0F0FU) | (bases & 0x0F0F0F0F0F0F0F0FU) << 4;
  return ~__builtin_bswap64(bases);
}

// For k-mer i of a word: its shifts, and the low five bits of its key when its canonical form is the forward or the
// reverse one: distance from the window's left or right end, then strand.
struct LaneTables {
  alignas(64) std::uint64_t forward_shift[8];
  alignas(64) std::uint64_t reverse_shift[8];
  alignas(64) std::uint64_t forward_tail[2][8];
  alignas(64) std::uint64_t reverse_tail[2][8];
};
constexpr LaneTables make_lane_tables() {
  LaneTables tables{};
  for (unsigned i = 0; i < 8; ++i) {
    tables.forward_shift[i] = 14 - 2 * i;
    tables.reverse_shift[i] = 2 * i;
    for (unsigned word = 0; word < 2; ++word) {
      tables.forward_tail[word][i] = (7 * word + i) << 1;
      tables.reverse_tail[word][i] = (seed_window - 1 - (7 * word + i)) << 1 | 1;
    }
  }
  return tables;
}
constexpr LaneTables lane_tables = make_lane_tables();

// x * factor mod 2^64 for x < 2^50, from the 32-bit multiplications that each target has.
template <class D>
HWY_INLINE hn::Vec<D> multiply(D wide, hn::Vec<D> x, std::uint32_t factor) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(wide, hn::GetLane(x) * factor);
#else
  const hn::Repartition<std::uint32_t, D> narrow;
  const auto factors = hn::Set(narrow, factor);
  const auto low = hn::MulEven(hn::BitCast(narrow, x), factors);
  const auto high = hn::MulEven(hn::BitCast(narrow, hn::ShiftRight<32>(x)), factors);
  return hn::Add(hn::BitCast(wide, low), hn::ShiftLeft<32>(hn::BitCast(wide, high)));
#endif
}

// kmer_rank() on each lane.
template <class D>
HWY_INLINE hn::Vec<D> mix(D d, hn::Vec<D> kmers) {
  const auto mask = hn::Set(d, kmer_mask);
  kmers = hn::Xor(kmers, hn::Set(d, 0x1e3779b97f4a7ULL));
  kmers = hn::Xor(kmers, hn::ShiftRight<25>(kmers));
  kmers = hn::And(multiply(d, kmers, 0xd6e8feb9U), mask);
  kmers = hn::Xor(kmers, hn::ShiftRight<23>(kmers));
  kmers = hn::And(multiply(d, kmers, 0x9e3779b1U), mask);
  return hn::Xor(kmers, hn::ShiftRight<26>(kmers));
}

// Smallest key (rank << 5 | distance << 1 | strand) of the window at `bases`, or no_key.
std::uint64_t smallest_key(const BaseQuality* bases) {
  const std::uint64_t words[5] = {load_bases(bases), load_bases(bases + 8), load_bases(bases + 16),
                                  load_bases(bases + 24), load_bases(bases + 31)};
  const std::uint64_t called = called_bits(words[0]) & called_bits(words[1]) & called_bits(words[2]) &
                               called_bits(words[3]) & called_bits(words[4]) & 0x8080808080808080U;
  if (called != 0x8080808080808080U) return no_key;
  const std::uint64_t left =
      pack_bases(words[0]) << 48 | pack_bases(words[1]) << 32 | pack_bases(words[2]) << 16 | pack_bases(words[3]);
  const std::uint64_t right = left << 14 | (pack_bases(words[4]) & 0x3FFFU);

  const hn::CappedTag<std::uint64_t, 8> d;
  const hn::RebindToSigned<decltype(d)> order;  // all values are far below 2^63, and signed order is cheaper
  const auto mask = hn::Set(d, kmer_mask);
  auto smallest = hn::Set(order, INT64_MAX);
  for (unsigned word = 0; word < 2; ++word) {
    const auto forward_bases = hn::Set(d, word == 0 ? left : right);
    const auto reverse_bases = hn::Set(d, reverse_complement(word == 0 ? left : right));
    for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) {
      const auto forward = hn::And(hn::Shr(forward_bases, hn::Load(d, lane_tables.forward_shift + i)), mask);
      const auto reverse = hn::And(hn::Shr(reverse_bases, hn::Load(d, lane_tables.reverse_shift + i)), mask);
      const auto is_reverse = hn::MaskFromVec(
          hn::BitCast(d, hn::VecFromMask(order, hn::Lt(hn::BitCast(order, reverse), hn::BitCast(order, forward)))));
      const auto ranks = mix(d, hn::IfThenElse(is_reverse, reverse, forward));
      const auto tails = hn::IfThenElse(is_reverse, hn::Load(d, lane_tables.reverse_tail[word] + i),
                                        hn::Load(d, lane_tables.forward_tail[word] + i));
      smallest = hn::Min(smallest, hn::BitCast(order, hn::Or(hn::ShiftLeft<5>(ranks), tails)));
    }
  }
  return static_cast<std::uint64_t>(hn::GetLane(hn::MinOfLanes(order, smallest)));
}

const char* target_name() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {
HWY_EXPORT(smallest_key);
HWY_EXPORT(target_name);

std::string_view window_minimizer_target() {
  return HWY_DYNAMIC_DISPATCH(target_name)();
}

std::optional<Minimizer> window_minimizer(std::span<const BaseQuality> read, std::size_t offset) {
  if (offset > read.size() || read.size() - offset < seed_window_bases) return std::nullopt;
  const std::uint64_t key = HWY_DYNAMIC_DISPATCH(smallest_key)(read.data() + offset);
  if (key == ~std::uint64_t{0}) return std::nullopt;
  const bool is_reverse = (key & 1) != 0;
  const auto distance = static_cast<std::uint32_t>(key >> 1 & 15);
  const std::uint32_t kmer = is_reverse ? seed_window - 1 - distance : distance;
  return Minimizer{seed_hash(key >> 5), static_cast<std::uint32_t>(offset) + kmer, is_reverse};
}

}  // namespace norrsken
#endif
