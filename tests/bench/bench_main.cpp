// Speed of every hot kernel. Options are those of Google Benchmark, for instance --benchmark_filter=byte_hamming;
// NORRSKEN_BENCH_TABLE_BYTES=4500000000 adds look-ups in a table of that size, filled with random keys.
#include <string>
#include <vector>

#include "kernels/simd/target.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

double cycles_per_second() {
  return benchmark::CPUInfo::Get().cycles_per_second;
}

}  // namespace

void tell(benchmark::State& state, const Work& work) {
  const auto turns = static_cast<double>(state.iterations());
  using benchmark::Counter;
  if (work.bytes > 0) state.SetBytesProcessed(static_cast<std::int64_t>(turns * static_cast<double>(work.bytes)));
  if (work.reads > 0) state.counters["reads"] = Counter(turns * static_cast<double>(work.reads), Counter::kIsRate);
  if (work.bases > 0)
    state.counters["cycles/base"] = Counter(turns * static_cast<double>(work.bases) / cycles_per_second(),
                                            static_cast<Counter::Flags>(Counter::kIsRate | Counter::kInvert));
}

void add_per_target(const std::string& name, const Body& body) {
  for (const SimdTarget target : {SimdTarget::scalar, SimdTarget::sse4, SimdTarget::avx2, SimdTarget::avx512}) {
    if (!force_simd_target(target)) continue;
    const std::string row = name + "/" + std::string(simd_target_name());
    benchmark::RegisterBenchmark(row.c_str(), [target, body](benchmark::State& state) {
      (void)force_simd_target(target);
      body(state);
      (void)force_simd_target(SimdTarget::automatic);
    });
  }
  (void)force_simd_target(SimdTarget::automatic);
}

void add_portable(const std::string& name, const Body& body) {
  benchmark::RegisterBenchmark(name.c_str(), body);
}

}  // namespace norrsken::bench

int main(int count, char** words) {
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  namespace bench = norrsken::bench;
  bench::add_reading();
  bench::add_seeding();
  bench::add_placement();
  bench::add_exchange();
  bench::add_calling();
  bench::add_somatic();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
