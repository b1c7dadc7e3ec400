// gVCF of one sample: its variant records and, between them, reference blocks.
//
// Convention (VCF 4.3, 5.5; as DeepVariant, GLnexus and bcftools read it): the unspecified allele is <*>.
//   reference block  ALT <*>      INFO END  FORMAT GT:GQ:DP:MIN_DP:PL  FILTER "."
//                    GT 0/0 (0 haploid), or ./. where GQ is 0: not callable; DP is the median, MIN_DP the smallest;
//                    PL 0,GQ,10 GQ: n clean reads cost a het about 3 n and a hom-alt about 30 n phred
//   variant          ALT alt,<*>  as in the VCF, AD ADF ADR AF with a 0 for <*>, and PL of the six (haploid three)
//                    genotypes: a read that shows REF or ALT is an error under <*>, half a chance costs 3 phred, so
//                    PL(0/*) = PL00 + 3 AD0, PL(1/*) = PL11 + 3 AD1, PL(*/*) = PL00 + PL11 + 3 (AD0 + AD1) - PL01
// Records never overlap except variants among themselves: reference blocks are cut back where variants lie.
// Blocks of ploidy 0 (no such chromosome in this sample) are left out.
#pragma once

#include <cstdint>
#include <span>

#include "io/bgzf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// What one block of the genome reports.
struct GvcfInput {
  std::span<const VariantCall> variants;
  std::span<const ReferenceBlock> reference_blocks;  // of any sample; sorted by start
  std::uint8_t sample = 0;                           // column of the case
  // Reference blocks are cut to it: from max(start of the genome block, covered_end() of all blocks before) to the end
  // of the genome block. A deletion that reaches over the border is so not contradicted by the next block.
  GenomeInterval reference_range;
};

// One past the last reference base that any of the variants covers; 0 without variants.
[[nodiscard]] GenomePosition covered_end(std::span<const VariantCall> variants);

// Appends records in coordinate order.
void format_gvcf(const GenomeView& genome, const GvcfInput& input, RecordText& out);

}  // namespace norrsken
