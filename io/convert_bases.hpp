// The letters and quality characters of a read as one byte a base: done for every base of the input.
#pragma once

#include <cstddef>
#include <string_view>

#include "kernels/types/base_quality.hpp"

namespace norrsken {

// Converts letters and Phred+33 characters of one read. False when a letter is no letter (or '.') or a quality lies
// outside '!'..'~'; `out` has `bases.size()` places, qualities.size() == bases.size().
[[nodiscard]] bool convert_bases(std::string_view bases, std::string_view qualities, BaseQuality* out);

// The same base by base, for targets without vectors and as what the vectors are tested against.
[[nodiscard]] bool convert_bases_scalar(std::string_view bases, std::string_view qualities, BaseQuality* out);

}  // namespace norrsken
