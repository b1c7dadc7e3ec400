// The fragments of a sequencing library, each made from its number alone: any thread may make any of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/simulation/haplotype.hpp"
#include "kernels/simulation/library.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/simulation/sequencer.hpp"

namespace norrsken {

// A contig of the sample: its copies and which stretches of them give fragments.
struct SampleContig {
  std::string name;
  std::vector<SampleHaplotype> copies;       // max_copies of them
  CopyTerritory territory;                   // reference coordinates, no N; stretches at least shortest_stretch() long
  std::vector<GenomeInterval> targets = {};  // reference coordinates, sorted, disjoint; used by targeted libraries
};

// Cells of one kind in the sample.
struct CellPopulation {
  std::span<const SampleContig> contigs;
  double share = 1;  // of the molecules, beside the other populations' shares
};

struct SimulatedFragment {
  ReadOrigin origin;
  SequencedRead reads[2];         // the second is empty for single reads
  std::string umi;                // "ACG+TTA" as read 1 and read 2 show it, "ACGTACGT", or nothing
  std::vector<BaseCode> bases;    // scratch
  std::vector<BaseCode> reverse;  // scratch
};

class FragmentSource {
 public:
  // What `populations` view must outlive the source. depth: sequenced bases per base of a stretch with two copies, or
  // of such a target (what is off target comes on top); not used when molecules_per_position says how many there are.
  // Shares need not add up to 1.
  FragmentSource(std::span<const CellPopulation> populations, const LibraryOptions& options, double depth);
  // Cells of one kind.
  FragmentSource(std::span<const SampleContig> contigs, const LibraryOptions& options, double depth);

  [[nodiscard]] std::uint64_t fragments() const { return fragments_; }
  // Families that the fragments belong to; 0 when the library has none. Some may have no fragment.
  [[nodiscard]] std::uint64_t molecules() const { return molecules_; }
  // number < fragments(). Adds to `counts`. The origin's copy is 2 x population + copy; in a library with families its
  // molecule is the family.
  void make(std::uint64_t number, SimulatedFragment& fragment, SequencingCounts& counts) const;

 private:
  struct Stretch {  // of one copy of one contig, haplotype coordinates
    std::uint32_t contig;
    std::uint32_t copy;
    std::uint32_t start;
    std::uint32_t end;
    std::uint32_t first_target;  // in Population::targets
    std::uint32_t last_target;   // half-open
  };
  struct Population {
    std::span<const SampleContig> contigs;
    double share_end = 0;  // cumulative
    std::vector<Stretch> stretches;
    std::vector<GenomeInterval> targets;  // haplotype coordinates
    std::vector<std::uint64_t> begins;    // of each stretch on the line of all of them
    std::uint64_t bases = 0;
    bool is_targeted = false;
  };
  struct Molecule {
    std::uint32_t population;
    const Stretch* stretch;
    std::uint32_t start;
    std::uint32_t bases;
    bool is_reverse;
  };
  enum class Reach : std::uint8_t { targets, everywhere };
  [[nodiscard]] Population lay_out(std::span<const SampleContig> contigs, Reach reach) const;
  void add_stretch(Population& population, const Stretch& stretch) const;
  void add_targeted(Population& population, std::uint32_t contig, std::uint32_t copy) const;
  [[nodiscard]] double starts_of_fragments(const Population& population) const;
  [[nodiscard]] bool is_duplicate(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t molecule_of(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t family_of(std::uint64_t number) const;
  [[nodiscard]] std::uint32_t population_of(std::uint64_t molecule) const;
  [[nodiscard]] Molecule draw_molecule(std::uint64_t number) const;
  [[nodiscard]] bool is_caught(const Population& population, const Stretch& stretch, std::uint32_t start,
                               std::uint32_t bases) const;
  void tell_origin(const Molecule& molecule, SimulatedFragment& fragment) const;
  void add_molecule_errors(std::uint64_t source, bool is_reverse, std::vector<BaseCode>& bases) const;
  void add_umi(std::uint64_t source, bool is_reverse, RandomStream& random, SimulatedFragment& fragment) const;

  LibraryOptions options_;
  Sequencer sequencer_;
  std::vector<Population> populations_;
  std::vector<Population> everywhere_;  // the same, for fragments off target; empty when there are none
  std::uint64_t fragments_ = 0;
  std::uint64_t molecules_ = 0;
};

}  // namespace norrsken
