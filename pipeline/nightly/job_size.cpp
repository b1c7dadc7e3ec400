#include "pipeline/nightly/job_size.hpp"

#include <algorithm>

namespace norrsken {
namespace {

constexpr std::uint64_t gibibyte = 1ULL << 30;
// CPU of a whole run by bytes of FASTQ.gz; slurm/README.md has the measurements that it is computed from.
constexpr std::uint64_t cpu_seconds_per_gibibyte = 100;
constexpr std::uint64_t wanted_seconds = 30 * 60;
constexpr std::uint64_t start_seconds = 5 * 60;       // the index is read and checked, files are put together
constexpr std::uint64_t notice_seconds = 5 * 60;      // before the limit norrsken.sbatch stops the run: --signal
constexpr std::uint64_t records_per_stored_byte = 2;  // records of placed reads take twice their FASTQ.gz
constexpr std::uint64_t working_bytes_per_core = 256ULL << 20;

std::uint64_t divide_up(std::uint64_t value, std::uint64_t by) {
  return (value + by - 1) / by;
}

}  // namespace

JobSize size_job(std::uint64_t input_bytes, std::uint64_t index_bytes, const Site& site) {
  const std::uint64_t cpu_seconds = input_bytes / (gibibyte >> 10) * cpu_seconds_per_gibibyte >> 10;
  // Of many cores about two thirds are busy: single gzip streams and the last blocks hold the others up.
  const std::uint64_t node_seconds = divide_up(cpu_seconds * 3, 2 * site.node_cores);
  JobSize size;
  size.nodes = std::clamp<std::uint64_t>(divide_up(node_seconds, wanted_seconds), 1, site.max_nodes);
  size.cores = site.node_cores;
  const std::uint64_t wanted_bytes =
      index_bytes + records_per_stored_byte * input_bytes / size.nodes + size.cores * working_bytes_per_core + gibibyte;
  size.memory_bytes = std::min(divide_up(wanted_bytes, gibibyte) * gibibyte, site.node_memory_bytes);
  size.minutes = std::min(divide_up(3 * divide_up(node_seconds, size.nodes) + start_seconds + notice_seconds, 60),
                          site.max_hours * 60);
  return size;
}

JobSize with_more_memory(JobSize size, const Site& site) {
  size.memory_bytes = std::min(2 * size.memory_bytes, site.node_memory_bytes);
  return size;
}

JobSize with_more_time(JobSize size, const Site& site) {
  size.minutes = std::min(2 * size.minutes, site.max_hours * 60);
  return size;
}

}  // namespace norrsken
