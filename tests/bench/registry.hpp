// How kernels become benchmarks: one row for each instruction set of this CPU, with rates that can be compared.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <functional>
#include <string>

namespace norrsken::bench {

// What one turn of a benchmark's loop works on; 0: does not apply.
struct Work {
  std::size_t bases = 0;
  std::size_t reads = 0;
  std::size_t bytes = 0;  // of input
};

// Sets the rates of a benchmark whose loop has ended: cycles/base (at the CPU's nominal clock), reads/s, bytes/s.
void tell(benchmark::State& state, const Work& work_of_a_turn);

using Body = std::function<void(benchmark::State&)>;

// One row for each instruction set of this CPU, forced; SCALAR is the same source compiled for one lane. A kernel
// without vectors of its own, and that calls none, shows the same in each row. add_portable: one row.
void add_per_target(const std::string& name, const Body& body);
void add_portable(const std::string& name, const Body& body);

// Each adds its part of the benchmarks.
void add_reading();
void add_seeding();
void add_placement();
void add_exchange();
void add_calling();
void add_somatic();

}  // namespace norrsken::bench
