// HGVS names of changes in transcript coordinates: "c.-12", "c.76+3", "c.*5", "n.1204".
#pragma once

#include <optional>
#include <string>

#include "kernels/consequence/genome_edit.hpp"
#include "kernels/consequence/transcript_map.hpp"

namespace norrsken {

// The base at a place: "76", "-12", "*5", "76+3", "77-2"; of a transcript that codes for nothing "1204".
[[nodiscard]] std::string transcript_position(const TranscriptMap& map, TranscriptPlace place);

// What follows the dot, without "c." or "n.": "4327C>T". `edit` is shifted towards the transcript's 3' end. Nothing
// when it does not lie within the transcript.
[[nodiscard]] std::optional<std::string> transcript_change(const GenomeView& genome, const TranscriptMap& map,
                                                           const GenomeEdit& edit);

// "c." or "n."
[[nodiscard]] const char* transcript_prefix(const TranscriptMap& map);

}  // namespace norrsken
