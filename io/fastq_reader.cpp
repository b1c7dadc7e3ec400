#include "io/fastq_reader.hpp"

#include <algorithm>

#include "io/fastq_file.hpp"
#include "io/fastq_parser.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

FastqReader::FastqReader(const ReadFiles& files, unsigned part, unsigned parts, unsigned threads) {
  part_ = part;
  parts_ = parts;
  first_ = std::make_unique<FastqScanner>(files.read1, open_text(files.read1), threads);
  bytes_total_ = InputFile(files.read1).size_bytes();
  if (!files.read2.empty()) {
    second_ = std::make_unique<FastqScanner>(files.read2, open_text(files.read2), threads);
    bytes_total_ += InputFile(files.read2).size_bytes();
  }
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
    if (!take_lines(lines)) return false;
    ReadCounts counts;
    const FastqRecords first{*first_, lines.first};
    if (second_) {
      const FastqRecords second{*second_, lines.second};
      parse_records(first, &second, batch, counts);
    } else {
      parse_records(first, nullptr, batch, counts);
    }
    // Let go of the chunks now: the thread may not come back for long.
    lines.first.clear();
    lines.second.clear();
    {
      const std::lock_guard lock(mutex_);
      counts_.fragments += counts.fragments;
      counts_.reads += counts.reads;
      counts_.bases += counts.bases;
      counts_.too_short += counts.too_short;
    }
    if (batch.fragments() > 0) return true;
  }
}

// The next batch of this part.
bool FastqReader::take_lines(Lines& lines) {
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  while (true) {
    first_->take(batch_fragments, lines.first);
    if (second_) {
      second_->take(batch_fragments, lines.second);
      check_same_count(lines);
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

void FastqReader::check_same_count(const Lines& lines) const {
  const std::size_t first = lines.first.records();
  const std::size_t second = lines.second.records();
  if (first == second) return;
  const FastqScanner& shorter = first < second ? *first_ : *second_;
  const FastqScanner& longer = first < second ? *second_ : *first_;
  const std::uint64_t last = lines.first.first_record + std::min(first, second);
  throw InputError(shorter.path(), "",
                   "ends after " + std::to_string(last) + " records, but " + longer.path() + " goes on",
                   "one of the files is truncated, or they are not of the same lane: get them again");
}

std::uint64_t FastqReader::bytes_read() const {
  return first_->bytes_read() + (second_ ? second_->bytes_read() : 0);
}

ReadCounts FastqReader::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace norrsken
