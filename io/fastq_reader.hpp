// FASTQ files as a source of reads.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>

#include "io/fastq_lines.hpp"
#include "io/read_source.hpp"

namespace norrsken {

// Lines are found under a lock; text is inflated before and records are parsed after it, so several threads may call
// next() with profit.
class FastqReader : public ReadSource {
 public:
  FastqReader(const ReadFiles& files, unsigned part, unsigned parts, unsigned callers, const UmiPattern& umi);
  bool next(ReadBatch& batch) override;
  [[nodiscard]] ReadCounts counts() const override;
  [[nodiscard]] std::uint64_t position() const override;
  void skip(std::uint64_t position) override;
  [[nodiscard]] std::uint64_t bytes_read() const override;
  [[nodiscard]] std::uint64_t bytes_total() const override { return bytes_total_; }

 private:
  struct Lines {
    FastqLines first;
    FastqLines second;
    FastqLines umi;
  };
  void read_ahead();
  bool take_lines(Lines& lines);
  bool cut_batch(Lines& lines);
  void check_same_count(const FastqLines& first, const FastqScanner& file, const FastqLines& lines) const;
  bool fill(ReadBatch& batch);

  std::unique_ptr<FastqScanner> first_;
  std::unique_ptr<FastqScanner> second_;  // null for single-end reads
  std::unique_ptr<FastqScanner> umi_;     // null where UMIs have no file of their own
  UmiPattern pattern_;
  unsigned part_ = 0;  // when skipping: keep batches with number % parts_ == part_
  unsigned parts_ = 1;
  bool must_hold_reads_ = true;
  std::uint64_t next_batch_ = 0;
  std::uint64_t bytes_total_ = 0;
  mutable std::mutex mutex_;  // guards the scanners, counts_ and error_
  ReadCounts counts_;
  std::exception_ptr error_;
};

}  // namespace norrsken
