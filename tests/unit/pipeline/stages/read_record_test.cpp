#include "pipeline/stages/wire_record.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <random>
#include <stdexcept>
#include <vector>

namespace norrsken {
namespace {

PlacedRead read_of(std::uint16_t length) {
  PlacedRead read;
  read.name_hash = 0x0123456789abcdefULL;
  read.position = 3'000'000'001U;
  read.mate_five_prime = 3'000'000'400U;
  read.length = length;
  read.fragment_quality = 2500;
  read.confidence_phred = 60;
  read.flags = read_is_reverse | read_is_paired;
  read.sample = 3;
  return read;
}

bool is_same(const PlacedRead& a, const PlacedRead& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST_CASE("what was sent arrives: every field, broken or not, clipped or not, of any length") {
  std::mt19937 random(6);
  std::vector<PlacedRead> sent;
  std::vector<std::vector<BaseQuality>> bases;
  std::vector<std::byte> records;
  for (const std::uint16_t length : {0, 1, 20, 150, 1000})
    for (const std::int16_t shift : {0, 12, -30})
      for (const std::uint16_t offset : {0, 70})
        for (const std::uint8_t clip : {0, 1, 2}) {
          PlacedRead& read = sent.emplace_back(read_of(length));
          read.shift = shift;
          read.break_offset = offset;
          read.clip = clip & 3;
          read.is_exact = random() % 2;
          bases.resize(sent.size());
          for (std::uint16_t i = 0; i < length; ++i) bases.back().push_back(static_cast<BaseQuality>(random()));
          const std::size_t before = records.size();
          append_wire_record(read, bases.back(), records);
          CHECK(records.size() - before == wire_bytes(read));
        }
  std::span<const std::byte> rest(records);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const WireRecord record = take_wire_record(rest);
    CHECK(is_same(record.read, sent[i]));
    CHECK(std::vector<BaseQuality>(record.bases.begin(), record.bases.end()) == bases[i]);
  }
  CHECK(rest.empty());
}

TEST_CASE("a read of 150 bases takes 174 bytes, one on two diagonals 178") {
  PlacedRead read = read_of(150);
  CHECK(wire_bytes(read) == 174);
  read.break_offset = 70;
  CHECK(wire_bytes(read) == 178);
}

TEST_CASE("a record that is cut anywhere is refused") {
  PlacedRead read = read_of(30);
  read.shift = 5;
  const std::vector<BaseQuality> bases(30, 100);
  std::vector<std::byte> records;
  append_wire_record(read, bases, records);
  for (std::size_t length = 0; length < records.size(); ++length) {
    std::span<const std::byte> cut(records.data(), length);
    CHECK_THROWS_AS(take_wire_record(cut), std::logic_error);
  }
}

}  // namespace
}  // namespace norrsken
