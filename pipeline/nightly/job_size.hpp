// What a case needs of a cluster, from the bytes of its input.
#pragma once

#include <cstdint>

#include "pipeline/nightly/site_file.hpp"

namespace norrsken {

struct JobSize {
  std::uint64_t nodes = 1;         // one rank each
  std::uint64_t cores = 1;         // of each node: threads of its rank
  std::uint64_t memory_bytes = 0;  // of each node
  std::uint64_t minutes = 0;
};

// input_bytes: of the read files as stored; index_bytes: of the index, which every node maps. As many nodes as bring
// the work to about half an hour each, as much memory as holds index and reads, or what a node has (the rest is
// spilled), and three times the time that the work should take. slurm/README.md has a table of it.
[[nodiscard]] JobSize size_job(std::uint64_t input_bytes, std::uint64_t index_bytes, const Site& site);

// For the next try: twice the memory, up to the node's; or twice the time, up to the longest job.
[[nodiscard]] JobSize with_more_memory(JobSize size, const Site& site);
[[nodiscard]] JobSize with_more_time(JobSize size, const Site& site);

}  // namespace norrsken
