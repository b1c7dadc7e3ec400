#include "kernels/simulation/haplotype.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "kernels/simulation/random.hpp"

using namespace norrsken;

namespace {

std::vector<BaseCode> codes_of(std::string_view letters) {
  std::vector<BaseCode> codes;
  for (const char letter : letters) codes.push_back(base_code(letter));
  return codes;
}

std::string letters_of(const SampleHaplotype& haplotype, std::uint32_t start, std::uint32_t count) {
  std::vector<BaseCode> codes;
  haplotype.append_bases(start, count, codes);
  std::string letters;
  for (const BaseCode code : codes) letters += base_letter(code);
  return letters;
}
std::string letters_of(const SampleHaplotype& haplotype) {
  return letters_of(haplotype, 0, haplotype.bases());
}

std::vector<BaseCode> random_bases(std::uint32_t bases, std::uint64_t seed) {
  RandomStream random(seed, RandomPurpose::snv);
  std::vector<BaseCode> codes(bases);
  for (BaseCode& code : codes) code = static_cast<BaseCode>(random.below(4));
  return codes;
}

// The plain way: cut and paste from right to left.
std::string rebuild(std::string reference, std::vector<Edit> edits) {
  std::ranges::reverse(edits);
  for (const Edit& edit : edits) reference.replace(edit.start, edit.end - edit.start, edit.inserted);
  return reference;
}

CopyTerritory everywhere(std::uint32_t bases) {
  const std::vector<GenomeInterval> whole = {{0, bases}};
  return {whole, whole};
}

}  // namespace

TEST_CASE("a haplotype spells the reference with its edits") {
  const auto reference = codes_of("ACGTACGTAC");
  const std::vector<Edit> edits = {{2, 3, "T"}, {4, 4, "GG"}, {4, 5, "C"}, {6, 8, ""}, {8, 9, "TTT"}};
  const SampleHaplotype haplotype(reference, edits);
  CHECK(letters_of(haplotype) == "ACTTGGCCTTTC");
  CHECK(haplotype.bases() == 12);
}

TEST_CASE("coordinates lead from reference to haplotype and back") {
  const auto reference = codes_of("ACGTACGTAC");
  const std::vector<Edit> edits = {{4, 4, "GG"}, {6, 8, ""}};
  const SampleHaplotype haplotype(reference, edits);  // ACGT GG AC AC
  CHECK(haplotype.to_reference(3) == 3);
  CHECK(haplotype.to_reference(4) == 4);  // inserted: the base after it
  CHECK(haplotype.to_reference(5) == 4);
  CHECK(haplotype.to_reference(6) == 4);
  CHECK(haplotype.to_reference(8) == 8);
  CHECK(haplotype.to_haplotype(4) == 6);
  CHECK(haplotype.to_haplotype(6) == 8);  // deleted: the base after it
  CHECK(haplotype.to_haplotype(7) == 8);
  CHECK(haplotype.to_haplotype(8) == 8);
  CHECK(haplotype.to_haplotype(10) == haplotype.bases());
}

TEST_CASE("any piece of a haplotype with random edits is what cutting and pasting gives") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto reference = random_bases(400, seed);
    std::string letters;
    for (const BaseCode code : reference) letters += base_letter(code);
    RandomStream random(seed, RandomPurpose::indel);
    std::vector<Edit> edits;
    for (std::uint32_t at = 1; at < 380; at += static_cast<std::uint32_t>(random.between(1, 12))) {
      const auto deleted = static_cast<std::uint32_t>(random.below(4));
      std::string inserted(deleted == 0 ? random.between(1, 4) : random.below(3), "ACGT"[random.below(4)]);
      edits.push_back({at, at + deleted, inserted});
      at += deleted;
    }
    const SampleHaplotype haplotype(reference, edits);
    const std::string expected = rebuild(letters, edits);
    REQUIRE(letters_of(haplotype) == expected);
    for (int piece = 0; piece < 100; ++piece) {
      const auto start = static_cast<std::uint32_t>(random.below(haplotype.bases()));
      const auto count = static_cast<std::uint32_t>(random.below(haplotype.bases() - start + 1));
      REQUIRE(letters_of(haplotype, start, count) == expected.substr(start, count));
    }
    for (std::uint32_t position = 0; position < reference.size(); ++position) {
      const bool is_deleted =
          std::ranges::any_of(edits, [&](const Edit& edit) { return edit.start <= position && position < edit.end; });
      if (is_deleted) continue;
      const std::uint32_t there = haplotype.to_haplotype(position);
      REQUIRE(haplotype.to_reference(there) == position);
      REQUIRE(expected[there] == letters[position]);
    }
  }
}

TEST_CASE("a haplotype without edits is the reference") {
  const auto reference = codes_of("ACGT");
  const SampleHaplotype haplotype(reference, {});
  CHECK(letters_of(haplotype) == "ACGT");
  CHECK(haplotype.to_reference(3) == 3);
  CHECK(haplotype.to_haplotype(4) == 4);
}

