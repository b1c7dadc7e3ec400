// Consensus reads of molecules with UMIs: what stands in the place of duplicates in an assay that has UMIs.
#pragma once

#include <span>

#include "kernels/types/genome.hpp"
#include "kernels/types/read_store.hpp"
#include "kernels/types/umi.hpp"

namespace norrsken {

// Of each molecule one read a mate stays, with the consensus of the bases of all copies and recomputed qualities; all
// other copies get read_is_duplicate. Copies on another diagonal than most of the molecule (slipped in a repeat) have
// no vote. The two strands of a duplex molecule each make a consensus, then join. Orphans follow their mates. Molecules
// of fewer than min_family fragments become duplicates as a whole.
//
// The name hash of every read that stays is made anew from its family, the same at both mates: sort afterwards. The
// result does not depend on the order of `reads`; the two mates may stand in different blocks, because the families are
// formed from what both mates know. Molecules whose lower end lies in `own` are added to `counts`, one a sample.
void make_umi_consensus(PlacedReads& reads, const UmiOptions& options, GenomeInterval own, std::span<UmiCounts> counts);

// Removes reads with read_is_duplicate: copies of molecules would fill the pile-ups. Keeps the order.
void drop_duplicates(PlacedReads& reads);

}  // namespace norrsken
