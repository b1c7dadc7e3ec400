// SHA-256 of the input files, computed beside the other work.
#pragma once

#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "io/provenance.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

class FileHashes {
 public:
  // Begins to read this rank's share of the files: every ranks-th one. Roles and paths are the same on all ranks.
  FileHashes(const Communicator& comm, std::vector<FileIdentity> files);
  // Stops, wherever it is.
  ~FileHashes() = default;

  // Waits for the share of every rank. All files on the root, in the order given; nothing elsewhere.
  // Throws AgreedError. Collective.
  [[nodiscard]] std::vector<FileIdentity> collect();

 private:
  void hash(const std::stop_token& stop);

  const Communicator& comm_;
  std::vector<FileIdentity> files_;
  std::exception_ptr error_;
  std::jthread thread_;  // last: stops before the others go
};

}  // namespace norrsken
