#include "kernels/simulation/draw_variants.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "kernels/simulation/synthetic_repeats.hpp"
#include "kernels/simulation/tandem_repeats.hpp"

using namespace norrsken;

namespace {

Sequence genome_with_repeats(std::uint64_t bases) {
  RandomStream random(11, RandomPurpose::genome_layout);
  Sequence sequence;
  while (sequence.size() < bases) {
    append_unique(sequence, 400, 0.42, random);
    const RepeatCopy tract = make_tandem_tract(random);
    sequence.insert(sequence.end(), tract.bases.begin(), tract.bases.end());
  }
  sequence.resize(bases);
  return sequence;
}

CopyTerritory everywhere(std::size_t bases) {
  const std::vector<GenomeInterval> whole = {{0, static_cast<GenomePosition>(bases)}};
  return {whole, whole};
}

}  // namespace

TEST_CASE("drawn variants have the rates, Ti/Tv and het share of people") {
  const Sequence contig = genome_with_repeats(2'000'000);
  const auto variants = draw_variants(contig, everywhere(contig.size()), {}, 1, 0);
  double snvs = 0, transitions = 0, hets = 0, indels = 0, in_repeats = 0, single_base = 0;
  for (const SampleVariant& variant : variants) {
    hets += variant.copies != 3;
    if (!variant.edit.changes_length()) {
      ++snvs;
      const BaseCode old_base = contig[variant.edit.start];
      REQUIRE(base_letter(old_base) != variant.edit.inserted[0]);
      transitions += (old_base ^ base_code(variant.edit.inserted[0])) == 2;
      continue;
    }
    ++indels;
    in_repeats += variant.source == VariantSource::drawn_in_repeat;
    single_base += variant.edit.inserted.size() + variant.edit.deleted_bases() == 1;
    CHECK(variant.edit.inserted.size() + variant.edit.deleted_bases() <= 60);
  }
  CHECK(snvs == Approx(2000).margin(2));
  CHECK(indels == Approx(250).margin(3));
  CHECK(in_repeats == Approx(125).margin(3));
  CHECK(transitions / (snvs - transitions) == Approx(2.1).margin(0.35));
  CHECK(hets / (snvs + indels) == Approx(0.6).margin(0.04));
  CHECK(single_base / indels > 0.3);
}

TEST_CASE("an indel in a repeat changes it by whole units") {
  const Sequence contig = genome_with_repeats(300'000);
  const auto repeats = find_tandem_repeats(contig);
  DrawOptions options{.snvs_per_base = 0, .indels_per_base = 1e-3, .repeat_indel_share = 1.0};
  const auto variants = draw_variants(contig, everywhere(contig.size()), options, 3, 1);
  REQUIRE(variants.size() > 200);
  for (const SampleVariant& variant : variants) {
    const auto change = static_cast<std::uint32_t>(variant.edit.inserted.size() + variant.edit.deleted_bases());
    const bool is_of_a_repeat = std::ranges::any_of(repeats, [&](const TandemRepeat& repeat) {
      return repeat.start == variant.edit.start && variant.edit.end <= repeat.end && change % repeat.unit == 0;
    });
    REQUIRE(is_of_a_repeat);
  }
}

TEST_CASE("variants are drawn only where the sample has bases, and on its one copy") {
  Sequence contig = genome_with_repeats(100'000);
  std::fill_n(contig.begin() + 50'000, 100, base_n);
  const CopyTerritory territory = {std::vector<GenomeInterval>{{10'000, 50'000}, {50'100, 60'000}},
                                   std::vector<GenomeInterval>{{10'000, 20'000}}};
  const auto variants = draw_variants(contig, territory, {.snvs_per_base = 0.01, .indels_per_base = 0.001}, 1, 0);
  REQUIRE(variants.size() > 400);
  for (const SampleVariant& variant : variants) {
    CHECK(variant.edit.start >= 10'000);
    CHECK(variant.edit.start < 60'012);
    if (variant.edit.start > 20'011) CHECK(variant.copies == 1);
  }
}

TEST_CASE("nothing is drawn at rate zero or from an empty contig") {
  const Sequence contig = genome_with_repeats(10'000);
  CHECK(draw_variants(contig, everywhere(contig.size()), {.snvs_per_base = 0, .indels_per_base = 0}, 1, 0).empty());
  CHECK(draw_variants({}, {}, {}, 1, 0).empty());
}

TEST_CASE("tandem duplications repeat the bases before them, in the lengths asked for, on one copy") {
  std::vector<BaseCode> contig(50'000);
  RandomStream random(4, RandomPurpose::genome_layout);
  for (BaseCode& base : contig) base = static_cast<BaseCode>(random.below(4));
  const CopyTerritory territory = {std::vector<GenomeInterval>{{10'000, 40'000}}, {{10'000, 40'000}}};
  const std::vector<std::uint32_t> lengths = {30, 60};
  const auto variants = draw_tandem_duplications(contig, territory, 10, lengths, 1, 0);
  REQUIRE(variants.size() == 10);
  for (std::size_t index = 0; index < variants.size(); ++index) {
    const Edit& edit = variants[index].edit;
    CHECK(edit.deleted_bases() == 0);
    REQUIRE(edit.inserted.size() == lengths[index % 2]);
    CHECK((edit.start >= 10'000 && edit.start < 40'000));
    for (std::size_t offset = 0; offset < edit.inserted.size(); ++offset)
      REQUIRE(edit.inserted[offset] == base_letter(contig[edit.start - edit.inserted.size() + offset]));
    CHECK((variants[index].copies == 1 || variants[index].copies == 2));
  }
  CHECK(draw_tandem_duplications(contig, territory, 0, lengths, 1, 0).empty());
  CHECK(draw_tandem_duplications(contig, {}, 5, lengths, 1, 0).empty());
}

TEST_CASE("MNVs are as many of the drawn SNVs as asked for") {
  std::vector<BaseCode> contig(400'000);
  RandomStream random(4, RandomPurpose::genome_layout);
  for (BaseCode& base : contig) base = static_cast<BaseCode>(random.below(4));
  const CopyTerritory territory = {std::vector<GenomeInterval>{{0, 400'000}}, {{0, 400'000}}};
  const auto pairs = [&](double share) {
    const auto variants = draw_variants(
        contig, territory, {.snvs_per_base = 0.005, .indels_per_base = 0, .het_share = 1, .mnv_share = share}, 1, 0);
    std::size_t neighbours = 0;
    for (std::size_t index = 1; index < variants.size(); ++index)
      neighbours += variants[index].edit.start == variants[index - 1].edit.start + 1 &&
                    variants[index].copies == variants[index - 1].copies;
    return static_cast<double>(neighbours);
  };
  CHECK(pairs(0.2) == Approx(400).margin(60));
  CHECK(pairs(0) < 20);
}
