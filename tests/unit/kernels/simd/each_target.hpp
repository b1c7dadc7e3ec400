// Runs a check once for every instruction set of this CPU and build.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "kernels/seeding/minimizer.hpp"
#include "kernels/simd/target.hpp"

namespace norrsken {

// Calls check() with each set forced in turn, then goes back to the automatic choice. window_minimizer() is dispatched
// through the same process-wide choice as every kernel and can say where it runs: the proof that forcing worked.
template <class Check>
void for_each_simd_target(Check check) {
  struct RestoreTarget {
    ~RestoreTarget() { (void)force_simd_target(SimdTarget::automatic); }
  } const restore;
  unsigned forced = 0;
  for (const SimdTarget target : {SimdTarget::scalar, SimdTarget::sse4, SimdTarget::avx2, SimdTarget::avx512}) {
    if (!force_simd_target(target)) continue;  // not on this CPU
    ++forced;
    const std::string name(simd_target_name());
    INFO("instruction set " << name);
    CHECK(window_minimizer_target() == name);
    check();
  }
  CHECK(forced >= 1);  // the scalar set is always there
}

}  // namespace norrsken
