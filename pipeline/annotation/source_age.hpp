// Whether a source of annotation is too old or of another genome build.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/annotation/annotation_settings.hpp"

namespace norrsken {

// Days since 1970-01-01 of "2026-11-01"; nothing when it is no date.
[[nodiscard]] std::optional<std::int64_t> days_of(std::string_view date);

// A date as headers of files write it, as "2026-11-01": "20261101", "2026-11-1", "2026-11" (its first day); empty when
// it is none.
[[nodiscard]] std::string plain_date(std::string_view date);

// What the reader of the report must know of a source on a day: its age. Empty when it is young enough. Throws
// InputError (exit code reference) when it is too old and the assay says that this is an error, or when it may grow too
// old and nobody says its date.
[[nodiscard]] std::string check_age(const std::string& name, const std::string& path, const SourceAge& age,
                                    std::int64_t today);

// "GRCh38.p14" and "hg38" -> "GRCh38"; other names stay.
[[nodiscard]] std::string plain_build(std::string_view build);
// Throws InputError (exit code reference) when both builds are known and are not the same.
void check_build(const std::string& path, const std::string& build, const std::string& build_of_genome);

}  // namespace norrsken
