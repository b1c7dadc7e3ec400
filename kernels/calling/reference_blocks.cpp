#include "kernels/calling/reference_blocks.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace norrsken {
namespace {

constexpr std::uint32_t het_cost_phred = 3;  // of each agreeing fragment if the site were heterozygous

// Few bands: a single sequencing error in deep coverage must not split a block.
constexpr std::uint8_t highest_quality_phred = 99;
constexpr std::array<std::uint8_t, 5> band_borders{1, 10, 20, 30, 50};

constexpr std::uint8_t unknown_base = 0xFF;  // instead of a band

// Of each base of the window.
struct Confidence {
  std::vector<std::uint8_t> quality_phred;  // of "homozygous reference"
  std::vector<std::uint8_t> band;           // of the quality; unknown_base at N
};

Confidence confidence_of(const ReferenceWindow& window, const Pileup& pileup) {
  std::vector<std::int32_t> margin(pileup.depth.size());
  for (std::size_t i = 0; i < margin.size(); ++i)
    margin[i] = static_cast<std::int32_t>(pileup.depth[i] * het_cost_phred);
  for (const PileupEvent& event : pileup.events) {
    const unsigned cost = event.kind() >= EventKind::read_break ? 2 * het_cost_phred : event.quality_phred();
    margin[event.offset()] -= static_cast<std::int32_t>(cost);
  }
  const std::size_t count = margin.size();
  Confidence confidence{std::vector<std::uint8_t>(count), std::vector<std::uint8_t>(count)};
  // By pointers, so that the compiler makes vectors of the loops.
  const std::int32_t* const margins = margin.data();
  const BaseCode* const bases = window.bases().data();
  std::uint8_t* const qualities = confidence.quality_phred.data();
  std::uint8_t* const band = confidence.band.data();
  for (std::size_t i = 0; i < count; ++i)
    qualities[i] = static_cast<std::uint8_t>(std::clamp(margins[i], 0, int{highest_quality_phred}));
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t borders = 0;
    for (const std::uint8_t border : band_borders) borders += qualities[i] >= border ? 1 : 0;
    band[i] = bases[i] < base_n ? borders : unknown_base;
  }
  return confidence;
}

// The first of [from, to) where another value stands than at `from`, or `to`.
std::uint32_t end_of_run(const std::vector<std::uint8_t>& values, std::uint32_t from, std::uint32_t to) {
  const std::uint64_t same = 0x0101010101010101U * values[from];
  for (; from + 8 <= to; from += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, values.data() + from, sizeof eight);
    if (eight != same) break;
  }
  const std::uint8_t value = static_cast<std::uint8_t>(same);
  while (from < to && values[from] == value) ++from;
  return from;
}

struct DepthSummary {
  std::uint32_t least = ~std::uint32_t{0};
  std::uint32_t median = 0;
};

// By counting: depths of a block differ little. Counts are zero between calls.
class DepthCounter {
 public:
  // depths[depths.size() / 2] if they were sorted, and depths[0].
  [[nodiscard]] DepthSummary summary(std::span<const std::uint32_t> depths) {
    DepthSummary found;
    std::uint32_t most = 0;
    for (const std::uint32_t depth : depths) {
      found.least = std::min(found.least, depth);
      most = std::max(most, depth);
    }
    if (found.least == most) return {most, most};
    const std::size_t different = most - found.least + 1;
    if (counts_.size() < different) counts_.resize(different);
    for (std::size_t i = 0; i < depths.size(); ++i) ++counts_[depths[i] - found.least][i % 2];
    std::size_t below = depths.size() / 2;
    std::uint32_t at = 0;
    for (; counts_[at][0] + counts_[at][1] <= below; ++at) below -= counts_[at][0] + counts_[at][1];
    std::fill_n(counts_.begin(), different, std::array<std::uint32_t, 2>{});
    found.median = found.least + at;
    return found;
  }

 private:
  // Of every other depth each: neighbours are often equal, and one counter would have to wait for itself.
  std::vector<std::array<std::uint32_t, 2>> counts_;
};

// The block that starts at `first`, a known base: up to a base of another band, an unknown base or `stop`.
ReferenceBlock block_at(const ReferenceWindow& window, const Pileup& pileup, const Confidence& confidence,
                        GenomePosition first, GenomePosition stop, DepthCounter& counter) {
  const std::uint32_t offset = first - window.start();
  const std::uint32_t last = end_of_run(confidence.band, offset, stop - window.start());
  std::uint8_t lowest = highest_quality_phred;
  for (std::uint32_t i = offset; i < last; ++i) lowest = std::min(lowest, confidence.quality_phred[i]);
  const DepthSummary depth = counter.summary({pileup.depth.data() + offset, last - offset});
  ReferenceBlock block;
  block.start = first;
  block.end = window.start() + last;
  block.quality_phred = lowest;
  block.median_depth = depth.median;
  block.min_depth = depth.least;
  return block;
}

}  // namespace

void make_uncovered_blocks(const GenomeView& genome, std::uint8_t sample, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks) {
  for (const GenomeInterval& known : known_stretches(genome, start, end)) {
    ReferenceBlock block;
    block.start = known.start;
    block.end = known.end;
    block.sample = sample;
    blocks.push_back(block);
  }
}

void make_reference_blocks(std::uint8_t sample, const ReferenceWindow& window, const Pileup& pileup,
                           std::span<const VariantCall> variants, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks) {
  const Confidence confidence = confidence_of(window, pileup);
  DepthCounter counter;
  const std::size_t first_block = blocks.size();
  GenomePosition position = start;
  const auto add_until = [&](GenomePosition stop) {
    while (position < stop) {
      if (window[position] < 4) blocks.push_back(block_at(window, pileup, confidence, position, stop, counter));
      position = window[position] < 4 ? blocks.back().end : position + 1;
    }
  };
  for (const VariantCall& variant : variants) {
    if (variant.position >= end) break;
    if (!carries_variant(variant.samples[sample])) continue;
    add_until(variant.position);
    position = std::max(position, variant.position + static_cast<GenomePosition>(variant.reference.size()));
  }
  add_until(end);
  for (std::size_t i = first_block; i < blocks.size(); ++i) blocks[i].sample = sample;
}

}  // namespace norrsken
