#include "kernels/placement/candidates.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace norrsken {
namespace {

constexpr std::uint64_t seed_mask = (std::uint64_t{1} << (2 * seed_bases)) - 1;

std::uint64_t read_kmer(const PackedStrand& strand, unsigned offset) {
  const unsigned word = offset / bases_per_word;
  const unsigned shift = 2 * (offset % bases_per_word);
  const std::uint64_t low = strand.words[word] >> shift;
  return (shift == 0 ? low : low | strand.words[word + 1] << (64 - shift)) & seed_mask;
}

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
      const auto kmer = static_cast<std::uint32_t>(read_kmer(strand, offset)) & probe_mask;
      unsigned slot = probe_slot(kmer);
      while (kmers[slot] != ~0U) slot = (slot + 1) % probe_slots;
      kmers[slot] = kmer;
      offsets[slot] = static_cast<std::uint16_t>(offset);
    }
  }
};

}  // namespace

// Repeats have hundreds, which vectors sort several times as fast; for each sort they ask the kernel for a random
// number, which few votes are not worth.
void CandidateFinder::sort_votes() {
  constexpr std::size_t few = 128;
  if (votes_.size() <= few)
    std::sort(votes_.begin(), votes_.end());
  else
    sorter_(votes_.data(), votes_.size(), hwy::SortAscending());
}

void CandidateFinder::add_votes(std::vector<Candidate>& candidates) {
  sort_votes();
  by_place_.clear();
  for (const std::uint64_t vote : votes_) {
    const auto start = static_cast<GenomePosition>(vote);
    const bool is_reverse = (vote >> 32) != 0;
    if (!by_place_.empty() && by_place_.back().start == start && by_place_.back().is_reverse == is_reverse)
      ++by_place_.back().votes;
    else
      by_place_.push_back({start, is_reverse, 1});
  }
  // Most votes first by counting: nearly all candidates have one or two.
  rank_.clear();
  for (const Candidate& each : by_place_) {
    if (each.votes >= rank_.size()) rank_.resize(each.votes + 1, 0);
    ++rank_[each.votes];
  }
  std::uint32_t before = 0;
  for (auto rank = rank_.rbegin(); rank != rank_.rend(); ++rank) before += std::exchange(*rank, before);
  candidates.resize(by_place_.size());
  for (const Candidate& each : by_place_) candidates[rank_[each.votes]++] = each;
}

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
  for (const Minimizer& minimizer : seeds.minimizers) seeds.places.push_back(index_.find(minimizer.hash));
}

// The diagonal of a seed at one of its few places.
SeedDiagonal CandidateFinder::listed_diagonal(const PackedRead& read, const Minimizer& seed,
                                              GenomePosition position) const {
  const std::uint64_t kmer = read_kmer(read.strand(false), seed.offset);
  const bool is_reverse = (reference_word(genome_, position) & seed_mask) != kmer;
  return {seed_start(position, seed.offset, read.length(), is_reverse), is_reverse};
}

SeedSummary CandidateFinder::find(const PackedRead& read, const ReadSeeds& seeds, std::vector<Candidate>& candidates) {
  SeedSummary summary;
  votes_.clear();
  for (const SeedPlaces& places : seeds.places)
    for (const GenomePosition position : places.positions) __builtin_prefetch(genome_.packed.data() + position / 4);
  DisjointSeeds unique;
  for (std::size_t i = 0; i < seeds.minimizers.size(); ++i) {
    const Minimizer& minimizer = seeds.minimizers[i];
    const SeedPlaces& places = seeds.places[i];
    if (places.kind == SeedKind::unique) {
      unique.add(minimizer);
      const SeedDiagonal diagonal = unique_diagonal(places, minimizer, read.length());
      votes_.push_back(std::uint64_t{diagonal.is_reverse} << 32 | diagonal.start);
    } else if (places.kind == SeedKind::few) {
      ++summary.few;
      for (const GenomePosition position : places.positions) {
        const SeedDiagonal diagonal = listed_diagonal(read, minimizer, position);
        votes_.push_back(std::uint64_t{diagonal.is_reverse} << 32 | diagonal.start);
      }
    } else if (places.kind == SeedKind::many) {
      ++summary.many;
    }
  }
  summary.unique = unique.count();
  add_votes(candidates);
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

ListedSeeds CandidateFinder::count_listed(const PackedRead& read, const ReadSeeds& seeds,
                                          const DiagonalFit& fit) const {
  DisjointSeeds unique;
  DisjointSeeds all;
  for (std::size_t i = 0; i < seeds.minimizers.size(); ++i) {
    const Minimizer& minimizer = seeds.minimizers[i];
    const SeedPlaces& places = seeds.places[i];
    const auto lies_here = [&](GenomePosition position) {
      return is_on(fit, listed_diagonal(read, minimizer, position));
    };
    const bool is_unique =
        places.kind == SeedKind::unique && is_on(fit, unique_diagonal(places, minimizer, read.length()));
    if (is_unique) unique.add(minimizer);
    if (is_unique || std::ranges::any_of(places.positions, lies_here)) all.add(minimizer);
  }
  return {unique.count(), all.count()};
}

void CandidateFinder::search_window(const PackedRead& read, bool is_reverse, GenomePosition from, GenomePosition to,
                                    std::vector<Candidate>& candidates) {
  const ProbeTable probes(read.strand(is_reverse));
  votes_.clear();
  to = std::min(to, genome_.length - 64);
  constexpr GenomePosition word_step = 24;  // a word holds six of the genome's 12-mers
  for (GenomePosition base = (from + probe_step - 1) / probe_step * probe_step; base < to; base += word_step) {
    std::uint64_t word = reference_word(genome_, base);
    const GenomePosition stop = std::min(to, base + word_step);
    for (GenomePosition position = base; position < stop; position += probe_step, word >>= 2 * probe_step) {
      const auto kmer = static_cast<std::uint32_t>(word) & probe_mask;
      for (unsigned slot = probe_slot(kmer); probes.kmers[slot] != ~0U; slot = (slot + 1) % probe_slots)
        if (probes.kmers[slot] == kmer)
          votes_.push_back(std::uint64_t{is_reverse} << 32 | (position - probes.offsets[slot]));
    }
  }
  add_votes(candidates);
}

}  // namespace norrsken
