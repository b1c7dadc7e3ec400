#include "io/fastq_reader.hpp"

#include <algorithm>
#include <array>

#include "io/bgzf_text.hpp"
#include "io/fastq_file.hpp"
#include "io/fastq_parser.hpp"
#include "io/fastq_split.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

namespace {

// Bytes of a file that belong to a range, about.
std::uint64_t bytes_of(const std::string& path, const TextRange& range) {
  const std::uint64_t size_bytes = InputFile(path).size_bytes();
  return std::min(range.end.block, size_bytes) - std::min(range.start.block, size_bytes);
}

// Some software leaves out the block that ends a BGZF file, but not in one file of a pair only.
void check_ends(const ReadFiles& files) {
  const std::array<std::string, 2> paths = {files.read1, files.read2};
  std::array<bool, 2> has_end{};
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (detect_read_format(paths[i]) != ReadFormat::fastq_bgzf) return;
    InputFile file(paths[i]);
    has_end[i] = has_bgzf_end(file);
  }
  if (has_end[0] == has_end[1]) return;
  throw InputError(paths[has_end[0] ? 1 : 0], "",
                   "lacks the block that ends a BGZF file, which its mate has: the file is truncated",
                   "copy or download the file again and compare its checksum");
}

}  // namespace

FastqReader::FastqReader(const ReadFiles& files, unsigned part, unsigned parts, unsigned callers, const UmiPattern& umi)
    : pattern_(umi) {
  const bool has_mates = !files.read2.empty();
  if (has_mates) check_ends(files);
  FastqRanges ranges;
  std::string part_name;
  if (parts > 1 && lane_sharing(files) == LaneSharing::by_range) {
    ranges = split_fastq(files, part, parts);
    part_name = "part " + std::to_string(part + 1) + " of " + std::to_string(parts);
    must_hold_reads_ = part == 0;
  } else {
    part_ = part;
    parts_ = parts;
  }
  first_ = std::make_unique<FastqScanner>(files.read1, open_text(files.read1, ranges.read1), callers, part_name);
  bytes_total_ = bytes_of(files.read1, ranges.read1);
  const auto open_beside = [&](std::unique_ptr<FastqScanner>& scanner, const std::string& path, TextRange range) {
    if (path.empty()) return;
    scanner = std::make_unique<FastqScanner>(path, open_text(path, range), callers, part_name);
    bytes_total_ += bytes_of(path, range);
  };
  open_beside(second_, files.read2, ranges.read2);
  open_beside(umi_, files.umi, ranges.umi);
}

bool FastqReader::next(ReadBatch& batch) {
  try {
    return fill(batch);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    std::rethrow_exception(error_);
  }
}

bool FastqReader::fill(ReadBatch& batch) {
  thread_local Lines lines;
  while (true) {
    batch.clear();
    read_ahead();
    if (!take_lines(lines)) return false;
    ReadCounts counts;
    const FastqRecords first{*first_, lines.first};
    const FastqRecords second{second_ ? *second_ : *first_, lines.second};
    const FastqRecords umi{umi_ ? *umi_ : *first_, lines.umi};
    parse_records(first, second_ ? &second : nullptr, {pattern_, umi_ ? &umi : nullptr}, batch, counts);
    // Let go of the chunks now: the thread may not come back for long.
    for (FastqLines* used : {&lines.first, &lines.second, &lines.umi}) used->clear();
    {
      const std::lock_guard lock(mutex_);
      counts_.add(counts);
    }
    if (batch.fragments() > 0) return true;
  }
}

void FastqReader::read_ahead() {
  for (FastqScanner* file : {first_.get(), second_.get(), umi_.get()})
    if (file != nullptr) file->read_ahead();
}

// The next batch of this part. What goes wrong is noted before another thread may go on from there: it would find less
// in the shorter file and tell another record.
bool FastqReader::take_lines(Lines& lines) {
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  try {
    return cut_batch(lines);
  } catch (...) {
    error_ = std::current_exception();
    throw;
  }
}

bool FastqReader::cut_batch(Lines& lines) {
  while (true) {
    first_->take(batch_fragments, lines.first);
    if (second_) {
      second_->take(batch_fragments, lines.second);
      check_same_count(lines.first, *second_, lines.second);
    }
    if (umi_) {
      umi_->take(batch_fragments, lines.umi);
      check_same_count(lines.first, *umi_, lines.umi);
    }
    const std::uint64_t number = next_batch_++;
    if (lines.first.records() == 0) {
      if (number == 0 && must_hold_reads_)
        throw InputError(first_->path(), "", "holds no reads", "check the step that wrote it");
      return false;
    }
    if (number % parts_ == part_) return true;
  }
}

void FastqReader::check_same_count(const FastqLines& first, const FastqScanner& file, const FastqLines& lines) const {
  if (first.records() == lines.records()) return;
  const bool is_first_shorter = first.records() < lines.records();
  const FastqScanner& shorter = is_first_shorter ? *first_ : file;
  const FastqScanner& longer = is_first_shorter ? file : *first_;
  const std::uint64_t last = first.first_record + std::min(first.records(), lines.records());
  throw InputError(shorter.path(), shorter.part_name(),
                   "ends after " + std::to_string(last) + " records, but " + longer.path() + " goes on",
                   "one of the files is truncated, or they are not of the same lane: get them again");
}

std::uint64_t FastqReader::bytes_read() const {
  // The block at a boundary is read by two parts.
  return std::min(bytes_total_,
                  first_->bytes_read() + (second_ ? second_->bytes_read() : 0) + (umi_ ? umi_->bytes_read() : 0));
}

std::uint64_t FastqReader::position() const {
  const std::lock_guard lock(mutex_);
  return next_batch_;
}

// Lines are looked for, but not parsed.
void FastqReader::skip(std::uint64_t position) {
  Lines lines;
  while (next_batch_ < position && take_lines(lines)) {
  }
}

ReadCounts FastqReader::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace norrsken
