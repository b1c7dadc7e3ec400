// The header page of an index file and its checksum; shared by the writer and the reader only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace norrsken::index_layout {

inline constexpr std::array<char, 8> magic = {'N', 'S', 'K', 'I', 'N', 'D', 'E', 'X'};
inline constexpr std::uint32_t byte_order_mark = 0x01020304;
inline constexpr std::uint32_t format_version = 1;
inline constexpr std::uint64_t page_bytes = 4096;
// Zero bytes that follow each section at least, so that a vector load may run over its end.
inline constexpr std::uint64_t slack_bytes = 64;

enum Section : unsigned { contigs, n_runs, packed, table, lists, section_count };
inline constexpr std::array<const char*, section_count> section_names = {"contig table", "N runs", "packed reference",
                                                                         "seed table", "seed lists"};

struct SectionEntry {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t checksum = 0;
};

struct Header {
  std::array<char, 8> magic_bytes = magic;
  std::uint32_t byte_order = byte_order_mark;
  std::uint32_t version = format_version;
  std::uint32_t k = 0;
  std::uint32_t w = 0;
  std::uint32_t max_places = 0;
  std::uint32_t rules = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t genome_length = 0;
  std::array<SectionEntry, section_count> sections{};
  std::uint64_t checksum = 0;  // of all above
};
static_assert(std::is_trivially_copyable_v<Header>);
static_assert(sizeof(Header) == 56 + section_count * 24 && sizeof(Header) <= page_bytes);

// CRC-64 (ECMA-182, reflected).
[[nodiscard]] std::uint64_t checksum_of(const void* data, std::uint64_t size_bytes);
[[nodiscard]] std::uint64_t checksum_of(const Header& header);

}  // namespace norrsken::index_layout
