#include "pipeline/stages/read_record.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace norrsken {
namespace {

// In front of every record: what follows, the two bits of `clip`, and `is_exact`.
constexpr unsigned is_broken = 1;
constexpr unsigned clip_shift = 1;
constexpr unsigned exact_shift = 3;
constexpr unsigned are_packed = 16;  // the bases: their common qualities, then what pack_values() wrote

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

void append_bytes(std::span<const std::uint8_t> bytes, std::vector<std::byte>& records) {
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  records.insert(records.end(), begin, begin + bytes.size());
}

std::logic_error cut_short() {
  return std::logic_error("a read's record is cut short");
}

// Cuts bytes off the front and returns where they begin.
const std::byte* take(std::span<const std::byte>& records, std::size_t bytes) {
  if (records.size() < bytes) throw cut_short();
  const std::byte* front = records.data();
  records = records.subspan(bytes);
  return front;
}

// Packs bases to the end of `records` if that takes less than a byte each.
bool append_packed(std::span<const BaseQuality> bases, const CommonQualities& common, std::vector<std::byte>& records) {
  thread_local std::vector<std::uint8_t> packed;  // no room at the end of a list that is nearly full
  packed.resize(std::max(packed.size(), max_packed_bytes(bases.size())));
  const std::size_t bytes = pack_values(bases, common, packed.data());
  if (common.size() + bytes >= bases.size()) return false;
  append_bytes(common, records);
  append_bytes(std::span(packed).first(bytes), records);
  return true;
}

// Takes packed bases off the front.
void take_packed(std::span<const std::byte>& records, std::span<BaseQuality> bases) {
  CommonQualities common;
  std::memcpy(common.data(), take(records, common.size()), common.size());
  const auto bytes =
      unpack_values({reinterpret_cast<const std::uint8_t*>(records.data()), records.size()}, common, bases);
  if (!bytes) throw cut_short();
  records = records.subspan(*bytes);
}

}  // namespace

std::optional<CommonQualities> common_qualities_of(const PlacedReads& reads) {
  constexpr std::size_t sampled = 8;
  std::vector<BaseQuality> bases;
  for (std::size_t index = 0; index < reads.size(); index += (reads.size() + sampled - 1) / sampled) {
    const auto some = reads.bases_of(index);
    bases.insert(bases.end(), some.begin(), some.end());
  }
  return common_qualities(bases);
}

std::size_t max_record_bytes(const PlacedRead& read) {
  return header_bytes(has_break(read)) + read.length;
}

void append_record(const PlacedRead& read, std::span<const BaseQuality> bases,
                   const std::optional<CommonQualities>& common, std::vector<std::byte>& records) {
  const std::size_t begin = records.size();
  const bool broken = has_break(read);
  records.resize(begin + header_bytes(broken));
  unsigned tag =
      static_cast<unsigned>(read.is_exact << exact_shift | read.clip << clip_shift) | (broken ? is_broken : 0U);
  std::byte* to = records.data() + begin + 1;
  for_each_field(read, broken, [&](const auto& field) {
    std::memcpy(to, &field, sizeof field);
    to += sizeof field;
  });
  if (common && append_packed(bases, *common, records)) {
    tag |= are_packed;
  } else {
    append_bytes(bases, records);
  }
  records[begin] = static_cast<std::byte>(tag);
}

ReadRecord take_record(std::span<const std::byte>& records, std::vector<BaseQuality>& unpacked) {
  const auto tag = std::to_integer<std::uint8_t>(*take(records, 1));
  const bool broken = (tag & is_broken) != 0;
  const std::byte* from = take(records, header_bytes(broken) - 1);
  ReadRecord record;
  for_each_field(record.read, broken, [&](auto& field) {
    std::memcpy(&field, from, sizeof field);
    from += sizeof field;
  });
  record.read.clip = tag >> clip_shift & 3;
  record.read.is_exact = tag >> exact_shift & 1;
  const std::size_t length = record.read.length;
  if ((tag & are_packed) != 0) {
    unpacked.resize(length);
    take_packed(records, unpacked);
    record.bases = unpacked;
  } else {
    record.bases = {reinterpret_cast<const BaseQuality*>(take(records, length)), length};
  }
  return record;
}

}  // namespace norrsken
