#include "kernels/calling/reference_blocks.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

constexpr std::uint32_t het_cost_phred = 3;  // of each agreeing fragment if the site were heterozygous

// Few bands: a single sequencing error in deep coverage must not split a block.
constexpr unsigned highest_quality_phred = 99;
constexpr auto bands = [] {
  constexpr std::array<unsigned, 5> borders{1, 10, 20, 30, 50};
  std::array<std::uint8_t, highest_quality_phred + 1> band{};
  for (unsigned quality = 0; quality < band.size(); ++quality)
    for (const unsigned border : borders)
      band[quality] = static_cast<std::uint8_t>(band[quality] + (quality >= border));
  return band;
}();

// Phred quality of "homozygous reference" per base of the window.
std::vector<std::uint8_t> reference_qualities(const Pileup& pileup) {
  std::vector<std::int32_t> margin(pileup.depth.size());
  for (std::size_t i = 0; i < margin.size(); ++i)
    margin[i] = static_cast<std::int32_t>(pileup.depth[i] * het_cost_phred);
  for (const PileupEvent& event : pileup.events) {
    const unsigned cost = event.kind() >= EventKind::read_break ? 2 * het_cost_phred : event.quality_phred();
    margin[event.offset()] -= static_cast<std::int32_t>(cost);
  }
  std::vector<std::uint8_t> qualities(margin.size());
  for (std::size_t i = 0; i < margin.size(); ++i)
    qualities[i] = static_cast<std::uint8_t>(std::clamp(margin[i], 0, int{highest_quality_phred}));
  return qualities;
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
    if (counts_.size() <= most - found.least) counts_.resize(most - found.least + 1);
    for (const std::uint32_t depth : depths) ++counts_[depth - found.least];
    std::size_t below = depths.size() / 2;
    std::uint32_t at = 0;
    for (; counts_[at] <= below; ++at) below -= counts_[at];
    std::fill_n(counts_.begin(), most - found.least + 1, 0);
    found.median = found.least + at;
    return found;
  }

 private:
  std::vector<std::uint32_t> counts_;
};

// The block that starts at `first`, a known base: up to a base of another band, an unknown base or `stop`.
ReferenceBlock block_at(const ReferenceWindow& window, const Pileup& pileup, std::span<const std::uint8_t> qualities,
                        GenomePosition first, GenomePosition stop, DepthCounter& counter) {
  const std::uint32_t offset = first - window.start();
  const std::uint32_t limit = stop - window.start();
  const unsigned band = bands[qualities[offset]];
  std::uint8_t lowest = qualities[offset];
  std::uint32_t last = offset + 1;
  for (; last < limit && bands[qualities[last]] == band && window.bases()[last] < 4; ++last)
    lowest = std::min(lowest, qualities[last]);
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
  const std::vector<std::uint8_t> qualities = reference_qualities(pileup);
  DepthCounter counter;
  const std::size_t first_block = blocks.size();
  GenomePosition position = start;
  const auto add_until = [&](GenomePosition stop) {
    while (position < stop) {
      if (window[position] < 4) blocks.push_back(block_at(window, pileup, qualities, position, stop, counter));
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
