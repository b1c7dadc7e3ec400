#include "kernels/calling/prepare_reads.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "kernels/pileup/pileup.hpp"
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

void permute(PlacedReads& reads, const std::vector<std::uint32_t>& order) {
  std::vector<PlacedRead> headers(order.size());
  std::vector<std::uint64_t> offsets(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    headers[i] = reads.reads[order[i]];
    offsets[i] = reads.offsets[order[i]];
  }
  reads.reads = std::move(headers);
  reads.offsets = std::move(offsets);
}

// Reads of a fragment that stand in this block, by name.
std::vector<std::uint32_t> order_by_name(const PlacedReads& reads) {
  std::vector<std::uint32_t> order(reads.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return reads.reads[a].name_hash != reads.reads[b].name_hash ? reads.reads[a].name_hash < reads.reads[b].name_hash
                                                                : a < b;
  });
  return order;
}

void settle(BaseQuality& a, BaseQuality& b) {
  if (!is_called(a) || !is_called(b)) return;
  const unsigned qa = quality_of(a);
  const unsigned qb = quality_of(b);
  if (qa <= quality_counted_in_mate || qb <= quality_counted_in_mate) return;
  BaseQuality& kept = qa >= qb ? a : b;
  BaseQuality& other = qa >= qb ? b : a;
  if (base_of(a) != base_of(b)) {
    const unsigned left = std::max(2U, qa > qb ? qa - qb : qb - qa);
    kept = static_cast<BaseQuality>(left << 2 | base_of(kept));
  }
  other = static_cast<BaseQuality>(quality_counted_in_mate << 2 | base_of(other));
}

void merge_pair(PlacedReads& reads, std::uint32_t first, std::uint32_t second) {
  const ReadParts a = parts_on_reference(reads.reads[first]);
  const ReadParts b = parts_on_reference(reads.reads[second]);
  const auto bases_a = reads.bases_of(first);
  const auto bases_b = reads.bases_of(second);
  for (unsigned i = 0; i < a.count; ++i)
    for (unsigned j = 0; j < b.count; ++j) {
      const OnDiagonal& x = a.parts[i];
      const OnDiagonal& y = b.parts[j];
      const GenomePosition from = std::max(x.start + x.first, y.start + y.first);
      const GenomePosition to = std::min(x.start + x.last, y.start + y.last);
      for (GenomePosition position = from; position < to; ++position)
        settle(bases_a[position - x.start], bases_b[position - y.start]);
    }
}

}  // namespace

void sort_reads(PlacedReads& reads) {
  std::vector<std::uint32_t> order(reads.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t i) {
    const PlacedRead& read = reads.reads[i];
    return std::tuple(read.position, read.name_hash, read.flags & read_is_second);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  permute(reads, order);
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
  copies.reserve(reads.size());
  for (std::uint32_t i = 0; i < reads.size(); ++i) {
    const PlacedRead& read = reads.reads[i];
    if (!read.has(read_is_orphan)) copies.push_back({molecule_key(read), read.fragment_quality, read.name_hash, i});
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
  const std::vector<std::uint32_t> order = order_by_name(reads);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const PlacedRead& a = reads.reads[order[i - 1]];
    const PlacedRead& b = reads.reads[order[i]];
    if (a.name_hash != b.name_hash || a.has(read_is_second) == b.has(read_is_second) || a.has(read_is_duplicate))
      continue;
    if (a.position < b.end() && b.position < a.end()) merge_pair(reads, order[i - 1], order[i]);
  }
}

void cap_pileups(PlacedReads& reads, std::size_t cap) {
  std::vector<std::uint32_t> kept;
  bool has_dropped = false;
  for (std::size_t from = 0; from < reads.size();) {
    std::size_t to = from;
    while (to < reads.size() && reads.reads[to].position >> cell_shift == reads.reads[from].position >> cell_shift)
      ++to;
    if (to - from <= cap) {
      for (std::size_t i = from; i < to; ++i) kept.push_back(static_cast<std::uint32_t>(i));
    } else {
      std::vector<std::uint64_t> hashes;
      for (std::size_t i = from; i < to; ++i) hashes.push_back(reads.reads[i].name_hash);
      std::nth_element(hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(cap), hashes.end());
      for (std::size_t i = from; i < to; ++i)
        if (reads.reads[i].name_hash < hashes[cap]) kept.push_back(static_cast<std::uint32_t>(i));
      has_dropped = true;
    }
    from = to;
  }
  if (has_dropped) permute(reads, kept);
}

}  // namespace norrsken
