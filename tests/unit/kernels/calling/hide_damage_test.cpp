#include "kernels/calling/hide_damage.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "../assembly/read_pile.hpp"

namespace norrsken {
namespace {

TEST_CASE("bases that damage may have changed are too poor for assembly, in reads of its orientation only") {
  std::mt19937 random(23);
  std::vector<BaseCode> bases = random_codes(400, random);
  bases[150] = 1;
  bases[160] = 1;
  std::vector<BaseCode> changed = bases;
  changed[150] = 3;  // C>T, which the library's damage makes
  changed[160] = 0;  // C>A, which it does not
  ReadPile pile(bases);
  PlacedRead forward;
  PlacedRead reverse;
  reverse.flags = read_is_reverse;
  PlacedRead of_another;
  of_another.sample = 1;
  for (const PlacedRead& read : {forward, reverse, of_another}) pile.add(changed, 100, read);
  pile.add(bases, 100, forward);
  std::vector<DamageProfile> damage(1);
  damage[0].cap_phred[0][1][3] = 20;
  PlacedReads hidden;
  REQUIRE(hide_damage(pile.reads, pile.window, damage, hidden));
  REQUIRE(hidden.size() == 4);
  CHECK(hidden.bases_of(0)[50] == make_base_quality(3, 2));
  CHECK(hidden.bases_of(0)[60] == make_base_quality(0, 35));
  for (std::size_t read = 0; read < hidden.size(); ++read)
    for (std::size_t i = 0; i < 100; ++i)
      if (read != 0 || i != 50) CHECK(hidden.bases_of(read)[i] == pile.reads.bases_of(read)[i]);
  damage[0].cap_phred[0][2][0] = 20;
  damage[0].cap_phred[0][1][3] = 30;  // too rare to matter
  REQUIRE(hide_damage(pile.reads, pile.window, damage, hidden));
  CHECK(hidden.bases_of(0)[50] == make_base_quality(3, 35));
  damage[0].cap_phred[0][2][0] = 60;
  CHECK_FALSE(hide_damage(pile.reads, pile.window, damage, hidden));
  CHECK_FALSE(hide_damage(pile.reads, pile.window, {}, hidden));
}

}  // namespace
}  // namespace norrsken
