#include "pipeline/mpi/session.hpp"

#include <array>
#include <cstdlib>
#include <initializer_list>

#include "pipeline/mpi/checked.hpp"

namespace norrsken {
namespace {

bool has_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_NAMESPACE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

}  // namespace

// Without a launcher there is nobody to talk to: starting MPI would cost 50 ms and open the node's networks.
MpiSession::Library::Library() : is_started(has_launcher()) {
  if (!is_started) return;
  // Ranks of a node that read each other's memory print lines of Open MPI's own when one is killed, or where a
  // container forbids it. Copying twice through shared memory costs nothing that could be measured.
  setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0);
  int provided = 0;
  check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  if (provided < MPI_THREAD_FUNNELED)
    throw SystemError("communication between ranks", "MPI_Init_thread", "the MPI library does not support threads");
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
}

MpiSession::Library::~Library() {
  int is_finalized = 0;
  if (is_started && MPI_Finalized(&is_finalized) == MPI_SUCCESS && is_finalized == 0) MPI_Finalize();
}

MpiSession::MpiSession() : world_(library_.is_started ? Communicator::world() : Communicator::alone()) {
  // Without its MPI plug-in srun starts so many single ranks, which would all write the same files.
  const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
  if (world_.size() == 1 && tasks != nullptr && std::atoi(tasks) > 1)
    throw InputError("srun", "", std::string("started ") + tasks + " tasks that do not know of one another",
                     "use srun --mpi=pmix, or mpirun");
}
MpiSession::~MpiSession() = default;

void MpiSession::abort(ExitCode code) const {
  if (library_.is_started) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  std::_Exit(static_cast<int>(code));
}

std::string mpi_library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  check_mpi(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  const std::string version(text.data());
  return version.substr(0, version.find_first_of(",\n"));
}

}  // namespace norrsken
