// The coordinate-sorted files of a case, written by the root rank from the shards of all ranks.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/output_files.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

// This rank's shards wait on scratch, in coordinate order, until all are there.
class CaseFiles {
 public:
  // The plans are used on the root only. `scratch` must outlive it. Throws SystemError.
  CaseFiles(const Communicator& comm, const std::string& case_folder, std::span<const OutputPlan> plans,
            std::span<const Contig> contigs, ScratchFiles& scratch);

  // Shards of the next block, on this rank's scratch from now on; an empty extent when there is nothing in them.
  // Throws SystemError.
  SpillExtent append(const OutputShards& shards);
  // The same of a block that an earlier attempt called: its shards are there already.
  void append_restored(const ScratchExtent& shards);
  // Shards that come before all others of this rank.
  void put_first(const OutputShards& shards);

  // Brings all shards into the files, by rank, and makes the files visible. Throws AgreedError. Collective.
  void gather();

 private:
  template <class Work>
  void for_each_shard(Work&& work) const;
  void write_shards(std::string_view packed);
  [[nodiscard]] std::exception_ptr send_shards();
  [[nodiscard]] std::exception_ptr receive_shards();

  const Communicator& comm_;
  std::optional<OutputFiles> files_;  // root
  ScratchFiles& scratch_;
  std::vector<ScratchExtent> extents_;
  std::optional<ScratchExtent> first_extent_;
};

}  // namespace norrsken
