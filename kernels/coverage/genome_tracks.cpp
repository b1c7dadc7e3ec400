#include "kernels/coverage/genome_tracks.hpp"

#include <map>

namespace norrsken {
namespace {

// The finalizer of MurmurHash3 (Appleby): neighbours get unrelated numbers.
std::uint64_t scattered(std::uint64_t value) {
  value = (value ^ value >> 33) * 0xff51afd7ed558ccdULL;
  value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53ULL;
  return value ^ value >> 33;
}

bool is_heterozygous(const GenotypeCall& sample) {
  return sample.ploidy == 2 && sample.alleles[0] >= 0 && sample.alleles[1] >= 0 &&
         sample.alleles[0] + sample.alleles[1] == 1;
}

}  // namespace

void count_depth_track(const PlacedReads& reads, GenomeInterval block, std::size_t samples,
                       std::span<std::uint64_t> track) {
  for (const PlacedRead& read : reads.reads) {
    if (read.has(read_is_duplicate) || read.has(placement_is_secondary) || read.has(read_is_orphan)) continue;
    if (read.position < block.start || read.position >= block.end) continue;
    track[read.position / track_bin_bases * samples + read.sample] += read.length;
  }
}

void note_allele_balance(std::span<const VariantCall> variants, std::size_t source,
                         std::vector<std::uint64_t>& points) {
  std::map<GenomePosition, const VariantCall*> chosen;  // by bin
  for (const VariantCall& call : variants) {
    if (!is_snv(call) || call.filters != 0 || !is_heterozygous(call.samples[source])) continue;
    const VariantCall*& best = chosen[call.position / track_bin_bases];
    if (best == nullptr || scattered(call.position) < scattered(best->position)) best = &call;
  }
  for (const auto& [bin, call] : chosen) {
    points.push_back(call->position);
    for (const GenotypeCall& sample : call->samples) {
      points.push_back(sample.reference_depth());
      points.push_back(sample.alternate_depth());
    }
  }
}

}  // namespace norrsken
