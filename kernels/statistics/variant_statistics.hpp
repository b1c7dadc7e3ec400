// Counts variant records of one sample.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/types/quality_summary.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Adds one sample's view of the records to `statistics`. sample: index into VariantCall::samples.
void count_variants(std::span<const VariantCall> variants, std::uint8_t sample, VariantStatistics& statistics);

}  // namespace norrsken
