#include "kernels/simd/target.hpp"

#include <hwy/highway.h>
#include <hwy/targets.h>

#include <cstdint>

namespace norrsken {
namespace {

struct TargetSets {
  std::int64_t wanted = 0;   // one of these must be there
  std::int64_t allowed = 0;  // what kernels may use
};

TargetSets sets_of(SimdTarget target) {
#if HWY_ARCH_X86
  constexpr std::int64_t scalar = HWY_SCALAR | HWY_EMU128;
  constexpr std::int64_t sse4 = HWY_SSE4;
  constexpr std::int64_t avx2 = HWY_AVX2;
  constexpr std::int64_t avx512 = HWY_AVX3 | HWY_AVX3_DL;
#else
  constexpr std::int64_t scalar = HWY_SCALAR | HWY_EMU128;
  constexpr std::int64_t sse4 = 0;
  constexpr std::int64_t avx2 = 0;
  constexpr std::int64_t avx512 = 0;
#endif
  switch (target) {
    case SimdTarget::scalar:
      return {scalar, scalar};
    case SimdTarget::sse4:
      return {sse4, sse4};
    case SimdTarget::avx2:
      return {avx2, avx2};
    case SimdTarget::avx512:
      return {avx512, avx512};
    case SimdTarget::automatic:
      break;
  }
  return {~std::int64_t{0}, ~std::int64_t{0}};
}

}  // namespace

bool force_simd_target(SimdTarget target) {
  hwy::SetSupportedTargetsForTest(0);
  const std::int64_t there = hwy::SupportedTargets() & HWY_TARGETS;
  const TargetSets sets = sets_of(target);
  const bool is_there = (there & sets.wanted) != 0;
  if (is_there && target != SimdTarget::automatic) hwy::SetSupportedTargetsForTest(there & sets.allowed);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  return is_there;
}

std::string_view simd_target_name() {
  const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);  // better targets have lower bits
}

}  // namespace norrsken
