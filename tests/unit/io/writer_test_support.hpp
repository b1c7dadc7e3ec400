// What the tests of the output files share: a folder of their own, a small genome, running bcftools on what was
// written.
#pragma once

#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../temporary_folder.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken::writer_tests {

inline std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Contigs of random letters (fixed seed) laid out as GenomeView says; letters stay at hand for a FASTA.
class TestGenome {
 public:
  explicit TestGenome(std::vector<std::pair<std::string, GenomePosition>> names_and_lengths) {
    std::mt19937 random(7);
    GenomePosition position = 0;
    for (auto& [name, length] : names_and_lengths) {
      n_runs_.push_back({position, position + contig_gap});
      position += contig_gap;
      contigs_.push_back({name, position, length});
      letters_.resize(position, 'N');
      for (GenomePosition base = 0; base < length; ++base) letters_.push_back("ACGT"[random() & 3]);
      position += length;
    }
    n_runs_.push_back({position, position + contig_gap});
    letters_.resize(position + contig_gap, 'N');
    pack();
  }
  // Overwrites bases; contig positions are 0-based.
  void set(std::size_t contig, GenomePosition position, const std::string& letters) {
    letters_.replace(contigs_[contig].start + position, letters.size(), letters);
    if (letters.find('N') != std::string::npos) {
      const GenomePosition start = contigs_[contig].start + position;
      n_runs_.push_back({start, start + static_cast<GenomePosition>(letters.size())});
      std::sort(n_runs_.begin(), n_runs_.end(), [](auto left, auto right) { return left.start < right.start; });
    }
    pack();
  }
  [[nodiscard]] GenomeView view() const {
    return {contigs_, packed_, n_runs_, static_cast<GenomePosition>(letters_.size())};
  }
  [[nodiscard]] GenomePosition at(std::size_t contig, GenomePosition position) const {
    return contigs_[contig].start + position;
  }
  [[nodiscard]] std::string letters(std::size_t contig, GenomePosition position, std::size_t length) const {
    return letters_.substr(contigs_[contig].start + position, length);
  }
  [[nodiscard]] const std::vector<Contig>& contigs() const { return contigs_; }
  void write_fasta(const std::string& path) const {
    std::ofstream file(path);
    for (const Contig& contig : contigs_) {
      file << '>' << contig.name << '\n';
      for (GenomePosition base = 0; base < contig.length; base += 60)
        file << letters_.substr(contig.start + base, std::min<std::size_t>(60, contig.length - base)) << '\n';
    }
  }

 private:
  void pack() {
    packed_.assign(letters_.size() / 4 + 1, 0);
    for (std::size_t base = 0; base < letters_.size(); ++base)
      if (const BaseCode code = base_code(letters_[base]); code < 4)
        packed_[base / 4] = static_cast<std::uint8_t>(packed_[base / 4] | code << (2 * (base % 4)));
  }
  std::string letters_;
  std::vector<Contig> contigs_;
  std::vector<std::uint8_t> packed_;
  std::vector<GenomeInterval> n_runs_;
};

struct ToolResult {
  int exit_code = -1;
  std::string output;  // stdout and stderr
};

inline ToolResult run_tool(const std::string& command) {
  ToolResult result;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  char buffer[4096];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) result.output.append(buffer, count);
  const int status = pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

inline bool has_tools() {
  return run_tool("bcftools --version && tabix --version && samtools --version").exit_code == 0;
}

}  // namespace norrsken::writer_tests
