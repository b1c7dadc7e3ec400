// What a variant does to a transcript, in Sequence Ontology terms and HGVS names.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace norrsken {

enum class Impact : std::uint8_t { modifier, low, moderate, high };
inline constexpr std::array<const char*, 4> impact_names = {"MODIFIER", "LOW", "MODERATE", "HIGH"};

// Most severe first (the order of Ensembl's table of calculated consequences); one bit each in ConsequenceTerms.
enum class ConsequenceTerm : std::uint8_t {
  transcript_ablation,
  splice_acceptor,
  splice_donor,
  stop_gained,
  frameshift,
  stop_lost,
  start_lost,
  inframe_insertion,
  inframe_deletion,
  missense,
  protein_altering,
  splice_donor_5th_base,
  splice_region,
  splice_donor_region,
  splice_polypyrimidine_tract,
  incomplete_terminal_codon,
  start_retained,
  stop_retained,
  synonymous,
  coding_sequence,
  five_prime_utr,
  three_prime_utr,
  non_coding_transcript_exon,
  intron,
  nmd_transcript,
  non_coding_transcript,
  upstream_gene,
  downstream_gene,
  intergenic
};
inline constexpr std::size_t consequence_term_count = 29;

struct ConsequenceTermText {
  const char* name;  // of the Sequence Ontology
  Impact impact;
};
inline constexpr std::array<ConsequenceTermText, consequence_term_count> consequence_terms = {{
    {"transcript_ablation", Impact::high},
    {"splice_acceptor_variant", Impact::high},
    {"splice_donor_variant", Impact::high},
    {"stop_gained", Impact::high},
    {"frameshift_variant", Impact::high},
    {"stop_lost", Impact::high},
    {"start_lost", Impact::high},
    {"inframe_insertion", Impact::moderate},
    {"inframe_deletion", Impact::moderate},
    {"missense_variant", Impact::moderate},
    {"protein_altering_variant", Impact::moderate},
    {"splice_donor_5th_base_variant", Impact::low},
    {"splice_region_variant", Impact::low},
    {"splice_donor_region_variant", Impact::low},
    {"splice_polypyrimidine_tract_variant", Impact::low},
    {"incomplete_terminal_codon_variant", Impact::low},
    {"start_retained_variant", Impact::low},
    {"stop_retained_variant", Impact::low},
    {"synonymous_variant", Impact::low},
    {"coding_sequence_variant", Impact::modifier},
    {"5_prime_UTR_variant", Impact::modifier},
    {"3_prime_UTR_variant", Impact::modifier},
    {"non_coding_transcript_exon_variant", Impact::modifier},
    {"intron_variant", Impact::modifier},
    {"NMD_transcript_variant", Impact::modifier},
    {"non_coding_transcript_variant", Impact::modifier},
    {"upstream_gene_variant", Impact::modifier},
    {"downstream_gene_variant", Impact::modifier},
    {"intergenic_variant", Impact::modifier},
}};

class ConsequenceTerms {
 public:
  constexpr void add(ConsequenceTerm term) { bits_ |= 1U << static_cast<unsigned>(term); }
  [[nodiscard]] constexpr bool has(ConsequenceTerm term) const { return bits_ >> static_cast<unsigned>(term) & 1U; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  // The most severe one; intergenic when there is none.
  [[nodiscard]] constexpr ConsequenceTerm worst() const {
    return empty() ? ConsequenceTerm::intergenic : static_cast<ConsequenceTerm>(std::countr_zero(bits_));
  }
  [[nodiscard]] constexpr Impact impact() const { return consequence_terms[static_cast<std::size_t>(worst())].impact; }
  // "missense_variant&splice_region_variant"
  [[nodiscard]] std::string text() const {
    std::string joined;
    for (std::size_t term = 0; term < consequence_term_count; ++term)
      if (bits_ >> term & 1U) joined.append(joined.empty() ? "" : "&").append(consequence_terms[term].name);
    return joined;
  }
  friend constexpr bool operator==(ConsequenceTerms, ConsequenceTerms) = default;

 private:
  std::uint32_t bits_ = 0;
};

// Of one variant on one transcript. Texts are empty where they say nothing: HGVS p. of an intron variant.
struct Consequence {
  ConsequenceTerms terms;
  std::string symbol;
  std::string gene_id;
  std::string transcript;  // with version; empty: intergenic
  std::string biotype;
  std::string mane_partner;
  std::string exon;           // "3/24", "3-4/24"; numbers follow the transcript
  std::string intron;         // the same
  std::string hgvs_coding;    // "ENST00000357654.9:c.4327C>T", or n. of a transcript that codes for nothing
  std::string hgvs_protein;   // "ENSP00000350283.3:p.Arg1443Ter"; as predicted, without the brackets
  std::string cdna_position;  // "4440", "4440-4442", "?-12" where it begins outside; 1-based
  std::string cds_position;
  std::string protein_position;
  std::string amino_acids;  // "R/*"
  std::string codons;       // "Cga/Tga"
  std::string compound;     // HGVS c. of all variants of one haplotype that this entry combines: "c.[34G>A;35G>T]"
  std::uint32_t distance_bases = 0;  // of an upstream or downstream variant
  bool is_forward = true;
  bool is_mane_select = false;
  bool is_mane_plus_clinical = false;
  bool is_canonical = false;

  [[nodiscard]] Impact impact() const { return terms.impact(); }
};

// A variant on every transcript near it, in the order of the transcripts.
struct VariantConsequences {
  std::string hgvs_genomic;  // "chr17:g.43057078G>A"
  std::vector<Consequence> entries;

  // The most severe; among equals MANE Select, then MANE Plus Clinical, canonical, protein coding, and the first of
  // them. Null: there is none.
  [[nodiscard]] const Consequence* worst() const {
    const Consequence* best = nullptr;
    for (const Consequence& each : entries)
      if (best == nullptr || each.terms.worst() < best->terms.worst() ||
          (each.terms.worst() == best->terms.worst() && standing(each) > standing(*best)))
        best = &each;
    return best;
  }
  // The most severe on a MANE Select transcript, else on a MANE Plus Clinical, else on a canonical one. Null: there is
  // none. Neighbours up- and downstream count only where nothing is hit.
  [[nodiscard]] const Consequence* on_mane() const {
    const Consequence* best = nullptr;
    for (const Consequence& each : entries) {
      if (standing(each) < 2) continue;
      if (best == nullptr || is_hit(each) > is_hit(*best) ||
          (is_hit(each) == is_hit(*best) &&
           (standing(each) > standing(*best) ||
            (standing(each) == standing(*best) && each.terms.worst() < best->terms.worst()))))
        best = &each;
    }
    return best;
  }

 private:
  static bool is_hit(const Consequence& each) { return each.terms.worst() < ConsequenceTerm::upstream_gene; }
  static int standing(const Consequence& each) {
    if (each.is_mane_select) return 4;
    if (each.is_mane_plus_clinical) return 3;
    if (each.is_canonical) return 2;
    return each.biotype == "protein_coding" ? 1 : 0;
  }
};

}  // namespace norrsken
