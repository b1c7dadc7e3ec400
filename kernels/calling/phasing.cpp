#include "kernels/calling/phasing.hpp"

#include <algorithm>
#include <cstdint>

namespace norrsken {
namespace {

constexpr std::size_t regions_looked_back = 6;

bool is_het(const GenotypeCall& sample) {
  return sample.ploidy == 2 && sample.alleles[0] != sample.alleles[1];
}

struct Link {
  unsigned same = 0;  // fragments that put both first haplotypes together
  unsigned opposite = 0;
};

// Votes are sorted by name.
Link count_shared(const std::vector<PhaseVote>& a, const std::vector<PhaseVote>& b) {
  Link link;
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() && y != b.end()) {
    if (x->name_hash < y->name_hash) {
      ++x;
    } else if (y->name_hash < x->name_hash) {
      ++y;
    } else {
      ++((x->weight_phred > 0) == (y->weight_phred > 0) ? link.same : link.opposite);
      ++x, ++y;
    }
  }
  return link;
}

bool is_decided(const Link& link) {
  return links(std::max(link.same, link.opposite), std::min(link.same, link.opposite));
}

void swap_haplotypes(CalledRegion& region, std::size_t sample) {
  for (VariantCall& call : region.variants) std::swap(call.samples[sample].alleles[0], call.samples[sample].alleles[1]);
  for (PhaseVote& vote : region.votes[sample]) vote.weight_phred = -vote.weight_phred;
}

}  // namespace

void phase_regions(std::span<CalledRegion> regions, std::size_t sample) {
  const auto is_het_here = [sample](const VariantCall& call) { return is_het(call.samples[sample]); };
  std::vector<std::size_t> het_regions;
  std::vector<std::size_t> set_of(regions.size(), 0);  // index of the first region of the set
  for (std::size_t r = 0; r < regions.size(); ++r) {
    if (std::none_of(regions[r].variants.begin(), regions[r].variants.end(), is_het_here)) continue;
    set_of[r] = r;
    for (std::size_t back = 1; back <= std::min(regions_looked_back, het_regions.size()); ++back) {
      const std::size_t before = het_regions[het_regions.size() - back];
      const Link link = count_shared(regions[before].votes[sample], regions[r].votes[sample]);
      if (!is_decided(link)) continue;
      if (link.opposite > link.same) swap_haplotypes(regions[r], sample);
      set_of[r] = set_of[before];
      break;
    }
    het_regions.push_back(r);
  }
  // A set with one heterozygous variant says nothing about phase.
  std::vector<unsigned> hets_in_set(regions.size(), 0);
  for (const std::size_t r : het_regions)
    hets_in_set[set_of[r]] +=
        static_cast<unsigned>(std::count_if(regions[r].variants.begin(), regions[r].variants.end(), is_het_here));
  for (const std::size_t r : het_regions) {
    if (hets_in_set[set_of[r]] < 2) continue;
    for (VariantCall& call : regions[r].variants)
      if (is_het_here(call)) {
        call.samples[sample].is_phased = true;
        call.samples[sample].phase_set_1based = static_cast<std::uint32_t>(set_of[r] + 1);  // set number for now
      }
  }
}

}  // namespace norrsken
