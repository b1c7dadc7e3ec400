#include "kernels/calling/reference_blocks.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

constexpr std::uint32_t het_cost_phred = 3;  // of each agreeing fragment if the site were heterozygous

// Few bands: a single sequencing error in deep coverage must not split a block.
unsigned band_of(std::uint32_t quality) {
  constexpr std::array<std::uint32_t, 5> borders{1, 10, 20, 30, 50};
  return static_cast<unsigned>(std::upper_bound(borders.begin(), borders.end(), quality) - borders.begin());
}

// Phred quality of "homozygous reference" per base of the window.
std::vector<std::uint8_t> reference_qualities(const PlacedReads& reads, const ReferenceWindow& window,
                                              const Pileup& pileup) {
  std::vector<std::int32_t> margin(pileup.depth.size());
  for (std::size_t i = 0; i < margin.size(); ++i)
    margin[i] = static_cast<std::int32_t>(pileup.depth[i] * het_cost_phred);
  for (const PileupEvent& event : pileup.events) {
    if (event.kind() >= EventKind::read_break) {
      margin[event.offset()] -= 2 * static_cast<std::int32_t>(het_cost_phred);
      continue;
    }
    const int base = read_base_at(reads.reads[event.read()], window.start() + event.offset());
    if (base < 0) continue;
    const unsigned quality = std::min(40U, quality_of(reads.bases_of(event.read())[static_cast<std::size_t>(base)]));
    margin[event.offset()] -= static_cast<std::int32_t>(quality);
  }
  std::vector<std::uint8_t> qualities(margin.size());
  for (std::size_t i = 0; i < margin.size(); ++i)
    qualities[i] = static_cast<std::uint8_t>(std::clamp(margin[i], 0, 99));
  return qualities;
}

// A block of the genome without reads: one reference block a stretch of known bases.
void make_uncovered_blocks(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks) {
  const auto bases = window.slice(start, end);
  const auto is_known = [](BaseCode base) { return base < 4; };
  for (auto from = std::find_if(bases.begin(), bases.end(), is_known); from != bases.end();) {
    const auto to = std::find_if_not(from, bases.end(), is_known);
    ReferenceBlock block;
    block.start = start + static_cast<GenomePosition>(from - bases.begin());
    block.end = start + static_cast<GenomePosition>(to - bases.begin());
    blocks.push_back(block);
    from = std::find_if(to, bases.end(), is_known);
  }
}

}  // namespace

void make_reference_blocks(const PlacedReads& reads, const ReferenceWindow& window, const Pileup& pileup,
                           std::span<const VariantCall> variants, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks) {
  if (reads.reads.empty()) return make_uncovered_blocks(window, start, end, blocks);
  const std::vector<std::uint8_t> qualities = reference_qualities(reads, window, pileup);
  std::vector<std::uint32_t> depths;  // of the open block
  ReferenceBlock open;
  const auto close = [&] {
    if (depths.empty()) return;
    open.min_depth = *std::min_element(depths.begin(), depths.end());
    const auto middle = depths.begin() + static_cast<std::ptrdiff_t>(depths.size() / 2);
    std::nth_element(depths.begin(), middle, depths.end());
    open.median_depth = *middle;
    blocks.push_back(open);
    depths.clear();
  };
  auto variant = variants.begin();
  GenomePosition covered = start;  // up to here a variant's reference span reaches
  for (GenomePosition position = start; position < end; ++position) {
    while (variant != variants.end() && variant->position <= position) {
      covered = std::max(covered, variant->position + static_cast<GenomePosition>(variant->reference.size()));
      ++variant;
    }
    const std::uint8_t quality = qualities[position - window.start()];
    if (position < covered || window[position] >= 4) {
      close();
      continue;
    }
    if (!depths.empty() && band_of(open.quality_phred) != band_of(quality)) close();
    if (depths.empty()) {
      open = {};
      open.start = position;
      open.quality_phred = quality;
    }
    open.end = position + 1;
    open.quality_phred = std::min<std::uint16_t>(open.quality_phred, quality);
    depths.push_back(pileup.depth[position - window.start()]);
  }
  close();
}

}  // namespace norrsken
