#include "kernels/consequence/coding_name.hpp"

#include <algorithm>

#include "kernels/consequence/genetic_code.hpp"
#include "kernels/consequence/hgvs_change.hpp"

namespace norrsken {

std::string transcript_position(const TranscriptMap& map, TranscriptPlace place) {
  std::string text;
  if (!map.transcript().is_coding()) {
    text = std::to_string(place.cdna + 1);
  } else if (place.cdna < map.coding_start()) {
    text = "-" + std::to_string(map.coding_start() - place.cdna);
  } else if (place.cdna >= map.coding_end()) {
    text = "*" + std::to_string(place.cdna - map.coding_end() + 1);
  } else {
    text = std::to_string(place.cdna - map.coding_start() + 1);
  }
  if (place.intron_offset > 0) text.push_back('+');
  if (place.intron_offset != 0) text += std::to_string(place.intron_offset);
  return text;
}

const char* transcript_prefix(const TranscriptMap& map) {
  return map.transcript().is_coding() ? "c." : "n.";
}

std::optional<std::string> transcript_change(const GenomeView& genome, const TranscriptMap& map,
                                             const GenomeEdit& edit) {
  const Transcript& transcript = map.transcript();
  const bool is_inside = edit.is_insertion() ? edit.start > transcript.start() && edit.start < transcript.end()
                                             : edit.start >= transcript.start() && edit.end <= transcript.end();
  if (!is_inside) return std::nullopt;
  const bool is_forward = transcript.is_forward();
  const auto oriented = [&](const std::string& letters) { return is_forward ? letters : reverse_complement(letters); };
  HgvsChange change{oriented(reference_letters(genome, {edit.start, edit.end})), oriented(edit.bases), ""};
  GenomePosition low = edit.is_insertion() ? edit.start - 1 : edit.start;
  GenomePosition high = edit.is_insertion() ? edit.start : edit.end - 1;
  if (edit.is_insertion()) {
    const auto size = static_cast<GenomePosition>(edit.bases.size());
    const bool has_room = is_forward ? edit.start - transcript.start() >= size : transcript.end() - edit.start >= size;
    const GenomeInterval before =
        is_forward ? GenomeInterval{edit.start - size, edit.start} : GenomeInterval{edit.start, edit.start + size};
    if (has_room) change.before = oriented(reference_letters(genome, before));
    if (change.is_duplication()) {
      low = before.start;
      high = before.end - 1;
    }
  }
  if (!is_forward) std::swap(low, high);
  return hgvs_change(change, transcript_position(map, map.place_of(low)), transcript_position(map, map.place_of(high)));
}

}  // namespace norrsken
