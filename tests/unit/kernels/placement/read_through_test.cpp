#include "kernels/placement/read_through.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace norrsken {
namespace {

using Read = std::vector<BaseQuality>;

std::string random_letters(std::size_t length, unsigned seed) {
  std::mt19937 random(seed);
  std::string letters;
  while (letters.size() < length) letters += "ACGT"[random() % 4];
  return letters;
}

Read sequenced(const std::string& letters, std::size_t bases) {
  Read read;
  for (const char letter : letters.substr(0, bases)) read.push_back(make_base_quality(base_code(letter), 30));
  return read;
}

std::string other_strand(const std::string& letters) {
  std::string result;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter)
    result += base_letter(complement(base_code(*letter)));
  return result;
}

// Both mates of a fragment, each followed by its adapter.
std::array<Read, 2> mates_of(const std::string& fragment, std::size_t first_bases = 150,
                             std::size_t second_bases = 150) {
  return {sequenced(fragment + random_letters(200, 1), first_bases),
          sequenced(other_strand(fragment) + random_letters(200, 2), second_bases)};
}

TEST_CASE("the length of a fragment that both mates run through is found") {
  for (std::size_t bases = 20; bases < 150; ++bases) {
    const auto mates = mates_of(random_letters(bases, 3));
    CHECK(read_through_bases(mates[0], mates[1]) == bases);
  }
  const auto unlike = mates_of(random_letters(120, 4), 150, 100);  // the short mate does not reach the end
  CHECK(read_through_bases(unlike[0], unlike[1]) == 120);
  CHECK(read_through_bases(unlike[1], unlike[0]) == 120);
}

TEST_CASE("sequencing errors and unknown bases are forgiven, also in the first bases of one mate") {
  auto mates = mates_of(random_letters(120, 5));
  mates[1][3] ^= 1;
  mates[0][60] ^= 2;
  mates[0][70] = not_called;
  CHECK(read_through_bases(mates[0], mates[1]) == 120);
  for (std::size_t i = 20; i < 33; ++i) mates[0][i] ^= 1;  // too many differ: another fragment
  CHECK(read_through_bases(mates[0], mates[1]) == 0);
}

TEST_CASE("mates that end within their fragment are left alone") {
  for (const std::size_t bases : {150U, 151U, 200U, 290U, 420U}) {
    const auto mates = mates_of(random_letters(bases, 6));
    CHECK(read_through_bases(mates[0], mates[1]) == 0);
  }
  CHECK(read_through_bases({}, {}) == 0);
  const auto dimers = mates_of(random_letters(12, 7));  // too short to tell or to place
  CHECK(read_through_bases(dimers[0], dimers[1]) == 0);
}

TEST_CASE("a tandem repeat over both mates has no one length") {
  std::string repeat;
  while (repeat.size() < 300) repeat += "AC";
  CHECK(read_through_bases(sequenced(repeat, 150), sequenced(other_strand(repeat), 150)) == 0);
}

}  // namespace
}  // namespace norrsken
