#include "kernels/simd/target.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "kernels/seeding/minimizer.hpp"

namespace norrsken {
namespace {

// Puts the automatic choice back, whatever a test does.
struct RestoreTarget {
  ~RestoreTarget() { (void)force_simd_target(SimdTarget::automatic); }
};

const std::map<SimdTarget, std::set<std::string_view>> names = {
    {SimdTarget::scalar, {"SCALAR", "EMU128"}},
    {SimdTarget::sse4, {"SSE4", "Sse4"}},
    {SimdTarget::avx2, {"AVX2", "Avx2"}},
    {SimdTarget::avx512, {"AVX3", "AVX3_DL", "Avx3", "Avx3_DL"}}};

TEST_CASE("a forced instruction set is the one that kernels run on") {
  const RestoreTarget restore;
  unsigned forced = 0;
  for (const auto& [target, spellings] : names) {
    if (!force_simd_target(target)) continue;  // not on this CPU
    ++forced;
    INFO(simd_target_name());
    CHECK(spellings.count(simd_target_name()) == 1);
    CHECK(window_minimizer_target() == simd_target_name());
  }
  CHECK(forced >= 1);
}

TEST_CASE("the scalar set is there on every CPU") {
  const RestoreTarget restore;
  CHECK(force_simd_target(SimdTarget::scalar));
}

TEST_CASE("automatic goes back to the best set after another was forced") {
  const RestoreTarget restore;
  REQUIRE(force_simd_target(SimdTarget::automatic));
  const std::string best(simd_target_name());
  REQUIRE(force_simd_target(SimdTarget::scalar));
  REQUIRE(force_simd_target(SimdTarget::automatic));
  CHECK(simd_target_name() == best);
  CHECK(window_minimizer_target() == best);
}

}  // namespace
}  // namespace norrsken
