#include "kernels/simulation/territory.hpp"

#include <catch2/catch.hpp>
#include <utility>

using namespace norrsken;

namespace {

using Pairs = std::vector<std::pair<GenomePosition, GenomePosition>>;
Pairs pairs(const std::vector<GenomeInterval>& intervals) {
  Pairs result;
  for (const GenomeInterval& interval : intervals) result.emplace_back(interval.start, interval.end);
  return result;
}

}  // namespace

TEST_CASE("autosomes have two copies and mitochondria one") {
  const CopyTerritory autosome = contig_copies("chr7", 100, SexChromosomes::xy);
  CHECK(pairs(autosome[0]) == Pairs{{0, 100}});
  CHECK(pairs(autosome[1]) == Pairs{{0, 100}});
  CHECK(contig_copies("chrM", 100, SexChromosomes::xx)[1].empty());
  CHECK(contig_copies("MT", 100, SexChromosomes::xy)[1].empty());
}

TEST_CASE("a man has one X beside its pseudoautosomal regions and one Y without them") {
  const CopyTerritory x = contig_copies("chrX", 156'040'895, SexChromosomes::xy);
  CHECK(pairs(x[0]) == Pairs{{0, 156'040'895}});
  CHECK(pairs(x[1]) == Pairs{{10'000, 2'781'479}, {155'701'382, 156'030'895}});
  const CopyTerritory y = contig_copies("Y", 59'373'566, SexChromosomes::xy);
  CHECK(pairs(y[0]) == Pairs{{0, 10'000}, {2'649'520, 59'034'049}, {59'363'566, 59'373'566}});
  CHECK(y[1].empty());
  CHECK(contig_copies("chrX", 5000, SexChromosomes::xy)[1].empty());
}

TEST_CASE("a woman has two X and no Y") {
  CHECK(pairs(contig_copies("X", 5000, SexChromosomes::xx)[1]) == Pairs{{0, 5000}});
  CHECK(contig_copies("chrY", 5000, SexChromosomes::xx)[0].empty());
}

TEST_CASE("long N runs cut the territory, short ones do not, and short pieces go") {
  std::vector<BaseCode> contig(1000, 0);
  std::fill_n(contig.begin() + 100, 50, base_n);
  std::fill_n(contig.begin() + 400, longest_filled_gap, base_n);
  std::fill_n(contig.begin() + 900, 100, base_n);
  const CopyTerritory territory = without_gaps(contig_copies("chr1", 1000, SexChromosomes::xx), contig, 101);
  CHECK(pairs(territory[0]) == Pairs{{150, 900}});
  CHECK(pairs(territory[1]) == Pairs{{150, 900}});
}

TEST_CASE("short gaps are filled with the same bases every time") {
  std::vector<BaseCode> contig(100, 0);
  contig[10] = base_n;
  std::fill_n(contig.begin() + 50, 20, base_n);
  std::vector<BaseCode> again = contig;
  CHECK(pairs(fill_short_gaps(contig, 4, 0)) == Pairs{{10, 11}});
  CHECK(contig[10] < base_n);
  CHECK(contig[50] == base_n);
  fill_short_gaps(again, 4, 0);
  CHECK(contig == again);
}

TEST_CASE("confident intervals leave out margins and whatever is excluded") {
  const CopyTerritory territory = {std::vector<GenomeInterval>{{0, 100}, {200, 215}},
                                   std::vector<GenomeInterval>{{0, 100}}};
  CHECK(pairs(confident_intervals(territory, 10, {{50, 60}, {55, 70}, {85, 300}})) == Pairs{{10, 50}, {70, 85}});
  CHECK(pairs(confident_intervals(territory, 10, {})) == Pairs{{10, 90}});
}
