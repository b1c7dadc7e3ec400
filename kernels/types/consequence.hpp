// What a variant does to a transcript, in Sequence Ontology terms and HGVS names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/types/consequence_terms.hpp"

namespace norrsken {

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
