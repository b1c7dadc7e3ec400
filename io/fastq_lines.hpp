// Cuts the text of a FASTQ file into records of four lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/fastq_text.hpp"

namespace norrsken {

// Record r has lines[4 * r] (name) .. lines[4 * r + 3] (qualities), without line ends (LF or CR LF).
// The lines view memory that the object itself keeps. In a malformed record the qualities may hold a line end.
struct FastqLines {
  std::vector<std::string_view> lines;
  std::uint64_t first_record = 0;  // number of record 0 in the file (or in this part of it), from 0
  std::vector<std::shared_ptr<const TextChunk>> chunks;
  std::deque<std::string> joined;  // lines that lay across two chunks

  [[nodiscard]] std::size_t records() const { return lines.size() / 4; }
  void clear();
};

class FastqScanner {
 public:
  // part_name: "", or for messages what the records are counted in when it is not the file, "part 2 of 4".
  // callers: threads that take records in turn.
  FastqScanner(std::string path, std::unique_ptr<TextSource> text, unsigned callers, std::string part_name = "");

  // Inflates ahead of take(), which one thread at a time may call; any thread, at any time.
  void read_ahead() { text_.read_ahead(); }

  // Replaces `out` by the next `records` records, or as many as there are. Blank lines at the end are passed over.
  // Throws InputError when the file ends within a record or a line is endless, and what inflating throws.
  void take(std::size_t records, FastqLines& out);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& part_name() const { return part_name_; }
  // "record 12" or "part 2 of 4, record 12" for record 11 counted from 0.
  [[nodiscard]] std::string record_name(std::uint64_t record) const;
  [[nodiscard]] std::uint64_t bytes_read() const { return text_.bytes_read(); }

 private:
  bool take_line(FastqLines& out);
  void take_expected_end(FastqLines& out);
  bool join_line(FastqLines& out);
  bool next_chunk();
  void check_only_blank_lines_follow(FastqLines& out);

  std::string path_;
  std::string part_name_;
  TextReader text_;
  std::shared_ptr<const TextChunk> chunk_;
  std::string_view rest_;  // of the chunk
  std::uint64_t next_record_ = 0;
};

}  // namespace norrsken
