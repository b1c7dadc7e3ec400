// Made-up genes and sources of annotation for a made-up case: what a laboratory gets from Ensembl, gnomAD, ClinVar and
// CIViC, in the same formats, so that tiers and their reasons can be looked at without any of them.
#pragma once

#include <span>
#include <vector>

#include "kernels/simulation/synthetic_genes.hpp"
#include "pipeline/simulate/genome_contigs.hpp"
#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken {

[[nodiscard]] std::vector<SyntheticGene> made_up_genes(std::span<const GenomeContig> genome);

// Reads the truth files of the output folder and writes annotation/ into it: genes.gff3, population.vcf.gz (of the
// people's variants all but 3 %), clinical.vcf.gz and evidence.tsv (some of those that change a protein), and
// annotation.toml that names them for `norrsken run --annotation`. Throws InputError and SystemError.
void write_made_up_sources(const SimulateOptions& options, std::span<const GenomeContig> genome,
                           std::span<const SyntheticGene> genes);

}  // namespace norrsken
