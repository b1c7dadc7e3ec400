#include "kernels/calling/prepare_reads.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "kernels/calling/overlap_settling.hpp"
#include "kernels/pileup/pileup.hpp"
#include "kernels/placement/diagonal.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr unsigned cell_shift = 8;  // 256 bases

// Five-prime coordinates and strands of both mates: what copies of one molecule share.
struct MoleculeKey {
  GenomePosition own = 0;
  GenomePosition mate = 0;
  std::uint8_t strands = 0;
  std::uint8_t sample = 0;
  friend auto operator<=>(const MoleculeKey&, const MoleculeKey&) = default;
};

MoleculeKey molecule_key(const PlacedRead& read) {
  const auto own =
      read.has(read_is_reverse)
          ? static_cast<GenomePosition>(static_cast<std::int64_t>(read.position) + read.length + read.shift)
          : read.position;
  return {own, read.mate_five_prime,
          static_cast<std::uint8_t>(read.flags & (read_is_reverse | mate_is_reverse | mate_is_placed | read_is_paired)),
          read.sample};
}

std::uint64_t hash_of(const MoleculeKey& key) {
  const std::uint64_t places = std::uint64_t{key.own} << 32 | key.mate;
  return (places ^ std::uint64_t{key.strands} << 8 ^ key.sample) * 0x9E3779B97F4A7C15U;
}

// Reads that may share their key with another one: all that do, and a few by chance of their hashes. Few reads are
// copies, and only these have to be put in order.
std::vector<std::uint32_t> possible_copies(const PlacedReads& reads) {
  constexpr std::size_t bits_a_read = 16;
  const std::size_t bits = std::bit_ceil(std::max<std::size_t>(64, bits_a_read * reads.size()));
  const int shift = 64 - std::countr_zero(bits);
  std::vector<std::uint64_t> seen(bits / 64, 0);
  std::vector<std::uint64_t> repeated(bits / 64, 0);
  std::vector<std::uint32_t> slots;
  slots.reserve(reads.size());
  for (const PlacedRead& read : reads.reads) {
    const std::uint64_t slot = hash_of(molecule_key(read)) >> shift;
    slots.push_back(static_cast<std::uint32_t>(slot));
    if (read.has(read_is_orphan)) continue;
    const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
    repeated[slot / 64] |= seen[slot / 64] & bit;
    seen[slot / 64] |= bit;
  }
  std::vector<std::uint32_t> copies;
  for (std::uint32_t i = 0; i < reads.size(); ++i)
    if (!reads.reads[i].has(read_is_orphan) && (repeated[slots[i] / 64] >> (slots[i] % 64) & 1) != 0)
      copies.push_back(i);
  return copies;
}

void permute(PlacedReads& reads, const std::vector<std::uint32_t>& order) {
  std::vector<PlacedRead> headers;
  std::vector<std::uint64_t> offsets;
  headers.reserve(order.size());
  offsets.reserve(order.size());
  for (const std::uint32_t index : order) {
    headers.push_back(reads.reads[index]);
    offsets.push_back(reads.offsets[index]);
  }
  reads.reads = std::move(headers);
  reads.offsets = std::move(offsets);
}

// Whether the mate may cover some of the same bases, if it spans at most `longest` bases of the reference.
bool may_overlap_mate(const PlacedRead& read, GenomePosition longest) {
  if (!read.has(mate_is_placed)) return false;
  const GenomePosition before = read.has(mate_is_reverse) ? longest : 0;  // of the mate, left of its 5' end
  const GenomePosition after = read.has(mate_is_reverse) ? max_break_shift : longest;
  return read.mate_five_prime < read.end() + before && read.position < read.mate_five_prime + after;
}

// Finds mates by name: holds the numbers of those whose mate has not come yet.
class MateTable {
 public:
  explicit MateTable(const PlacedReads& reads)
      : reads_(reads),
        slots_(std::bit_ceil(2 * reads.size() + 1), none),
        shift_(64 - std::countr_zero(slots_.size())) {}

