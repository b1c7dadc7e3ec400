// The fragments of a sequencing library, each made from its number alone: any thread may make any of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/simulation/haplotype.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/simulation/sequencer.hpp"

namespace norrsken {

// A contig of the sample: its copies and which stretches of them give fragments.
struct SampleContig {
  std::string name;
  std::vector<SampleHaplotype> copies;  // max_copies of them
  CopyTerritory territory;              // reference coordinates, no N; stretches at least shortest_stretch() long
};

struct LibraryOptions {
  std::uint64_t seed = 1;
  SequencerProfile profile = SequencerProfile::hiseq;
  std::uint32_t read_bases = 150;
  double insert_mean_bases = 420;  // outer distance of the two reads
  double insert_sd_bases = 80;
  double duplicate_share = 0.05;  // of the fragments: PCR copies of others. Below 0.9
  bool is_paired = true;

  // Insert sizes are drawn again outside these.
  [[nodiscard]] std::uint32_t min_insert_bases() const { return 30; }
  [[nodiscard]] std::uint32_t max_insert_bases() const {
    return static_cast<std::uint32_t>(insert_mean_bases + 5 * insert_sd_bases) + 1;
  }
  // Stretches between N runs that are shorter give no reads.
  [[nodiscard]] std::uint32_t shortest_stretch() const { return max_insert_bases(); }
};

struct SimulatedFragment {
  ReadOrigin origin;
  SequencedRead reads[2];         // the second is empty for single reads
  std::vector<BaseCode> bases;    // scratch
  std::vector<BaseCode> reverse;  // scratch
};

class FragmentSource {
 public:
  // `contigs` must outlive the source. depth: sequenced bases per base of a stretch with two copies.
  FragmentSource(std::span<const SampleContig> contigs, const LibraryOptions& options, double depth);

  [[nodiscard]] std::uint64_t fragments() const { return fragments_; }
  // number < fragments(). Adds to `counts`.
  void make(std::uint64_t number, SimulatedFragment& fragment, SequencingCounts& counts) const;

 private:
  struct Stretch {  // of one copy of one contig, haplotype coordinates
    std::uint32_t contig;
    std::uint32_t copy;
    std::uint32_t start;
    std::uint32_t end;
  };
  struct Molecule {
    const Stretch* stretch;
    std::uint32_t start;
    std::uint32_t bases;
    bool is_reverse;
  };
  [[nodiscard]] bool is_duplicate(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t molecule_of(std::uint64_t number) const;
  [[nodiscard]] Molecule draw_molecule(std::uint64_t number) const;

  std::span<const SampleContig> contigs_;
  LibraryOptions options_;
  Sequencer sequencer_;
  std::vector<Stretch> stretches_;
  std::vector<std::uint64_t> begins_;  // of each stretch on the line of all of them
  std::uint64_t bases_ = 0;
  std::uint64_t fragments_ = 0;
};

}  // namespace norrsken
