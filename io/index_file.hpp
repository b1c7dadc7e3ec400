// The index file: packed reference, contig table and seed table of one genome, made to be memory-mapped.
//
// Layout, little-endian: a header page of 4096 bytes, then the sections, each on a 4096-byte border, zero bytes
// between.
//   header    magic "NSKINDEX", byte-order mark, format version, k, w, max_seed_places, seed_rules, file size, bases on
//             the axis; of each section offset, size, CRC-64; CRC-64 of all this
//   contigs   text: "reference <tab> file name <tab> sha256", then "name <tab> start <tab> length <tab> md5" a contig
//   n_runs    GenomeInterval[]
//   packed    2-bit bases, followed by at least 64 readable bytes
//   table     8-byte seed entries
//   lists     4-byte positions
// The mapping is shared and read-only, so all ranks of a node share one copy, the page cache's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

struct IndexContent {
  GenomeView genome;
  std::span<const std::string> contig_md5;    // one a contig, 32 digits
  std::string reference_name;                 // of the FASTA file, without folders
  std::string reference_sha256;               // of the FASTA file's bytes
  std::span<const std::uint64_t> seed_table;  // as SeedIndex takes it
  std::span<const GenomePosition> seed_lists;
};

// Writes `path` under a temporary name beside it, flushes it to disk and renames it, so that no reader ever sees half a
// file. Equal contents give equal bytes. Returns the file's size in bytes. Throws SystemError; nothing is left then.
std::uint64_t write_index_file(const std::string& path, const IndexContent& content);

// quick: header, contigs and N runs by checksum, the rest by size. everything: all sections by checksum (reads them).
enum class IndexCheck { quick, everything };

class IndexFile {
 public:
  // Throws InputError with exit code reference and the command that rebuilds when the file is missing, no index, of
  // another version, byte order or other seed parameters, truncated, or damaged; SystemError when it cannot be read.
  static IndexFile open(const std::string& path, IndexCheck check = IndexCheck::quick);

  IndexFile(IndexFile&& other) noexcept;
  IndexFile& operator=(IndexFile&& other) noexcept;
  ~IndexFile();

  // Views into the mapping and into this object: valid while it lives, also after it was moved.
  [[nodiscard]] GenomeView genome() const { return genome_; }
  // SeedIndex(file.seed_table(), file.seed_lists()) looks seeds up.
  [[nodiscard]] std::span<const std::uint64_t> seed_table() const { return seed_table_; }
  [[nodiscard]] std::span<const GenomePosition> seed_lists() const { return seed_lists_; }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& reference_name() const { return reference_name_; }
  [[nodiscard]] const std::string& reference_sha256() const { return reference_sha256_; }
  // Hexadecimal, of the header, which holds those of all sections.
  [[nodiscard]] const std::string& checksum() const { return checksum_; }
  // As the M5 of SAM headers; one a contig.
  [[nodiscard]] std::span<const std::string> contig_md5() const { return contig_md5_; }
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  IndexFile() = default;
  void parse_contigs(std::string_view text);

  std::string path_;
  const std::byte* mapping_ = nullptr;
  std::uint64_t size_bytes_ = 0;
  std::vector<Contig> contigs_;
  std::vector<std::string> contig_md5_;
  std::string reference_name_;
  std::string reference_sha256_;
  std::string checksum_;
  GenomeView genome_;
  std::span<const std::uint64_t> seed_table_;
  std::span<const GenomePosition> seed_lists_;
};

// Throws InputError (exit code reference) unless the FASTA file holds the genome that the index was built from. A file
// with the same bytes passes at once; another one (for instance unzipped) is read, and the first difference is named.
void check_same_reference(const IndexFile& index, const std::string& fasta_path);

}  // namespace norrsken
