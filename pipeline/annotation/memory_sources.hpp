// Sources of annotation that are kept in memory: tables of alleles or genes, and stretches of a BED file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernels/comparison/genome_allele.hpp"
#include "kernels/types/consequence.hpp"
#include "kernels/types/finding.hpp"
#include "kernels/types/genome.hpp"
#include "pipeline/annotation/annotation_settings.hpp"

namespace norrsken {

// Rows of a table with a header line. A row speaks of an allele when columns name it (chrom, pos from 1, ref, alt), of
// a protein change when it has a gene and a change ("V600E", "p.Val600Glu"), else of a gene. Names of these columns,
// upper and lower case alike: chrom, chromosome, contig, chr; pos, position, start; ref, reference, reference_bases;
// alt, alternate, variant_bases; gene, symbol, hugo_symbol; protein, variant, hgvsp, hgvsp_short.
class TableSource {
 public:
  // Throws InputError (exit code reference) with the line: no such field, no column to join by, a row with fewer
  // columns, a position that is no number or REF that is not the genome's.
  TableSource(const SourceSettings& settings, const GenomeView& genome);

  // Adds the values of the rows that speak of the variant.
  void find(const VariantAllele& allele, const VariantConsequences& consequences, std::vector<JoinedValue>& out) const;

 private:
  using AlleleKey = std::pair<std::int64_t, std::pair<std::int64_t, std::string>>;
  void add_row(std::vector<std::string> values);

  SourceSettings settings_;
  std::vector<std::vector<std::string>> rows_;  // the fields of each
  std::multimap<AlleleKey, std::size_t> by_allele_;
  std::multimap<std::string, std::size_t> by_protein_;  // "BRAF V600E"
  std::multimap<std::string, std::size_t> by_gene_;
};

// The values that several rows or records have of one field: each once, in their order, "&" between.
void add_joined(const std::string& source, const std::string& field, const std::vector<std::string>& values,
                std::vector<JoinedValue>& out);

class BedSource {
 public:
  // Throws InputError (exit code reference): a stretch beyond its contig, no contig of the genome.
  BedSource(const SourceSettings& settings, const GenomeView& genome);
  // Adds the names of the stretches that the allele touches; "1" for those without a name.
  void find(const VariantAllele& allele, std::vector<JoinedValue>& out) const;

 private:
  struct Stretch {
    GenomeInterval place;
    GenomePosition furthest_end = 0;  // of this one and all before
    std::string name;
  };
  std::string source_;
  std::vector<Stretch> stretches_;  // by start
};

}  // namespace norrsken
