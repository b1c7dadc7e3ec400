#include "pipeline/annotation/make_finding.hpp"

#include "io/vcf_writer_text.hpp"

namespace norrsken {
namespace {

FindingSample sample_of(const GenotypeCall& call) {
  FindingSample sample;
  sample.depth = call.depth;
  sample.allele_depth = {call.reference_depth(), call.alternate_depth()};
  append_genotype(sample.genotype, call);
  sample.inheritance = call.inheritance;
  sample.de_novo_phred = call.de_novo_phred;
  return sample;
}

Finding finding_of(const GenomeView& genome, const VariantCall& record, const VariantAnnotation& annotation) {
  Finding finding;
  ContigCursor cursor(genome.contigs);
  const Contig& contig = cursor.contig(cursor.holding(record.position, "finding"));
  finding.position = record.position;
  finding.contig = contig.name;
  finding.position_1based = record.position - contig.start + 1;
  finding.reference = record.reference;
  finding.alternate = record.alternate;
  finding.quality_centiphred = record.quality_centiphred;
  for (const GenotypeCall& call : record.samples) finding.samples.push_back(sample_of(call));
  finding.hgvs_genomic = annotation.consequences.hgvs_genomic;
  if (const Consequence* worst = annotation.consequences.worst()) finding.worst = *worst;
  if (const Consequence* mane = annotation.consequences.on_mane()) finding.mane = *mane;
  finding.joined = annotation.joined;
  return finding;
}

}  // namespace

Finding somatic_finding(const GenomeView& genome, const SomaticCall& call, const VariantAnnotation& annotation) {
  Finding finding = finding_of(genome, call.record, annotation);
  finding.origin = FindingOrigin::somatic;
  append_filters(finding.filters, call.record.filters, somatic_filter_names);
  finding.is_hotspot = call.is_hotspot;
  finding.is_below_report = call.is_below_report;
  for (std::size_t sample = 0; sample < finding.samples.size(); ++sample) {
    finding.samples[sample].genotype = somatic_genotype(call.record.samples[sample]);
    finding.samples[sample].fraction_low_per_10000 = call.samples.at(sample).fraction_low_per_10000;
    finding.samples[sample].fraction_high_per_10000 = call.samples.at(sample).fraction_high_per_10000;
  }
  finding.is_rescued = (call.record.filters != 0 || call.is_below_report) && (call.is_hotspot || annotation.is_known);
  return finding;
}

Finding germline_finding(const GenomeView& genome, const VariantCall& record, const VariantAnnotation& annotation) {
  Finding finding = finding_of(genome, record, annotation);
  finding.origin = FindingOrigin::germline;
  append_filters(finding.filters, record.filters, filter_names);
  finding.is_rescued = record.filters != 0 && annotation.is_known;
  return finding;
}

}  // namespace norrsken