  // The read of the same name that came before, if any; else remembers this one.
  std::optional<std::uint32_t> match(std::uint32_t index) {
    const std::uint64_t name = reads_.reads[index].name_hash;
    std::size_t slot = name * 0x9E3779B97F4A7C15U >> shift_;
    for (; slots_[slot] != none; slot = (slot + 1) & (slots_.size() - 1))
      if (reads_.reads[slots_[slot]].name_hash == name) return slots_[slot];
    slots_[slot] = index;
    return std::nullopt;
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  const PlacedReads& reads_;
  std::vector<std::uint32_t> slots_;
  int shift_;
};

struct MatePair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

std::vector<MatePair> overlapping_pairs(const PlacedReads& reads) {
  GenomePosition longest = 0;
  for (const PlacedRead& read : reads.reads) longest = std::max(longest, read.end() - read.position);
  std::vector<MatePair> pairs;
  MateTable mates(reads);
  for (std::uint32_t i = 0; i < reads.size(); ++i) {
    const PlacedRead& read = reads.reads[i];
    if (!may_overlap_mate(read, longest)) continue;
    const auto before = mates.match(i);
    if (!before) continue;
    const PlacedRead& mate = reads.reads[*before];
    if (mate.has(read_is_second) == read.has(read_is_second) || mate.has(read_is_duplicate)) continue;
    if (mate.position < read.end() && read.position < mate.end()) pairs.push_back({*before, i});
  }
  return pairs;
}

void merge_pair(PlacedReads& reads, const MatePair& pair) {
  const ReadParts a = parts_on_reference(reads.reads[pair.first]);
  const ReadParts b = parts_on_reference(reads.reads[pair.second]);
  const auto bases_a = reads.bases_of(pair.first);
  const auto bases_b = reads.bases_of(pair.second);
  for (unsigned i = 0; i < a.count; ++i)
    for (unsigned j = 0; j < b.count; ++j) {
      const OnDiagonal& x = a.parts[i];
      const OnDiagonal& y = b.parts[j];
      const GenomePosition from = std::max(x.start + x.first, y.start + y.first);
      const GenomePosition to = std::min(x.start + x.last, y.start + y.last);
      if (from < to) settle_overlap(&bases_a[from - x.start], &bases_b[from - y.start], to - from);
    }
}

// Reads of a block by position, name, mate: dealt out to short stretches of the genome, then sorted inside each.
std::vector<std::uint32_t> sorted_order(const PlacedReads& reads) {
  constexpr unsigned stretch_shift = 4;
  struct Key {
    GenomePosition position = 0;
    std::uint32_t index = 0;
    std::uint64_t name_hash = 0;
    bool is_second = false;
  };
  if (reads.reads.empty()) return {};
  const auto by_position = [](const PlacedRead& a, const PlacedRead& b) { return a.position < b.position; };
  const auto [least, most] = std::minmax_element(reads.reads.begin(), reads.reads.end(), by_position);
  const auto stretch_of = [first = least->position](const PlacedRead& read) {
    return (read.position - first) >> stretch_shift;
  };
  std::vector<std::uint32_t> ends(stretch_of(*most) + 1, 0);
  for (const PlacedRead& read : reads.reads) ++ends[stretch_of(read)];
  for (std::uint32_t sum = 0; std::uint32_t & end : ends) sum = end = sum + end;
  std::vector<std::uint32_t> next = ends;
  std::vector<Key> keys(reads.size());
  for (std::uint32_t index = 0; index < reads.size(); ++index) {
    const PlacedRead& read = reads.reads[index];
    keys[--next[stretch_of(read)]] = {read.position, index, read.name_hash, read.has(read_is_second)};
  }
  auto from = keys.begin();
  for (const std::uint32_t end : ends) {
    const auto to = keys.begin() + end;
    std::sort(from, to, [](const Key& a, const Key& b) {
      if (a.position != b.position) return a.position < b.position;
      return a.name_hash != b.name_hash ? a.name_hash < b.name_hash : a.is_second < b.is_second;
    });
    from = to;
  }
  std::vector<std::uint32_t> order(keys.size());
  std::transform(keys.begin(), keys.end(), order.begin(), [](const Key& key) { return key.index; });
  return order;
}

}  // namespace

