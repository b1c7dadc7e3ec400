#include "io/fastq_split.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "io/bgzf_text.hpp"
#include "io/fastq_file.hpp"
#include "io/fastq_parser.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {
namespace {

// More than a record of the longest lines that the scanner accepts.
constexpr std::size_t record_max_bytes = std::size_t{5} * 65536;

// The text of a file from some place on, and where in the file each character stands. Text offsets count from the
// place where the walk began.
class TextWalker {
 public:
  TextWalker(const std::string& path, std::uint64_t from_byte) {
    is_bgzf_ = detect_read_format(path) == ReadFormat::fastq_bgzf;
    InputFile file(path);
    next_byte_ = is_bgzf_ && from_byte > 0 ? find_bgzf_block(file, from_byte) : from_byte;
    source_ = open_text(path, {{next_byte_, 0}, text_end});
  }

  // Appends more text; false at the end of the file.
  bool extend() {
    TextPiece piece;
    if (!source_->fetch(piece)) return false;
    source_->expand(piece);
    std::size_t text_bytes = text_end_offset();
    if (is_bgzf_) {
      for (const BgzfBlock& block : bgzf_blocks_of(piece.compressed.text())) {
        marks_.push_back({text_bytes, next_byte_});
        text_bytes += block.text_bytes;
        next_byte_ += block.file_bytes;
      }
    } else {
      marks_.push_back({text_bytes, next_byte_});
      next_byte_ += piece.chunk.size;
    }
    text_ += piece.chunk.text();
    return true;
  }
  // Forgets all but the last `bytes` of the text.
  void keep_last(std::size_t bytes) {
    if (text_.size() <= bytes) return;
    text_start_ += text_.size() - bytes;
    text_.erase(0, text_.size() - bytes);
    marks_.erase(marks_.begin(), mark_of(text_start_));
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t text_start() const { return text_start_; }
  // Byte of the file that the text reaches to.
  [[nodiscard]] std::uint64_t next_byte() const { return next_byte_; }
  // Of the character text()[at].
  [[nodiscard]] TextPosition position_of(std::size_t at) const {
    const Mark& mark = *mark_of(text_start_ + at);
    const std::size_t offset = text_start_ + at - mark.text_offset;
    return is_bgzf_ ? TextPosition{mark.byte, offset} : TextPosition{mark.byte + offset, 0};
  }

 private:
  struct Mark {  // a BGZF block or a piece of a plain file
    std::size_t text_offset;
    std::uint64_t byte;
  };
  [[nodiscard]] std::size_t text_end_offset() const { return text_start_ + text_.size(); }
  // The last mark at or before a text offset. Empty blocks share their offset with the next one.
  [[nodiscard]] std::vector<Mark>::const_iterator mark_of(std::size_t text_offset) const {
    return std::upper_bound(marks_.begin(), marks_.end(), text_offset,
                            [](std::size_t value, const Mark& mark) { return value < mark.text_offset; }) -
           1;
  }

  bool is_bgzf_ = false;
  std::unique_ptr<TextSource> source_;
  std::uint64_t next_byte_ = 0;
  std::size_t text_start_ = 0;
  std::string text_;
  std::vector<Mark> marks_;
};

std::string_view line_at(std::string_view text, std::size_t start) {
  return text.substr(start, text.find('\n', start) - start);
}

// Start of the line `lines` further on; npos when the text ends before.
std::size_t skip_lines(std::string_view text, std::size_t start, unsigned lines) {
  for (; lines > 0 && start != std::string_view::npos; --lines) {
    start = text.find('\n', start);
    if (start != std::string_view::npos) ++start;
  }
  return start < text.size() ? start : std::string_view::npos;
}

// No other line of a well-formed record begins with '@' and has a '+' at the beginning of the second line behind it:
// a sequence begins with neither.
bool is_record_start(std::string_view text, std::size_t start) {
  const std::size_t plus_line = skip_lines(text, start, 2);
  return plus_line != std::string_view::npos && text[start] == '@' && text[plus_line] == '+';
}

std::string name_of_header(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return std::string(fragment_name(line.substr(1)));
}

// Looks for the record among those that begin behind a line end between two bytes of the file.
TextPosition find_name_between(const std::string& path, const std::string& name, std::uint64_t from_byte,
                               std::uint64_t to_byte) {
  TextWalker walker(path, from_byte);
  const std::string wanted = "\n@" + name;
  bool at_end = false;
  std::size_t text_behind_bytes = 0;
  while (!at_end && text_behind_bytes < 2 * record_max_bytes) {
    const std::size_t before = walker.text_start() + walker.text().size();
    const bool is_behind = walker.next_byte() >= to_byte;
    at_end = !walker.extend();
    if (is_behind) text_behind_bytes += walker.text_start() + walker.text().size() - before;
    const std::string_view text = walker.text();
    // The first record of the file has no line end before it.
    if (from_byte == 0 && walker.text_start() == 0 && text.starts_with(wanted.substr(1)) &&
        name_of_header(line_at(text, 0)) == name)
      return {};
    for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1))
      if (name_of_header(line_at(text, at + 1)) == name && is_record_start(text, at + 1))
        return walker.position_of(at + 1);
    walker.keep_last(record_max_bytes);
  }
  return text_end;
}

}  // namespace

