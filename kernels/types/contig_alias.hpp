// Names of one chromosome in different databases: "chr7", "7" and "NC_000007.14" are the same.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "kernels/types/genome.hpp"

namespace norrsken {

// "chr7" -> "7", "chrM" -> "MT", "NC_000023.11" -> "X", "NC_012920.1" -> "MT"; other names stay as they are.
[[nodiscard]] inline std::string plain_contig_name(std::string_view name) {
  constexpr std::string_view nuclear = "NC_0000";
  if (name.starts_with("NC_012920")) return "MT";
  if (name.starts_with(nuclear) && name.size() >= nuclear.size() + 2) {
    const unsigned number = static_cast<unsigned>(name[7] - '0') * 10 + static_cast<unsigned>(name[8] - '0');
    if (number == 23) return "X";
    if (number == 24) return "Y";
    if (number >= 1 && number <= 22) return std::to_string(number);
  }
  if (name.starts_with("chr")) name.remove_prefix(3);
  return name == "M" ? "MT" : std::string(name);
}

// The contig of that name, else the one that goes by another name of the same chromosome; nullptr when there is none.
[[nodiscard]] inline const Contig* contig_called(std::span<const Contig> contigs, std::string_view name) {
  if (const Contig* same = contig_named(contigs, name)) return same;
  const std::string plain = plain_contig_name(name);
  for (const Contig& contig : contigs)
    if (plain_contig_name(contig.name) == plain) return &contig;
  return nullptr;
}

}  // namespace norrsken
