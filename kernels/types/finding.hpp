// A variant as the report shows it: what was called, what it does, what is known of it, why it matters.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/types/consequence.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/reason.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// One sample of the case at the variant.
struct FindingSample {
  std::uint32_t depth = 0;                          // fragments that cover the site
  std::array<std::uint32_t, 2> allele_depth{0, 0};  // fragments supporting REF, ALT
  std::string genotype;                             // as in the VCF: "0/1", "1|0", "."
  std::uint16_t fraction_low_per_10000 = 0;         // 95 % interval of the allele fraction; 0, 0 of germline records
  std::uint16_t fraction_high_per_10000 = 0;
  Inheritance inheritance = Inheritance::not_known;  // of a child with both parents
  std::uint16_t de_novo_phred = 0;
};

// What one source of annotation says of the allele, or of its place or gene.
struct JoinedValue {
  std::string source;  // name of the [[annotation]]: "ClinVar"
  std::string field;   // "CLNSIG"
  std::string value;   // as the source writes it, several separated by "&"
};

enum class FindingOrigin : std::uint8_t { somatic, germline };
// discuss: for the board, shown first. other: folded away.
enum class FindingSection : std::uint8_t { discuss, other };

struct Finding {
  FindingOrigin origin = FindingOrigin::somatic;
  FindingSection section = FindingSection::other;
  GenomePosition position = 0;  // of the first base of `reference` on the genome axis
  std::string contig;
  std::uint32_t position_1based = 0;  // on the contig, as in the VCF
  std::string reference;
  std::string alternate;
  std::uint32_t quality_centiphred = 0;
  std::string filters;  // "PASS", or the names with ";" between
  bool is_hotspot = false;
  bool is_below_report = false;        // less than the assay's report asks for
  bool is_rescued = false;             // filtered or below, and shown all the same because it is known
  std::vector<FindingSample> samples;  // in the order of the case

  std::string hgvs_genomic;
  std::optional<Consequence> worst;  // of all transcripts
  std::optional<Consequence> mane;   // on MANE Select, else Plus Clinical, else the canonical transcript
  std::vector<JoinedValue> joined;   // by source in the order of the assay

  std::string tier;                   // "I" to "IV" of somatic findings, the class of germline ones; may be empty
  std::uint32_t rank = 0;             // of the tier: smaller is shown earlier
  std::vector<std::string> evidence;  // codes of germline evidence: "PVS1", "PM2"
  std::vector<std::string> models;    // of inheritance: "de novo", "compound heterozygous", "recessive", "X-linked"
  std::vector<Reason> reasons;        // why it has its tier, models and place; never empty

  // The one to name it by; null: no genes were given, or none is near.
  [[nodiscard]] const Consequence* named() const { return mane ? &*mane : worst ? &*worst : nullptr; }
};

}  // namespace norrsken
