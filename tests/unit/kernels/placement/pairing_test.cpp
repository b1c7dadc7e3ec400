#include "kernels/placement/pairing.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "kernels/placement/confidence.hpp"

namespace norrsken {
namespace {

constexpr unsigned read_bases = 100;
constexpr unsigned max_insert = 1200;

DiagonalFit at(GenomePosition start, bool is_reverse, unsigned cost, int shift = 0) {
  return DiagonalFit{start, is_reverse, cost, shift, 0, Clip::none};
}

unsigned insert_of(const DiagonalFit& a, const DiagonalFit& b) {
  return proper_insert(a, read_bases, b, read_bases, max_insert);
}

TEST_CASE("the 5' end of a read is where its sequencing began, on the second diagonal for a broken reverse read") {
  CHECK(five_prime(at(1000, false, 0), read_bases) == 1000);
  CHECK(five_prime(at(1000, true, 0), read_bases) == 1100);
  CHECK(five_prime(at(1000, false, 0, 20), read_bases) == 1000);
  CHECK(five_prime(at(1000, true, 0, 20), read_bases) == 1120);
  CHECK(five_prime(at(1000, true, 0, -20), read_bases) == 1080);
}

TEST_CASE("a proper pair faces inwards within the longest insert") {
  CHECK(insert_of(at(1000, false, 0), at(1200, true, 0)) == 300);
  CHECK(insert_of(at(1200, true, 0), at(1000, false, 0)) == 300);
  CHECK(insert_of(at(1000, false, 0), at(1000, true, 0)) == 100);  // the fragment is as long as its reads
  CHECK(insert_of(at(1000, false, 0), at(950, true, 0)) == 50);    // shorter: both run into adapter
  CHECK(insert_of(at(1000, false, 0), at(920, true, 0)) == 0);
  CHECK(insert_of(at(1000, false, 0), at(2100, true, 0)) == 1200);
  CHECK(insert_of(at(1000, false, 0), at(2101, true, 0)) == 0);
  CHECK(insert_of(at(1000, false, 0), at(1200, false, 0)) == 0);
  CHECK(insert_of(at(1000, true, 0), at(1200, true, 0)) == 0);
  CHECK(insert_of(at(1200, false, 0), at(1000, true, 0)) == 0);  // facing away
}

TEST_CASE("a proper pair wins over a better place of one mate that makes none") {
  const std::vector<DiagonalFit> first{at(9000, false, 0), at(1000, false, 35)};
  const std::vector<DiagonalFit> second{at(1200, true, 0)};
  const PairChoice proper = choose_pair({&first, read_bases}, {&second, read_bases}, max_insert);
  CHECK(proper.first == 1);
  CHECK(proper.second == 0);
  CHECK(proper.insert_bases == 300);
  const std::vector<DiagonalFit> poor{at(9000, false, 0), at(1000, false, not_proper_phred + 1)};
  const PairChoice chimera = choose_pair({&poor, read_bases}, {&second, read_bases}, max_insert);
  CHECK(chimera.first == 0);
  CHECK(chimera.insert_bases == 0);
}

TEST_CASE("equal places share the confidence unless the mate tells them apart") {
  const std::vector<DiagonalFit> twins{at(1000, false, 5), at(9000, false, 5)};
  const std::vector<DiagonalFit> twin_mates{at(1200, true, 0), at(9200, true, 0)};
  const std::vector<DiagonalFit> one_mate{at(1200, true, 0)};
  const PairChoice unsure = choose_pair({&twins, read_bases}, {&twin_mates, read_bases}, max_insert);
  CHECK(unsure.insert_bases == 300);
  CHECK(unsure.first_confidence_phred <= 3);
  CHECK(unsure.second_confidence_phred <= 3);
  const PairChoice sure = choose_pair({&twins, read_bases}, {&one_mate, read_bases}, max_insert);
  CHECK(sure.first == 0);
  CHECK(sure.first_confidence_phred == 60);
  CHECK(choose_single({&twins, read_bases}).first_confidence_phred <= 3);
  CHECK(choose_single({&one_mate, read_bases}).first_confidence_phred == 60);
}

TEST_CASE("readings of one place do not compete: whole and broken, or the two ends of a read") {
  const std::vector<DiagonalFit> broken{at(1000, false, 50), at(1000, false, 52, 7), at(993, false, 54, 7)};
  CHECK(choose_single({&broken, read_bases}).first_confidence_phred == 60);
  std::vector<DiagonalFit> ends{at(1000, false, 100), at(1030, false, 100)};
  ends[0].clip = Clip::end;
  ends[1].clip = Clip::start;
  CHECK(choose_single({&ends, read_bases}).first_confidence_phred == 60);
}

TEST_CASE("units of a tandem repeat are places of their own, near as they are") {
  const std::vector<DiagonalFit> units{at(1000, false, 35), at(1024, false, 35)};
  CHECK(choose_single({&units, read_bases}).first_confidence_phred <= 3);
  const std::vector<DiagonalFit> mate{at(1300, true, 0)};
  const PairChoice pair = choose_pair({&units, read_bases}, {&mate, read_bases}, max_insert);
  CHECK(pair.first_confidence_phred <= 3);
  CHECK(pair.second_confidence_phred == 60);
}

TEST_CASE("mates without a place leave the other one's alone, and nothing is chosen from nothing") {
  const std::vector<DiagonalFit> none;
  const std::vector<DiagonalFit> some{at(1200, true, 0)};
  const PairChoice second_only = choose_pair({&none, read_bases}, {&some, read_bases}, max_insert);
  CHECK(second_only.first == -1);
  CHECK(second_only.second == 0);
  CHECK(second_only.first_confidence_phred == 0);
  CHECK(second_only.second_confidence_phred == 60);
  CHECK(second_only.insert_bases == 0);
  const PairChoice first_only = choose_pair({&some, read_bases}, {&none, read_bases}, max_insert);
  CHECK(first_only.first == 0);
  CHECK(first_only.second == -1);
  const PairChoice nothing = choose_pair({&none, read_bases}, {&none, read_bases}, max_insert);
  CHECK(nothing.first == -1);
  CHECK(nothing.second == -1);
  CHECK(choose_single({&none, read_bases}).first == -1);
}

TEST_CASE("confidences of random places are those of sums over all pairs in floating point") {
  std::mt19937 random(8);
  const auto draw = [&](bool is_reverse) {
    std::vector<DiagonalFit> fits(1 + random() % 5);
    for (std::size_t i = 0; i < fits.size(); ++i)  // places 5,000 apart, mates 200 further right
      fits[i] = at(static_cast<GenomePosition>(5000 * (1 + i + random() % 2) + (is_reverse ? 200 : 0)), is_reverse,
                   random() % 40);
    return fits;
  };
  for (unsigned round = 0; round < 300; ++round) {
    INFO("round " << round);
    const auto first = draw(false);
    const auto second = draw(true);
    const PairChoice choice = choose_pair({&first, read_bases}, {&second, read_bases}, max_insert);
    REQUIRE(choice.first >= 0);
    REQUIRE(choice.second >= 0);
    const auto cost = [&](const DiagonalFit& a, const DiagonalFit& b) {
      return a.cost_phred + b.cost_phred + (insert_of(a, b) != 0 ? 0 : not_proper_phred);
    };
    const DiagonalFit& chosen_first = first[static_cast<std::size_t>(choice.first)];
    const DiagonalFit& chosen_second = second[static_cast<std::size_t>(choice.second)];
    const unsigned least = cost(chosen_first, chosen_second);
    double total = 0;
    double elsewhere = 0;  // mate 1 at another place than the chosen one
    for (const DiagonalFit& a : first)
      for (const DiagonalFit& b : second) {
        CHECK(cost(a, b) >= least);
        const double likelihood = std::pow(10.0, -0.1 * (cost(a, b) - least));
        total += likelihood;
        if (a.start != chosen_first.start) elsewhere += likelihood;
      }
    const auto units = [&](double part) { return static_cast<std::uint64_t>(std::ldexp(part / total, 40)); };
    const unsigned expected = confidence_phred(units(total - elsewhere), units(total));
    CHECK(std::abs(static_cast<int>(choice.first_confidence_phred) - static_cast<int>(expected)) <= 1);
  }
}

}  // namespace
}  // namespace norrsken
