#include "kernels/likelihood/slip_penalties.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

TEST_CASE("slips get cheaper in longer tracts, from the price of any gap to a floor, and dearer by the unit") {
  const SlipPenalties start;
  // Half of all slips lose one unit (3 phred), a third gain one (4 phred).
  for (unsigned unit = 1; unit <= slip_units_max; ++unit) {
    CHECK(start.cost_phred(unit, 4, -1) == 45 + 3);
    CHECK(start.cost_phred(unit, 4, 1) == 45 + 4);
    for (unsigned length = 1; length < slip_lengths; ++length) {
      CHECK(start.cost_phred(unit, length, 1) <= start.cost_phred(unit, length - 1, 1));
      CHECK(start.cost_phred(unit, length, 1) >= 8);
      if (unit > 1) CHECK(start.cost_phred(unit, length, 1) >= start.cost_phred(unit - 1, length, 1));
    }
    for (int units = 1; units < 8; ++units) {
      CHECK(start.cost_phred(unit, 20, units + 1) >= start.cost_phred(unit, 20, units));
      CHECK(start.cost_phred(unit, 20, -units - 1) > start.cost_phred(unit, 20, -units));
    }
    CHECK(start.cost_phred(unit, 1000, 1) == start.cost_phred(unit, slip_lengths - 1, 1));
  }
  CHECK(start.cost_phred(1, slip_lengths - 1, -1) == 8 + 3);
  CHECK(start.cost_phred(slip_units_max + 9, 30, 1) == start.cost_phred(slip_units_max, 30, 1));
}

// `reads` of every length of a homopolymer, of which `slipped` in a million have lost or gained a unit.
SlipHistogram library(std::uint64_t reads, std::uint64_t slipped_ppm) {
  SlipHistogram histogram{};
  for (unsigned length = 4; length < 20; ++length) {
    const std::uint64_t slipped = reads * slipped_ppm / 1000000;
    histogram[1][length][slip_range] = reads - slipped;
    histogram[1][length][slip_range - 1] = slipped - slipped / 3;
    histogram[1][length][slip_range + 1] = slipped / 3;
  }
  return histogram;
}

TEST_CASE("a library with many reads sets its own price") {
  for (const auto& [ppm, phred] : {std::pair{100000U, 10U}, {10000U, 20U}, {1000U, 30U}}) {
    SlipPenalties penalties;
    penalties.estimate(library(1000000, ppm));
    for (unsigned length = 6; length < 18; ++length) {
      INFO(ppm << " slips in a million, length " << length);
      // Two thirds of the slips lose a unit (1.8 phred), one third gains one (4.8 phred).
      CHECK(penalties.cost_phred(1, length, -1) + 1 >= phred + 1);
      CHECK(penalties.cost_phred(1, length, -1) <= phred + 3);
      CHECK(penalties.cost_phred(1, length, 1) + 1 >= phred + 4);
      CHECK(penalties.cost_phred(1, length, 1) <= phred + 5);
    }
  }
}

TEST_CASE("a library that never slips makes slips dearer, one without reads hardly changes the price") {
  const SlipPenalties start;
  SlipPenalties clean;
  clean.estimate(library(1000000, 0));
  SlipPenalties empty;
  empty.estimate(SlipHistogram{});
  for (unsigned length = 6; length < 18; ++length) {
    CHECK(clean.cost_phred(1, length, 1) > start.cost_phred(1, length, 1));
    CHECK(clean.cost_phred(1, length, 1) <= 45 + 4);
  }
  for (unsigned unit = 1; unit <= slip_units_max; ++unit)
    for (unsigned length = 1; length < slip_lengths; ++length) {
      INFO("unit " << unit << ", length " << length);
      CHECK(empty.cost_phred(unit, length, 1) + 1 >= start.cost_phred(unit, length, 1));
      CHECK(empty.cost_phred(unit, length, 1) <= start.cost_phred(unit, length, 1) + 1);
    }
}

TEST_CASE("a few reads at one length do not outweigh what the rest of the library shows") {
  SlipHistogram histogram = library(100000, 1000);
  histogram[1][30][slip_range] = 3;
  histogram[1][30][slip_range - 1] = 3;
  SlipPenalties penalties;
  penalties.estimate(histogram);
  SlipPenalties without;
  without.estimate(library(100000, 1000));
  CHECK(penalties.cost_phred(1, 30, 1) + 4 >= without.cost_phred(1, 30, 1));
  CHECK(penalties.cost_phred(1, 12, 1) == without.cost_phred(1, 12, 1));
}

TEST_CASE("a rare length takes its price from longer and shorter ones, not from the starting table") {
  SlipHistogram histogram{};
  for (unsigned length = 22; length < 34; ++length) histogram[1][length] = {0, 0, 0, 2, 196, 2, 0, 0, 0};
  SlipPenalties penalties;
  penalties.estimate(histogram);
  // One read in a hundred each way: 20 phred; the starting table says 8 for any slip.
  CHECK(penalties.cost_phred(1, 28, -1) >= 17);
  CHECK(penalties.cost_phred(1, 28, 1) >= 17);
  CHECK(penalties.cost_phred(1, 28, 1) <= 21);
}

TEST_CASE("the units of a library are estimated apart") {
  SlipPenalties penalties;
  penalties.estimate(library(1000000, 100000));
  const SlipPenalties start;
  CHECK(penalties.cost_phred(2, 20, 1) + 1 >= start.cost_phred(2, 20, 1));
  CHECK(penalties.cost_phred(2, 20, 1) <= start.cost_phred(2, 20, 1) + 1);
}

}  // namespace
}  // namespace norrsken
