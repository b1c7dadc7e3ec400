// How a sequencing library is made: sizes, duplicates, UMIs, damage.
#pragma once

#include <cstdint>

#include "kernels/simulation/sequencer.hpp"

namespace norrsken {

enum class UmiStrands : std::uint8_t {
  simplex,  // each strand of a molecule becomes a family of its own
  duplex    // a part at each end; the two strands carry the parts in opposite order: ACG+TTA and TTA+ACG
};
enum class UmiPlace : std::uint8_t {
  name,  // behind the read name: ..._ACG+TTA
  read   // the first bases of the reads
};

struct UmiDesign {
  std::uint32_t bases = 0;  // of each part; 0: the library has no UMIs
  UmiStrands strands = UmiStrands::simplex;
  UmiPlace place = UmiPlace::name;
};

// Chances a base of the original strand, which is the one that read 1 shows; read 2 shows the complement. Either strand
// of the genome is hit as often, but of one fragment only one: real damage is told by that.
struct StrandDamage {
  double ffpe = 0;  // C read as T: deamination
  double oxog = 0;  // G read as T: oxidation
};

struct LibraryOptions {
  std::uint64_t seed = 1;
  SequencerProfile profile = SequencerProfile::hiseq;
  std::uint32_t read_bases = 150;
  double insert_mean_bases = 420;  // outer distance of the two reads
  double insert_sd_bases = 80;
  double duplicate_share = 0.05;  // of the fragments: PCR copies of others. Below 0.9. Not used with families
  bool is_paired = true;

  UmiDesign umi;
  double family_mean = 0;             // fragments a molecule, two strands of a duplex together; 0: no families
  double molecules_per_position = 0;  // over each base; 0: as many as depth and families make. Needs families
  double pcr_errors_per_base = 0;     // shared by all fragments of one strand of a molecule
  StrandDamage damage;
  bool is_targeted = false;     // fragments that overlap SampleContig::targets
  double off_target_share = 0;  // of the molecules of a targeted library: from anywhere. Below 1

  // Insert sizes are drawn again outside these.
  [[nodiscard]] std::uint32_t min_insert_bases() const { return 30; }
  [[nodiscard]] std::uint32_t max_insert_bases() const {
    return static_cast<std::uint32_t>(insert_mean_bases + 5 * insert_sd_bases) + 1;
  }
  // Stretches between N runs that are shorter give no reads.
  [[nodiscard]] std::uint32_t shortest_stretch() const { return max_insert_bases(); }
};

}  // namespace norrsken
