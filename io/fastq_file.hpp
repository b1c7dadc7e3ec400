// A regular file that is read from its start or from a given byte, with errors that name it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace norrsken {

class InputFile {
 public:
  // Throws InputError when there is no such file, it is a folder or a pipe, or may not be read; SystemError otherwise.
  explicit InputFile(std::string path);
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // Reads until `bytes` bytes or the end of the file; returns how many. Throws SystemError.
  std::size_t read(char* out, std::size_t bytes);
  void seek(std::uint64_t offset_bytes);
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace norrsken
