#include "kernels/seeding/minimizer.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "kernels/simd/target.hpp"

namespace {
using namespace norrsken;

using Place = std::tuple<std::uint64_t, std::uint32_t, bool>;  // hash, offset, is_reverse

std::vector<BaseCode> codes_of(std::string_view letters) {
  std::vector<BaseCode> codes;
  for (const char letter : letters) codes.push_back(base_code(letter));
  return codes;
}

std::vector<BaseCode> random_codes(std::size_t length, std::mt19937& random, unsigned letters = 4) {
  std::vector<BaseCode> codes(length);
  for (auto& code : codes) code = static_cast<BaseCode>(random() % letters);
  return codes;
}

std::vector<BaseQuality> as_read(const std::vector<BaseCode>& codes) {
  std::vector<BaseQuality> read;
  for (std::size_t i = 0; i < codes.size(); ++i)
    read.push_back(make_base_quality(codes[i], static_cast<unsigned>(2 + i * 7 % 60)));
  return read;
}

std::vector<BaseCode> reverse_complement(std::vector<BaseCode> codes) {
  std::reverse(codes.begin(), codes.end());
  for (auto& code : codes) code = complement(code);
  return codes;
}

// The rule of minimizer.hpp in its plainest form: the one or two choices of the window at `start`, or none.
std::vector<Place> chosen_in_window(const std::vector<BaseCode>& codes, std::size_t start) {
  std::vector<std::tuple<std::uint64_t, std::uint32_t, bool, std::uint32_t>>
      candidates;  // rank, distance, strand, offset
  for (std::uint32_t kmer = 0; kmer < seed_window; ++kmer) {
    std::uint64_t forward = 0;
    std::uint64_t reverse = 0;
    for (std::size_t i = 0; i < seed_bases; ++i) {
      const BaseCode base = codes[start + kmer + i];
      if (base >= 4) return {};
      forward = forward * 4 + base;
      reverse += static_cast<std::uint64_t>(3 - base) << 2 * i;
    }
    const bool is_reverse = reverse < forward;
    candidates.emplace_back(kmer_rank(std::min(forward, reverse)), is_reverse ? seed_window - 1 - kmer : kmer,
                            is_reverse, static_cast<std::uint32_t>(start) + kmer);
  }
  std::sort(candidates.begin(), candidates.end());
  std::vector<Place> chosen;
  for (const auto& [rank, distance, strand, offset] : candidates)
    if (rank == std::get<0>(candidates[0]) && distance == std::get<1>(candidates[0]))
      chosen.emplace_back(seed_hash(rank), offset, strand);
  return chosen;
}

std::set<Place> chosen_in_all_windows(const std::vector<BaseCode>& codes) {
  std::set<Place> all;
  for (std::size_t start = 0; start + seed_window_bases <= codes.size(); ++start)
    for (const Place& place : chosen_in_window(codes, start)) all.insert(place);
  return all;
}

std::set<Place> places_of(const std::vector<Minimizer>& minimizers) {
  std::set<Place> places;
  for (const Minimizer& m : minimizers) places.emplace(m.hash, m.offset, m.is_reverse);
  CHECK(places.size() == minimizers.size());  // each once
  return places;
}

// Sequences in which the same k-mer stands more than once in a window, on one strand or on both.
std::vector<std::vector<BaseCode>> awkward_sequences() {
  std::vector<std::vector<BaseCode>> sequences;
  for (const std::string_view unit :
       {"A", "AT", "AC", "ACGT", "AAT", "GATC", "AATT", "CAACGTTG", "ACCTAGGT", "ACGTTGCA"}) {
    std::string letters;
    while (letters.size() < 150) letters += unit;
    sequences.push_back(codes_of(letters));
    letters[70] = letters[70] == 'G' ? 'C' : 'G';
    sequences.push_back(codes_of("ACGGATTACAGATT" + letters + "TTGACCAGATAC"));
  }
  std::mt19937 random(11);
  for (int i = 0; i < 20; ++i) {  // a stretch followed by its reverse complement
    auto half = random_codes(40, random, 2 + static_cast<unsigned>(i % 3));
    const auto other = reverse_complement(half);
    half.insert(half.end(), other.begin() + i % 5, other.end());
    sequences.push_back(half);
  }
  return sequences;
}

TEST_CASE("the mix of k-mers is a bijection that spreads single-bit changes over all 50 bits") {
  std::mt19937_64 random(3);
  constexpr std::uint64_t mask = (std::uint64_t{1} << seed_hash_bits) - 1;
  std::array<std::array<unsigned, seed_hash_bits>, seed_hash_bits> flips{};
  constexpr unsigned trials = 4000;
  for (unsigned trial = 0; trial < trials; ++trial) {
    const std::uint64_t kmer = random() & mask;
    for (unsigned bit = 0; bit < seed_hash_bits; ++bit) {
      const std::uint64_t difference = kmer_rank(kmer) ^ kmer_rank(kmer ^ std::uint64_t{1} << bit);
      REQUIRE(difference != 0);
      REQUIRE(difference <= mask);
      for (unsigned out = 0; out < seed_hash_bits; ++out) flips[bit][out] += difference >> out & 1;
    }
  }
  double total = 0;
  for (const auto& row : flips)
    for (const unsigned count : row) total += count;
  CHECK(total / (trials * seed_hash_bits * seed_hash_bits) == Approx(0.5).margin(0.03));

  // Odd multipliers and xor-shifts of at least half the width or less: each step is undone by its inverse.
  for (int trial = 0; trial < 1000; ++trial) {
    const std::uint64_t kmer = random() & mask;
    const auto inverse = [](std::uint64_t odd) {
      std::uint64_t x = odd;
      for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
      return x;
    };
    std::uint64_t x = kmer_rank(kmer);
    x ^= x >> 26;
    x = x * inverse(0x9e3779b1U) & mask;
    x ^= x >> 23 ^ x >> 46;
    x = x * inverse(0xd6e8feb9U) & mask;
    x ^= x >> 25;
    REQUIRE((x ^ 0x1e3779b97f4a7ULL) == kmer);
  }
}

TEST_CASE("the minimizers of a sequence are the choices of all its windows") {
  std::mt19937 random(1);
  for (int trial = 0; trial < 60; ++trial) {
    auto codes = random_codes(random() % 300, random);
    if (trial % 2 == 1)
      for (auto& code : codes)
        if (random() % 50 == 0) code = base_n;
    std::vector<Minimizer> of_reference;
    std::vector<Minimizer> of_read;
    append_reference_minimizers(codes, of_reference);
    append_read_minimizers(as_read(codes), of_read);
    CHECK(places_of(of_reference) == chosen_in_all_windows(codes));
    CHECK(of_read == of_reference);
  }
}

TEST_CASE("repeats and palindromes, where k-mers tie, follow the same rule") {
  for (const auto& codes : awkward_sequences()) {
    std::vector<Minimizer> minimizers;
    append_reference_minimizers(codes, minimizers);
    CHECK(places_of(minimizers) == chosen_in_all_windows(codes));
  }
}

TEST_CASE("the minimizers of the reverse complement are the same k-mers on the other strand") {
  std::mt19937 random(2);
  auto sequences = awkward_sequences();
  for (int i = 0; i < 20; ++i) sequences.push_back(random_codes(200, random));
  for (const auto& codes : sequences) {
    std::vector<Minimizer> minimizers;
    std::vector<Minimizer> turned;
    append_reference_minimizers(codes, minimizers);
    append_reference_minimizers(reverse_complement(codes), turned);
    for (Minimizer& m : turned) {
      m.offset = static_cast<std::uint32_t>(codes.size()) - seed_bases - m.offset;
      m.is_reverse = !m.is_reverse;
    }
    CHECK(places_of(minimizers) == places_of(turned));
  }
}

TEST_CASE("all k-mers of a read are one a called stretch of 25 bases, the minimizers among them") {
  std::mt19937 random(8);
  for (const std::size_t length : {0U, 24U, 25U, 38U, 39U, 80U}) {
    auto codes = random_codes(length, random);
    if (length == 80) codes[30] = base_n;
    std::vector<Minimizer> kmers;
    std::vector<Minimizer> minimizers;
    append_read_kmers(as_read(codes), kmers);
    append_read_minimizers(as_read(codes), minimizers);
    std::vector<std::uint32_t> offsets;
    for (std::uint32_t offset = 0; offset + seed_bases <= length; ++offset)
      if (std::find(codes.begin() + offset, codes.begin() + offset + seed_bases, base_n) ==
          codes.begin() + offset + seed_bases)
        offsets.push_back(offset);
    REQUIRE(kmers.size() == offsets.size());
    for (std::size_t i = 0; i < kmers.size(); ++i) CHECK(kmers[i].offset == offsets[i]);
    for (const Minimizer& minimizer : minimizers)
      CHECK(std::find(kmers.begin(), kmers.end(), minimizer) != kmers.end());
  }
}

TEST_CASE("minimizers are appended behind what the caller has") {
  std::mt19937 random(4);
  const auto codes = random_codes(seed_window_bases, random);
  std::vector<Minimizer> minimizers{{7, 8, true}};
  append_reference_minimizers(codes, minimizers);
  REQUIRE(minimizers.size() == 2);
  CHECK(minimizers[0] == Minimizer{7, 8, true});
  append_reference_minimizers(std::span(codes).first(seed_window_bases - 1), minimizers);
  append_reference_minimizers({}, minimizers);
  CHECK(minimizers.size() == 2);
}

TEST_CASE("the minimizer of one window is what the rule chooses, on each SIMD target") {
  std::mt19937 random(5);
  auto sequences = awkward_sequences();
  for (int i = 0; i < 30; ++i) sequences.push_back(random_codes(39 + random() % 120, random));
  for (int i = 0; i < 10; ++i) {
    auto codes = random_codes(150, random);
    codes[random() % codes.size()] = base_n;
    sequences.push_back(codes);
  }
  unsigned targets = 0;
  for (const SimdTarget target : {SimdTarget::scalar, SimdTarget::sse4, SimdTarget::avx2, SimdTarget::avx512}) {
    if (!force_simd_target(target)) continue;
    ++targets;
    REQUIRE(window_minimizer_target() == simd_target_name());
    INFO("target " << simd_target_name());
    for (const auto& codes : sequences) {
      const auto read = as_read(codes);
      for (std::size_t start = 0; start + seed_window_bases <= codes.size(); ++start) {
        const auto expected = chosen_in_window(codes, start);
        const auto found = window_minimizer(read, start);
        REQUIRE(found.has_value() == !expected.empty());
        if (!found) continue;
        const Place place{found->hash, found->offset, found->is_reverse};
        REQUIRE(std::find(expected.begin(), expected.end(), place) != expected.end());
      }
    }
  }
  CHECK(targets >= 2);
  REQUIRE(force_simd_target(SimdTarget::automatic));
}

TEST_CASE("the minimizers of a read are those of the same letters in the reference, on each SIMD target") {
  std::mt19937 random(12);
  auto sequences = awkward_sequences();
  for (std::size_t length = seed_window_bases - 1; length < 80; ++length)
    sequences.push_back(random_codes(length, random));
  for (const std::size_t length : {150U, 151U, 300U, 511U, 512U, 513U, 700U})
    for (const unsigned letters : {2U, 4U, 4U, 4U}) sequences.push_back(random_codes(length, random, letters));
  for (int i = 0; i < 20; ++i) {
    sequences.push_back(random_codes(150, random));
    sequences.back()[random() % 150] = base_n;
  }
  for (const SimdTarget target : {SimdTarget::scalar, SimdTarget::sse4, SimdTarget::avx2, SimdTarget::avx512}) {
    if (!force_simd_target(target)) continue;
    INFO("target " << simd_target_name());
    for (const auto& codes : sequences) {
      std::vector<Minimizer> of_reference{{7, 8, true}};
      std::vector<Minimizer> of_read = of_reference;
      append_reference_minimizers(codes, of_reference);
      append_read_minimizers(as_read(codes), of_read);
      REQUIRE(of_read == of_reference);
    }
  }
  REQUIRE(force_simd_target(SimdTarget::automatic));
}

TEST_CASE("a window that hangs over the end or holds any base that is not called has no minimizer") {
  std::mt19937 random(6);
  const auto read = as_read(random_codes(60, random));
  CHECK(window_minimizer(read, 21).has_value());
  CHECK_FALSE(window_minimizer(read, 22).has_value());
  CHECK_FALSE(window_minimizer(read, 60).has_value());
  CHECK_FALSE(window_minimizer(read, std::size_t{1} << 63).has_value());
  CHECK_FALSE(window_minimizer({}, 0).has_value());
  for (std::size_t i = 0; i < 60; ++i)
    for (const BaseQuality value : {BaseQuality{0}, BaseQuality{1}, BaseQuality{3}}) {
      auto broken = read;
      broken[i] = value;
      CHECK(window_minimizer(broken, 10).has_value() == (i < 10 || i >= 10 + seed_window_bases));
    }
}

}  // namespace
