// What a rank puts aside on scratch: one file of its own, and the kept files of earlier attempts at the same case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/spill.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

// Of what was packed on scratch.
[[nodiscard]] inline SystemError ends_early(const std::string& what) {
  return {what, "cannot be read back", "it ends too early", "start over with --fresh"};
}

struct ScratchExtent {
  std::uint32_t file = 0;  // 0 = this rank's own, i = the i-th adopted
  SpillExtent extent;
};

// Any thread may call put() and get(); the others only while nobody does.
class ScratchFiles {
 public:
  // folder: exists. name: of this rank's file, once kept. Throws SystemError.
  ScratchFiles(std::string folder, const std::string& name) : folder_(std::move(folder)), own_(folder_, name) {}

  // Throw what SpillFile::put() and get() throw. get() fills all of `bytes`.
  [[nodiscard]] ScratchExtent put(std::span<const std::byte> bytes) { return {0, own_.put(bytes)}; }
  void get(const ScratchExtent& extent, std::span<std::byte> bytes) const {
    (extent.file == 0 ? own_ : *adopted_.at(extent.file - 1)).get(extent.extent, bytes);
  }
  [[nodiscard]] std::vector<std::byte> get(const ScratchExtent& extent) const {
    std::vector<std::byte> bytes(extent.extent.bytes);
    get(extent, bytes);
    return bytes;
  }

  // Makes this rank's file stay; returns its path. Throws SystemError.
  [[nodiscard]] std::string keep() { return own_.keep(); }
  // Opens a kept file; returns its number. Throws SystemError.
  [[nodiscard]] std::uint32_t adopt(const std::string& path) {
    adopted_.push_back(SpillFile::open_kept(path));
    return static_cast<std::uint32_t>(adopted_.size());
  }

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::uint64_t stored_bytes() const { return own_.stored_bytes(); }  // of this rank's own

 private:
  std::string folder_;
  SpillFile own_;
  std::vector<std::unique_ptr<SpillFile>> adopted_;
};

}  // namespace norrsken
