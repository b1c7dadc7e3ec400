// OUT/CASE/.checkpoint.json: which pieces of finished work of a case lie where on scratch. See docs/decisions/0012.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/spill.hpp"

namespace norrsken {

// A table of finished work: bytes that a rank put into its scratch file, found by these.
struct PieceAddress {
  std::string path;  // of the kept scratch file
  SpillExtent extent;
  std::string sha256;   // of the bytes
  std::string attempt;  // label of the one that wrote it
};

enum class CheckpointStage { placing, calling };

struct Manifest {
  std::string key;  // of inputs, settings and version: case_key()
  CheckpointStage stage = CheckpointStage::placing;
  std::vector<PieceAddress> reads;       // tables of blocks, one a rank and attempt
  std::optional<PieceAddress> prepared;  // calling: what is known of the whole case
  std::vector<PieceAddress> calls;       // calling: blocks that are called
  std::vector<std::string> scratch;      // folders of the case on scratch disks, of this and earlier attempts
};

// Nothing when the case has none or it cannot be understood (then it is as good as none).
[[nodiscard]] std::optional<Manifest> read_manifest(const std::string& case_folder);
// Replaces the one before in one step. Throws SystemError.
void write_manifest(const std::string& case_folder, const Manifest& manifest);
// Removes it, and before it all scratch folders that it names.
void discard_manifest(const std::string& case_folder);

// One piece in a message between ranks, and back.
[[nodiscard]] std::string address_text(const PieceAddress& address);
[[nodiscard]] PieceAddress parse_address(const std::string& text);

}  // namespace norrsken
