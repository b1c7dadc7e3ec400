// Fisher's exact test of a 2 x 2 table.
#pragma once

#include <cstdint>

namespace norrsken {

// Two-sided p-value as phred, rounded, at most 999. Rows: REF and ALT; columns: forward and reverse strand.
// (10, 10, 10, 10) -> 0; (20, 20, 20, 0) -> 45.
[[nodiscard]] unsigned fisher_phred(std::uint32_t ref_forward, std::uint32_t ref_reverse, std::uint32_t alt_forward,
                                    std::uint32_t alt_reverse);

}  // namespace norrsken
