#include <algorithm>

#include "kernels/assembly/haplotype.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition flank_bases = 100;  // in which an indel may move left

// A difference from the base haplotype in coordinates of the reference; nothing when it lies in or beside one of the
// base's own. In the base's coordinates both begin at the same place.
std::optional<HaplotypeVariant> lift(HaplotypeVariant variant, const Haplotype& base) {
  std::int64_t shift = 0;
  for (const HaplotypeVariant& own : base.variants) {
    const std::int64_t first = own.start + shift;
    const std::int64_t last = first + static_cast<std::int64_t>(own.alternate.size());
    if (std::int64_t{variant.start} + variant.reference_bases < first) break;
    if (variant.start < last || (variant.start == last && variant.reference_bases == 0)) return std::nullopt;
    shift += own.shift();
  }
  variant.start = static_cast<GenomePosition>(variant.start - shift);
  return variant;
}

}  // namespace

std::optional<std::vector<HaplotypeVariant>> name_variants_beside(const ReferenceWindow& window, GenomePosition start,
                                                                  GenomePosition end, const Haplotype& base,
                                                                  std::span<const BaseCode> bases) {
  const GenomePosition from = std::max(window.start(), start - std::min(start, flank_bases));
  const auto left = window.slice(from, start);
  const auto right = window.slice(end, std::min(window.end(), end + flank_bases));
  std::vector<BaseCode> sequence(left.begin(), left.end());
  sequence.insert(sequence.end(), base.bases.begin(), base.bases.end());
  sequence.insert(sequence.end(), right.begin(), right.end());
  ReferenceWindow around;
  around.assign(from, std::move(sequence));
  std::vector<HaplotypeVariant> all = base.variants;
  const auto stop = static_cast<GenomePosition>(start + base.bases.size());
  for (const HaplotypeVariant& further : name_variants(around, start, stop, bases)) {
    const std::optional<HaplotypeVariant> lifted = lift(further, base);
    if (!lifted) return std::nullopt;
    all.push_back(*lifted);
  }
  std::sort(all.begin(), all.end(),
            [](const HaplotypeVariant& a, const HaplotypeVariant& b) { return a.start < b.start; });
  GenomePosition free_from = start;
  for (const HaplotypeVariant& variant : all) {
    if (variant.start < free_from || variant.start + variant.reference_bases > end) return std::nullopt;
    free_from = variant.start + variant.reference_bases;
  }
  const std::vector<BaseCode> spelled = apply_variants(window, start, end, all);
  if (!std::equal(spelled.begin(), spelled.end(), bases.begin(), bases.end())) return std::nullopt;
  return all;
}

}  // namespace norrsken
