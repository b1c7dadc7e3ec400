// Terms of the Sequence Ontology for what a variant does, their order and their impact.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

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
  constexpr void add(ConsequenceTerms others) { bits_ |= others.bits_; }
  // Those of splicing and place: what is left when the protein is judged anew.
  [[nodiscard]] constexpr ConsequenceTerms without_protein() const {
    ConsequenceTerms rest = *this;
    for (auto term = static_cast<unsigned>(ConsequenceTerm::stop_gained);
         term <= static_cast<unsigned>(ConsequenceTerm::coding_sequence); ++term) {
      const bool is_splicing = term >= static_cast<unsigned>(ConsequenceTerm::splice_donor_5th_base) &&
                               term <= static_cast<unsigned>(ConsequenceTerm::splice_polypyrimidine_tract);
      if (!is_splicing) rest.bits_ &= ~(1U << term);
    }
    return rest;
  }
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

}  // namespace norrsken
