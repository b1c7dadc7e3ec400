// Small text tables line by line: plain, gzip or BGZF.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace norrsken {

class GzipLines {
 public:
  // Throws InputError when there is no such file (`hint` says what to give instead) and SystemError.
  GzipLines(std::string path, const std::string& hint);
  ~GzipLines();
  GzipLines(GzipLines&&) noexcept;
  GzipLines& operator=(GzipLines&&) noexcept;

  // The next line without its end ("\n" or "\r\n"); false after the last. Throws InputError on corrupt compression.
  bool next(std::string& line);
  [[nodiscard]] std::uint64_t number() const { return number_; }  // of the last line, 1-based
  [[nodiscard]] const std::string& path() const { return path_; }
  // Throws InputError naming the file and the last line.
  [[noreturn]] void fail(const std::string& reason, const std::string& hint) const;

 private:
  struct Handle;
  std::string path_;
  std::unique_ptr<Handle> handle_;
  std::uint64_t number_ = 0;
};

// Cuts the text before the next `separator` off `rest`; all of it when there is none.
[[nodiscard]] std::string_view take_field(std::string_view& rest, char separator);

}  // namespace norrsken
