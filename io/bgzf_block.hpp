// A block of BGZF: gzip in independent blocks of up to 64 KB (SAM specification 4.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace norrsken {

inline constexpr std::size_t bgzf_block_max_bytes = 65536;  // compressed and inflated alike
inline constexpr std::size_t bgzf_header_start_bytes = 12;  // which tell how long the header is
inline constexpr std::size_t bgzf_header_min_bytes = 18;

// Of the whole header, from its start.
[[nodiscard]] std::size_t bgzf_header_bytes(std::span<const char> start);

// Size of the whole block whose first bytes are given, header and trailer included; nothing when this is no BGZF
// header or more bytes are needed to tell. A block is at least 28 bytes long.
[[nodiscard]] std::optional<std::size_t> bgzf_block_bytes(std::span<const char> bytes);

// What a whole block says of the length of its text; more than bgzf_block_max_bytes when it is damaged.
[[nodiscard]] std::size_t bgzf_text_bytes(std::span<const char> block);

// Writes the text of a whole block, bgzf_text_bytes() of it. Returns what is wrong with the block ("has a wrong
// checksum"), or nullptr.
[[nodiscard]] const char* inflate_bgzf_block(std::span<const char> block, char* text);

}  // namespace norrsken
