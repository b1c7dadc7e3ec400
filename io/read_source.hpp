// Where reads come from: FASTQ (plain, gzip, BGZF), uBAM, BAM and CRAM, all as batches of fragments. What kind of
// file it is is read from its first bytes, never from its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "io/umi_pattern.hpp"
#include "kernels/types/read_batch.hpp"

namespace norrsken {

// One lane. FASTQ: read1 and read2, or read1 alone for single-end reads. BAM or CRAM: read1 alone.
struct ReadFiles {
  std::string read1;
  std::string read2;
  std::string umi = {};  // FASTQ of the UMIs, where they stand in a file of their own
};

// Reads of other lengths are refused (0, > 1000) or counted as too short (1..19) and left out.
inline constexpr std::size_t min_read_bases = 20;
inline constexpr std::size_t max_read_bases = 1000;
inline constexpr std::size_t batch_fragments = 512;  // their text and reads stay in a core's second cache

// Of this part of the lane only: the parts' counts add up to the lane.
struct ReadCounts {
  std::uint64_t fragments = 0;
  std::uint64_t reads = 0;          // in the batches delivered
  std::uint64_t bases = 0;          // in the batches delivered
  std::uint64_t too_short = 0;      // reads under min_read_bases, in no batch: the bucket "malformed"
  std::uint64_t repeated = 0;       // exact second copies of a BAM/CRAM record, in no batch: also "malformed"
  std::uint64_t mates_missing = 0;  // paired BAM/CRAM reads without their mate in the file, delivered as single reads

  [[nodiscard]] std::uint64_t malformed() const { return too_short + repeated; }
  [[nodiscard]] std::uint64_t in_file() const { return reads + malformed(); }  // primary records
  void add(const ReadCounts& other) {
    fragments += other.fragments;
    reads += other.reads;
    bases += other.bases;
    too_short += other.too_short;
    repeated += other.repeated;
    mates_missing += other.mates_missing;
  }
  // What was counted since `earlier` of the same source.
  [[nodiscard]] ReadCounts since(const ReadCounts& earlier) const {
    return {fragments - earlier.fragments, reads - earlier.reads,       bases - earlier.bases,
            too_short - earlier.too_short, repeated - earlier.repeated, mates_missing - earlier.mates_missing};
  }
};

class ReadSource {
 public:
  virtual ~ReadSource() = default;

  // Clears `batch` (keeping its `sample`) and fills it with up to batch_fragments fragments, mate 1 first. False at
  // the end. May be called from several threads at once; which thread gets which batch is not defined.
  // Throws InputError for bad input and SystemError when the machine fails, then again on every later call.
  virtual bool next(ReadBatch& batch) = 0;

  [[nodiscard]] virtual ReadCounts counts() const = 0;

  // How far the file was read, once no next() is under way; and to begin there again: skip() brings a source that is
  // still at its start to a position() of the same part of the same lane. It may or may not count what it passes over.
  // Throws as next() does.
  [[nodiscard]] virtual std::uint64_t position() const = 0;
  virtual void skip(std::uint64_t position) = 0;

  // Of the files as stored, for progress; callable from any thread. For FASTQ of this part's share only.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;

 protected:
  ReadSource() = default;
  ReadSource(const ReadSource&) = default;
  ReadSource& operator=(const ReadSource&) = default;
};

// Opens part `part` of `parts` (0-based) of a lane. The parts together deliver every fragment of the lane exactly
// once, and the set of fragments is the same for every `parts`; parts need not talk to each other.
// reference_path: FASTA (with .fai) that a CRAM file was written with; not used otherwise.
// callers: how many threads will call next(). They inflate FASTQ in turn; BAM and CRAM are decompressed by the
// library's threads, one for each eight of them, or by a lone caller itself. umi: where UMIs stand; they go into the
// top bits of name_hash (types/umi.hpp). Throws InputError (missing, empty, of unknown format, truncated, without the
// UMIs that the pattern speaks of) or SystemError.
[[nodiscard]] std::unique_ptr<ReadSource> open_reads(const ReadFiles& files, unsigned part = 0, unsigned parts = 1,
                                                     const std::string& reference_path = "", unsigned callers = 1,
                                                     const UmiPattern& umi = {});

enum class ReadFormat { fastq, fastq_gzip, fastq_bgzf, bam, cram };

// Throws InputError when the file cannot be opened, is empty or holds nothing that we can read.
[[nodiscard]] ReadFormat detect_read_format(const std::string& path);

enum class LaneSharing {
  by_range,    // each part reads and inflates only its own range of the files: split over as many ranks as you like
  by_skipping  // each part inflates everything and keeps its share: better give whole lanes to ranks
};

// Throws as detect_read_format does.
[[nodiscard]] LaneSharing lane_sharing(const ReadFiles& files);

}  // namespace norrsken
