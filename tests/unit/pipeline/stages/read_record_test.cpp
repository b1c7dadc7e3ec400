#include "pipeline/stages/read_record.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <optional>
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

constexpr CommonQualities common{37, 25, 11};

// Four qualities, as sequencers report them, or all there are.
std::vector<BaseQuality> random_bases(std::size_t count, bool few_qualities, std::mt19937& random) {
  constexpr std::array<unsigned, 4> reported{37, 25, 11, 2};
  std::vector<BaseQuality> bases;
  while (bases.size() < count) {
    const unsigned quality = few_qualities ? reported[random() % 4] : random() % 64;
    bases.push_back(static_cast<BaseQuality>(quality << 2 | (random() & 3)));
  }
  return bases;
}

TEST_CASE("what was sent arrives: every field, broken or not, clipped or not, of any length, packed or not") {
  std::mt19937 random(6);
  std::vector<PlacedRead> sent;
  std::vector<std::vector<BaseQuality>> bases;
  std::vector<std::byte> records;
  for (const std::uint16_t length : {0, 1, 20, 150, 1000})
    for (const std::int16_t shift : {0, 12, -30})
      for (const std::uint16_t offset : {0, 70})
        for (const std::uint8_t clip : {0, 1, 2})
          for (const bool few_qualities : {true, false}) {
            PlacedRead& read = sent.emplace_back(read_of(length));
            read.shift = shift;
            read.break_offset = offset;
            read.clip = clip & 3;
            read.is_exact = random() % 2;
            bases.push_back(random_bases(length, few_qualities, random));
            const std::size_t before = records.size();
            const bool tries = random() % 4 != 0;
            append_record(read, bases.back(), tries ? std::optional(common) : std::nullopt, records);
            const std::size_t bytes = records.size() - before;
            CHECK(bytes <= max_record_bytes(read));
            if (few_qualities && tries && length >= 150) CHECK(bytes < max_record_bytes(read) - length / 6);
            if (!few_qualities || !tries || length == 1) CHECK(bytes == max_record_bytes(read));
          }
  std::span<const std::byte> rest(records);
  std::vector<BaseQuality> unpacked;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const ReadRecord record = take_record(rest, unpacked);
    CHECK(is_same(record.read, sent[i]));
    CHECK(std::vector<BaseQuality>(record.bases.begin(), record.bases.end()) == bases[i]);
  }
  CHECK(rest.empty());
}

TEST_CASE("a read of 150 bases takes 103 bytes and its rare qualities, or 174; on two diagonals four more") {
  PlacedRead read = read_of(150);
  CHECK(max_record_bytes(read) == 174);
  std::vector<BaseQuality> bases(150, make_base_quality(0, 37));
  bases[20] = make_base_quality(3, 12);
  std::vector<std::byte> records;
  append_record(read, bases, common, records);
  CHECK(records.size() == 104);
  append_record(read, bases, std::nullopt, records);
  CHECK(records.size() == 104 + 174);
  read.break_offset = 70;
  CHECK(max_record_bytes(read) == 178);
  append_record(read, bases, common, records);
  CHECK(records.size() == 104 + 174 + 108);
}

TEST_CASE("a record that is cut anywhere is refused") {
  std::mt19937 random(8);
  for (const bool few_qualities : {true, false}) {
    PlacedRead read = read_of(100);
    read.shift = 5;
    std::vector<std::byte> records;
    append_record(read, random_bases(100, few_qualities, random), common, records);
    std::vector<BaseQuality> unpacked;
    for (std::size_t length = 0; length < records.size(); ++length) {
      std::span<const std::byte> cut(records.data(), length);
      CHECK_THROWS_AS(take_record(cut, unpacked), std::logic_error);
    }
  }
}

}  // namespace
}  // namespace norrsken
