// Small read files for the tests of the readers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../temporary_folder.hpp"
#include "io/read_source.hpp"

namespace norrsken::test {

// One member of gzip; BGZF blocks of `block_bytes` text each, with the empty last block.
[[nodiscard]] std::string gzip(std::string_view text);
inline constexpr std::string_view bgzf_end{"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0",
                                           28};
[[nodiscard]] std::string bgzf_blocks(std::string_view text, std::size_t block_bytes = 60000);
[[nodiscard]] inline std::string bgzf(std::string_view text, std::size_t block_bytes = 60000) {
  return bgzf_blocks(text, block_bytes) + std::string(bgzf_end);
}

// Records of mates 1 and 2 of `fragments` fragments with names "run:<n>", lengths 36 to 150 and all qualities.
struct MatePair {
  std::string first;
  std::string second;
};
[[nodiscard]] MatePair make_fastq(std::size_t fragments, std::uint64_t seed);

// Writes SAM text as BAM ("wb") or CRAM ("wc", with a reference) and returns the path.
[[nodiscard]] std::string write_alignments(const TemporaryFolder& folder, const std::string& name,
                                           const std::string& sam_text, const char* mode,
                                           const std::string& reference_path = "");

// A fragment as text, so that sets of them can be compared: name hash, then each read's base qualities.
[[nodiscard]] std::vector<std::string> read_fragments(const ReadFiles& files, unsigned part = 0, unsigned parts = 1,
                                                      const std::string& reference_path = "");
// Of all parts, sorted.
[[nodiscard]] std::vector<std::string> read_all_parts(const ReadFiles& files, unsigned parts);

// What the InputError says that reading these files ends with; "" if none.
[[nodiscard]] std::string error_of(const ReadFiles& files, unsigned parts = 1, const std::string& reference_path = "");

}  // namespace norrsken::test
