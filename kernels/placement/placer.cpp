#include "kernels/placement/placer.hpp"

#include <algorithm>
#include <vector>

#include "kernels/placement/fragment_placer.hpp"
#include "kernels/placement/read_through.hpp"

namespace norrsken {
namespace {

constexpr std::size_t group_fragments = 32;  // looked up together, so that cache misses overlap
constexpr std::size_t reads_ahead = 4;       // whose reference is fetched

}  // namespace

void PlacementCounts::add(const PlacementCounts& other) {
  const auto add_array = [](auto& into, const auto& from) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
  };
  buckets.placed += other.buckets.placed;
  buckets.ambiguous += other.buckets.ambiguous;
  buckets.orphan += other.buckets.orphan;
  buckets.duplicate += other.buckets.duplicate;
  buckets.unplaced += other.buckets.unplaced;
  buckets.malformed += other.buckets.malformed;
  fragments += other.fragments;
  bases += other.bases;
  fast_fragments += other.fast_fragments;
  add_array(confidence, other.confidence);
  add_array(insert_bases, other.insert_bases);
  add_array(read_length, other.read_length);
}

// Turns choices into placed reads and counts them.
struct Placer::Scratch {
  Scratch(const SeedIndex& index, const GenomeView& genome, const PlacementOptions& placement_options)
      : options(placement_options), placer(index, genome, placement_options) {}

  PlacementOptions options;
  FragmentPlacer placer;
  std::vector<BaseQuality> trimmed;

  [[nodiscard]] bool place_cut(const ReadBatch& batch, std::size_t first_read, std::size_t first_window,
                               PairChoice& choice, PlacementCounts& counts);
  void emit(const ReadBatch& batch, std::size_t fragment, const PairChoice& choice, PlacedReads& placed,
            PlacementCounts& counts);
  void emit_read(unsigned mate, const PairChoice& choice, const PlacedRead& shared, PlacedReads& placed,
                 PlacementCounts& counts);
  [[nodiscard]] PlacedRead& append_placed(unsigned mate, const PairChoice& choice, const DiagonalFit* other,
                                          const PlacedRead& shared, PlacedReads& placed);
  [[nodiscard]] PlacedRead& append_orphan(unsigned mate, const DiagonalFit& other, const PlacedRead& shared,
                                          PlacedReads& placed) const;
  void trim_adapter(unsigned mate, const DiagonalFit& fit, const DiagonalFit& other, unsigned other_length);
};

// Mates that have run into the adapter, cut where their fragment seems to end. What a repeat makes look so is not cut:
// the whole mates are loaded again.
bool Placer::Scratch::place_cut(const ReadBatch& batch, std::size_t first_read, std::size_t first_window,
                                PairChoice& choice, PlacementCounts& counts) {
  const unsigned fragment_bases = read_through_bases(batch.read(first_read), batch.read(first_read + 1));
  if (fragment_bases == 0) return false;
  placer.load_cut(batch, first_read, first_window, fragment_bases);
  choice = {};
  const bool is_fast = placer.place_fast(first_window, choice);
  if (!is_fast) {
    choice = {};
    placer.place_slow(2, choice);
  }
  if (choice.insert_bases != 0 && !placer.tails_fit(batch, first_read, choice)) {
    counts.fast_fragments += is_fast ? 1 : 0;
    return true;
  }
  placer.load(batch, first_read, 2);
  return false;
}

// Bases beyond the mate's 5' end were read from the adapter.
void Placer::Scratch::trim_adapter(unsigned mate, const DiagonalFit& fit, const DiagonalFit& other,
                                   unsigned other_length) {
  const std::span<const BaseQuality> values = placer.read(mate).strand(fit.is_reverse).values();
  trimmed.assign(values.begin(), values.end());
  const GenomePosition limit = five_prime(other, other_length);
  const auto length = static_cast<std::int64_t>(values.size());
  const std::int64_t boundary = static_cast<std::int64_t>(limit) - fit.start;
  if (!fit.is_reverse) {
    for (std::int64_t i = std::max<std::int64_t>(0, boundary - std::max(0, fit.shift)); i < length; ++i)
      if (i + (i >= static_cast<std::int64_t>(fit.break_offset) ? fit.shift : 0) >= boundary)
        trimmed[static_cast<std::size_t>(i)] = not_called;
  } else {
    for (std::int64_t i = 0; i < std::min(length, boundary); ++i) trimmed[static_cast<std::size_t>(i)] = not_called;
  }
}

// A mate without a place of its own travels with the other one.
PlacedRead& Placer::Scratch::append_orphan(unsigned mate, const DiagonalFit& other, const PlacedRead& shared,
                                           PlacedReads& placed) const {
  const bool is_reverse = !other.is_reverse;
  PlacedRead& read = placed.append(shared, placer.read(mate).strand(is_reverse).values());
  read.flags |= static_cast<std::uint8_t>(read_is_orphan | (is_reverse ? read_is_reverse : 0));
  read.position = other.start;
  return read;
}

