// Names of amino acids: one letter and three.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace norrsken {

inline constexpr std::array<std::pair<char, const char*>, 23> amino_acid_names = {
    {{'A', "Ala"}, {'C', "Cys"}, {'D', "Asp"}, {'E', "Glu"}, {'F', "Phe"}, {'G', "Gly"}, {'H', "His"}, {'I', "Ile"},
     {'K', "Lys"}, {'L', "Leu"}, {'M', "Met"}, {'N', "Asn"}, {'P', "Pro"}, {'Q', "Gln"}, {'R', "Arg"}, {'S', "Ser"},
     {'T', "Thr"}, {'V', "Val"}, {'W', "Trp"}, {'Y', "Tyr"}, {'*', "Ter"}, {'U', "Sec"}, {'X', "Xaa"}}};

// 'R' -> "Arg", '*' -> "Ter", 'U' -> "Sec", 'X' -> "Xaa".
[[nodiscard]] inline const char* three_letters(char amino_acid) {
  for (const auto& [letter, name] : amino_acid_names)
    if (letter == amino_acid) return name;
  return "Xaa";
}

// "KR" -> "LysArg"
[[nodiscard]] inline std::string in_three_letters(std::string_view amino_acids) {
  std::string text;
  for (const char letter : amino_acids) text += three_letters(letter);
  return text;
}

// "p.Arg175His" -> "p.R175H"; other words of HGVS stay as they are.
[[nodiscard]] inline std::string in_one_letter(std::string_view protein_name) {
  std::string text;
  for (std::size_t i = 0; i < protein_name.size();) {
    char found = 0;
    for (const auto& [letter, name] : amino_acid_names)
      if (protein_name.substr(i, 3) == name) found = letter;
    text.push_back(found != 0 ? found : protein_name[i]);
    i += found != 0 ? 3 : 1;
  }
  return text;
}

}  // namespace norrsken
