#include <catch2/catch.hpp>

#include "kernels/consequence/genetic_code.hpp"
#include "kernels/consequence/hgvs_change.hpp"
#include "kernels/consequence/protein_name.hpp"

namespace norrsken {

TEST_CASE("Codons are read by their table") {
  CHECK(amino_acid("ATG", GeneticCode::standard) == 'M');
  CHECK(amino_acid("TGA", GeneticCode::standard) == '*');
  CHECK(amino_acid("TGA", GeneticCode::vertebrate_mitochondrial) == 'W');
  CHECK(amino_acid("AGA", GeneticCode::vertebrate_mitochondrial) == '*');
  CHECK(amino_acid("ATA", GeneticCode::vertebrate_mitochondrial) == 'M');
  CHECK(amino_acid("ANG", GeneticCode::standard) == 'X');
  CHECK(is_start_codon("ATG", GeneticCode::standard));
  CHECK_FALSE(is_start_codon("ATA", GeneticCode::standard));
  CHECK(is_start_codon("ATA", GeneticCode::vertebrate_mitochondrial));
}

TEST_CASE("Amino acids have names of one and of three letters") {
  CHECK(in_three_letters("KR*") == "LysArgTer");
  CHECK(std::string(three_letters('U')) == "Sec");
  CHECK(in_one_letter("p.Arg175His") == "p.R175H");
  CHECK(in_one_letter("p.Pro3ThrfsTer12") == "p.P3Tfs*12");
  CHECK(in_one_letter("p.Lys2_Pro3insGly") == "p.K2_P3insG");
  CHECK(in_one_letter("p.?") == "p.?");
  CHECK(reverse_complement("AACGN") == "NCGTT");
}

TEST_CASE("Changes of DNA have the first name of HGVS that fits") {
  CHECK(hgvs_change({"A", "G", ""}, "76", "76") == "76A>G");
  CHECK(hgvs_change({"AT", "", ""}, "76", "77") == "76_77del");
  CHECK(hgvs_change({"", "T", ""}, "76", "77") == "76_77insT");
  CHECK(hgvs_change({"", "T", "T"}, "76", "76") == "76dup");
  CHECK(hgvs_change({"CT", "AG", ""}, "76", "77") == "76_77inv");
  CHECK(hgvs_change({"A", "TG", ""}, "76", "76") == "76delinsTG");
  CHECK(hgvs_change({"A", "A", ""}, "76", "76") == "76=");
}

TEST_CASE("Changes of a protein are named from the first amino acid that differs") {
  constexpr std::string_view protein = "MKKPGLR*";
  const auto in_frame = [&](std::size_t first, std::size_t count, std::string_view put) {
    return protein_name({protein, first, protein.substr(first, count), put, Reading::in_frame, 1});
  };
  CHECK(in_frame(1, 1, "K") == "p.Lys2=");
  CHECK(in_frame(1, 1, "R") == "p.Lys2Arg");
  CHECK(in_frame(1, 1, "*") == "p.Lys2Ter");
  CHECK(in_frame(1, 1, "") == "p.Lys3del");  // towards the end
  CHECK(in_frame(1, 1, "KK") == "p.Lys3dup");
  CHECK(in_frame(1, 1, "KW") == "p.Lys2_Lys3insTrp");
  CHECK(in_frame(1, 2, "W") == "p.Lys2_Lys3delinsTrp");
  CHECK(in_frame(3, 2, "W*") == "p.Pro4_Gly5delinsTrpTer");
  CHECK(in_frame(0, 0, "W") == "p.?");
  const auto to_the_end = [&](std::size_t first, std::string_view put, Reading reading) {
    return protein_name({protein, first, protein.substr(first), put, reading, 1});
  };
  CHECK(to_the_end(1, "KWYV*", Reading::shifted) == "p.Lys3TrpfsTer4");
  CHECK(to_the_end(1, "KWYV", Reading::shifted) == "p.Lys3TrpfsTer?");
  CHECK(to_the_end(1, "K*", Reading::shifted) == "p.Lys3Ter");
  CHECK(to_the_end(7, "QWY*", Reading::through) == "p.Ter8GlnextTer3");
  CHECK(to_the_end(7, "QWY", Reading::through) == "p.Ter8GlnextTer?");
  CHECK(to_the_end(6, "QWY*", Reading::through) == "p.Arg7_Ter8delinsGlnTrpTyrTer");
  CHECK(to_the_end(6, "R*", Reading::shifted) == "p.Arg7=");
  CHECK(protein_name({protein, 1, "K", "R", Reading::in_frame, 2}) == "p.Lys3Arg");
}

}  // namespace norrsken
