// BAM, CRAM and unaligned BAM files as a source of reads.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/alignment_file.hpp"
#include "io/read_source.hpp"

namespace norrsken {

// Mates find each other by name wherever they stand. A read waits in memory for its mate (about 300 bytes a read): few
// at a time in a file sorted by name or by place, apart from mates on other chromosomes.
//
// A record that repeats another one letter by letter (left by cutting overlapping regions out of a file) is dropped
// and counted; any other second record of a mate is an error. Reads still waiting at the end are looked for in a
// second pass, so that a repetition behind a complete pair is not taken for a read without mate.
class AlignmentReader : public ReadSource {
 public:
  // Part `part` keeps the fragments whose name hash leaves `part` when divided by `parts`.
  AlignmentReader(const std::string& path, unsigned part, unsigned parts, const std::string& reference_path,
                  unsigned threads, const UmiPattern& umi);
  bool next(ReadBatch& batch) override;
  [[nodiscard]] ReadCounts counts() const override;
  [[nodiscard]] std::uint64_t position() const override;
  void skip(std::uint64_t position) override;
  [[nodiscard]] std::uint64_t bytes_read() const override { return bytes_read_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return bytes_total_; }

 private:
  using Bases = std::vector<BaseQuality>;
  struct WaitingRead {
    MateNumber mate = MateNumber::unpaired;
    Bases bases;
    std::string umi = {};        // its part of the fragment's, or all of it
    bool is_repetition = false;  // found by the second pass
  };
  void fill(ReadBatch& batch);
  void add_record(ReadBatch& batch);
  void append(ReadBatch& batch, std::uint64_t name_hash, const Bases* first, const Bases* second);
  std::string take_umi(const AlignmentFile& file);
  [[nodiscard]] std::uint64_t hash_with_umi(std::uint64_t name_hash, std::string_view first,
                                            std::string_view second) const;
  void find_repetitions();
  void deliver_waiting(ReadBatch& batch);

  std::string path_;
  std::string reference_path_;
  unsigned part_;
  unsigned parts_;
  unsigned threads_;
  UmiPattern umi_;
  std::unique_ptr<AlignmentFile> file_;                   // null behind its end
  Bases bases_;                                           // of the present record
  std::unordered_map<std::string, WaitingRead> waiting_;  // by fragment name
  std::uint64_t batches_ = 0;                             // delivered
  std::uint64_t bytes_total_ = 0;
  std::atomic<std::uint64_t> bytes_read_{0};
  mutable std::mutex mutex_;  // guards all above but bytes_read_
  ReadCounts counts_;
  std::exception_ptr error_;
};

}  // namespace norrsken
