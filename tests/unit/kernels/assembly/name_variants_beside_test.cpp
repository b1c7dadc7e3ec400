#include <catch2/catch.hpp>
#include <string_view>

#include "kernels/assembly/haplotype.hpp"

namespace norrsken {
namespace {

std::vector<BaseCode> codes(std::string_view letters) {
  std::vector<BaseCode> bases;
  for (const char letter : letters) bases.push_back(base_code(letter));
  return bases;
}

constexpr GenomePosition window_start = 5000;

struct Stretch {
  ReferenceWindow window;
  GenomePosition start;
  GenomePosition end;
  Stretch(std::string_view left, std::string_view middle, std::string_view right)
      : start(window_start + static_cast<GenomePosition>(left.size())),
        end(start + static_cast<GenomePosition>(middle.size())) {
    window.assign(window_start, codes(std::string(left) + std::string(middle) + std::string(right)));
  }
  [[nodiscard]] Haplotype with(std::vector<HaplotypeVariant> variants) const {
    Haplotype haplotype;
    haplotype.bases = apply_variants(window, start, end, variants);
    haplotype.variants = std::move(variants);
    return haplotype;
  }
};

const Stretch stretch("GATCCGTACGTTAGCA", "CTGATTTACGGAAATCCGTA", "GGCATTGCAACTGTCA");

TEST_CASE("a somatic variant beside a germline one keeps the germline one's spelling and gets its own") {
  const HaplotypeVariant insertion{stretch.start + 4, 0, codes("GGCTATAAAGCTA")};
  const HaplotypeVariant deletion{stretch.start + 11, 3, {}};
  const Haplotype base = stretch.with({insertion});
  const Haplotype both = stretch.with({insertion, deletion});
  const auto named = name_variants_beside(stretch.window, stretch.start, stretch.end, base, both.bases);
  REQUIRE(named);
  CHECK(named->size() == 2);
  CHECK(named->front() == insertion);
  CHECK(apply_variants(stretch.window, stretch.start, stretch.end, *named) == both.bases);
}

TEST_CASE("without differences of the base the names are those beside the reference") {
  const Haplotype reference = stretch.with({});
  const Haplotype changed = stretch.with({{stretch.start + 6, 1, codes("G")}});
  const auto named = name_variants_beside(stretch.window, stretch.start, stretch.end, reference, changed.bases);
  REQUIRE(named);
  CHECK(*named == name_variants(stretch.window, stretch.start, stretch.end, changed.bases));
}

TEST_CASE("a difference inside a germline insertion has no place of its own on the reference") {
  const HaplotypeVariant insertion{stretch.start + 4, 0, codes("GGCTATAAAGCTA")};
  const HaplotypeVariant other{stretch.start + 4, 0, codes("GGCTATCAAGCTA")};
  const Haplotype base = stretch.with({insertion});
  CHECK_FALSE(
      name_variants_beside(stretch.window, stretch.start, stretch.end, base, stretch.with({other}).bases).has_value());
}

TEST_CASE("a haplotype that lacks the germline variant is not spelled as one that has it") {
  const HaplotypeVariant snv{stretch.start + 6, 1, codes("G")};
  const HaplotypeVariant deletion{stretch.start + 11, 3, {}};
  const Haplotype base = stretch.with({snv});
  const auto named =
      name_variants_beside(stretch.window, stretch.start, stretch.end, base, stretch.with({deletion}).bases);
  if (named)
    CHECK(apply_variants(stretch.window, stretch.start, stretch.end, *named) == stretch.with({deletion}).bases);
}

}  // namespace
}  // namespace norrsken
