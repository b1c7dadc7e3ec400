#include <array>

#include "pipeline/report/case_document.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::array<const char*, 7> inheritance_names = {"", "none", "mother", "father", "both", "denovo", "unclear"};

array texts(const std::vector<std::string>& values) {
  array list;
  for (const std::string& value : values) list.emplace_back(value);
  return list;
}

const char* kind_of_transcript(const Consequence& consequence) {
  if (consequence.is_mane_select) return "MANE Select";
  if (consequence.is_mane_plus_clinical) return "MANE Plus Clinical";
  return consequence.is_canonical ? "canonical" : "";
}

object consequence_object(const Consequence& consequence) {
  return {{"gene", consequence.symbol},
          {"gene_id", consequence.gene_id},
          {"transcript", consequence.transcript},
          {"transcript_kind", kind_of_transcript(consequence)},
          {"terms", consequence.terms.text()},
          {"impact", impact_names[static_cast<std::size_t>(consequence.impact())]},
          {"hgvs_coding", consequence.hgvs_coding},
          {"hgvs_protein", consequence.hgvs_protein},
          {"exon", consequence.exon},
          {"intron", consequence.intron},
          {"compound", consequence.compound}};
}

object sample_object(const FindingSample& sample) {
  object content{{"genotype", sample.genotype},
                 {"depth", sample.depth},
                 {"reference_reads", sample.allele_depth[0]},
                 {"alternate_reads", sample.allele_depth[1]},
                 {"fraction_low", sample.fraction_low_per_10000 / 10000.0},
                 {"fraction_high", sample.fraction_high_per_10000 / 10000.0}};
  if (sample.inheritance != Inheritance::not_known) {
    content["inheritance"] = inheritance_names[static_cast<std::size_t>(sample.inheritance)];
    content["de_novo_phred"] = sample.de_novo_phred;
  }
  return content;
}

object reason_object(const Reason& reason) {
  array facts;
  for (const Fact& fact : reason.facts) facts.push_back({{"subject", fact.subject}, {"value", fact.value}});
  return {{"text", reason.text()},
          {"code", reason.code},
          {"sentence", reason.sentence},
          {"values", texts(reason.values)},
          {"facts", std::move(facts)}};
}

}  // namespace

object finding_object(const Finding& finding) {
  array samples;
  for (const FindingSample& sample : finding.samples) samples.push_back(sample_object(sample));
  array joined;
  for (const JoinedValue& value : finding.joined)
    joined.push_back({{"source", value.source}, {"field", value.field}, {"value", value.value}});
  array reasons;
  for (const Reason& reason : finding.reasons) reasons.push_back(reason_object(reason));
  object content{{"origin", finding.origin == FindingOrigin::somatic ? "somatic" : "germline"},
                 {"section", finding.section == FindingSection::discuss ? "discuss" : "other"},
                 {"contig", finding.contig},
                 {"position", finding.position_1based},
                 {"reference", finding.reference},
                 {"alternate", finding.alternate},
                 {"quality", finding.quality_centiphred / 100.0},
                 {"filters", finding.filters},
                 {"is_hotspot", finding.is_hotspot},
                 {"is_below_report", finding.is_below_report},
                 {"is_rescued", finding.is_rescued},
                 {"samples", std::move(samples)},
                 {"hgvs_genomic", finding.hgvs_genomic},
                 {"joined", std::move(joined)},
                 {"tier", finding.tier},
                 {"rank", finding.rank},
                 {"evidence", texts(finding.evidence)},
                 {"models", texts(finding.models)},
                 {"reasons", std::move(reasons)}};
  if (const Consequence* named = finding.named()) content["consequence"] = consequence_object(*named);
  if (finding.worst && finding.mane && finding.worst->transcript != finding.mane->transcript)
    content["worst"] = consequence_object(*finding.worst);
  return content;
}

}  // namespace norrsken
