// The coordinate-sorted files of a case, written by the root rank from the shards of all ranks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/output_files.hpp"
#include "io/spill.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/block_store.hpp"

namespace norrsken {

// This rank's shards in coordinate order: the root's go into the files at once, the others' wait on scratch.
class CaseFiles {
 public:
  // The plans are used on the root only. Throws SystemError.
  CaseFiles(const Communicator& comm, const std::string& case_folder, std::span<const OutputPlan> plans,
            std::span<const Contig> contigs, const std::string& scratch_folder);

  // Shards of the next block. Throws SystemError.
  void append(const OutputShards& shards);
  // Shards that come before all others of this rank. Not on the root.
  void put_first(const OutputShards& shards);

  // Brings all shards into the files, by rank, and makes the files visible. Throws AgreedError. Collective.
  void gather();

 private:
  void send_shards();
  void receive_shards();

  const Communicator& comm_;
  std::optional<OutputFiles> files_;  // root
  SpillFile waiting_;
  std::vector<SpillExtent> extents_;
  std::vector<SpillExtent> first_extents_;
};

}  // namespace norrsken
