// Which instruction set the vectorised kernels use. Results do not depend on it; tests prove that by forcing each.
#pragma once

#include <string_view>

namespace norrsken {

enum class SimdTarget { automatic, scalar, sse4, avx2, avx512 };

// Makes every kernel called from now on use the given set; automatic: the best of this CPU. Call before any kernel,
// from one thread. False, and nothing changed, when this CPU or build lacks it.
[[nodiscard]] bool force_simd_target(SimdTarget target);

// The set in use, such as "AVX2".
[[nodiscard]] std::string_view simd_target_name();

}  // namespace norrsken