PlacedRead& Placer::Scratch::append_placed(unsigned mate, const PairChoice& choice, const DiagonalFit* other,
                                           const PlacedRead& shared, PlacedReads& placed) {
  const DiagonalFit& fit = placer.fit(mate, mate == 0 ? choice.first : choice.second);
  const PackedRead& packed = placer.read(mate);
  std::span<const BaseQuality> values = packed.strand(fit.is_reverse).values();
  if (other != nullptr && choice.insert_bases != 0 && choice.insert_bases < packed.length()) {
    trim_adapter(mate, fit, *other, placer.read(1 - mate).length());
    values = trimmed;
  }
  PlacedRead& read = placed.append(shared, values);
  if (fit.is_reverse) read.flags |= read_is_reverse;
  read.position = fit.start;
  read.shift = static_cast<std::int16_t>(fit.shift);
  read.break_offset = static_cast<std::uint16_t>(fit.break_offset);
  read.clip = static_cast<std::uint8_t>(fit.clip) & 3;
  read.is_exact = fit.cost_phred == 0 && fit.shift == 0 && fit.clip == Clip::none ? 1 : 0;
  return read;
}

// `shared` has what both mates share. What is a read's own is written where it is appended: a header that is copied
// just after parts of it were written makes the processor wait.
void Placer::Scratch::emit_read(unsigned mate, const PairChoice& choice, const PlacedRead& shared, PlacedReads& placed,
                                PlacementCounts& counts) {
  const int own = mate == 0 ? choice.first : choice.second;
  const int others = mate == 0 ? choice.second : choice.first;
  const std::array confidence{choice.first_confidence_phred, choice.second_confidence_phred};
  const DiagonalFit* other = shared.has(read_is_paired) && others >= 0 ? &placer.fit(1 - mate, others) : nullptr;
  if (own < 0 && other == nullptr) {
    ++counts.buckets.unplaced;
    return;
  }
  PlacedRead& read =
      own < 0 ? append_orphan(mate, *other, shared, placed) : append_placed(mate, choice, other, shared, placed);
  if (mate == 1) read.flags |= read_is_second;
  if (other != nullptr) {
    read.mate_five_prime = five_prime(*other, placer.read(1 - mate).length());
    read.flags |= static_cast<std::uint8_t>(mate_is_placed | (other->is_reverse ? mate_is_reverse : 0));
  }
  const unsigned sure_phred = confidence[own < 0 ? 1 - mate : mate];
  read.confidence_phred = static_cast<std::uint8_t>(sure_phred);
  if (own < 0) {
    ++counts.buckets.orphan;
    return;
  }
  ++counts.confidence[sure_phred];
  ++(sure_phred < options.ambiguous_below_phred ? counts.buckets.ambiguous : counts.buckets.placed);
}

void Placer::Scratch::emit(const ReadBatch& batch, std::size_t fragment, const PairChoice& choice, PlacedReads& placed,
                           PlacementCounts& counts) {
  const unsigned mates = batch.is_paired(fragment) ? 2 : 1;
  PlacedRead shared;
  shared.name_hash = name_hash_in_case(batch.name_hash[fragment], batch.sample);
  shared.sample = batch.sample;
  shared.flags = static_cast<std::uint8_t>(mates == 2 ? read_is_paired : 0);
  unsigned quality = 0;
  for (unsigned mate = 0; mate < mates; ++mate) {
    const std::size_t length = batch.read(batch.first_read[fragment] + mate).size();  // as sequenced, adapter and all
    quality += placer.read(mate).quality_sum();
    counts.bases += length;
    ++counts.read_length[std::min(length, counts.read_length.size() - 1)];
  }
  shared.fragment_quality = static_cast<std::uint16_t>(std::min(quality / 4, 65535U));
  for (unsigned mate = 0; mate < mates; ++mate) emit_read(mate, choice, shared, placed, counts);
  ++counts.fragments;
  if (choice.insert_bases != 0)
    ++counts.insert_bases[std::min<std::size_t>(choice.insert_bases, counts.insert_bases.size() - 1)];
}

Placer::Placer(const SeedIndex& index, const GenomeView& genome, const PlacementOptions& options)
    : scratch_(std::make_unique<Scratch>(index, genome, options)) {}
Placer::~Placer() = default;
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;

void Placer::place(const ReadBatch& batch, PlacedReads& placed, PlacementCounts& counts) {
  FragmentPlacer& placer = scratch_->placer;
  for (std::size_t group = 0; group < batch.fragments(); group += group_fragments) {
    const std::size_t last = std::min(batch.fragments(), group + group_fragments);
    const std::size_t group_first_read = batch.first_read[group];
    placer.look_up_windows(batch, group_first_read, batch.first_read[last]);
    for (std::size_t fragment = group; fragment < last; ++fragment) {
      const unsigned mates = batch.is_paired(fragment) ? 2 : 1;
      const std::size_t first_read = batch.first_read[fragment];
      const std::size_t first_window = first_read - group_first_read;
      placer.prefetch_places(first_window + reads_ahead);
      placer.load(batch, first_read, mates);
      PairChoice choice;
      if (mates == 2 && placer.place_fast(first_window, choice)) {
        ++counts.fast_fragments;
      } else if (mates == 1 || !scratch_->place_cut(batch, first_read, first_window, choice, counts)) {
        choice = {};
        placer.place_slow(mates, choice);
      }
      scratch_->emit(batch, fragment, choice, placed, counts);
    }
  }
}

}  // namespace norrsken
