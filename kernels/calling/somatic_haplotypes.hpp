// The haplotypes that a case with tumours needs beside those of its germline pairs.
#pragma once

#include <span>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/calling/calling_options.hpp"
#include "kernels/calling/region_model.hpp"

namespace norrsken {

// Adds every candidate (variants of other haplotypes, and `events` that single reads show) on each haplotype of the
// normal's pair; then the likely ones together, as one clone may carry several. Scores them; the variants are up to
// date.
void add_somatic_haplotypes(const PairPosterior& normal, std::span<const HaplotypeVariant> events,
                            const CallingOptions& options, RegionModel& region);

}  // namespace norrsken
