#include "pipeline/stages/memory_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/mpi/error.hpp"
#include "pipeline/mpi/exchange_queues.hpp"
#include "pipeline/stages/memory_limit.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {
namespace {

// Beside records, measured: batches and what they are parsed from, placing and calling scratch, output buffers.
constexpr std::uint64_t thread_bytes = 24U << 20;
constexpr std::uint64_t process_bytes = 32U << 20;
constexpr std::uint64_t messages_bytes = 24U << 20;  // the MPI library's own buffers, once ranks exchange
constexpr std::uint64_t least_store_bytes = 4U << 20;

}  // namespace

MemoryPlan plan_memory(const CaseContext& context, std::uint64_t requested_bytes, std::uint64_t index_bytes) {
  const auto ranks_here = static_cast<std::uint64_t>(context.comm.split_by_node().size());
  MemoryPlan plan;
  plan.limit_bytes = requested_bytes != 0 ? requested_bytes : available_memory_bytes() / 10 * 8 / ranks_here;
  // Every rank may compute another limit; rounds must be alike.
  const std::uint64_t least_limit = context.comm.minimum(plan.limit_bytes);
  plan.exchange_bytes = std::clamp<std::uint64_t>(least_limit / 128, 1U << 20, 16U << 20);
  const auto ranks = static_cast<std::uint64_t>(context.comm.size());
  const std::uint64_t round_bytes = round_memory_bytes({.round_bytes = plan.exchange_bytes}, ranks);
  const std::uint64_t exchange = ranks == 1 ? 0 : messages_bytes + rounds_in_memory * round_bytes;
  const std::uint64_t fixed =
      private_memory_bytes() + index_bytes + process_bytes + context.threads * thread_bytes + exchange;
  all_or_none(context.comm, "planning memory", [&] {
    if (plan.limit_bytes >= fixed + least_store_bytes) return;
    throw InputError("--memory", "",
                     fmt::format("{}: {} a rank, and the index alone takes {}", too_little_memory,
                                 bytes_text(plan.limit_bytes), bytes_text(index_bytes)),
                     "give at least " + bytes_text(fixed + least_store_bytes) + ", or lower --threads",
                     ExitCode::resource);
  });
  plan.store_bytes = plan.limit_bytes - fixed;
  return plan;
}

std::uint64_t divide_for_work(const MemoryPlan& plan, const BlockStore& store, unsigned threads) {
  const std::uint64_t wanted = working_bytes(store, threads);
  return std::clamp(wanted, least_store_bytes / 2, std::max(plan.store_bytes * 3 / 4, least_store_bytes / 2));
}

}  // namespace norrsken
