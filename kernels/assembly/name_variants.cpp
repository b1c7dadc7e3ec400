#include <algorithm>

#include "kernels/assembly/align_haplotype.hpp"
#include "kernels/assembly/haplotype.hpp"

namespace norrsken {
namespace {

// Appends the differences along an alignment in reference order; `start` is the genome position of reference[0].
void append_differences(std::span<const BaseCode> reference, std::span<const BaseCode> haplotype, GenomePosition start,
                        std::vector<HaplotypeVariant>& variants) {
  const std::vector<AlignmentStep> steps = align_haplotype(reference, haplotype);
  std::size_t i = 0;
  std::size_t j = 0;
  for (auto step = steps.begin(); step != steps.end();) {
    if (*step == AlignmentStep::match) {
      if (reference[i] != haplotype[j]) variants.push_back({start + static_cast<GenomePosition>(i), 1, {haplotype[j]}});
      ++i, ++j, ++step;
      continue;
    }
    HaplotypeVariant variant{start + static_cast<GenomePosition>(i), 0, {}};
    const AlignmentStep kind = *step;
    for (; step != steps.end() && *step == kind; ++step) {
      if (kind == AlignmentStep::deletion)
        ++variant.reference_bases, ++i;
      else
        variant.alternate.push_back(haplotype[j++]);
    }
    variants.push_back(std::move(variant));
  }
}

// Haplotypes as long as the reference that differ from it in this many bases or fewer: an insertion and a deletion
// would cost more than these substitutions.
constexpr std::size_t surely_substituted = (2 * (gap_open_penalty + gap_extend_penalty) - 1) / mismatch_penalty;

// The substitutions of a haplotype; false when gaps might explain it better.
bool append_substitutions(std::span<const BaseCode> reference, std::span<const BaseCode> bases, GenomePosition start,
                          std::vector<HaplotypeVariant>& variants) {
  if (reference.size() != bases.size()) return false;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    if (reference[i] == bases[i]) continue;
    if (variants.size() == surely_substituted) {
      variants.clear();
      return false;
    }
    variants.push_back({start + static_cast<GenomePosition>(i), 1, {bases[i]}});
  }
  return true;
}

// Moves an indel left while its last base equals the base before it, but not over `least`.
void left_align(const ReferenceWindow& window, GenomePosition least, HaplotypeVariant& variant) {
  if (variant.is_snv() || (variant.reference_bases != 0 && !variant.alternate.empty())) return;
  while (variant.start > least) {
    const BaseCode before = window[variant.start - 1];
    const BaseCode last =
        variant.alternate.empty() ? window[variant.start + variant.reference_bases - 1] : variant.alternate.back();
    if (before != last || before >= 4) return;
    --variant.start;
    if (!variant.alternate.empty())
      std::rotate(variant.alternate.begin(), variant.alternate.end() - 1, variant.alternate.end());
  }
}

}  // namespace

std::vector<HaplotypeVariant> name_variants(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                            std::span<const BaseCode> bases) {
  std::span<const BaseCode> reference = window.slice(start, end);
  // Equal ends go first; the right end first, so that what remains lies to the left.
  while (!reference.empty() && !bases.empty() && reference.back() == bases.back()) {
    reference = reference.first(reference.size() - 1);
    bases = bases.first(bases.size() - 1);
  }
  while (!reference.empty() && !bases.empty() && reference.front() == bases.front()) {
    reference = reference.subspan(1);
    bases = bases.subspan(1);
    ++start;
  }
  std::vector<HaplotypeVariant> variants;
  if (reference.empty() && bases.empty()) return variants;
  if (reference.empty() || bases.empty())
    variants.push_back({start, static_cast<std::uint32_t>(reference.size()), {bases.begin(), bases.end()}});
  else if (!append_substitutions(reference, bases, start, variants))
    append_differences(reference, bases, start, variants);
  GenomePosition least = window.start() + 1;
  for (HaplotypeVariant& variant : variants) {
    left_align(window, least, variant);
    least = variant.start + variant.reference_bases;
  }
  return variants;
}

std::vector<BaseCode> apply_variants(const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                     std::span<const HaplotypeVariant> variants) {
  std::vector<BaseCode> bases;
  GenomePosition at = start;
  for (const HaplotypeVariant& variant : variants) {
    const auto before = window.slice(at, variant.start);
    bases.insert(bases.end(), before.begin(), before.end());
    bases.insert(bases.end(), variant.alternate.begin(), variant.alternate.end());
    at = variant.start + variant.reference_bases;
  }
  const auto rest = window.slice(at, end);
  bases.insert(bases.end(), rest.begin(), rest.end());
  return bases;
}

}  // namespace norrsken
