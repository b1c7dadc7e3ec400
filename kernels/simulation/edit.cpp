#include "kernels/simulation/edit.hpp"

namespace norrsken {

VcfAlleles to_vcf_alleles(const Edit& edit, std::span<const BaseCode> contig) {
  VcfAlleles alleles{edit.start, {}, edit.inserted};
  for (std::uint32_t at = edit.start; at < edit.end; ++at) alleles.reference += base_letter(contig[at]);
  if (!alleles.reference.empty() && !alleles.alternate.empty()) return alleles;
  if (edit.start > 0) {
    --alleles.position;
    alleles.reference.insert(0, 1, base_letter(contig[alleles.position]));
    alleles.alternate.insert(0, 1, alleles.reference.front());
  } else {
    const char anchor = base_letter(contig[edit.end]);
    alleles.reference += anchor;
    alleles.alternate += anchor;
  }
  return alleles;
}

}  // namespace norrsken
