// Builds the index of a reference: FASTA in, index file out, on several threads with the same bytes for any number.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/seeding/seed_table.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// A seed table in memory, as SeedIndex takes it.
struct SeedTable {
  std::vector<std::uint64_t> table;
  std::vector<GenomePosition> lists;
  SeedCounts counts;
};

// Called from one thread at a time: what is being done, and the part done of it, 0..1.
using IndexProgress = std::function<void(const char* step, double done)>;

// Memory beside the genome: 16 bytes a minimizer (2 in 16 bases) + 10 bytes a distinct k-mer + the lists. For the
// 3.1 Gbases of GRCh38, of which 2.94 are not N: 5.9 + 3.1 + 0.4 GB, with the packed genome 10.2 GB at the peak.
[[nodiscard]] SeedTable build_seed_table(const GenomeView& genome, unsigned threads,
                                         const IndexProgress& progress = {});

struct IndexSummary {
  std::size_t contigs = 0;
  std::uint64_t bases = 0;    // of the contigs
  std::uint64_t n_bases = 0;  // of these
  SeedCounts seeds;
  std::uint64_t file_bytes = 0;
  double read_seconds = 0;
  double seed_seconds = 0;
  double write_seconds = 0;
};

// Throws what read_fasta() and write_index_file() throw.
IndexSummary build_index(const std::string& fasta_path, const std::string& index_path, unsigned threads,
                         const IndexProgress& progress = {});

}  // namespace norrsken
