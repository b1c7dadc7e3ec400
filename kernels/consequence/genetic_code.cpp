#include "kernels/consequence/genetic_code.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "kernels/types/dna.hpp"

namespace norrsken {
namespace {

// By first, second, third base in the order A, C, G, T.
constexpr std::string_view standard = "KNKNTTTTRSRSIIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSS*CWCLFLF";
constexpr std::string_view mitochondrial = "KNKNTTTT*S*SMIMIQHQHPPPPRRRRLLLLEDEDAAAAGGGGVVVV*Y*YSSSSWCWCLFLF";

constexpr std::array<std::pair<char, const char*>, 23> names = {
    {{'A', "Ala"}, {'C', "Cys"}, {'D', "Asp"}, {'E', "Glu"}, {'F', "Phe"}, {'G', "Gly"}, {'H', "His"}, {'I', "Ile"},
     {'K', "Lys"}, {'L', "Leu"}, {'M', "Met"}, {'N', "Asn"}, {'P', "Pro"}, {'Q', "Gln"}, {'R', "Arg"}, {'S', "Ser"},
     {'T', "Thr"}, {'V', "Val"}, {'W', "Trp"}, {'Y', "Tyr"}, {'*', "Ter"}, {'U', "Sec"}, {'X', "Xaa"}}};

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

const char* three_letters(char amino_acid) {
  for (const auto& [letter, name] : names)
    if (letter == amino_acid) return name;
  return "Xaa";
}

std::string in_three_letters(std::string_view amino_acids) {
  std::string text;
  for (const char letter : amino_acids) text += three_letters(letter);
  return text;
}

std::string in_one_letter(std::string_view protein_name) {
  std::string text;
  for (std::size_t i = 0; i < protein_name.size();) {
    char found = 0;
    for (const auto& [letter, name] : names)
      if (protein_name.substr(i, 3) == name) found = letter;
    text.push_back(found != 0 ? found : protein_name[i]);
    i += found != 0 ? 3 : 1;
  }
  return text;
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
