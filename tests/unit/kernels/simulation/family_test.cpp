#include "kernels/simulation/family.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

namespace {

const CopyTerritory diploid = {std::vector<GenomeInterval>{{0, 1'000'000}}, {{0, 1'000'000}}};
const CopyTerritory haploid = {std::vector<GenomeInterval>{{0, 1'000'000}}, {}};
const CopyTerritory absent = {};

std::vector<SampleVariant> pool_of(std::uint32_t count) {
  std::vector<SampleVariant> pool;
  for (std::uint32_t index = 0; index < count; ++index)
    pool.push_back({{100 + 40 * index, 101 + 40 * index, "A"}, 3, VariantSource::drawn});
  return pool;
}

}  // namespace

TEST_CASE("a person carries the told share of a pool's sites, and people share sites") {
  const std::vector<SampleVariant> pool = pool_of(20'000);
  const auto first = carried_of_pool(pool, diploid, 1, 0, 1);
  const auto second = carried_of_pool(pool, diploid, 1, 0, 2);
  CHECK(static_cast<double>(first.size()) / 20'000 == Approx(carried_pool_share).margin(0.01));
  const auto heterozygous =
      std::ranges::count_if(first, [](const SampleVariant& variant) { return variant.copies != 3; });
  CHECK(static_cast<double>(heterozygous) / static_cast<double>(first.size()) == Approx(4.0 / 7).margin(0.02));
  std::size_t common = 0, next = 0;
  for (const SampleVariant& variant : first) {
    while (next < second.size() && second[next].edit.start < variant.edit.start) ++next;
    common += next < second.size() && second[next].edit == variant.edit;
  }
  CHECK(common > first.size() / 2);
  CHECK(common < first.size());
}

TEST_CASE("a child has one whole copy of each parent") {
  const std::vector<SampleVariant> pool = pool_of(500);
  const auto mother = carried_of_pool(pool, diploid, 1, 0, 1);
  const auto father = carried_of_pool(pool, diploid, 1, 0, 2);
  const auto child = inherited(mother, father, diploid, diploid, diploid, 1, 0);
  const auto edits_of = [](std::span<const SampleVariant> variants, unsigned copy) {
    return edits_of_copy(variants, copy);
  };
  const auto maternal = edits_of(child, 0), paternal = edits_of(child, 1);
  CHECK((maternal == edits_of(mother, 0) || maternal == edits_of(mother, 1)));
  CHECK((paternal == edits_of(father, 0) || paternal == edits_of(father, 1)));
  CHECK_FALSE(maternal.empty());
  CHECK_FALSE(paternal.empty());
}

TEST_CASE("a boy has his X of his mother and his Y of his father") {
  const std::vector<SampleVariant> pool = pool_of(500);
  const auto mother = carried_of_pool(pool, diploid, 1, 0, 1);
  const auto father = carried_of_pool(pool, haploid, 1, 0, 2);
  const auto on_x = inherited(mother, father, diploid, haploid, haploid, 1, 0);
  const auto x = edits_of_copy(on_x, 0);
  CHECK((x == edits_of_copy(mother, 0) || x == edits_of_copy(mother, 1)));
  CHECK(edits_of_copy(on_x, 1).empty());
  const auto on_y = inherited({}, father, absent, haploid, haploid, 1, 0);
  CHECK(edits_of_copy(on_y, 0) == edits_of_copy(father, 0));
  CHECK(inherited({}, father, absent, haploid, absent, 1, 0).empty());
}
