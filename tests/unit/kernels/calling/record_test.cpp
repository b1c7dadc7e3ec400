#include "kernels/calling/record.hpp"

#include <catch2/catch.hpp>
#include <string_view>

#include "../assembly/read_pile.hpp"

namespace norrsken {
namespace {

// 200 random bases, the tract, 200 random bases; none of them lengthens the tract.
struct TractAmongBases {
  ReadPile pile;
  std::vector<TandemTract> tracts;
  GenomePosition start = contig_gap + 200;

  explicit TractAmongBases(std::string_view unit, unsigned copies) : pile(sequence(unit, copies)) {
    find_tandem_tracts(pile.window.bases(), max_tract_unit, tracts);
  }
  [[nodiscard]] std::uint32_t insertion_prior(std::string_view inserted) const {
    return variant_prior_centiphred({start, 0, codes(inserted)}, pile.window, tracts);
  }

  static std::vector<BaseCode> codes(std::string_view letters) {
    std::vector<BaseCode> result;
    for (const char letter : letters) result.push_back(base_code(letter));
    return result;
  }
  static std::vector<BaseCode> sequence(std::string_view unit, unsigned copies) {
    std::mt19937 random(4);
    std::vector<BaseCode> result = random_codes(199, random);
    result.push_back(base_code('C'));
    for (unsigned copy = 0; copy < copies; ++copy)
      for (const char letter : unit) result.push_back(base_code(letter));
    result.push_back(base_code('G'));
    const auto rest = random_codes(200, random);
    result.insert(result.end(), rest.begin(), rest.end());
    return result;
  }
};

TEST_CASE("an indel of a tract is the less surprising the longer the tract, as in people") {
  std::uint32_t before = ~0U;
  for (unsigned copies = 5; copies < 30; ++copies) {
    const std::uint32_t prior = TractAmongBases("A", copies).insertion_prior("A");
    INFO(copies << " copies");
    CHECK(prior <= before);
    before = prior;
  }
  CHECK(TractAmongBases("A", 6).insertion_prior("A") > 2000);   // 0.7 % of such runs differ
  CHECK(TractAmongBases("A", 16).insertion_prior("A") == 700);  // half of them do, 40 % of these by one unit more
  CHECK(TractAmongBases("AT", 20).insertion_prior("AT") == 700);
  CHECK(TractAmongBases("A", 10).insertion_prior("A") < TractAmongBases("AT", 5).insertion_prior("AT"));
}

TEST_CASE("several units are more surprising than one, and part of a unit as much as any indel") {
  const TractAmongBases homopolymer("A", 16);
  CHECK(homopolymer.insertion_prior("AA") > homopolymer.insertion_prior("A"));
  CHECK(homopolymer.insertion_prior("AA") == homopolymer.insertion_prior("AAAA"));
  const TractAmongBases pairs("AT", 16);
  CHECK(pairs.insertion_prior("ATA") == 3600);
  CHECK(variant_prior_centiphred({contig_gap + 60, 0, {0}}, pairs.pile.window, pairs.tracts) == 3600);
  CHECK(variant_prior_centiphred({contig_gap + 60, 1, {0}}, pairs.pile.window, pairs.tracts) == 3000);
}

}  // namespace
}  // namespace norrsken
