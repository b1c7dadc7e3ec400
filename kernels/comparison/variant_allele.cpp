#include "kernels/comparison/variant_allele.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace norrsken {
namespace {

bool is_base(char letter) {
  return letter == 'A' || letter == 'C' || letter == 'G' || letter == 'T';
}

bool can_shift(const VariantAllele& allele) {
  return (allele.bases.empty() && allele.end > allele.start) || (allele.start == allele.end && !allele.bases.empty());
}

// Steps an insertion or deletion can move right.
std::int64_t right_shift(std::string_view reference, const VariantAllele& allele) {
  const auto length = static_cast<std::int64_t>(reference.size());
  const std::int64_t unit = allele.is_insertion() ? allele.inserted_bases() : allele.replaced_bases();
  std::int64_t steps = 0;
  for (; allele.end + steps < length; ++steps) {
    const char next = reference[static_cast<std::size_t>(allele.end + steps)];
    const char leaving = allele.is_insertion() ? allele.bases[static_cast<std::size_t>(steps % unit)]
                                               : reference[static_cast<std::size_t>(allele.start + steps)];
    if (next != leaving || !is_base(next)) break;
  }
  return steps;
}

}  // namespace

VariantAllele trimmed_allele(std::int64_t position, std::string_view reference_bases,
                             std::string_view alternate_bases) {
  while (!reference_bases.empty() && !alternate_bases.empty() && reference_bases.back() == alternate_bases.back()) {
    reference_bases.remove_suffix(1);
    alternate_bases.remove_suffix(1);
  }
  while (!reference_bases.empty() && !alternate_bases.empty() && reference_bases.front() == alternate_bases.front()) {
    reference_bases.remove_prefix(1);
    alternate_bases.remove_prefix(1);
    ++position;
  }
  VariantAllele allele;
  allele.start = position;
  allele.end = position + static_cast<std::int64_t>(reference_bases.size());
  allele.bases = alternate_bases;
  return allele;
}

VariantAllele left_aligned(std::string_view reference, VariantAllele allele) {
  if (!can_shift(allele)) return allele;
  std::int64_t steps = 0;
  const std::int64_t unit = allele.is_insertion() ? allele.inserted_bases() : allele.replaced_bases();
  for (; allele.start - steps > 0; ++steps) {
    const char before = reference[static_cast<std::size_t>(allele.start - steps - 1)];
    const char leaving = allele.is_insertion() ? allele.bases[static_cast<std::size_t>(unit - 1 - steps % unit)]
                                               : reference[static_cast<std::size_t>(allele.end - steps - 1)];
    if (before != leaving || !is_base(before)) break;
  }
  allele.start -= steps;
  allele.end -= steps;
  if (!allele.bases.empty() && steps % unit != 0)
    std::rotate(allele.bases.begin(), allele.bases.end() - steps % unit, allele.bases.end());
  return allele;
}

ContigSpan spelling_span(std::string_view reference, const VariantAllele& allele) {
  if (!can_shift(allele)) return {allele.start, allele.end};
  return {left_aligned(reference, allele).start, allele.end + right_shift(reference, allele)};
}

ContigSpan changed_span(std::string_view reference, const VariantAllele& allele) {
  const VariantAllele left = left_aligned(reference, allele);
  if (!left.is_insertion()) return {left.start, left.end};
  const std::int64_t anchor = std::max<std::int64_t>(left.start - 1, 0);
  return {anchor, anchor + 1};
}

VariantType type_of(const VariantAllele& allele) {
  return allele.length_change() == 0 ? VariantType::snv : VariantType::indel;
}

LengthClass length_class_of(const VariantAllele& allele) {
  const std::int64_t change = allele.length_change();
  if (change == 0) return LengthClass::substitution;
  const std::int64_t size = std::abs(change);
  const int step = size <= 5 ? 0 : size <= 15 ? 1 : size <= 49 ? 2 : 3;
  const LengthClass first = change > 0 ? LengthClass::insertion_1_5 : LengthClass::deletion_1_5;
  return static_cast<LengthClass>(static_cast<int>(first) + step);
}

const char* name_of(LengthClass value) {
  constexpr std::array<const char*, length_class_count> names = {
      "substitution", "ins_1_5", "ins_6_15", "ins_16_49", "ins_50+", "del_1_5", "del_6_15", "del_16_49", "del_50+"};
  return names[static_cast<std::size_t>(value)];
}

}  // namespace norrsken
