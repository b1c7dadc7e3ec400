#include "pipeline/annotation/finding_pack.hpp"

#include <stdexcept>
#include <tuple>

#include "io/packer.hpp"

namespace norrsken {

auto fields(Either<FindingSample> auto& sample) {
  return std::tie(sample.depth, sample.allele_depth, sample.genotype, sample.fraction_low_per_10000,
                  sample.fraction_high_per_10000, sample.inheritance, sample.de_novo_phred);
}
auto fields(Either<JoinedValue> auto& value) {
  return std::tie(value.source, value.field, value.value);
}
auto fields(Either<Consequence> auto& entry) {
  return std::tie(entry.terms, entry.symbol, entry.gene_id, entry.transcript, entry.biotype, entry.mane_partner,
                  entry.exon, entry.intron, entry.hgvs_coding, entry.hgvs_protein, entry.cdna_position,
                  entry.cds_position, entry.protein_position, entry.amino_acids, entry.codons, entry.compound,
                  entry.distance_bases, entry.is_forward, entry.is_mane_select, entry.is_mane_plus_clinical,
                  entry.is_canonical);
}
auto fields(Either<Fact> auto& fact) {
  return std::tie(fact.subject, fact.value);
}
auto fields(Either<Reason> auto& reason) {
  return std::tie(reason.code, reason.sentence, reason.values, reason.facts);
}
auto fields(Either<Finding> auto& finding) {
  return std::tie(finding.origin, finding.section, finding.position, finding.contig, finding.position_1based,
                  finding.reference, finding.alternate, finding.quality_centiphred, finding.filters, finding.is_hotspot,
                  finding.is_below_report, finding.is_rescued, finding.samples, finding.hgvs_genomic, finding.worst,
                  finding.mane, finding.joined, finding.tier, finding.rank, finding.evidence, finding.models,
                  finding.reasons);
}

std::string pack_findings(const std::vector<Finding>& findings) {
  Packer packer;
  for (const Finding& finding : findings) packer.put(finding);
  return std::string(packer.text());
}

void unpack_findings(std::string_view bytes, std::vector<Finding>& findings) {
  Unpacker unpacker(bytes, std::logic_error("findings from another rank are cut short"));
  while (!unpacker.is_at_end()) unpacker.take(findings.emplace_back());
}

}  // namespace norrsken
