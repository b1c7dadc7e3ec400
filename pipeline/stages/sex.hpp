// Which chromosomes a sample has one, two or none of: declared, or read from the depth of X and Y.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/sample_sheet.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/types/genome.hpp"
#include "pipeline/stages/assay.hpp"

namespace norrsken {

enum class ChromosomeClass : std::uint8_t { autosome, x, y, mitochondrion, other };
inline constexpr std::size_t chromosome_classes = 5;

// "chr7", "7" -> autosome; "X", "chrX"; "Y", "chrY"; "M", "MT", "chrM", "chrMT".
[[nodiscard]] ChromosomeClass class_of_contig(const std::string& name);

// Bases of confident reads by class, outside the pseudo-autosomal regions. Sums over blocks and ranks.
struct ClassDepth {
  std::array<std::uint64_t, chromosome_classes> bases{};
  std::array<std::uint64_t, chromosome_classes> reads{};
  void add(const ClassDepth& other);
};

// The build whose X is as long as the genome's; null when none is.
[[nodiscard]] const GenomeBuild* build_of(const GenomeView& genome, std::span<const GenomeBuild> builds);

// The genome cut into stretches of one class; pseudo-autosomal regions count as `other`.
class ChromosomeMap {
 public:
  // Takes the build whose X is as long as the genome's; without one, no region is pseudo-autosomal.
  ChromosomeMap(const GenomeView& genome, std::span<const GenomeBuild> builds);

  // Adds, by sample, the reads whose first base lies in the interval: those of their own place, no duplicates, of
  // confidence >= 20.
  void count(GenomeInterval interval, std::span<const PlacedRead> reads, std::span<ClassDepth> depths) const;

  // Stretches of a class, for instance the part of X that males have once.
  [[nodiscard]] std::vector<GenomeInterval> stretches(ChromosomeClass wanted) const;
  // The whole Y with its pseudo-autosomal regions.
  [[nodiscard]] std::vector<GenomeInterval> whole_y() const { return whole_y_; }
  // Known (not N) bases of a class.
  [[nodiscard]] std::uint64_t known_bases(ChromosomeClass wanted) const {
    return known_bases_[static_cast<std::size_t>(wanted)];
  }

 private:
  struct Stretch {
    GenomeInterval interval;
    ChromosomeClass kind = ChromosomeClass::other;
  };
  std::vector<Stretch> stretches_;  // by start, disjoint
  std::vector<GenomeInterval> whole_y_;
  std::array<std::uint64_t, chromosome_classes> known_bases_{};
};

struct SexJudgement {
  Sex sex = Sex::unknown;  // from depth alone
  std::uint8_t x_ploidy = 2;
  std::uint8_t y_ploidy = 1;
  std::optional<std::uint64_t> x_per_mille;  // depth of X / depth of autosomes; empty when not judged
  std::optional<std::uint64_t> y_per_mille;
};

// Judges from depth. X and Y are judged apart, so X0 and XXY get the ploidies they have; sex is then unknown.
// Not judged (ploidy 2 and 1): too few reads, no X in the genome, or a depth of X that fits neither one nor two.
[[nodiscard]] SexJudgement judge_sex(const ChromosomeMap& map, const ClassDepth& depth, const SexRules& rules);

// The stretches that are not diploid. A declared sex has the last word; without one, the judgement.
[[nodiscard]] std::vector<PloidyInterval> ploidies_of(const ChromosomeMap& map, Sex declared,
                                                      const SexJudgement& judgement);

}  // namespace norrsken