TextPosition find_record(const std::string& path, std::uint64_t from_byte, std::string& name) {
  TextWalker walker(path, from_byte);
  bool at_end = false;
  // Part of a line, up to three lines of a record, and a record of three lines to know it by.
  constexpr auto lines_needed = 8;
  while (!at_end && std::count(walker.text().begin(), walker.text().end(), '\n') < lines_needed &&
         walker.text().size() < 2 * record_max_bytes)
    at_end = !walker.extend();
  const std::string_view text = walker.text();
  std::size_t start = from_byte == 0 ? 0 : skip_lines(text, 0, 1);
  for (unsigned line = 0; line < 4 && start != std::string_view::npos && start < text.size(); ++line) {
    if (is_record_start(text, start)) {
      name = name_of_header(line_at(text, start));
      return walker.position_of(start);
    }
    start = skip_lines(text, start, 1);
  }
  if (at_end) return text_end;
  throw InputError(path, "bytes from " + std::to_string(from_byte), "hold no FASTQ record",
                   "each record is four lines: @name, sequence, +, qualities");
}

TextPosition find_record_of_name(const std::string& path, const std::string& name, std::uint64_t guess_byte,
                                 std::uint64_t window_bytes) {
  const std::uint64_t size_bytes = InputFile(path).size_bytes();
  std::uint64_t searched_start = std::min(guess_byte, size_bytes);
  std::uint64_t searched_end = searched_start;
  for (std::uint64_t window = window_bytes; searched_start > 0 || searched_end < size_bytes; window *= 2) {
    const std::uint64_t start = guess_byte > window ? guess_byte - window : 0;
    const std::uint64_t end = std::min(size_bytes, guess_byte + window);
    for (const auto& [from, to] : {std::pair{start, searched_start}, std::pair{searched_end, end}}) {
      if (from >= to) continue;
      if (const TextPosition found = find_name_between(path, name, from, to); found != text_end) return found;
    }
    searched_start = start;
    searched_end = end;
  }
  return text_end;
}

FastqRanges split_fastq(const ReadFiles& files, unsigned part, unsigned parts) {
  const std::uint64_t size1 = InputFile(files.read1).size_bytes();
  struct Boundary {
    TextPosition read1;
    TextPosition read2;
    TextPosition umi;
  };
  const auto find_beside = [&](const std::string& path, const std::string& name, double place) {
    if (path.empty()) return text_end;
    const double guess = place * static_cast<double>(InputFile(path).size_bytes());
    const TextPosition found = find_record_of_name(path, name, static_cast<std::uint64_t>(guess));
    if (found == text_end)
      throw InputError(path, "", "holds no mate of read " + quoted_name(name) + " of " + files.read1,
                       "give files of the same lane, whole and in the same order");
    return found;
  };
  const auto find_boundary = [&](unsigned number) -> Boundary {
    if (number == 0) return {};
    if (number == parts) return {text_end, text_end, text_end};
    const std::uint64_t share = std::max<std::uint64_t>(1, size1 / parts * number + size1 % parts * number / parts);
    std::string name;
    Boundary boundary{find_record(files.read1, share, name), text_end, text_end};
    if (boundary.read1 == text_end) return boundary;
    const double place = static_cast<double>(boundary.read1.block) / static_cast<double>(size1);
    boundary.read2 = find_beside(files.read2, name, place);
    boundary.umi = find_beside(files.umi, name, place);
    return boundary;
  };
  const Boundary start = find_boundary(part);
  const Boundary end = find_boundary(part + 1);
  return {{start.read1, end.read1}, {start.read2, end.read2}, {start.umi, end.umi}};
}

}  // namespace norrsken
