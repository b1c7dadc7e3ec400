// Depth and allele fractions along the genome, coarse enough for a picture.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>

#include "pipeline/stages/case_context.hpp"

namespace norrsken {

// Bins of a picture, all contigs together, at most.
inline constexpr std::size_t max_overview_bins = 1500;

// Chromosomes (contigs of at least a fiftieth of the longest) in their order; of each, mean depth of every sample in
// bins of equal size, x 10 (depth_track: as count_depth_track() fills it), and one heterozygous SNV a bin: [position
// from 1, ALT share of each sample in per mille] (balances: as note_allele_balance() gives them, by position).
[[nodiscard]] boost::json::object overview_object(const CaseContext& context,
                                                  std::span<const std::uint64_t> depth_track,
                                                  std::span<const std::uint64_t> balances);

}  // namespace norrsken
