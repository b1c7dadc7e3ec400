#include "pipeline/stages/wire_record.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace norrsken {
namespace {

// In front of every record: what follows, the two bits of `clip`, and `is_exact`.
constexpr unsigned is_broken = 1;
constexpr unsigned clip_shift = 1;
constexpr unsigned exact_shift = 3;

// Calls take(field) for every field that travels, in their order on the wire: one list for both directions.
template <class Read, class Take>
void for_each_field(Read& read, bool has_break, const Take& take) {
  take(read.name_hash);
  take(read.position);
  take(read.mate_five_prime);
  take(read.length);
  take(read.fragment_quality);
  take(read.confidence_phred);
  take(read.flags);
  take(read.sample);
  if (!has_break) return;
  take(read.shift);
  take(read.break_offset);
}

bool has_break(const PlacedRead& read) {
  return read.shift != 0 || read.break_offset != 0;
}

std::size_t header_bytes(bool broken) {
  constexpr PlacedRead any;
  std::size_t bytes = sizeof(std::uint8_t);
  for_each_field(any, broken, [&](const auto& field) { bytes += sizeof field; });
  return bytes;
}

}  // namespace

std::size_t wire_bytes(const PlacedRead& read) {
  return header_bytes(has_break(read)) + read.length;
}

void append_wire_record(const PlacedRead& read, std::span<const BaseQuality> bases, std::vector<std::byte>& records) {
  const std::size_t begin = records.size();
  records.resize(begin + wire_bytes(read));
  std::byte* to = records.data() + begin;
  const auto put = [&](const auto& field) {
    std::memcpy(to, &field, sizeof field);
    to += sizeof field;
  };
  const bool broken = has_break(read);
  put(static_cast<std::uint8_t>(read.is_exact << exact_shift | read.clip << clip_shift | (broken ? is_broken : 0U)));
  for_each_field(read, broken, put);
  std::copy_n(reinterpret_cast<const std::byte*>(bases.data()), bases.size(), to);  // of no base from nowhere
}

WireRecord take_wire_record(std::span<const std::byte>& records) {
  const auto need = [&](std::size_t bytes) {
    if (records.size() < bytes) throw std::logic_error("a record from another rank is cut short");
  };
  need(1);
  const auto tag = std::to_integer<std::uint8_t>(records.front());
  const bool broken = (tag & is_broken) != 0;
  const std::size_t header = header_bytes(broken);
  need(header);
  WireRecord record;
  const std::byte* from = records.data() + 1;
  for_each_field(record.read, broken, [&](auto& field) {
    std::memcpy(&field, from, sizeof field);
    from += sizeof field;
  });
  record.read.clip = tag >> clip_shift & 3;
  record.read.is_exact = tag >> exact_shift & 1;
  need(header + record.read.length);
  record.bases = {reinterpret_cast<const BaseQuality*>(from), record.read.length};
  records = records.subspan(header + record.read.length);
  return record;
}

}  // namespace norrsken
