// Finished work of a case, so that the same command goes on after any end. See docs/decisions/0012.
//
// A stage works until should_pause(), brings all ranks to a common point, and saves what each of them has as a packed
// piece. Pieces refer to extents of the rank's scratch file; the manifest names the pieces and is written last.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/checkpoint/manifest.hpp"
#include "pipeline/checkpoint/scratch_files.hpp"
#include "pipeline/log.hpp"
#include "pipeline/mpi/communicator.hpp"

namespace norrsken {

struct CheckpointOptions {
  std::string case_folder;     // of the manifest: seen by all ranks
  std::string scratch_folder;  // of the case
  std::string key;
  std::string attempt;                             // label
  std::optional<std::chrono::milliseconds> every;  // none: only when asked to stop
  std::function<void()> check_inputs;              // throws when inputs have changed: nothing is saved then
};

// What an earlier attempt left for this rank to read; bytes as packed by it.
struct RestoredPiece {
  std::vector<std::byte> bytes;
  std::uint32_t file = 0;  // of the extents in it, in ScratchFiles
  std::string attempt;     // label of the one that saved it
};
struct RestoredWork {
  CheckpointStage stage = CheckpointStage::placing;
  std::vector<RestoredPiece> reads;  // those of the latest attempt last
  std::optional<RestoredPiece> prepared;
  std::vector<RestoredPiece> calls;
};

class Checkpoint {
 public:
  // All arguments outlive it. Collective.
  Checkpoint(const Communicator& comm, CheckpointOptions options, ScratchFiles& files, Log& log);

  // What may be gone on from: nothing without a manifest of this key whose pieces all ranks can read (the log says so).
  // Throws AgreedError. Collective.
  [[nodiscard]] std::optional<RestoredWork> restore();

  // Kept files of earlier attempts that are needed to go on.
  [[nodiscard]] const std::vector<std::string>& needed_files() const { return adopted_; }

  // Time to save, or a wish to stop has come: by this rank's clock. Any thread.
  [[nodiscard]] bool should_pause() const;

  // mine: this rank's piece, which replaces those that this attempt saved before.
  // Throws AgreedError; with ExitCode::requeue, once all is saved, where some rank was asked to stop. Collective.
  void save_reads(const std::vector<std::byte>& mine);

  // prepared: of the root, saved the first time. reads: blocks that are still to be called; calls: called since the
  // last time. Throws as save_reads(). Collective.
  void save_calls(const std::vector<std::byte>& prepared, const std::vector<std::byte>& reads,
                  const std::vector<std::byte>& calls);

  // The case is done: removes the manifest and the scratch folders that it names.
  void discard();

 private:
  [[nodiscard]] bool open_files();
  [[nodiscard]] RestoredPiece restore_piece(const PieceAddress& address) const;
  [[nodiscard]] PieceAddress put(const std::vector<std::byte>& bytes);
  [[nodiscard]] std::vector<PieceAddress> gather(const PieceAddress& mine) const;
  void replace_reads(const PieceAddress& mine);
  void note_scratch();
  void finish();

  const Communicator& comm_;
  CheckpointOptions options_;
  ScratchFiles& files_;
  Log& log_;
  Manifest manifest_;                 // as last written, or restored
  std::vector<std::string> adopted_;  // [i] = path of file i + 1 of ScratchFiles
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

}  // namespace norrsken
