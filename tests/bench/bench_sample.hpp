// What the benchmarks work on: a made-up genome, reads of a diploid person from a part of it, and these reads placed.
#pragma once

#include <span>
#include <vector>

#include "kernels/calling/block_caller.hpp"
#include "kernels/calling/calling_options.hpp"
#include "kernels/pileup/reference_window.hpp"
#include "kernels/types/read_batch.hpp"
#include "small_genome.hpp"

namespace norrsken::bench {

struct BenchSample {
  SmallGenome genome;
  BuiltTable table;
  std::vector<ReadBatch> batches;  // 2 x 150 bases at 30x, binned qualities as of a NovaSeq
  std::uint32_t block = 0;         // one that reads cover wholly
  PlacedReads raw;                 // the block's, in the order of placing
  PlacedReads prepared;            // after BlockCaller::prepare()
  LibraryCounts library;
  ReferenceWindow window;  // of the block and what its reads reach

  [[nodiscard]] std::size_t reads() const;  // of all batches
  [[nodiscard]] std::size_t bases() const;
  [[nodiscard]] std::size_t block_bases_of_reads() const { return prepared.bases.size(); }

  // Made when first asked for; takes a second or two.
  [[nodiscard]] static const BenchSample& get();

 private:
  BenchSample();
};

// The options of a germline case of one sample.
[[nodiscard]] const CallingOptions& calling_options();

}  // namespace norrsken::bench
