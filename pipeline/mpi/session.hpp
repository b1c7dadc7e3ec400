// The life of MPI in this process.
#pragma once

#include <string>

#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

// Starts MPI (funneled: only the thread that made the session may communicate) and ends it. One per process.
// Without a launcher (mpirun, srun) it is one rank and MPI is not started at all. Every MPI call returns its error,
// which is thrown as SystemError.
class MpiSession {
 public:
  MpiSession();
  // Finalises, which waits for the other ranks: leave by abort() where they are not known to come here too.
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  // All ranks that were started together.
  [[nodiscard]] const Communicator& world() const { return world_; }

  // Ends this rank and, through the launcher, all others. Does not return.
  [[noreturn]] void abort(ExitCode code) const;

 private:
  struct Library {
    Library();
    ~Library();
    bool is_started = false;
  };
  Library library_;
  Communicator world_;
};

// The MPI library as it names itself, in one line.
[[nodiscard]] std::string mpi_library_version();

}  // namespace norrsken
