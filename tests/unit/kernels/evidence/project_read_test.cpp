#include "kernels/evidence/project_read.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "../calling/small_sample.hpp"

using namespace norrsken;

namespace {

constexpr GenomePosition window_start = 5000;

struct Window {
  std::vector<BaseCode> bases = sequence_with(3, 2000, {{1000, "GTACACACACACACGT"}});
  ReferenceWindow window;
  Window() { window.assign(window_start, bases); }
};

HaplotypeVariant variant(GenomePosition offset, std::uint32_t reference_bases, std::string_view alternate) {
  return {window_start + offset, reference_bases, codes(alternate)};
}

// A read of the haplotype's bases [from, from + length), Q30, placed at an offset of the window.
std::vector<BaseQuality> read_of(const Window& window, const std::vector<HaplotypeVariant>& variants, std::size_t from,
                                 std::size_t length) {
  const auto haplotype = apply_variants(window.window, window_start, window.window.end(), variants);
  std::vector<BaseQuality> bases;
  for (std::size_t i = from; i < from + length; ++i) bases.push_back(make_base_quality(haplotype[i], 30));
  return bases;
}

PlacedRead placed(GenomePosition offset, std::size_t length) {
  PlacedRead read;
  read.position = window_start + offset;
  read.length = static_cast<std::uint16_t>(length);
  return read;
}

std::string text_of(const std::vector<CigarPart>& cigar) {
  std::string text;
  for (const CigarPart& part : cigar) text += std::to_string(part.bases) + "MIDNS"[static_cast<unsigned>(part.kind)];
  return text;
}

std::string lies(const PlacedRead& read, std::span<const BaseQuality> bases, const Window& window,
                 std::span<const HaplotypeVariant> variants) {
  const auto projection = project_read(read, bases, window.window, variants);
  if (!projection) return "nowhere";
  return std::to_string(projection->position - window_start) + " " + text_of(projection->cigar);
}

// The same of a read of 100 bases of the haplotype, from one of its bases on.
std::string lies(const Window& window, const std::vector<HaplotypeVariant>& variants, GenomePosition placed_at = 300,
                 std::size_t from = 300) {
  return lies(placed(placed_at, 100), read_of(window, variants, from, 100), window, variants);
}

}  // namespace

TEST_CASE("a read of the reference lies where it was placed") {
  const Window window;
  CHECK(lies(window, {}) == "300 100M");
}

TEST_CASE("a substitution of the haplotype leaves the place and the match as they are") {
  const Window window;
  CHECK(lies(window, {variant(350, 1, window.bases[350] == 0 ? "C" : "A")}) == "300 100M");
}

TEST_CASE("an insertion and a deletion of the haplotype show in every read that spans them") {
  const Window window;
  CHECK(lies(window, {variant(350, 0, "ACGTT")}) == "300 50M5I45M");
  CHECK(lies(window, {variant(350, 7, "")}) == "300 50M7D50M");
}

TEST_CASE("a read that was placed by its right part is found on the haplotype all the same") {
  const Window window;
  CHECK(lies(window, {variant(350, 7, "")}, 307) == "300 50M7D50M");
}

TEST_CASE("an indel three bases from the end of a read is not taken for mismatches") {
  const Window window;
  CHECK(lies(window, {variant(397, 2, "")}) == "300 97M2D3M");
}

TEST_CASE("the end of a read inside an insertion is clipped") {
  const Window window;
  const std::vector<HaplotypeVariant> inserted{variant(390, 0, "ACGTTACGTTACGTTACGTT")};
  CHECK(lies(window, inserted) == "300 90M10S");
  // Its first base lies in the insertion: what follows decides.
  CHECK(lies(window, inserted, 385, 405) == "390 5S95M");
}

TEST_CASE("two variants of one haplotype are both in the alignment") {
  const Window window;
  CHECK(lies(window, {variant(330, 3, ""), variant(370, 0, "GG")}) == "300 30M3D37M2I31M");
}

TEST_CASE("a substitution of several bases by fewer is a match and a deletion") {
  const Window window;
  CHECK(lies(window, {variant(350, 5, "TT")}) == "300 52M3D48M");
}

TEST_CASE("where the haplotype does not explain a broken read, its own break stands") {
  const Window window;
  const std::vector<HaplotypeVariant> slipped{variant(1003, 2, "")};
  PlacedRead read = placed(950, 100);
  read.shift = 2;
  read.break_offset = 53;
  CHECK(lies(read, read_of(window, slipped, 950, 100), window, {}) == "950 53M2D47M");
}

TEST_CASE("what a placement left out stays clipped") {
  const Window window;
  auto bases = read_of(window, {}, 300, 100);
  for (std::size_t i = 60; i < 100; ++i) bases[i] = make_base_quality(3 - base_of(bases[i]), 30);
  PlacedRead read = placed(300, 100);
  read.clip = 2;
  read.break_offset = 60;
  CHECK(lies(read, bases, window, {}) == "300 60M40S");
}

TEST_CASE("bases over N and beyond the window are clipped, and a read without a place has none") {
  Window window;
  for (std::size_t i = 0; i < 50; ++i) window.bases[i] = base_n;
  window.window.assign(window_start, window.bases);
  const std::vector<BaseQuality> bases(100, make_base_quality(0, 30));
  CHECK(lies(placed(20, 100), bases, window, {}) == "50 30S70M");
  CHECK(lies(placed(1950, 100), bases, window, {}) == "1950 50M50S");
  PlacedRead orphan = placed(300, 100);
  orphan.flags = read_is_orphan;
  CHECK(lies(orphan, bases, window, {}) == "nowhere");
  CHECK(lies(placed(2500, 100), bases, window, {}) == "nowhere");
}
