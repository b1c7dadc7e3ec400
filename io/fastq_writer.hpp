// Reads -> FASTQ text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kernels/types/dna.hpp"

namespace norrsken {

// Appends the four lines of one read. Qualities 0..93, one a base; letters ACGT, N for every other code.
void append_fastq_record(std::string_view name, std::span<const BaseCode> bases,
                         std::span<const std::uint8_t> qualities_phred, std::string& text);

}  // namespace norrsken
