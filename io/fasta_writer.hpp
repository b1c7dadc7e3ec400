// FASTA text and its index.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace norrsken {

struct FastaEntry {
  std::string_view name;
  std::string_view letters;
};

// Writes `path` with 60 letters a line, and path.fai. Throws SystemError.
void write_fasta(const std::string& path, std::span<const FastaEntry> entries);

}  // namespace norrsken
