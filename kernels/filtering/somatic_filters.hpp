// Soft filters of somatic records by the limits of an assay. Each is one feature against one limit; a record keeps all
// the names it fails, so that a lab can see why and lift a filter it does not want.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "kernels/types/somatic_call.hpp"
#include "kernels/types/somatic_limits.hpp"

namespace norrsken {

// Columns of the case.
struct SomaticColumns {
  std::optional<std::size_t> normal;
  std::span<const std::size_t> tumors;  // at least one
};

// Adds filter bits to records that stand by position. Neighbours within SomaticLimits::clustered_window_bases are
// looked at together.
void apply_somatic_filters(const SomaticLimits& limits, const SomaticColumns& columns, std::span<SomaticCall> calls);

}  // namespace norrsken
