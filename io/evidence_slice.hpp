// A few reads of an evidence BAM as a small BAM of their own, for the viewer inside a report.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace norrsken {

struct SliceRequest {
  std::string contig;
  std::int64_t start = 0;  // 0-based half-open
  std::int64_t end = 0;
  std::string shown_contig;        // its name in the slice
  std::string variant;             // "pos_1based:REF:ALT": reads led through it (tag XV) come first
  std::size_t max_fragments = 60;  // half of them with the variant where so many show it
};

class EvidenceFile {
 public:
  // Throws InputError: no BAM, no index beside it.
  explicit EvidenceFile(const std::string& path);
  ~EvidenceFile();
  EvidenceFile(EvidenceFile&&) noexcept;
  EvidenceFile& operator=(EvidenceFile&&) noexcept;

  // BGZF bytes with one contig in the header; of more fragments those with the lowest names are kept. A contig that the
  // file lacks gives no reads. Throws InputError when the file is damaged.
  [[nodiscard]] std::vector<std::uint8_t> slice(const SliceRequest& request);

 private:
  struct Handles;
  std::string path_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace norrsken
