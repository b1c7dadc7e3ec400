#include "kernels/placement/candidates.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace norrsken {
namespace {

// A longer read has a whole window on one side of any single difference.
constexpr unsigned short_read_bases = 2 * seed_window_bases + 1;

// All 12-mers of a read by value: a table small enough to stay in the first-level cache. Of the genome each fourth
// 12-mer is looked up, so that a stretch of 15 equal bases is found wherever it lies.
constexpr unsigned probe_bases = 12;
constexpr unsigned probe_step = 4;
constexpr unsigned probe_slots = 2048;
constexpr std::uint32_t probe_mask = (1U << (2 * probe_bases)) - 1;
constexpr unsigned max_probes = probe_slots / 2;

unsigned probe_slot(std::uint32_t kmer) {
  return (kmer * 2654435761U) >> 21;
}

// Seeds that share no base: one variant changes all those that cover it.
class DisjointSeeds {
 public:
  // By ascending offset.
  void add(const Minimizer& seed) {
    if (seed.offset < next_) return;
    ++count_;
    next_ = seed.offset + seed_bases;
  }
  [[nodiscard]] unsigned count() const { return count_; }

 private:
  unsigned next_ = 0;
  unsigned count_ = 0;
};

bool is_on(const DiagonalFit& fit, const SeedDiagonal& diagonal) {
  const GenomePosition other = fit.start + static_cast<GenomePosition>(fit.shift);
  return diagonal.is_reverse == fit.is_reverse && (diagonal.start == fit.start || diagonal.start == other);
}

struct ProbeTable {
  std::array<std::uint32_t, probe_slots> kmers;
  std::array<std::uint16_t, probe_slots> offsets;

  explicit ProbeTable(const PackedStrand& strand) {
    kmers.fill(~0U);
    const unsigned length = strand.length;
    unsigned stored = 0;
    for (unsigned offset = 0; offset + probe_bases <= length && stored < max_probes; ++offset, ++stored) {
      const auto kmer = static_cast<std::uint32_t>(strand_word(strand, offset)) & probe_mask;
      unsigned slot = probe_slot(kmer);
      while (kmers[slot] != ~0U) slot = (slot + 1) % probe_slots;
      kmers[slot] = kmer;
      offsets[slot] = static_cast<std::uint16_t>(offset);
    }
  }
};

}  // namespace

void CandidateFinder::look_up(std::span<const PackedRead> reads, std::span<ReadSeeds> seeds) const {
  const auto prefetch = [&](const ReadSeeds& of_read) {
    for (const Minimizer& minimizer : of_read.minimizers) index_.prefetch(minimizer.hash);
  };
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (seeds[i].are_known) continue;
    seeds[i].minimizers.clear();
    append_read_minimizers(reads[i].strand(false).values(), seeds[i].minimizers);
    prefetch(seeds[i]);
  }
  const auto is_listed = [](const SeedPlaces& places) {
    return places.kind == SeedKind::unique || places.kind == SeedKind::few;
  };
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (std::exchange(seeds[i].are_known, true)) continue;
    find_places(seeds[i]);
    seeds[i].are_of_any_kmer = reads[i].length() < short_read_bases && std::ranges::none_of(seeds[i].places, is_listed);
    if (!seeds[i].are_of_any_kmer) continue;
    seeds[i].minimizers.clear();
    append_read_kmers(reads[i].strand(false).values(), seeds[i].minimizers);
    prefetch(seeds[i]);
    find_places(seeds[i]);
  }
}

void CandidateFinder::find_places(ReadSeeds& seeds) const {
  seeds.places.clear();
  constexpr std::size_t positions_a_line = 64 / sizeof(GenomePosition);
  for (const Minimizer& minimizer : seeds.minimizers) {
    const SeedPlaces places = index_.find(minimizer.hash);
    for (std::size_t i = 0; i < places.positions.size(); i += positions_a_line)
      __builtin_prefetch(places.positions.data() + i);
    seeds.places.push_back(places);
  }
}

