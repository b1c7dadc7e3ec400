// The command line of `norrsken simulate`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/simulation/draw_variants.hpp"
#include "kernels/simulation/fragment_source.hpp"
#include "kernels/simulation/synthetic_genome.hpp"
#include "kernels/simulation/territory.hpp"

namespace norrsken {

struct SimulateOptions {
  std::string output_folder;
  std::string reference_path;        // empty: a synthetic genome
  std::vector<std::string> contigs;  // of the reference; empty: all
  std::uint64_t synthetic_bases = 5'000'000;
  SexContigs sex_contigs = SexContigs::absent;  // of the synthetic genome: present when --sex is given
  std::string variants_path;                    // VCF whose variants the sample carries; empty: none
  std::string variants_sample;                  // empty: the only one
  DrawOptions draw;                             // rates are 0 when variants are given and rates are not
  LibraryOptions library;                       // holds the seed of everything
  double depth = 30;
  std::uint32_t lanes = 1;
  std::string sample = "SIM";
  SexChromosomes sex = SexChromosomes::xx;
  unsigned threads = 1;
  bool wants_help = false;

  [[nodiscard]] bool is_synthetic() const { return reference_path.empty(); }
};

// Throws InputError naming the option.
[[nodiscard]] SimulateOptions parse_simulate_options(const std::vector<std::string>& arguments);
[[nodiscard]] std::string simulate_help();

}  // namespace norrsken
