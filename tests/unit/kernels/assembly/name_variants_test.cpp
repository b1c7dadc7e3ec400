#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <random>
#include <vector>

#include "../calling/small_sample.hpp"
#include "kernels/assembly/haplotype.hpp"

namespace norrsken {
namespace {

ReferenceWindow window_of(const SmallGenome& genome) {
  ReferenceWindow window;
  window.assign(genome.view(), contig_gap, contig_gap + genome.contigs[0].length);
  return window;
}

// Whether the same haplotype has a spelling with this indel one base further left.
bool could_move_left(const ReferenceWindow& window, const HaplotypeVariant& variant) {
  if (variant.start == window.start()) return false;
  const BaseCode before = window[variant.start - 1];
  if (variant.alternate.empty()) return before == window[variant.start + variant.reference_bases - 1];
  return variant.reference_bases == 0 && before == variant.alternate.back();
}

TEST_CASE("named variants of random haplotypes give the haplotype back, in order and apart") {
  std::mt19937 random(31);
  // Two letters only in every second genome: indels then have many spellings.
  for (unsigned round = 0; round < 400; ++round) {
    std::vector<BaseCode> sequence = random_codes(160, random);
    if (round % 2 == 0)
      for (auto& base : sequence) base &= 1;
    const SmallGenome genome({sequence});
    const ReferenceWindow window = window_of(genome);
    const GenomePosition start = contig_gap + 60;
    const GenomePosition end = contig_gap + 100;
    std::vector<BaseCode> bases(sequence.begin() + 60, sequence.begin() + 100);
    for (unsigned edits = random() % 4; edits > 0; --edits) {
      const auto at = bases.begin() + 12 + random() % 12;
      const std::vector<BaseCode> piece = random_codes(1 + random() % 8, random);
      if (random() % 3 == 0)
        *at = piece[0];
      else if (random() % 2 == 0)
        bases.insert(at, piece.begin(), piece.end());
      else
        bases.erase(at, at + 1 + random() % 5);
    }
    const std::vector<HaplotypeVariant> variants = name_variants(window, start, end, bases);
    // Left-aligning may leave the region, so both are compared over a wider stretch.
    std::vector<BaseCode> wide;
    std::copy(sequence.begin() + 1, sequence.begin() + 60, std::back_inserter(wide));
    std::copy(bases.begin(), bases.end(), std::back_inserter(wide));
    std::copy(sequence.begin() + 100, sequence.begin() + 150, std::back_inserter(wide));
    INFO("round " << round << ", variants " << variants.size());
    CHECK(apply_variants(window, contig_gap + 1, contig_gap + 150, variants) == wide);
    GenomePosition free = contig_gap + 1;
    for (const HaplotypeVariant& variant : variants) {
      CHECK(variant.start >= free);
      // An indel stops only at a base that differs or at the variant before it.
      CHECK((!could_move_left(window, variant) || variant.start == free));
      free = variant.start + variant.reference_bases;
    }
  }
}

TEST_CASE("variants are named parsimoniously and as far left as they go, also out of the region") {
  //                                            0         10        20        30
  const SmallGenome genome({sequence_with(1, 60, {{0, "GTCAAAAAAAACGTGTGTGTGTCCATGACTGATC"}})});
  const ReferenceWindow window = window_of(genome);
  const auto named = [&](std::size_t from, std::size_t to, std::string_view letters) {
    return name_variants(window, contig_gap + static_cast<GenomePosition>(from),
                         contig_gap + static_cast<GenomePosition>(to), codes(letters));
  };
  const auto variant = [](GenomePosition at, std::uint32_t reference_bases, std::string_view alternate) {
    return std::vector<HaplotypeVariant>{{contig_gap + at, reference_bases, codes(alternate)}};
  };
  CHECK(named(2, 12, "CAAAAAAAAC").empty());
  CHECK(named(2, 12, "CAAAAAAAAAC") == variant(3, 0, "A"));
  CHECK(named(2, 12, "CAAAAAAAC") == variant(3, 1, ""));
  CHECK(named(8, 12, "AAAAC") == variant(3, 0, "A"));  // the tract begins before the region
  CHECK(named(10, 24, "ACGTGTGTGTCC") == variant(12, 2, ""));
  CHECK(named(20, 30, "GTCCATGATT") == variant(28, 1, "T"));
  CHECK(named(20, 30, "GTCCATGA").size() == 1);
  const auto two = named(20, 34, "GTCCTTGACTTATC");
  REQUIRE(two.size() == 2);
  CHECK(two[0].is_snv());
  CHECK(two[1].is_snv());
  CHECK(two[0].start == contig_gap + 24);
  CHECK(two[1].start == contig_gap + 30);
  const auto count_snvs = [](const std::vector<HaplotypeVariant>& variants) {
    return std::count_if(variants.begin(), variants.end(), [](const auto& each) { return each.is_snv(); });
  };
  const auto three = named(11, 24, "CTGTTGTGTGTCC");  // cheaper than a deletion and an insertion
  CHECK(three.size() == 3);
  CHECK(count_snvs(three) == 3);
  const auto shifted = named(11, 24, "CTGTGGTGTGTCC");  // four substitutions are not
  CHECK(shifted.size() == 2);
  CHECK(count_snvs(shifted) == 0);
}

}  // namespace
}  // namespace norrsken