SeedSummary CandidateFinder::find(const PackedRead& read, const ReadSeeds& seeds, std::vector<Candidate>& candidates) {
  SeedSummary summary;
  DisjointSeeds unique;
  for (std::size_t i = 0; i < seeds.minimizers.size(); ++i) {
    const Minimizer& minimizer = seeds.minimizers[i];
    const SeedPlaces& places = seeds.places[i];
    if (places.kind == SeedKind::unique) {
      unique.add(minimizer);
      const SeedDiagonal diagonal = unique_diagonal(places, minimizer, read.length());
      votes_.add(diagonal.start, diagonal.is_reverse);
    } else if (places.kind == SeedKind::few) {
      ++summary.few;
      for_each_diagonal(places, minimizer, read.length(),
                        [&](GenomePosition start, bool is_reverse) { votes_.add(start, is_reverse); });
    } else if (places.kind == SeedKind::many) {
      ++summary.many;
    }
  }
  summary.unique = unique.count();
  votes_.take(candidates);
  constexpr std::size_t looked_at = 32;  // of most reads all, or as many as are laid on their places
  for (const Candidate& candidate : std::span(candidates).first(std::min(looked_at, candidates.size())))
    __builtin_prefetch(genome_.packed.data() + candidate.start / 4);
  return summary;
}

unsigned count_agreeing(const ReadSeeds& seeds, unsigned length, const DiagonalFit& fit) {
  DisjointSeeds agreeing;
  for (std::size_t i = 0; i < seeds.minimizers.size(); ++i) {
    if (seeds.places[i].kind != SeedKind::unique) continue;
    if (!is_on(fit, unique_diagonal(seeds.places[i], seeds.minimizers[i], length))) return 0;
    agreeing.add(seeds.minimizers[i]);
  }
  return agreeing.count();
}

ListedSeeds count_listed(const ReadSeeds& seeds, unsigned length, const DiagonalFit& fit) {
  DisjointSeeds unique;
  DisjointSeeds all;
  for (std::size_t i = 0; i < seeds.minimizers.size(); ++i) {
    const Minimizer& minimizer = seeds.minimizers[i];
    const SeedPlaces& places = seeds.places[i];
    const bool is_unique = places.kind == SeedKind::unique && is_on(fit, unique_diagonal(places, minimizer, length));
    bool is_listed = is_unique;
    for_each_diagonal(places, minimizer, length, [&](GenomePosition start, bool is_reverse) {
      is_listed = is_listed || is_on(fit, {start, is_reverse});
    });
    if (is_unique) unique.add(minimizer);
    if (is_listed) all.add(minimizer);
  }
  return {unique.count(), all.count()};
}

void CandidateFinder::search_window(const PackedRead& read, bool is_reverse, GenomePosition from, GenomePosition to,
                                    std::vector<Candidate>& candidates) {
  const ProbeTable probes(read.strand(is_reverse));
  to = std::min(to, genome_.length - 64);
  constexpr GenomePosition word_step = 24;  // a word holds six of the genome's 12-mers
  for (GenomePosition base = (from + probe_step - 1) / probe_step * probe_step; base < to; base += word_step) {
    std::uint64_t word = reference_word(genome_, base);
    const GenomePosition stop = std::min(to, base + word_step);
    for (GenomePosition position = base; position < stop; position += probe_step, word >>= 2 * probe_step) {
      const auto kmer = static_cast<std::uint32_t>(word) & probe_mask;
      for (unsigned slot = probe_slot(kmer); probes.kmers[slot] != ~0U; slot = (slot + 1) % probe_slots)
        if (probes.kmers[slot] == kmer) votes_.add(position - probes.offsets[slot], is_reverse);
    }
  }
  votes_.take(candidates);
}

}  // namespace norrsken
