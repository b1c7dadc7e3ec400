// The command line of `norrsken simulate`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/simulation/draw_variants.hpp"
#include "kernels/simulation/fragment_source.hpp"
#include "kernels/simulation/somatic_variants.hpp"
#include "kernels/simulation/synthetic_genome.hpp"
#include "kernels/simulation/territory.hpp"

namespace norrsken {

enum class CaseKind : std::uint8_t { single, tumor_normal, tumor_only, trio };

struct SimulatedTumor {
  double depth = 60;
  double purity = 1;                        // share of tumor cells
  std::vector<Clone> clones = {Clone{}};    // by falling cell_fraction, the first 1
  std::vector<std::string> variants_paths;  // VCFs of somatic variants
  DrawOptions draw;                         // rates a base of the genome, or of the targets
  std::uint32_t duplications = 0;           // internal tandem duplications, in the whole genome or the targets
  std::vector<std::uint32_t> duplication_bases = {30, 60};  // their lengths, in turn
  double normal_contamination = 0;                          // share of tumor cells in the normal
};

struct SimulateOptions {
  CaseKind kind = CaseKind::single;
  std::string output_folder;
  std::string reference_path;        // empty: a synthetic genome
  std::vector<std::string> contigs;  // of the reference; empty: all
  std::uint64_t synthetic_bases = 5'000'000;
  SexContigs sex_contigs = SexContigs::absent;  // of the synthetic genome: present when --sex is given
  std::string variants_path;                    // VCF whose variants the sample carries; empty: none
  std::string variants_sample;                  // empty: the only one
  DrawOptions draw;                             // rates are 0 when variants are given and rates are not
  LibraryOptions library;                       // holds the seed of everything
  double depth = 30;                            // of every sample but a tumor
  SimulatedTumor tumor;
  std::uint32_t de_novo = 0;  // variants of a trio's child, about as many
  std::string targets_path;   // BED; empty: the whole genome is sequenced
  std::uint32_t lanes = 1;
  std::string sample = "SIM";
  SexChromosomes sex = SexChromosomes::xx;
  unsigned threads = 1;
  bool wants_haplotypes = false;  // as FASTA
  bool wants_sources = false;     // made-up genes and sources of annotation, of a synthetic genome
  bool wants_help = false;

  [[nodiscard]] bool is_synthetic() const { return reference_path.empty(); }
  [[nodiscard]] bool has_tumor() const { return kind == CaseKind::tumor_normal || kind == CaseKind::tumor_only; }
};

// Throws InputError naming the option.
[[nodiscard]] SimulateOptions parse_simulate_options(const std::vector<std::string>& arguments);
[[nodiscard]] std::string simulate_help();

}  // namespace norrsken
