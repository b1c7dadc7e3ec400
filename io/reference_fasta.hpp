// Random access to the contigs of a FASTA file, plain or bgzipped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace norrsken {

struct FastaContig {
  std::string name;
  std::int64_t length = 0;  // bases
};

// Uses the file's .fai (and .gzi). Without them the whole file is read and kept, plain gzip too; nothing is written.
// Members throw InputError with exit code reference, and SystemError.
class ReferenceFasta {
 public:
  explicit ReferenceFasta(const std::string& path);
  ~ReferenceFasta();
  ReferenceFasta(ReferenceFasta&&) noexcept;
  ReferenceFasta& operator=(ReferenceFasta&&) noexcept;

  [[nodiscard]] const std::string& path() const;
  [[nodiscard]] const std::vector<FastaContig>& contigs() const;  // in the order of the file
  // The whole contig in upper case. Throws when there is no such contig.
  [[nodiscard]] std::string sequence(const std::string& contig) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace norrsken