TEST_CASE("variants that overlap on one copy are skipped and on different copies kept") {
  const auto reference = codes_of("ACGTACGTACGTACGT");
  const SampleVariant deletion{{4, 8, ""}, 1, VariantSource::carried};
  const SampleVariant snv_same_copy{{6, 7, "A"}, 1, VariantSource::carried};
  const SampleVariant snv_other_copy{{6, 7, "T"}, 2, VariantSource::carried};
  const auto carried = select_carried({snv_other_copy, snv_same_copy, deletion}, reference, everywhere(16));
  REQUIRE(carried.variants.size() == 2);
  CHECK(carried.variants[0].edit == deletion.edit);
  CHECK(carried.variants[1].edit == snv_other_copy.edit);
  REQUIRE(carried.skipped.size() == 1);
  CHECK(carried.skipped[0].reason == SkipReason::overlaps);
  CHECK(carried.skipped[0].other_position == 4);
}

TEST_CASE("a homozygous variant that collides on one copy stays on the other") {
  const auto reference = codes_of("ACGTACGTACGTACGT");
  const auto carried = select_carried({{{4, 8, ""}, 2, {}}, {{6, 7, "A"}, 3, {}}}, reference, everywhere(16));
  REQUIRE(carried.variants.size() == 2);
  CHECK(carried.variants[1].copies == 1);
  REQUIRE(carried.skipped.size() == 1);
  CHECK(carried.skipped[0].variant.copies == 2);
}

TEST_CASE("an SNV may stand next to an insertion or a deletion, another indel may not") {
  const auto reference = codes_of("ACGTACGTACGTACGT");
  CHECK(select_carried({{{5, 5, "TT"}, 1, {}}, {{5, 6, "A"}, 1, {}}, {{4, 5, "C"}, 1, {}}}, reference, everywhere(16))
            .skipped.empty());
  CHECK(select_carried({{{5, 7, ""}, 1, {}}, {{7, 8, "A"}, 1, {}}, {{4, 5, "C"}, 1, {}}}, reference, everywhere(16))
            .skipped.empty());
  const auto touching = select_carried({{{5, 7, ""}, 1, {}}, {{7, 7, "A"}, 1, {}}}, reference, everywhere(16));
  REQUIRE(touching.skipped.size() == 1);
  CHECK(touching.skipped[0].reason == SkipReason::touches_indel);
}

TEST_CASE("the same change on both copies is one homozygous variant and twice on one copy a repetition") {
  const auto reference = codes_of("ACGTACGTACGTACGT");
  const auto both = select_carried({{{5, 6, "A"}, 1, {}}, {{5, 6, "A"}, 2, {}}}, reference, everywhere(16));
  REQUIRE(both.variants.size() == 1);
  CHECK(both.variants[0].copies == 3);
  const auto twice = select_carried({{{5, 6, "A"}, 1, {}}, {{5, 6, "A"}, 1, {}}}, reference, everywhere(16));
  CHECK(twice.variants.size() == 1);
  REQUIRE(twice.skipped.size() == 1);
  CHECK(twice.skipped[0].reason == SkipReason::repeated);
}

TEST_CASE("variants at N, at the very start or where the sample has no copy are skipped") {
  const auto reference = codes_of("ACGTANGTACGTACGT");
  const CopyTerritory territory = {std::vector<GenomeInterval>{{0, 16}}, std::vector<GenomeInterval>{{8, 16}}};
  const auto carried = select_carried(
      {{{5, 6, "A"}, 1, {}}, {{6, 6, "A"}, 1, {}}, {{0, 1, ""}, 1, {}}, {{3, 4, "A"}, 3, {}}, {{9, 10, "A"}, 3, {}}},
      reference, territory);
  REQUIRE(carried.variants.size() == 2);
  CHECK(carried.variants[0].copies == 1);
  CHECK(carried.variants[1].copies == 3);
  std::vector<SkipReason> reasons;
  for (const SkippedVariant& skipped : carried.skipped) reasons.push_back(skipped.reason);
  CHECK(reasons == std::vector<SkipReason>{SkipReason::no_reads, SkipReason::no_reads, SkipReason::unknown_reference,
                                           SkipReason::unknown_reference});
}

TEST_CASE("VCF alleles carry the base before an indel, or the one after at the contig's start") {
  const auto reference = codes_of("ACGTACGT");
  const VcfAlleles snv = to_vcf_alleles({2, 3, "T"}, reference);
  CHECK((snv.position == 2 && snv.reference == "G" && snv.alternate == "T"));
  const VcfAlleles insertion = to_vcf_alleles({2, 2, "AA"}, reference);
  CHECK((insertion.position == 1 && insertion.reference == "C" && insertion.alternate == "CAA"));
  const VcfAlleles deletion = to_vcf_alleles({2, 4, ""}, reference);
  CHECK((deletion.position == 1 && deletion.reference == "CGT" && deletion.alternate == "C"));
  const VcfAlleles first = to_vcf_alleles({0, 1, ""}, reference);
  CHECK((first.position == 0 && first.reference == "AC" && first.alternate == "C"));
}
