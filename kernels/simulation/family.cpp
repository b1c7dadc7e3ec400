#include "kernels/simulation/family.hpp"

#include <algorithm>

#include "kernels/simulation/random.hpp"

namespace norrsken {
namespace {

std::uint8_t copies_at(const CopyTerritory& territory, std::uint32_t position) {
  std::uint8_t copies = 0;
  for (unsigned copy = 0; copy < max_copies; ++copy) {
    const auto after = std::ranges::upper_bound(territory[copy], position, {}, &GenomeInterval::start);
    if (after != territory[copy].begin() && position < (after - 1)->end)
      copies |= static_cast<std::uint8_t>(1U << copy);
  }
  return copies;
}

// The parent's copy that is passed on: the first where the second is only a part of the contig.
unsigned passed_copy(const CopyTerritory& territory, RandomStream& random) {
  const unsigned drawn = random.chance(0.5) ? 1 : 0;
  const auto is_same = [](const GenomeInterval& left, const GenomeInterval& right) {
    return left.start == right.start && left.end == right.end;
  };
  return std::ranges::equal(territory[0], territory[1], is_same) ? drawn : 0;
}

void pass_on(std::span<const SampleVariant> parent, unsigned from, unsigned to, const CopyTerritory& territory,
             std::vector<SampleVariant>& child) {
  for (const SampleVariant& variant : parent) {
    const bool exists = (copies_at(territory, variant.edit.start) >> to & 1) != 0;
    if ((variant.copies >> from & 1) == 0 || !exists) continue;
    child.push_back(variant);
    child.back().copies = static_cast<std::uint8_t>(1U << to);
  }
}

}  // namespace

std::vector<SampleVariant> carried_of_pool(std::span<const SampleVariant> pool, const CopyTerritory& territory,
                                           std::uint64_t seed, std::uint64_t contig_number, std::uint64_t person) {
  std::vector<SampleVariant> carried;
  for (const SampleVariant& variant : pool) {
    const std::uint64_t site = mix_bits(contig_number << 32 | variant.edit.start) ^ variant.edit.inserted.size();
    const double uniform = RandomStream(seed, RandomPurpose::inheritance, site).unit();
    RandomStream random(mix_bits(seed + 1 + person), RandomPurpose::inheritance, site);
    std::uint8_t copies = 0;
    for (unsigned copy = 0; copy < max_copies; ++copy)
      if (random.chance(uniform * uniform)) copies |= static_cast<std::uint8_t>(1U << copy);
    copies &= copies_at(territory, variant.edit.start);
    if (copies == 0) continue;
    carried.push_back(variant);
    carried.back().copies = copies;
  }
  return carried;
}

std::vector<SampleVariant> inherited(std::span<const SampleVariant> mother, std::span<const SampleVariant> father,
                                     const CopyTerritory& mother_territory, const CopyTerritory& father_territory,
                                     const CopyTerritory& child, std::uint64_t seed, std::uint64_t contig_number) {
  RandomStream random(seed, RandomPurpose::inheritance, contig_number);
  const unsigned from_mother = passed_copy(mother_territory, random);
  const unsigned from_father = passed_copy(father_territory, random);
  std::vector<SampleVariant> variants;
  if (!child[0].empty()) {
    const bool has_mother = !mother_territory[0].empty();
    pass_on(has_mother ? mother : father, has_mother ? from_mother : from_father, 0, child, variants);
  }
  if (!child[1].empty()) pass_on(father, from_father, 1, child, variants);
  return variants;
}

}  // namespace norrsken
