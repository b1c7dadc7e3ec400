// The hot path: three windows of each read pass here, and all of a read that is looked at closely. A 64-bit word holds
// 32 bases and so eight k-mers: each is one shift of the word, and so is its reverse complement. One window has 15
// k-mers, in two overlapping words (bases 0-31 and 7-38).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/seeding/vector_minimizers.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come before highway.h
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "kernels/seeding/marked_kmers.hpp"
#include "kernels/seeding/minimizer.hpp"

HWY_BEFORE_NAMESPACE();
namespace norrsken::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static_assert(std::endian::native == std::endian::little);
static_assert(seed_bases == 25 && seed_window == 15, "the packing and the shifts below are made for these");

constexpr std::uint64_t kmer_mask = (std::uint64_t{1} << seed_hash_bits) - 1;
constexpr std::uint64_t no_key = ~std::uint64_t{0};
constexpr std::uint64_t all_called = 0x8080808080808080U;  // called_bits() of eight bases

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
  alignas(64) std::uint64_t is_forward[8];  // tails that tell the strand alone
  alignas(64) std::uint64_t is_reverse[8];
};
constexpr LaneTables make_lane_tables() {
  LaneTables tables{};
  for (unsigned i = 0; i < 8; ++i) {
    tables.forward_shift[i] = 14 - 2 * i;
    tables.reverse_shift[i] = 2 * i;
    tables.is_forward[i] = 0;
    tables.is_reverse[i] = 1;
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

// Ranks of the eight k-mers of 32 packed bases, each shifted left by `tail_bits`, with the tail of the strand that is
// canonical in the low bits; take(i, keys) gets those of k-mers i and following.
template <unsigned tail_bits, class Take>
HWY_INLINE void for_each_key(std::uint64_t bases, const std::uint64_t* HWY_RESTRICT forward_tail,
                             const std::uint64_t* HWY_RESTRICT reverse_tail, Take&& take) {
  const hn::CappedTag<std::uint64_t, 8> d;
  const hn::RebindToSigned<decltype(d)> order;  // all values are far below 2^63, and signed order is cheaper
  const auto mask = hn::Set(d, kmer_mask);
  const auto forward_bases = hn::Set(d, bases);
  const auto reverse_bases = hn::Set(d, reverse_complement(bases));
  for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) {
    const auto forward = hn::And(hn::Shr(forward_bases, hn::Load(d, lane_tables.forward_shift + i)), mask);
    const auto reverse = hn::And(hn::Shr(reverse_bases, hn::Load(d, lane_tables.reverse_shift + i)), mask);
    const auto is_reverse = hn::MaskFromVec(
        hn::BitCast(d, hn::VecFromMask(order, hn::Lt(hn::BitCast(order, reverse), hn::BitCast(order, forward)))));
    const auto ranks = mix(d, hn::IfThenElse(is_reverse, reverse, forward));
    const auto tails = hn::IfThenElse(is_reverse, hn::Load(d, reverse_tail + i), hn::Load(d, forward_tail + i));
    take(i, hn::BitCast(order, hn::Or(hn::ShiftLeft<tail_bits>(ranks), tails)));
  }
}

// Smallest key (rank << 5 | distance << 1 | strand) of the window at `bases`, or no_key.
HWY_INLINE std::uint64_t smallest_key(const BaseQuality* bases) {
  const std::uint64_t words[5] = {load_bases(bases), load_bases(bases + 8), load_bases(bases + 16),
                                  load_bases(bases + 24), load_bases(bases + 31)};
  const std::uint64_t called = called_bits(words[0]) & called_bits(words[1]) & called_bits(words[2]) &
                               called_bits(words[3]) & called_bits(words[4]) & all_called;
  if (called != all_called) return no_key;
  const std::uint64_t left =
      pack_bases(words[0]) << 48 | pack_bases(words[1]) << 32 | pack_bases(words[2]) << 16 | pack_bases(words[3]);
  const std::uint64_t right = left << 14 | (pack_bases(words[4]) & 0x3FFFU);

  const hn::RebindToSigned<hn::CappedTag<std::uint64_t, 8>> order;
  auto smallest = hn::Set(order, INT64_MAX);
  for (unsigned word = 0; word < 2; ++word)
    for_each_key<5>(word == 0 ? left : right, lane_tables.forward_tail[word], lane_tables.reverse_tail[word],
                    [&](std::size_t, auto keys) { smallest = hn::Min(smallest, keys); });
  return static_cast<std::uint64_t>(hn::GetLane(hn::MinOfLanes(order, smallest)));
}

void smallest_keys(const BaseQuality* bases, std::span<const std::size_t> offsets, std::uint64_t* keys) {
  for (const std::size_t offset : offsets) *keys++ = smallest_key(bases + offset);
}

// A window's smallest rank and the largest of those a k-mer takes part in, both over seed_window values that begin at
// each index: twice as many at each step, and the last step overlaps. Beyond `count` the values are not used.
template <class Combine>
HWY_INLINE void slide(std::int64_t* values, std::size_t count, Combine&& combine) {
  const hn::CappedTag<std::int64_t, 8> d;
  for (const std::size_t distance : {1U, 2U, 4U, 7U})
    for (std::size_t i = 0; i < count; i += hn::Lanes(d))
      hn::Store(combine(hn::Load(d, values + i), hn::LoadU(d, values + i + distance)), d, values + i);
}

bool mark_kmers(const BaseQuality* bases, std::size_t length, MarkedKmers& marked) {
  const std::size_t kmers = length - seed_bases + 1;
  std::uint64_t called = all_called;
  std::uint64_t word = 0;
  const auto append_eight = [&](std::size_t at) {
    const std::uint64_t eight = load_bases(bases + at);
    called &= called_bits(eight);
    word = word << 16 | pack_bases(eight);
  };
  const auto store_keys = [&](std::size_t first) {
    for_each_key<1>(word, lane_tables.is_forward, lane_tables.is_reverse, [&](std::size_t i, auto keys) {
      const hn::DFromV<decltype(keys)> order;
      hn::StoreU(keys, order, marked.keys + first + i);
    });
  };
  for (const std::size_t at : {0U, 8U, 16U}) append_eight(at);
  for (std::size_t first = 0; first + 32 <= length; first += 8) {
    append_eight(first + 24);
    store_keys(first);
  }
  for (std::size_t at = length - 32; at < length; at += 8) append_eight(at);
  store_keys(length - 32);
  if (called != all_called) return false;

  const hn::CappedTag<std::int64_t, 8> d;
  const std::size_t padded = (kmers + 7) / 8 * 8;
  std::int64_t* const smallest = marked.smallest + MarkedKmers::padding;
  for (std::size_t i = 0; i < padded; i += hn::Lanes(d))
    hn::Store(hn::ShiftRight<1>(hn::Load(d, marked.keys + i)), d, smallest + i);
  slide(smallest, padded, [](auto a, auto b) { return hn::Min(a, b); });
  // Only whole windows have a choice. A k-mer takes part in those that begin up to seed_window - 1 before it.
  std::fill_n(marked.smallest, MarkedKmers::padding, 0);
  std::fill_n(smallest + kmers - seed_window + 1, seed_window + MarkedKmers::padding, 0);
  std::int64_t* const largest = smallest - MarkedKmers::padding;
  slide(largest, padded + MarkedKmers::padding, [](auto a, auto b) { return hn::Max(a, b); });
  for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
    const auto ranks = hn::ShiftRight<1>(hn::Load(d, marked.keys + i));
    const auto chosen = hn::Eq(ranks, hn::LoadU(d, smallest + i - (seed_window - 1)));
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(d, chosen, bits);
    std::uint8_t& into = marked.chosen[i / 8];
    into = static_cast<std::uint8_t>(i % 8 == 0 ? bits[0] : into | bits[0] << (i % 8));
  }
  marked.chosen[kmers / 8] &= static_cast<std::uint8_t>((1U << (kmers % 8)) - 1);
  return true;
}

