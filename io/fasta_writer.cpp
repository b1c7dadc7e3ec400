#include "io/fasta_writer.hpp"

#include <fmt/format.h>

#include "io/atomic_file.hpp"

namespace norrsken {
namespace {

constexpr std::size_t line_letters = 60;

}  // namespace

void write_fasta(const std::string& path, std::span<const FastaEntry> entries) {
  AtomicFile file(path);
  std::string index;
  std::size_t offset = 0;
  std::string line;
  const auto write_line = [&](std::string_view text) {
    line.assign(text);
    line += '\n';
    file.write(line);
    offset += line.size();
  };
  for (const FastaEntry& entry : entries) {
    write_line(fmt::format(">{}", entry.name));
    index +=
        fmt::format("{}\t{}\t{}\t{}\t{}\n", entry.name, entry.letters.size(), offset, line_letters, line_letters + 1);
    for (std::size_t start = 0; start < entry.letters.size(); start += line_letters)
      write_line(entry.letters.substr(start, line_letters));
  }
  file.commit();
  write_file(path + ".fai", index);
}

}  // namespace norrsken
