// A reference FASTA, plain, gzipped or BGZF, becomes the packed genome axis of kernels/types/genome.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

// A reference genome in memory: 0.25 bytes a base.
struct ReferenceGenome {
  std::vector<Contig> contigs;          // in the order of the file
  std::vector<std::string> contig_md5;  // of each contig's upper-case letters: the M5 of a SAM header
  std::vector<std::uint8_t> packed;     // as GenomeView::packed
  std::vector<GenomeInterval> n_runs;   // as GenomeView::n_runs
  GenomePosition length = 0;

  [[nodiscard]] GenomeView view() const { return {contigs, packed, n_runs, length}; }
  // Bases of N within contigs.
  [[nodiscard]] std::uint64_t n_bases() const;
};

// Called now and then while a file is read, with the bytes of it that were taken.
using FastaProgress = std::function<void(std::uint64_t file_bytes)>;

// Reads the whole file as a stream. Lower-case letters count as upper-case, U as T, the IUPAC ambiguity letters as N;
// a contig's name ends at the first blank; CRLF and blank lines are accepted.
// Throws InputError (exit code reference) naming the line: no '>' first, a letter that is no base, a contig without
// name or bases or with a name that SAM and VCF cannot hold, a name given twice, more than 2^32 - 1 bases on the axis,
// no such file, a damaged or truncated gzip stream. Throws SystemError when the file cannot be read.
[[nodiscard]] ReferenceGenome read_fasta(const std::string& path, const FastaProgress& progress = {});

}  // namespace norrsken