void sort_reads(PlacedReads& reads) {
  permute(reads, sorted_order(reads));
  for (std::size_t i = 1; i < reads.size(); ++i) {
    const PlacedRead& a = reads.reads[i - 1];
    const PlacedRead& b = reads.reads[i];
    if (a.position == b.position && a.name_hash == b.name_hash && a.has(read_is_second) == b.has(read_is_second))
      throw InputError("reads", "", "a read name occurs twice with the same read at the same place",
                       "give every lane once, and make read names unique");
  }
}

void mark_duplicates(PlacedReads& reads) {
  struct Copy {
    MoleculeKey key;
    std::uint32_t fragment_quality;
    std::uint64_t name_hash;
    std::uint32_t index;
  };
  std::vector<Copy> copies;
  for (const std::uint32_t i : possible_copies(reads)) {
    const PlacedRead& read = reads.reads[i];
    copies.push_back({molecule_key(read), read.fragment_quality, read.name_hash, i});
  }
  std::sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) {
    if (a.key != b.key) return a.key < b.key;
    if (a.fragment_quality != b.fragment_quality) return a.fragment_quality > b.fragment_quality;
    return a.name_hash != b.name_hash ? a.name_hash < b.name_hash : a.index < b.index;
  });
  std::vector<std::uint64_t> duplicate_names;  // of fragments whose mate has no place
  for (std::size_t i = 1; i < copies.size(); ++i) {
    if (copies[i].key != copies[i - 1].key || copies[i].name_hash == copies[i - 1].name_hash) continue;
    PlacedRead& read = reads.reads[copies[i].index];
    read.flags |= read_is_duplicate;
    if (read.has(read_is_paired) && !read.has(mate_is_placed)) duplicate_names.push_back(read.name_hash);
  }
  std::sort(duplicate_names.begin(), duplicate_names.end());
  for (PlacedRead& read : reads.reads)
    if (read.has(read_is_orphan) && std::binary_search(duplicate_names.begin(), duplicate_names.end(), read.name_hash))
      read.flags |= read_is_duplicate;
}

void merge_overlapping_mates(PlacedReads& reads) {
  constexpr std::size_t pairs_ahead = 8;  // their bases lie anywhere
  const std::vector<MatePair> pairs = overlapping_pairs(reads);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + pairs_ahead < pairs.size()) {
      reads.prefetch(pairs[i + pairs_ahead].first);
      reads.prefetch(pairs[i + pairs_ahead].second);
    }
    merge_pair(reads, pairs[i]);
  }
}

void cap_pileups(PlacedReads& reads, std::size_t samples, std::size_t cap) {
  std::vector<std::uint32_t> kept;
  bool has_dropped = false;
  std::vector<std::vector<std::uint64_t>> hashes(samples);
  std::vector<std::uint64_t> first_dropped(samples);
  for (std::size_t from = 0; from < reads.size();) {
    std::size_t to = from;
    while (to < reads.size() && reads.reads[to].position >> cell_shift == reads.reads[from].position >> cell_shift)
      ++to;
    std::fill(first_dropped.begin(), first_dropped.end(), ~std::uint64_t{0});
    if (to - from > cap) {
      for (auto& each : hashes) each.clear();
      for (std::size_t i = from; i < to; ++i) hashes[reads.reads[i].sample].push_back(reads.reads[i].name_hash);
      for (std::size_t sample = 0; sample < samples; ++sample) {
        if (hashes[sample].size() <= cap) continue;
        const auto limit = hashes[sample].begin() + static_cast<std::ptrdiff_t>(cap);
        std::nth_element(hashes[sample].begin(), limit, hashes[sample].end());
        first_dropped[sample] = *limit;
        has_dropped = true;
      }
    }
    for (std::size_t i = from; i < to; ++i)
      if (reads.reads[i].name_hash < first_dropped[reads.reads[i].sample])
        kept.push_back(static_cast<std::uint32_t>(i));
    from = to;
  }
  if (has_dropped) permute(reads, kept);
}

}  // namespace norrsken
