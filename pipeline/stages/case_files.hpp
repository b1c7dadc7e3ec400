// The coordinate-sorted files of a case, written by the root rank from the shards of all ranks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/sample_files.hpp"
#include "io/spill.hpp"
#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/block_store.hpp"

namespace norrsken {

// What one block adds to the files of every sample of the case.
using CaseShards = std::vector<SampleShards>;

// This rank's shards in coordinate order: the root's go into the files at once, the others' wait on scratch.
class CaseFiles {
 public:
  // `descriptions`: one a sample; used on the root only. Throws SystemError.
  CaseFiles(const Communicator& comm, const std::string& case_folder, const std::vector<VcfDescription>& descriptions,
            std::span<const Contig> contigs, const std::string& scratch_folder);

  // Shards of the next block. Throws SystemError.
  void append(const CaseShards& shards);
  // Shards that come before all others of this rank. Not on the root.
  void put_first(const CaseShards& shards);

  // Brings all shards into the files, by rank, and makes the files visible. Throws AgreedError. Collective.
  void gather();

 private:
  void send_shards();
  void receive_shards();

  const Communicator& comm_;
  std::vector<SampleFiles> files_;  // root: one a sample
  SpillFile waiting_;
  std::vector<SpillExtent> extents_;
  std::vector<SpillExtent> first_extents_;
};

}  // namespace norrsken
