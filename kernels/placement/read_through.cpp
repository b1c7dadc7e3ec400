#include "kernels/placement/read_through.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace norrsken {
namespace {

constexpr unsigned seed_bases = 16;
constexpr unsigned min_fragment_bases = 20;
constexpr unsigned max_mismatch_percent = 6;

// Whether the first `length` bases of the mates are two strands of one fragment. Sequencing errors are few; bases not
// called fit anything.
bool is_one_fragment(std::span<const BaseQuality> first, std::span<const BaseQuality> second, std::size_t length) {
  const std::size_t from = length - std::min(length, second.size());
  std::size_t mismatches = 0;
  for (std::size_t i = from; i < std::min(length, first.size()); ++i) {
    const BaseQuality other = second[length - 1 - i];
    if (is_called(first[i]) && is_called(other) && base_of(first[i]) != complement(base_of(other))) ++mismatches;
  }
  return mismatches * 100 <= length * max_mismatch_percent;
}

// The other strand of the mate's first bases, as searched in the other mate: its last base leads.
std::uint32_t seed_of(std::span<const BaseQuality> mate) {
  std::uint32_t seed = 0;
  for (unsigned i = seed_bases; i-- > 0;) seed = seed << 2 | complement(base_of(mate[i]));
  return seed;
}

// The only length at which the start of `second` ends the fragment in `first`; `length` is what is known so far.
bool search(std::span<const BaseQuality> first, std::span<const BaseQuality> second, std::size_t& length) {
  const std::size_t longest = std::max(first.size(), second.size());
  const std::uint32_t seed = seed_of(second);
  std::uint32_t here = 0;
  for (std::size_t end = 1; end <= first.size() && end < longest; ++end) {
    here = here << 2 | base_of(first[end - 1]);
    if (end < min_fragment_bases || here != seed || end == length || !is_one_fragment(first, second, end)) continue;
    if (length != 0) return false;
    length = end;
  }
  return true;
}

}  // namespace

unsigned read_through_bases(std::span<const BaseQuality> first, std::span<const BaseQuality> second) {
  if (std::min(first.size(), second.size()) < min_fragment_bases) return 0;
  std::size_t length = 0;
  const bool is_sure = search(first, second, length) && search(second, first, length);
  return is_sure ? static_cast<unsigned>(length) : 0;
}

}  // namespace norrsken
