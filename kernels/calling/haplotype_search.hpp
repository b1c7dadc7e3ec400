// Where the haplotypes of a region come from: strings of reads, single events, walks of a graph, the best pairs so far.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/assembly/debruijn_graph.hpp"
#include "kernels/calling/calling_options.hpp"
#include "kernels/calling/region_model.hpp"
#include "kernels/pileup/active_regions.hpp"

namespace norrsken {

// Keeps its memory from region to region.
class HaplotypeSearch {
 public:
  // Both must outlive the search.
  HaplotypeSearch(const CallingOptions& options, RegionModel& region) : options_(options), region_(region) {}

  // Adds and scores what the reads of a region that has begun suggest.
  void find(const ActiveRegions& active, const ActiveRegion& region);
  // Haplotypes and pairs refine each other until no sample's best pair changes. Returns each sample's; the variants are
  // up to date.
  [[nodiscard]] std::vector<PairPosterior> refine();
  // Shown by single reads, as find() saw them.
  [[nodiscard]] std::span<const HaplotypeVariant> events() const { return events_; }

 private:
  [[nodiscard]] bool add_strings();
  [[nodiscard]] bool add_walks(bool has_strings);
  void add_near_walks(std::size_t sample);
  void add_far_walks(std::size_t sample);
  [[nodiscard]] GraphHaplotypes walks_of(std::size_t sample, GraphAnchors anchors);
  [[nodiscard]] bool is_badly_explained(std::size_t sample) const;
  [[nodiscard]] std::size_t depth_of(std::size_t sample) const;
  void grow();
  void add_simpler(const PairPosterior& pair);
  void add_hidden(const PairPosterior& pair, std::size_t sample);
  void add_indels(const PairPosterior& pair, std::span<const std::size_t> fragments, std::size_t depth);
  // Fragments of the sample whose cost under their better haplotype of the pair passes a test.
  using FragmentTest = bool (HaplotypeSet::*)(std::size_t fragment, unsigned cost_phred) const;
  [[nodiscard]] std::vector<std::size_t> fragments_that(FragmentTest test, const PairPosterior& pair,
                                                        std::size_t sample) const;
  void add_united(const PairPosterior& pair);

  const CallingOptions& options_;
  RegionModel& region_;
  std::vector<HaplotypeVariant> events_;
};

}  // namespace norrsken
