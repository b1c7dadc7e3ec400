// Where a simulated fragment came from, and how its read name tells so.
//
// Name: sim:<number>:<contig>:<strand>:<mate 1>:<mate 2>:<copy>:<molecule>, for example sim:41:chr1:+:1000:1419:0:41
//   strand    of mate 1: + or -; mate 2 is on the other one
//   mate 1,2  0-based reference positions of the two reads' 5' ends, that is of the fragment's two ends
//   copy      of the contig, 0 or 1: the haplotype as GT orders them; 2 x n more in tumor cells of clone n
//   molecule  the fragment's own number, or, for a PCR duplicate, that of the fragment it was copied from; in a library
//             with UMIs its family
// A UMI in the name follows it: ..._ACG+TTA.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace norrsken {

inline constexpr std::size_t max_origin_contig_letters = 120;  // keeps names under 200 letters

struct ReadOrigin {
  std::uint64_t number = 0;
  std::string contig;
  bool is_reverse = false;  // mate 1
  std::array<std::uint32_t, 2> five_prime{};
  std::uint8_t copy = 0;
  std::uint64_t molecule = 0;

  [[nodiscard]] bool is_duplicate() const { return molecule != number; }
  friend bool operator==(const ReadOrigin&, const ReadOrigin&) = default;
};

// Replaces `name`.
void write_read_name(const ReadOrigin& origin, std::string& name);
// Nothing when the name is not of that form. Contig names may hold colons; a trailing "/1" or "/2" is ignored.
[[nodiscard]] std::optional<ReadOrigin> parse_read_name(std::string_view name);

}  // namespace norrsken
