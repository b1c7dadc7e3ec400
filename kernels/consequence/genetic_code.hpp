// Codons -> amino acids, by NCBI's translation tables 1 (standard) and 2 (vertebrate mitochondria).
#pragma once

#include <string>
#include <string_view>

#include "kernels/types/amino_acids.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

// One letter; "*" stops, "X" for a codon with anything but A, C, G, T. "ATG" -> 'M'.
[[nodiscard]] char amino_acid(std::string_view codon, GeneticCode code);

// AUG; in mitochondria AUA and AUU too, where many genes begin with them.
[[nodiscard]] bool is_start_codon(std::string_view codon, GeneticCode code);

[[nodiscard]] char complement_letter(char letter);  // 'A' -> 'T'; N for anything else
[[nodiscard]] std::string reverse_complement(std::string_view letters);

}  // namespace norrsken
