// Mapping confidence against the truth: places simulated reads whose names tell where they came from and counts, by
// confidence, how many lie elsewhere.
// usage: calibration INDEX.nsk R1.fastq.gz R2.fastq.gz
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <unordered_map>

#include "io/gzip_lines.hpp"
#include "io/index_file.hpp"
#include "io/read_source.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/types/read_name.hpp"

namespace {
using namespace norrsken;

// An indel in the read moves its 5' end by its length when the read is placed by its other half.
constexpr std::int64_t tolerance_bases = 60;
constexpr unsigned bin_width_phred = 5;
constexpr unsigned bins = 60 / bin_width_phred + 1;

struct Bin {
  std::uint64_t reads = 0;
  std::uint64_t wrong = 0;
  double expected_wrong = 0;
};

struct Origin {
  std::array<GenomePosition, 2> five_prime{};  // genome axis
  std::array<bool, 2> is_reverse{};
};

using Origins = std::unordered_map<std::uint64_t, Origin>;

Origins read_origins(const std::string& fastq, const GenomeView& genome) {
  std::unordered_map<std::string, GenomePosition> starts;
  for (const Contig& contig : genome.contigs) starts[contig.name] = contig.start;
  Origins origins;
  GzipLines lines(fastq, "give a FASTQ file of norrsken simulate");
  for (std::string line; lines.next(line);) {
    if (lines.number() % 4 != 1) continue;
    const std::string name = line.substr(1);
    const auto origin = parse_read_name(name);
    if (!origin || !starts.contains(origin->contig)) lines.fail("the name does not tell where the read is from", "");
    const GenomePosition start = starts[origin->contig];
    origins[hash_read_name(name)] = {{start + origin->five_prime[0], start + origin->five_prime[1]},
                                     {origin->is_reverse, !origin->is_reverse}};
  }
  return origins;
}

bool is_right(const PlacedRead& read, const Origin& origin) {
  const unsigned mate = read.has(read_is_second) ? 1 : 0;
  if (read.has(read_is_reverse) != origin.is_reverse[mate]) return false;
  const std::int64_t five_prime = read.has(read_is_reverse) ? std::int64_t{read.position} + read.shift + read.length - 1
                                                            : std::int64_t{read.position};
  return std::abs(five_prime - std::int64_t{origin.five_prime[mate]}) <= tolerance_bases;
}

int measure(const std::string& index_path, const ReadFiles& files) {
  const IndexFile index = IndexFile::open(index_path);
  const GenomeView genome = index.genome();
  const Origins origins = read_origins(files.read1, genome);
  const SeedIndex seeds(index.seed_table(), index.seed_lists());
  Placer placer(seeds, genome, PlacementOptions{});
  PlacementCounts counts;
  PlacedReads placed;
  std::array<Bin, bins> table{};
  const auto source = open_reads(files);
  for (ReadBatch batch; source->next(batch);) {
    placed.clear();
    placer.place(batch, placed, counts);
    for (const PlacedRead& read : placed.reads) {
      if (read.has(placement_is_secondary) || read.has(read_is_orphan)) continue;
      Bin& bin = table[std::min<unsigned>(read.confidence_phred, 60) / bin_width_phred];
      ++bin.reads;
      bin.wrong += is_right(read, origins.at(read.name_hash)) ? 0 : 1;
      bin.expected_wrong += std::pow(10, -read.confidence_phred / 10.0);
    }
  }
  std::printf("%-12s%12s%10s%12s%10s\n", "confidence", "reads", "wrong", "expected", "ratio");
  bool is_calibrated = true;
  for (unsigned bin = 0; bin < bins; ++bin) {
    const Bin& row = table[bin];
    if (row.reads == 0) continue;
    const unsigned low = bin * bin_width_phred;
    const std::string name = low >= 60 ? "60" : std::to_string(low) + "-" + std::to_string(low + bin_width_phred - 1);
    std::printf("%-12s%12llu%10llu%12.1f%10.2f\n", name.c_str(), static_cast<unsigned long long>(row.reads),
                static_cast<unsigned long long>(row.wrong), row.expected_wrong,
                static_cast<double>(row.wrong) / row.expected_wrong);
    // Beyond a factor of two by more than chance (two standard deviations of a count) explains.
    const double spread = 2 * std::sqrt(static_cast<double>(row.wrong) + 1);
    const bool is_too_low = static_cast<double>(row.wrong) + spread < row.expected_wrong / 2;
    const bool is_too_high = static_cast<double>(row.wrong) - spread > row.expected_wrong * 2;
    if (low >= 10 && low < 40 && (is_too_low || is_too_high)) is_calibrated = false;
  }
  std::printf("unplaced %llu, orphans %llu of %llu reads\n", static_cast<unsigned long long>(counts.buckets.unplaced),
              static_cast<unsigned long long>(counts.buckets.orphan),
              static_cast<unsigned long long>(counts.buckets.total()));
  std::printf("within a factor of 2 from 10 to 40: %s\n", is_calibrated ? "yes" : "NO");
  return is_calibrated ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "usage: calibration INDEX.nsk R1.fastq.gz R2.fastq.gz\n");
    return 2;
  }
  try {
    return measure(words[1], {words[2], words[3]});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "calibration: error: %s\n", error.what());
    return 2;
  }
}
