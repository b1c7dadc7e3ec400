#include "io/convert_bases.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "../kernels/simd/each_target.hpp"

namespace norrsken {
namespace {

constexpr std::string_view bases_in_order = "ACGTacgt";
constexpr std::string_view other_letters = "NRYKMBDHVXnryz.";

// What a letter and a quality character stand for, without a helper of the converter's own.
BaseQuality expected_value(char letter, char mark) {
  const std::size_t at = bases_in_order.find(letter);
  if (at == std::string_view::npos) return not_called;
  return make_base_quality(static_cast<BaseCode>(at % 4), static_cast<unsigned>(mark - '!'));
}

struct Letters {
  std::string bases;
  std::string qualities;
};

Letters random_letters(std::size_t length, std::mt19937& random) {
  Letters letters;
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_base = random() % 8 != 0;
    letters.bases +=
        is_base ? bases_in_order[random() % bases_in_order.size()] : other_letters[random() % other_letters.size()];
    letters.qualities += static_cast<char>('!' + random() % ('~' - '!' + 1));
  }
  return letters;
}

TEST_CASE("letters and qualities become values of one byte, on each instruction set and for each length") {
  std::mt19937 random(5);
  for_each_simd_target([&] {
    for (std::size_t length = 0; length <= 131; ++length) {
      const Letters letters = random_letters(length, random);
      std::vector<BaseQuality> expected;
      for (std::size_t i = 0; i < length; ++i)
        expected.push_back(expected_value(letters.bases[i], letters.qualities[i]));
      std::vector<BaseQuality> values(length + 1, 77);
      INFO("length " << length);
      CHECK(convert_bases(letters.bases, letters.qualities, values.data()));
      CHECK(values.back() == 77);  // nothing is written beyond the read
      values.pop_back();
      CHECK(values == expected);
    }
  });
}

TEST_CASE("each byte that is no letter or no quality is refused, wherever it stands") {
  std::mt19937 random(6);
  for_each_simd_target([&] {
    for (const std::size_t length : {1U, 31U, 32U, 63U, 64U, 100U, 150U})
      for (unsigned byte = 0; byte < 256; ++byte) {
        const Letters good = random_letters(length, random);
        const std::size_t at = random() % length;
        std::vector<BaseQuality> values(length);
        const auto letter = static_cast<char>(byte);
        Letters other = good;
        other.bases[at] = letter;
        const bool is_letter = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || letter == '.';
        INFO("byte " << byte << " at " << at << " of " << length);
        CHECK(convert_bases(other.bases, other.qualities, values.data()) == is_letter);
        other = good;
        other.qualities[at] = letter;
        CHECK(convert_bases(other.bases, other.qualities, values.data()) == (letter >= '!' && letter <= '~'));
      }
  });
}

TEST_CASE("the converter without vectors is the same") {
  std::mt19937 random(7);
  const Letters letters = random_letters(200, random);
  std::vector<BaseQuality> vectors(200);
  std::vector<BaseQuality> singles(200);
  CHECK(convert_bases(letters.bases, letters.qualities, vectors.data()));
  CHECK(convert_bases_scalar(letters.bases, letters.qualities, singles.data()));
  CHECK(vectors == singles);
}

}  // namespace
}  // namespace norrsken
