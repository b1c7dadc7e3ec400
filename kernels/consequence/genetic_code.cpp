#include "kernels/consequence/genetic_code.hpp"

#include <cstddef>

#include "kernels/types/dna.hpp"

namespace norrsken {
namespace {

// By first, second, third base in the order A, C, G, T.
constexpr std::string_view standard = "KNKNTTTTRSRSIIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSS*CWCLFLF";
constexpr std::string_view mitochondrial = "KNKNTTTT*S*SMIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSSWCWCLFLF";

}  // namespace

char amino_acid(std::string_view codon, GeneticCode code) {
  std::size_t index = 0;
  for (const char letter : codon) {
    const BaseCode base = base_code(letter);
    if (base >= 4) return 'X';
    index = index * 4 + base;
  }
  return (code == GeneticCode::standard ? standard : mitochondrial).at(index);
}

bool is_start_codon(std::string_view codon, GeneticCode code) {
  if (codon == "ATG") return true;
  return code == GeneticCode::vertebrate_mitochondrial && (codon == "ATA" || codon == "ATT");
}

char complement_letter(char letter) {
  return base_letter(complement(base_code(letter)));
}

std::string reverse_complement(std::string_view letters) {
  std::string text;
  text.reserve(letters.size());
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) text.push_back(complement_letter(*letter));
  return text;
}

}  // namespace norrsken
