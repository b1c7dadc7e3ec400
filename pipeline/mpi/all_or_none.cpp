#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {

void agree(const Communicator& comm, const std::optional<Failure>& mine) {
  const auto nobody = static_cast<std::uint64_t>(comm.size());
  const std::uint64_t lowest = comm.minimum(mine ? static_cast<std::uint64_t>(comm.rank()) : nobody);
  if (lowest == nobody) return;
  const int rank = static_cast<int>(lowest);
  const std::string code(1, static_cast<char>(mine ? static_cast<int>(mine->code) : 0));
  const std::string packed = comm.broadcast(mine ? code + mine->message : code, rank);
  throw AgreedError(packed.substr(1), static_cast<ExitCode>(packed.front()), rank);
}

}  // namespace norrsken
