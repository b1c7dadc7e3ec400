// The settings of an assay, from a TOML file or built in (config/*.toml). Every threshold that shapes results is here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "io/qc_report.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Regions that X and Y share, in coordinates of the chromosome (0-based half-open).
struct GenomeBuild {
  std::string name;
  GenomePosition x_length = 0;
  std::vector<GenomeInterval> x_par;
  std::vector<GenomeInterval> y_par;
};

// Ratios are per mille of the autosomal depth.
struct SexRules {
  std::uint64_t single_x_at_least = 300;
  std::uint64_t double_x_at_least = 750;
  std::uint64_t double_x_at_most = 1300;
  std::uint64_t single_y_at_least = 200;
  std::uint64_t min_reads = 20000;
  std::vector<GenomeBuild> builds;
};

struct Assay {
  std::string name;
  PlacementOptions placement;
  CallingOptions calling;
  SexRules sex;
  std::vector<QualityLimit> limits;
  NamedValues values;  // every setting as text, by its name in the file
};

// "wgs" -> the built-in one; anything with a '/' or ".toml" is a file. Throws InputError with the line: unknown name,
// no TOML, a key that is missing, unknown, of the wrong type or out of range.
[[nodiscard]] Assay load_assay(const std::string& name_or_path);

}  // namespace norrsken
