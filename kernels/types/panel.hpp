// What a capture panel looks at, on the genome axis, and how well its reads cover it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"

namespace norrsken {

struct Target {
  GenomeInterval place;    // without padding
  std::string name;        // "EGFR_exon19", or "contig:first-last" (1-based) when the BED gives none
  std::uint32_t gene = 0;  // of TargetPanel::genes
};

struct TargetPanel {
  std::vector<Target> targets;     // by start, then end; may overlap
  std::vector<std::string> genes;  // in the order of their first targets; "" for targets without a name
  GenomePosition padding_bases = 0;
};

// A variant that is always looked for, and reported also when it is not there. VCF-style: an indel carries the base
// before it.
struct Hotspot {
  GenomePosition position = 0;  // of the first base of `reference`
  std::string reference;        // letters A, C, G, T
  std::string alternate;
  std::string gene;
  std::string name;
};

// Fragments of one sample at a hot-spot. Counts only: added over blocks and ranks.
struct HotspotEvidence {
  std::uint64_t depth = 0;
  std::uint64_t reference = 0;
  std::uint64_t alternate_forward = 0;
  std::uint64_t alternate_reverse = 0;

  void add(const HotspotEvidence& other) {
    depth += other.depth;
    reference += other.reference;
    alternate_forward += other.alternate_forward;
    alternate_reverse += other.alternate_reverse;
  }
};

// Coverage of some bases by fragments (mates merged, duplicates left out). at_least[i]: bases of thresholds[i] and
// more.
struct Coverage {
  std::uint64_t bases = 0;
  std::uint64_t depth_sum = 0;
  std::uint64_t min_depth = 0;
  std::vector<std::uint64_t> at_least;
};

// Of one sample and the whole panel.
struct PanelCoverage {
  std::vector<std::uint32_t> thresholds;  // rising
  std::vector<Coverage> targets;          // by target
  std::vector<Coverage> genes;            // by gene: sums over its targets
  Coverage all;                           // every base once, also where targets overlap
  std::vector<std::uint64_t> depth;       // bases by depth, each once; the last element holds deeper ones too
  std::uint64_t reads = 0;                // placed, without duplicates
  std::uint64_t on_target_reads = 0;      // of these, over a padded target
};

}  // namespace norrsken
