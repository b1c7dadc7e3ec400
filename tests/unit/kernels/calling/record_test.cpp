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

TEST_CASE("where tracts meet, an indel belongs to the one whose units it changes") {
  // The T after the pairs belongs to both tracts; the longest one says nothing of a single base.
  const TractAmongBases pairs("AT", 12);
  std::vector<BaseCode> bases = pairs.pile.sequence;
  const std::size_t run = 200 + 2 * 12;
  bases.insert(bases.begin() + static_cast<std::ptrdiff_t>(run), 13, base_code('T'));
  const ReadPile pile(bases);
  std::vector<TandemTract> tracts;
  find_tandem_tracts(pile.window.bases(), max_tract_unit, tracts);
  const auto start = static_cast<GenomePosition>(contig_gap + run - 1);
  const HaplotypeVariant shorter{start, 1, {}};
  CHECK(variant_prior_centiphred(shorter, pile.window, tracts) == 700);
  CHECK(variant_prior_centiphred({start, 0, TractAmongBases::codes("T")}, pile.window, tracts) == 700);
  CHECK(variant_prior_centiphred({contig_gap + 200, 2, {}}, pile.window, tracts) == 700);
  CHECK(make_record(shorter, pile.window, tracts).repeat_unit_bases == 2);
  // Other bases beside a tract are no units of it, and a deletion that reaches out of it takes more than units.
  CHECK(variant_prior_centiphred({start, 0, TractAmongBases::codes("C")}, pile.window, tracts) == 3600);
  CHECK(variant_prior_centiphred({start, 15, {}}, pile.window, tracts) == 3600);
}

}  // namespace
}  // namespace norrsken
