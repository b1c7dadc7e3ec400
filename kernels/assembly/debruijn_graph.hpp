// Haplotypes as walks of a small de Bruijn graph between two reference k-mers that reads support.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/assembly/haplotype.hpp"
#include "kernels/types/read_store.hpp"

namespace norrsken {

// Where walks begin and end: at the nearest k-mers outside the region, or at those near it that most reads contain.
// Over a variant of one haplotype beside the region, k-mers have the reads of the other haplotype only; where most
// reads are, both haplotypes pass.
enum class GraphAnchors : std::uint8_t { nearest, of_most_reads };

struct GraphOptions {
  std::array<unsigned, 5> kmer_bases{25, 37, 51, 71, 95};  // tried in turn while the graph has cycles
  unsigned min_edge_reads = 2;
  unsigned min_edge_share_per_mille = 60;  // of the reads that leave the same k-mer
  unsigned min_base_quality_phred = 8;     // a poorer base breaks the k-mers over it
  GraphAnchors anchors = GraphAnchors::nearest;
  unsigned max_visits = 1;  // of a k-mer by a walk; where nothing else is found, by two rounds of a cycle
  std::size_t max_haplotypes = 12;
  std::size_t max_walk_steps = 40000;
  unsigned max_extra_bases = 300;  // by which a walk may be longer than the reference
};

struct GraphHaplotypes {
  GenomePosition start = 0;  // the haplotypes stand for [start, end), which contains the region asked for
  GenomePosition end = 0;
  std::vector<Haplotype> haplotypes;  // best supported first; the reference's own walk is left out
  bool hit_limit = false;             // more walks than looked at
};

// `indices` are reads at or near the region, orphans included (an orphan is tried on both strands).
// Empty haplotypes when no walk joins the two sides.
[[nodiscard]] GraphHaplotypes assemble_graph(const PlacedReads& reads, std::span<const std::uint32_t> indices,
                                             const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                             const GraphOptions& options);

}  // namespace norrsken
