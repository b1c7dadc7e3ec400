// The genome to simulate from: contigs of a FASTA file, or made up and written.
#pragma once

#include <string>
#include <vector>

#include "kernels/types/dna.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

struct GenomeContig {
  std::string name;
  std::vector<BaseCode> bases;
};

// Synthetic: also writes genome.fa (repeats in lower case), its index and strata/*.bed of the repeats into the
// output folder. From a reference: strata/not_duplicated.bed, without stretches as long as a usual fragment that stand
// elsewhere in the whole reference too, letter for letter. Throws InputError (no such contig, empty, names that do not
// fit a read name) and SystemError.
[[nodiscard]] std::vector<GenomeContig> make_genome_contigs(const SimulateOptions& options);

}  // namespace norrsken