const char* target_name() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace norrsken::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace norrsken {
HWY_EXPORT(smallest_keys);
HWY_EXPORT(mark_kmers);
HWY_EXPORT(target_name);

std::string_view window_minimizer_target() {
  return HWY_DYNAMIC_DISPATCH(target_name)();
}

bool mark_kmers(std::span<const BaseQuality> read, MarkedKmers& marked) {
  if (read.size() < seed_window_bases || read.size() > MarkedKmers::max_read_bases) return false;
  return HWY_DYNAMIC_DISPATCH(mark_kmers)(read.data(), read.size(), marked);
}

std::size_t window_minimizers(std::span<const BaseQuality> read, std::span<const std::size_t> offsets,
                              Minimizer* minimizers) {
  std::array<std::uint64_t, max_windows_at_once> keys;
  HWY_DYNAMIC_DISPATCH(smallest_keys)(read.data(), offsets, keys.data());
  std::size_t found = 0;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (keys[i] == ~std::uint64_t{0}) continue;
    const bool is_reverse = (keys[i] & 1) != 0;
    const auto distance = static_cast<std::uint32_t>(keys[i] >> 1 & 15);
    const std::uint32_t kmer = is_reverse ? seed_window - 1 - distance : distance;
    minimizers[found++] = {seed_hash(keys[i] >> 5), static_cast<std::uint32_t>(offsets[i]) + kmer, is_reverse};
  }
  return found;
}

std::optional<Minimizer> window_minimizer(std::span<const BaseQuality> read, std::size_t offset) {
  if (offset > read.size() || read.size() - offset < seed_window_bases) return std::nullopt;
  Minimizer minimizer;
  if (window_minimizers(read, {&offset, 1}, &minimizer) == 0) return std::nullopt;
  return minimizer;
}

}  // namespace norrsken
#endif
