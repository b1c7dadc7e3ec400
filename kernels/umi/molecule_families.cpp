#include "kernels/umi/molecule_families.hpp"

#include <algorithm>

#include "kernels/umi/umi_groups.hpp"

namespace norrsken {
namespace {

enum EndsFlag : std::uint8_t {
  low_is_reverse = 1,
  high_is_reverse = 2,
  fragment_is_paired = 4,
  both_ends_placed = 8,
  read1_is_high = 16  // simplex only
};

struct End {
  GenomePosition five_prime = 0;
  bool is_reverse = false;
  friend auto operator<=>(const End&, const End&) = default;
};

End own_end(const PlacedRead& read) {
  if (!read.has(read_is_reverse)) return {read.position, false};
  return {static_cast<GenomePosition>(static_cast<std::int64_t>(read.position) + read.length + read.shift), true};
}

std::uint8_t flag_if(bool condition, EndsFlag flag) {
  return condition ? static_cast<std::uint8_t>(flag) : std::uint8_t{0};
}

// Groups the UMIs of fragments at one place; `reads` by umi, then name.
std::vector<UmiCount> count_umis(std::span<const FamilyRead> reads) {
  std::vector<UmiCount> counts;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const bool is_new_umi = i == 0 || reads[i].umi != reads[i - 1].umi;
    if (is_new_umi) counts.push_back({reads[i].umi, 0});
    if (is_new_umi || reads[i].name_hash != reads[i - 1].name_hash) ++counts.back().fragments;
  }
  return counts;
}

}  // namespace

FamilyRead family_read(const PlacedRead& read, std::uint32_t index, UmiLayout layout) {
  FamilyRead found;
  const End own = own_end(read);
  const bool is_second = read.has(read_is_second);
  const bool both = read.has(mate_is_placed);
  bool first_is_low = is_second == own.is_reverse;  // of a pair that faces inwards
  End low = own;
  End high;
  if (both) {
    const End mate{read.mate_five_prime, read.has(mate_is_reverse)};
    first_is_low = is_second ? mate <= own : own <= mate;
    found.is_low_end = first_is_low != is_second;
    low = found.is_low_end ? own : mate;
    high = found.is_low_end ? mate : own;
  }
  found.strand = first_is_low ? MoleculeStrand::first_is_low : MoleculeStrand::first_is_high;
  found.place.low = low.five_prime;
  found.place.high = high.five_prime;
  found.place.ends = static_cast<std::uint8_t>(
      flag_if(low.is_reverse, low_is_reverse) | flag_if(high.is_reverse, high_is_reverse) |
      flag_if(read.has(read_is_paired), fragment_is_paired) | flag_if(both, both_ends_placed) |
      flag_if(!layout.is_duplex() && !first_is_low, read1_is_high));
  found.place.sample = read.sample;
  found.umi = umi_of(layout, read.name_hash);
  if (!first_is_low) found.umi = swap_umi_parts(layout, found.umi);
  found.index = index;
  found.name_hash = read.name_hash;
  return found;
}

void for_each_family(const PlacedReads& reads, const UmiOptions& options,
                     const std::function<void(std::span<const FamilyRead>)>& take) {
  std::vector<FamilyRead> all;
  all.reserve(reads.size());
  for (std::uint32_t index = 0; index < reads.size(); ++index)
    if (!reads.reads[index].has(read_is_orphan)) all.push_back(family_read(reads.reads[index], index, options.layout));
  std::sort(all.begin(), all.end(), [](const FamilyRead& a, const FamilyRead& b) {
    if (a.place != b.place) return a.place < b.place;
    if (a.umi != b.umi) return a.umi < b.umi;
    return a.name_hash != b.name_hash ? a.name_hash < b.name_hash : a.index < b.index;
  });
  const unsigned bases = options.layout.first_bases + options.layout.second_bases;
  std::vector<std::vector<FamilyRead>> families;
  for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
    while (to < all.size() && all[to].place == all[from].place) ++to;
    const std::span<const FamilyRead> here(all.data() + from, to - from);
    const std::vector<UmiCount> umis = count_umis(here);
    if (umis.size() == 1) {
      take(here);
      continue;
    }
    const std::vector<std::uint32_t> group = group_umis(umis, bases, options.max_mismatches);
    families.assign(*std::max_element(group.begin(), group.end()) + 1, {});
    for (std::size_t i = 0, umi = 0; i < here.size(); ++i) {
      if (here[i].umi != umis[umi].umi) ++umi;
      families[group[umi]].push_back(here[i]);
    }
    for (std::vector<FamilyRead>& family : families) {
      std::sort(family.begin(), family.end(), [](const FamilyRead& a, const FamilyRead& b) {
        return a.name_hash != b.name_hash ? a.name_hash < b.name_hash : a.index < b.index;
      });
      take(family);
    }
  }
}

}  // namespace norrsken
