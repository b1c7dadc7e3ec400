#include "io/fastq_lines.hpp"

#include <cstring>
#include <utility>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_line_bytes = 65536;

void drop_carriage_return(std::string_view& line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
}

}  // namespace

void FastqLines::clear() {
  lines.clear();
  chunks.clear();
  joined.clear();
}

FastqScanner::FastqScanner(std::string path, std::unique_ptr<TextSource> text, unsigned callers, std::string part_name)
    : path_(std::move(path)), part_name_(std::move(part_name)), text_(std::move(text), callers) {}

std::string FastqScanner::record_name(std::uint64_t record) const {
  return (part_name_.empty() ? "" : part_name_ + ", ") + "record " + std::to_string(record + 1);
}

bool FastqScanner::next_chunk() {
  chunk_ = text_.next();
  rest_ = chunk_ ? chunk_->text() : std::string_view{};
  return chunk_ != nullptr;
}

void FastqScanner::take(std::size_t records, FastqLines& out) {
  out.clear();
  out.first_record = next_record_;
  if (chunk_) out.chunks.push_back(chunk_);
  while (out.lines.size() < 4 * records) {
    if (!take_line(out)) break;
    if (out.lines.size() % 4 == 1 && out.lines.back().empty()) {
      out.lines.pop_back();
      check_only_blank_lines_follow(out);
      break;
    }
    if (out.lines.size() % 4 == 2) take_expected_end(out);
  }
  if (out.lines.size() % 4 != 0)
    throw InputError(path_, record_name(next_record_ + out.records()),
                     "the file ends within this record: it is truncated",
                     "copy or download the file again and compare its checksum");
  next_record_ += out.records();
}

bool FastqScanner::take_line(FastqLines& out) {
  if (const void* found = rest_.empty() ? nullptr : std::memchr(rest_.data(), '\n', rest_.size())) {
    const auto bytes = static_cast<std::size_t>(static_cast<const char*>(found) - rest_.data());
    std::string_view line = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes + 1);
    drop_carriage_return(line);
    out.lines.push_back(line);
    return true;
  }
  return join_line(out);
}

// Behind the sequence nearly always stand "+" and as many qualities as bases, so that no line end needs to be looked
// for. A record that only seems to be so has a line end among its qualities, which parsing refuses.
void FastqScanner::take_expected_end(FastqLines& out) {
  const std::size_t bases = out.lines.back().size();
  if (rest_.size() < bases + 3 || rest_[0] != '+' || rest_[1] != '\n' || rest_[bases + 2] != '\n') return;
  out.lines.push_back(rest_.substr(0, 1));
  out.lines.push_back(rest_.substr(2, bases));
  rest_.remove_prefix(bases + 3);
}

// The line's end is not in this chunk.
bool FastqScanner::join_line(FastqLines& out) {
  std::string line(rest_);
  bool has_line = !rest_.empty();
  while (next_chunk()) {
    has_line = true;
    out.chunks.push_back(chunk_);
    const std::size_t bytes = rest_.find('\n');
    line += rest_.substr(0, bytes);
    if (line.size() > max_line_bytes)
      throw InputError(path_, record_name(next_record_ + out.records()), "has a line of more than 65536 characters",
                       "give short reads in FASTQ format");
    if (bytes != std::string_view::npos) {
      rest_.remove_prefix(bytes + 1);
      break;
    }
  }
  if (!has_line) return false;
  std::string_view view = out.joined.emplace_back(std::move(line));
  drop_carriage_return(view);
  out.lines.push_back(view);
  return true;
}

void FastqScanner::check_only_blank_lines_follow(FastqLines& out) {
  while (take_line(out)) {
    const bool is_blank = out.lines.back().empty();
    out.lines.pop_back();
    if (!is_blank)
      throw InputError(path_, record_name(next_record_ + out.records()),
                       "a blank line stands where a record should begin", "remove the blank lines");
  }
}

}  // namespace norrsken
