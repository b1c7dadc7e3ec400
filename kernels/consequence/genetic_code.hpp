// Codons -> amino acids, by NCBI's translation tables 1 (standard) and 2 (vertebrate mitochondria).
#pragma once

#include <string>
#include <string_view>

#include "kernels/types/transcript.hpp"

namespace norrsken {

// One letter; "*" stops, "X" for a codon with anything but A, C, G, T. "ATG" -> 'M'.
[[nodiscard]] char amino_acid(std::string_view codon, GeneticCode code);

// AUG; in mitochondria AUA and AUU too, where many genes begin with them.
[[nodiscard]] bool is_start_codon(std::string_view codon, GeneticCode code);

// 'R' -> "Arg", '*' -> "Ter", 'U' -> "Sec", 'X' -> "Xaa".
[[nodiscard]] const char* three_letters(char amino_acid);
// "KR" -> "LysArg"
[[nodiscard]] std::string in_three_letters(std::string_view amino_acids);
// "p.Arg175His" -> "p.R175H"; other words of HGVS stay as they are.
[[nodiscard]] std::string in_one_letter(std::string_view protein_name);

[[nodiscard]] char complement_letter(char letter);  // 'A' -> 'T'; N for anything else
[[nodiscard]] std::string reverse_complement(std::string_view letters);

}  // namespace norrsken
