#include "io/near_lines.hpp"

#include <htslib/kstring.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "io/gzip_lines.hpp"

namespace norrsken {
namespace {

constexpr int end_of_lines = -1;
constexpr int damaged = -2;

// From 0; -1 when the field is no number.
std::int64_t position_of(std::string_view field) {
  std::int64_t position_1based = 0;
  std::size_t digits = 0;
  for (; digits < field.size() && digits < 18 && field[digits] >= '0' && field[digits] <= '9'; ++digits)
    position_1based = position_1based * 10 + (field[digits] - '0');
  return digits > 0 && digits < field.size() && field[digits] == '\t' ? position_1based - 1 : -1;
}

// "C", "C,T"; not "*", which stands for a deletion that began before.
bool are_single_bases(std::string_view alternates) {
  for (std::size_t i = 0; i < alternates.size(); ++i)
    if ((i % 2 == 1) != (alternates[i] == ',') || alternates[i] == '*') return false;
  return alternates.size() % 2 == 1;
}

// The field REF of a line, which goes on behind it.
std::string_view take_reference(std::string_view& line) {
  for (int skipped = 0; skipped < 3; ++skipped) (void)take_field(line, '\t');  // CHROM, POS, ID
  return take_field(line, '\t');
}

// Whether REF has no more bases than these. False for a line without it.
bool ends_before(std::string_view line, std::int64_t bases) {
  if (static_cast<std::int64_t>(line.size()) <= bases) return true;
  const std::string_view reference = take_reference(line);
  return !reference.empty() && static_cast<std::int64_t>(reference.size()) <= bases;
}

// Bases from a position to the places around it; very far where there is none.
struct Surroundings {
  std::int64_t to_next = 0;
  std::int64_t from_last_indel = 0;
};

// passed, passed_indels: how many places, and places of indels, lie before the position.
Surroundings surroundings(std::int64_t position, const NearPlaces& places, std::size_t passed,
                          std::size_t passed_indels) {
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
  return {passed < places.positions.size() ? places.positions[passed] - position : far,
          passed_indels > 0 ? position - places.indels[passed_indels - 1] : far};
}

bool may_spell(std::string_view line, const Surroundings& around, std::int64_t reach_bases) {
  if (around.to_next == 0) return true;
  const bool is_behind = around.from_last_indel <= reach_bases;
  // REF is shorter than its line.
  if (!is_behind && around.to_next >= static_cast<std::int64_t>(line.size())) return false;
  const std::string_view reference = take_reference(line);
  const std::string_view alternates = take_field(line, '\t');
  if (reference.empty() || alternates.empty()) return true;
  if (reference.size() == 1 && are_single_bases(alternates)) return false;
  return is_behind || around.to_next < static_cast<std::int64_t>(reference.size());
}

}  // namespace

bool may_spell(std::string_view line, std::int64_t position, const NearPlaces& places) {
  const auto before = [&](std::span<const std::int64_t> positions) {
    return static_cast<std::size_t>(std::lower_bound(positions.begin(), positions.end(), position) - positions.begin());
  };
  return may_spell(line, surroundings(position, places, before(places.positions), before(places.indels)),
                   places.reach_bases);
}

NearLines::NearLines(BgzfBlockReader& blocks, const hts_itr_t& region, std::string contig, const NearPlaces& places)
    : blocks_(blocks), region_(region), prefix_(std::move(contig) + "\t"), places_(places) {}

bool NearLines::is_at_end_of_chunk() const {
  if (chunk_ < 0) return true;
  return blocks_.tell() >= region_.off[chunk_].v;
}

int NearLines::next_line(std::string_view& line) {
  while (is_at_end_of_chunk()) {
    if (++chunk_ >= region_.n_off) return end_of_lines;
    const bool follows = chunk_ > 0 && region_.off[chunk_ - 1].v == region_.off[chunk_].u;
    if (!follows && !blocks_.seek(region_.off[chunk_].u)) return damaged;
  }
  joined_.clear();
  for (;;) {
    const auto text = blocks_.text();
    if (!text) return damaged;
    if (text->empty()) break;
    const std::size_t feed = text->find('\n');
    const bool is_whole = feed != std::string_view::npos;
    const std::string_view piece = text->substr(0, feed);
    blocks_.use(piece.size() + (is_whole ? 1 : 0));  // the block stays where it is until the next one is read
    if (is_whole && joined_.empty()) {
      line = piece;
      return 0;
    }
    joined_.append(piece);
    if (is_whole) break;
  }
  line = joined_;
  return joined_.empty() ? end_of_lines : 0;
}

int NearLines::next(kstring_t& line) {
  std::string_view found;
  for (;;) {
    if (const int result = next_line(found); result < 0) return result;
    if (found.ends_with('\r')) found.remove_suffix(1);
    if (!found.starts_with(prefix_)) return found.empty() ? damaged : end_of_lines;
    const std::int64_t position = position_of(found.substr(prefix_.size()));
    if (position >= region_.end) return end_of_lines;
    while (passed_ < places_.positions.size() && places_.positions[passed_] < position) ++passed_;
    while (passed_indels_ < places_.indels.size() && places_.indels[passed_indels_] < position) ++passed_indels_;
    const Surroundings around = surroundings(position, places_, passed_, passed_indels_);
    if (position < region_.beg && ends_before(found, region_.beg - position)) continue;
    if (position >= 0 && !may_spell(found, around, places_.reach_bases)) continue;
    line.l = 0;
    return kputsn(found.data(), static_cast<int>(found.size()), &line) < 0 ? damaged : 0;
  }
}

}  // namespace norrsken
