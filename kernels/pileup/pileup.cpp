#include "kernels/pileup/pileup.hpp"

#include <algorithm>

#include "kernels/mismatch/byte_hamming.hpp"

namespace norrsken {
namespace {

constexpr std::size_t reads_ahead = 24;  // in canonical order their bases lie anywhere

bool may_overlap_mate(const PlacedRead& read) {
  return read.has(mate_is_placed) && read.mate_five_prime < read.end() + read.length &&
         read.mate_five_prime + read.length > read.position;
}

// pileup.depth holds where depth changes until finish() adds it up.
class Collector {
 public:
  Collector(const ReferenceWindow& window, Pileup& pileup) : window_(window), pileup_(pileup) {
    pileup_.events.clear();
    pileup_.depth.assign(window.bases().size() + 1, 0);
  }

  void add(const PlacedRead& read, std::span<const BaseQuality> bases, std::uint32_t index) {
    const ReadParts parts = parts_on_reference(read);
    for (unsigned i = 0; i < parts.count; ++i) add_part(parts.parts[i], read, bases, index);
    if (read.shift != 0)
      add_event(parts.parts[0].start + parts.parts[0].last, EventKind::read_break, index);
    else if (read.clip != 0)
      add_event(read.position + read.break_offset, EventKind::read_clip, index);
  }

  void finish() {
    std::uint32_t running = 0;
    for (std::uint32_t& depth : pileup_.depth) depth = running += depth;  // a "minus one" wraps, as unsigned does
    pileup_.depth.pop_back();
    std::sort(pileup_.events.begin(), pileup_.events.end());
  }

 private:
  void add_event(GenomePosition position, EventKind kind, std::uint32_t index, BaseQuality value = not_called) {
    if (position >= window_.start() && position < window_.end())
      pileup_.events.emplace_back(position - window_.start(), kind, index, value);
  }

  void add_part(OnDiagonal part, const PlacedRead& placed, std::span<const BaseQuality> bases, std::uint32_t index) {
    if (part.start + part.last <= window_.start() || part.start + part.first >= window_.end()) return;
    if (part.start + part.first < window_.start()) part.first = window_.start() - part.start;
    if (part.start + part.last > window_.end()) part.last = window_.end() - part.start;
    if (part.first >= part.last) return;
    const GenomePosition from = part.start + part.first;
    const BaseCode* reference = window_.at(from);
    const BaseQuality* read = bases.data() + part.first;
    const unsigned count = part.last - part.first;
    std::uint32_t* const change = pileup_.depth.data() + (from - window_.start());
    ++change[0];
    --change[count];
    if (may_overlap_mate(placed)) take_out_surplus(read, count, change);
    if (placed.is_exact != 0) return;
    mismatches_.resize(count / 64 + 1);
    mark_mismatches(read, reference, count, mismatches_.data());
    for (unsigned word = 0; word < mismatches_.size(); ++word)
      for (std::uint64_t bits = mismatches_[word]; bits != 0; bits &= bits - 1) {
        const unsigned at = word * 64 + static_cast<unsigned>(__builtin_ctzll(bits));
        if (reference[at] < base_n) add_event(from + at, static_cast<EventKind>(base_of(read[at])), index, read[at]);
      }
  }

  // Bases counted in the overlapping mate add no depth. Without branches: they may lie anywhere among the others.
  static void take_out_surplus(const BaseQuality* __restrict bases, unsigned count, std::uint32_t* __restrict change) {
    const auto is_surplus = [bases](unsigned i) { return quality_of(bases[i]) <= quality_counted_in_mate ? 1U : 0U; };
    change[0] -= is_surplus(0);
    for (unsigned i = 1; i < count; ++i) change[i] += is_surplus(i - 1) - is_surplus(i);
    change[count] += is_surplus(count - 1);
  }

  const ReferenceWindow& window_;
  Pileup& pileup_;
  std::vector<std::uint64_t> mismatches_;
};

bool are_bases_looked_at(const PlacedRead& read, std::uint8_t sample) {
  return read.sample == sample && (read.is_exact == 0 || may_overlap_mate(read));
}

}  // namespace

ReadParts parts_on_reference(const PlacedRead& read) {
  ReadParts result;
  if (read.has(read_is_orphan)) return result;
  if (read.shift != 0) {
    const unsigned inserted = read.shift < 0 ? static_cast<unsigned>(-read.shift) : 0;
    result.parts[0] = {0, read.break_offset - inserted, read.position};
    result.parts[1] = {read.break_offset, read.length,
                       static_cast<GenomePosition>(static_cast<std::int64_t>(read.position) + read.shift)};
    result.count = 2;
  } else {
    result.parts[0] = {read.clip == 1 ? read.break_offset : 0U, read.clip == 2 ? read.break_offset : read.length,
                       read.position};
    result.count = 1;
  }
  return result;
}

int read_base_at(const PlacedRead& read, GenomePosition position) {
  const ReadParts parts = parts_on_reference(read);
  for (unsigned i = 0; i < parts.count; ++i) {
    const OnDiagonal& part = parts.parts[i];
    if (position >= part.start + part.first && position < part.start + part.last)
      return static_cast<int>(position - part.start);
  }
  return -1;
}

void collect_pileup(const PlacedReads& reads, std::uint8_t sample, const ReferenceWindow& window,
                    unsigned min_confidence_phred, Pileup& pileup) {
  Collector collector(window, pileup);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const PlacedRead& read = reads.reads[i];
    if (i + reads_ahead < reads.size() && are_bases_looked_at(reads.reads[i + reads_ahead], sample))
      reads.prefetch(i + reads_ahead);
    if (read.sample != sample || read.has(read_is_duplicate) || read.has(placement_is_secondary) ||
        read.has(read_is_orphan) || read.confidence_phred < min_confidence_phred)
      continue;
    collector.add(read, reads.bases_of(i), static_cast<std::uint32_t>(i));
  }
  collector.finish();
}

}  // namespace norrsken
