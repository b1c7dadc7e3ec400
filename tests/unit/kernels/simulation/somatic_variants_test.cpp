#include "kernels/simulation/somatic_variants.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "kernels/simulation/random.hpp"

using namespace norrsken;

namespace {

std::string random_letters(std::size_t count) {
  RandomStream random(3, RandomPurpose::genome_layout);
  std::string letters;
  while (letters.size() < count) letters += "ACGT"[random.below(4)];
  return letters;
}

SampleVariant snv(std::uint32_t at, std::uint8_t copies = 1) {
  return {{at, at + 1, "A"}, copies, VariantSource::drawn};
}

std::vector<std::uint32_t> starts_of(const std::vector<SampleVariant>& variants) {
  std::vector<std::uint32_t> starts;
  for (const SampleVariant& variant : variants) starts.push_back(variant.edit.start);
  return starts;
}

const std::vector<Clone> founder_only = {Clone{}};

}  // namespace

TEST_CASE("cells that belong to no later clone have the rest of a clone's share") {
  const std::vector<Clone> clones = {{0.7, 1}, {0.2, 0.25}, {0.1, 0.25}};
  const std::vector<double> shares = cell_shares(clones, 0.6);
  REQUIRE(shares.size() == 4);
  CHECK(shares[0] == Approx(0.4));
  CHECK(shares[1] == Approx(0.45));
  CHECK(shares[2] == Approx(0).margin(1e-12));
  CHECK(shares[3] == Approx(0.15));
}

TEST_CASE("a somatic variant keeps away from germline variants and from other somatic ones") {
  const std::string letters = random_letters(2000);
  const std::vector<SampleVariant> germline = {snv(500, 3)};
  const std::vector<SampleVariant> candidates = {snv(498), snv(503), snv(520), snv(560), snv(700)};
  const auto kept = select_somatic(letters, germline, candidates, 50, founder_only, 1, 0);
  CHECK(starts_of(kept) == std::vector<std::uint32_t>{520, 700});
  for (const SampleVariant& variant : kept) CHECK(variant.clone == 1);
}

TEST_CASE("every spelling of a germline indel keeps somatic variants away") {
  std::string letters = random_letters(400);
  letters.replace(99, 22, "C" + std::string(20, 'A') + "C");
  const std::vector<SampleVariant> germline = {{{100, 101, ""}, 1, VariantSource::drawn}};  // spelled 100 to 120
  const std::vector<SampleVariant> candidates = {snv(122), snv(130)};
  CHECK(starts_of(select_somatic(letters, germline, candidates, 5, founder_only, 1, 0)) ==
        std::vector<std::uint32_t>{130});
}

TEST_CASE("neighbouring SNVs of one copy stay together as an MNV of one clone") {
  const std::string letters = random_letters(2000);
  const std::vector<Clone> clones = {{0.5, 1}, {0.5, 0.3}};
  std::vector<SampleVariant> candidates;
  for (std::uint32_t at = 100; at < 1900; at += 100) {
    candidates.push_back(snv(at));
    candidates.push_back(snv(at + 1));
  }
  candidates.push_back(snv(1950, 1));
  candidates.push_back(snv(1951, 2));  // on the other copy
  const auto kept = select_somatic(letters, {}, candidates, 50, clones, 1, 0);
  REQUIRE(kept.size() == 37);
  for (std::size_t index = 0; index + 1 < 36; index += 2) CHECK(kept[index].clone == kept[index + 1].clone);
}

TEST_CASE("clones get their shares of the variants") {
  const std::string letters = random_letters(200'000);
  const std::vector<Clone> clones = {{0.75, 1}, {0.25, 0.4}};
  std::vector<SampleVariant> candidates;
  for (std::uint32_t at = 100; at < 199'000; at += 60) candidates.push_back(snv(at));
  const auto kept = select_somatic(letters, {}, candidates, 50, clones, 5, 2);
  REQUIRE(kept.size() == candidates.size());
  const auto second = std::ranges::count_if(kept, [](const SampleVariant& variant) { return variant.clone == 2; });
  CHECK(static_cast<double>(second) / static_cast<double>(kept.size()) == Approx(0.25).margin(0.03));
}

TEST_CASE("cells of a clone carry the variants of earlier clones and not of later ones") {
  std::vector<SampleVariant> variants = {snv(10, 3), snv(20, 1), snv(30, 1), snv(40, 2)};
  variants[1].clone = 1;
  variants[2].clone = 2;
  variants[3].clone = 1;
  CHECK(edits_of_copy(variants, 0).size() == 1);
  CHECK(edits_of_copy(variants, 0, 1).size() == 2);
  CHECK(edits_of_copy(variants, 0, 2).size() == 3);
  CHECK(edits_of_copy(variants, 1, 2).size() == 2);
}
