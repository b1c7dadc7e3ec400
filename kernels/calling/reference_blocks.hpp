// Stretches without variant, banded by how sure "no variant here" is.
#pragma once

#include <span>
#include <vector>

#include "kernels/pileup/pileup.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Blocks of a sample for [start, end) minus the reference spans of the `variants` that it carries (sorted by position)
// and minus N.
// The confidence of a base is the odds of homozygous reference against heterozygous from depth and disagreeing
// qualities; bands are 0, 1-9, 10-19, 20-29, 30-49, 50-99. Contig ends end a block, because N stands between contigs.
void make_reference_blocks(std::uint8_t sample, const ReferenceWindow& window, const Pileup& pileup,
                           std::span<const VariantCall> variants, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks);

// The same where the sample has no reads at all: one block a stretch of known bases, not callable.
void make_uncovered_blocks(const GenomeView& genome, std::uint8_t sample, GenomePosition start, GenomePosition end,
                           std::vector<ReferenceBlock>& blocks);

}  // namespace norrsken
