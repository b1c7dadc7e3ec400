// A contig of 150 letters with a gene of two exons that codes for MKPGLR, on either strand.
//
//   0       20         30         40          80          91          109      150
//   |filler |UTR       |ATGAAACCCG|intron, 40 |GTTTACGATAA|UTR        |filler  |
#pragma once

#include <string>
#include <vector>

#include "kernels/consequence/consequence_finder.hpp"
#include "kernels/consequence/genetic_code.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken::test {

class SmallGene {
 public:
  explicit SmallGene(Strand strand) : is_forward_(strand == Strand::forward) {
    letters_ =
        "TACGTCAGTCCATGCAAGTC"
        "GCGCGCTCTC"
        "ATGAAACCCG"
        "GTAAGTCATGACCTAGTCATTGCATGACCTTTTCTTCCAG"
        "GTTTACGATAA"
        "GGCTGACCTAGCTCATTC"
        "CAGTCAGTTACGCATGACTAGCATCGACCATGCATGCCTAC";
    size_ = static_cast<GenomePosition>(letters_.size());
    if (!is_forward_) letters_ = reverse_complement(letters_);
    packed_.resize(letters_.size() / 4 + 1);
    for (std::size_t i = 0; i < letters_.size(); ++i)
      packed_[i / 4] = static_cast<std::uint8_t>(packed_[i / 4] | base_code(letters_[i]) << 2 * (i % 4));
    contigs_ = {{"c1", 0, size_}};
    Transcript& transcript = set.transcripts.emplace_back();
    transcript.id = "T1.1";
    transcript.gene_id = "G1";
    transcript.symbol = "GENE";
    transcript.biotype = "protein_coding";
    transcript.protein_id = "P1.1";
    transcript.strand = strand;
    transcript.exons = is_forward_ ? std::vector{turned({20, 40}), turned({80, 109})}
                                   : std::vector{turned({80, 109}), turned({20, 40})};
    transcript.coding = turned({30, 91});
    transcript.is_mane_select = true;
  }

  [[nodiscard]] GenomeView view() const { return {contigs_, packed_, {}, size_}; }

  // Positions and letters as if the gene lay on the forward strand; an insertion and a deletion without anchor base.
  [[nodiscard]] PlacedVariant variant(GenomePosition at, const std::string& removed, const std::string& put) const {
    const auto size = static_cast<GenomePosition>(removed.size());
    if (is_forward_) return anchored(at, removed, put);
    return anchored(size_ - at - size, reverse_complement(removed), reverse_complement(put));
  }

  TranscriptSet set;

 private:
  [[nodiscard]] GenomeInterval turned(GenomeInterval place) const {
    return is_forward_ ? place : GenomeInterval{size_ - place.end, size_ - place.start};
  }
  [[nodiscard]] PlacedVariant anchored(GenomePosition at, const std::string& removed, const std::string& put) const {
    if (!removed.empty() && !put.empty()) return {at, removed, put};
    const std::string anchor = letters_.substr(at - 1, 1);
    return {at - 1, anchor + removed, anchor + put};
  }

  bool is_forward_;
  std::string letters_;
  GenomePosition size_ = 0;
  std::vector<std::uint8_t> packed_;
  std::vector<Contig> contigs_;
};

}  // namespace norrsken::test
