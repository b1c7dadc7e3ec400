#include "kernels/simulation/fragment_source.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

using namespace norrsken;

namespace {

// A contig of random bases with a deletion and an insertion on the second copy, and a gap that gives no reads.
struct Sample {
  std::vector<BaseCode> bases;
  std::vector<SampleContig> contigs;

  Sample() : bases(50'000) {
    RandomStream random(1, RandomPurpose::genome_layout);
    for (BaseCode& base : bases) base = static_cast<BaseCode>(random.below(4));
    const std::vector<Edit> edits = {{9'000, 9'010, ""}, {11'000, 11'000, "ACGTACGTTTT"}};
    const std::vector<GenomeInterval> known = {{0, 20'000}, {21'000, 50'000}};
    contigs.push_back({"chr1", {SampleHaplotype(bases, {}), SampleHaplotype(bases, edits)}, {known, known}});
  }
};

std::vector<BaseCode> expected_read(const SampleContig& contig, const ReadOrigin& origin, unsigned mate,
                                    std::uint32_t read_bases) {
  const bool is_reverse = origin.is_reverse != (mate == 1);
  const SampleHaplotype& haplotype = contig.copies[origin.copy];
  std::vector<BaseCode> read;
  if (!is_reverse) {
    haplotype.append_bases(haplotype.to_haplotype(origin.five_prime[mate]), read_bases, read);
    return read;
  }
  haplotype.append_bases(haplotype.to_haplotype(origin.five_prime[mate]) + 1 - read_bases, read_bases, read);
  std::vector<BaseCode> reversed(read.rbegin(), read.rend());
  for (BaseCode& base : reversed) base = complement(base);
  return reversed;
}

}  // namespace

TEST_CASE("perfect reads are the bases that their names point to") {
  const Sample sample;
  LibraryOptions options;
  options.profile = SequencerProfile::perfect;
  const FragmentSource source(sample.contigs, options, 20);
  CHECK(source.fragments() == Approx(49'000.0 * 20 / 300).margin(2));
  SimulatedFragment fragment;
  SequencingCounts counts;
  int compared = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    const auto& ends = fragment.origin.five_prime;
    const std::uint32_t left = std::min(ends[0], ends[1]);
    const std::uint32_t right = std::max(ends[0], ends[1]);
    CHECK((right < 20'000 || left >= 21'000));
    CHECK(right < 50'000);
    const bool ends_in_insertion = ends[0] == 11'000 || ends[1] == 11'000;
    if (right - left < 150 || ends_in_insertion) continue;
    for (unsigned mate = 0; mate < 2; ++mate)
      REQUIRE(fragment.reads[mate].bases == expected_read(sample.contigs[0], fragment.origin, mate, 150));
    ++compared;
  }
  CHECK(compared > 3000);
}

TEST_CASE("a fragment depends on its number alone") {
  const Sample sample;
  const FragmentSource source(sample.contigs, {}, 10);
  SimulatedFragment forward, backward;
  SequencingCounts counts;
  std::vector<SequencedRead> reads;
  for (std::uint64_t number = 0; number < 50; ++number) {
    source.make(number, forward, counts);
    reads.push_back(forward.reads[1]);
  }
  for (std::uint64_t number = 50; number-- > 0;) {
    source.make(number, backward, counts);
    CHECK(backward.reads[1].bases == reads[number].bases);
    CHECK(backward.reads[1].qualities_phred == reads[number].qualities_phred);
  }
}

TEST_CASE("insert sizes have the mean and the spread asked for") {
  const Sample sample;
  LibraryOptions options;
  options.insert_mean_bases = 380;
  options.insert_sd_bases = 50;
  options.duplicate_share = 0;
  const FragmentSource source(sample.contigs, options, 60);
  SimulatedFragment fragment;
  SequencingCounts counts;
  double sum = 0, squares = 0, forward = 0, first_copy = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    const auto& ends = fragment.origin.five_prime;
    const double insert = std::abs(static_cast<double>(ends[0]) - static_cast<double>(ends[1])) + 1;
    sum += insert;
    squares += insert * insert;
    CHECK(fragment.origin.is_reverse == (ends[0] > ends[1]));
    forward += !fragment.origin.is_reverse;
    first_copy += fragment.origin.copy == 0;
  }
  const auto count = static_cast<double>(source.fragments());
  const double mean = sum / count;
  CHECK(mean == Approx(380).margin(3));
  CHECK(std::sqrt(squares / count - mean * mean) == Approx(50).margin(3));
  CHECK(forward / count == Approx(0.5).margin(0.02));
  CHECK(first_copy / count == Approx(0.5).margin(0.02));
}

TEST_CASE("duplicates are copies of an original fragment with errors of their own") {
  const Sample sample;
  LibraryOptions options;
  options.duplicate_share = 0.2;
  const FragmentSource source(sample.contigs, options, 60);
  SimulatedFragment fragment, original;
  SequencingCounts counts;
  double duplicates = 0;
  bool differs = false;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    if (!fragment.origin.is_duplicate()) continue;
    ++duplicates;
    source.make(fragment.origin.molecule, original, counts);
    REQUIRE_FALSE(original.origin.is_duplicate());
    REQUIRE(original.origin.five_prime == fragment.origin.five_prime);
    REQUIRE(original.origin.copy == fragment.origin.copy);
    differs = differs || original.reads[0].qualities_phred != fragment.reads[0].qualities_phred;
  }
  CHECK(duplicates / static_cast<double>(source.fragments()) == Approx(0.2).margin(0.02));
  CHECK(differs);
}

TEST_CASE("a sample without long stretches has no fragments") {
  const Sample sample;
  std::vector<SampleContig> contigs = sample.contigs;
  contigs[0].territory = {std::vector<GenomeInterval>{{0, 100}}, {}};
  CHECK(FragmentSource(contigs, {}, 30).fragments() == 0);
}

TEST_CASE("single reads cover the genome to the depth asked for") {
  const Sample sample;
  LibraryOptions options;
  options.is_paired = false;
  options.read_bases = 100;
  const FragmentSource source(sample.contigs, options, 10);
  CHECK(source.fragments() == Approx(4900).margin(3));
}

namespace {

// Both populations differ at 30,000, where the second has three more bases on both copies.
struct Mixture {
  Sample sample;
  std::vector<SampleContig> changed;
  Mixture() {
    const std::vector<Edit> edits = {{30'000, 30'000, "TTT"}};
    changed.push_back({"chr1",
                       {SampleHaplotype(sample.bases, edits), SampleHaplotype(sample.bases, edits)},
                       sample.contigs[0].territory});
  }
};

}  // namespace

TEST_CASE("cells of several kinds give molecules by their shares, told by the copy") {
  const Mixture mixture;
  const std::vector<CellPopulation> populations = {{mixture.sample.contigs, 0.6}, {mixture.changed, 0.2}};
  LibraryOptions options;
  options.profile = SequencerProfile::perfect;
  const FragmentSource source(populations, options, 60);
  SimulatedFragment fragment;
  SequencingCounts counts;
  double changed = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    REQUIRE(fragment.origin.copy < 4);
    const bool is_changed = fragment.origin.copy >= 2;
    changed += is_changed;
    const auto& ends = fragment.origin.five_prime;
    if (ends[0] + 10 > 30'000 || ends[0] + 140 < 30'000 || fragment.origin.is_reverse) continue;
    const std::vector<BaseCode> expected = expected_read(
        is_changed ? mixture.changed[0] : mixture.sample.contigs[0],
        {fragment.origin.number, "chr1", false, ends, static_cast<std::uint8_t>(fragment.origin.copy % 2), 0}, 0, 150);
    REQUIRE(fragment.reads[0].bases == expected);
  }
  CHECK(changed / static_cast<double>(source.fragments()) == Approx(0.25).margin(0.015));
}

TEST_CASE("a targeted library has fragments over its targets only, and its depth there") {
  Sample sample;
  sample.contigs[0].targets = {{5'000, 5'300}, {5'600, 5'700}, {12'000, 12'500}};
  LibraryOptions options;
  options.profile = SequencerProfile::perfect;
  options.is_targeted = true;
  options.duplicate_share = 0;
  const FragmentSource source(sample.contigs, options, 400);
  SimulatedFragment fragment;
  SequencingCounts counts;
  std::vector<double> depth(50'000);
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    const auto [left, right] = std::minmax(fragment.origin.five_prime[0], fragment.origin.five_prime[1]);
    const bool overlaps = std::ranges::any_of(sample.contigs[0].targets, [&](const GenomeInterval& target) {
      return left < target.end && target.start <= right;
    });
    REQUIRE(overlaps);
    for (std::uint32_t at = left; at < std::min(left + 150, right + 1); ++at) depth[at] += 1;
    for (std::uint32_t at = right + 1 - std::min(150U, right + 1 - left); at <= right; ++at) depth[at] += 1;
  }
  double sum = 0;
  for (const GenomeInterval& target : sample.contigs[0].targets)
    for (std::uint32_t at = target.start; at < target.end; ++at) sum += depth[at];
  CHECK(sum / 900 == Approx(400).margin(25));
  CHECK(depth[8'000] == 0);
}

TEST_CASE("fragments off target come on top of the depth of the targets") {
  Sample sample;
  sample.contigs[0].targets = {{5'000, 5'500}};
  LibraryOptions options;
  options.is_targeted = true;
  const std::uint64_t on_target = FragmentSource(sample.contigs, options, 400).fragments();
  options.off_target_share = 0.4;
  const FragmentSource source(sample.contigs, options, 400);
  CHECK(static_cast<double>(source.fragments()) == Approx(static_cast<double>(on_target) / 0.6).margin(2));
  SimulatedFragment fragment;
  SequencingCounts counts;
  double off_target = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    const auto [left, right] = std::minmax(fragment.origin.five_prime[0], fragment.origin.five_prime[1]);
    off_target += right < 5'000 || left >= 5'500;
  }
  const double by_chance_on_target = 920.0 / 49'000;  // starts that reach the target
  CHECK(off_target / static_cast<double>(source.fragments()) == Approx(0.4 * (1 - by_chance_on_target)).margin(0.04));
}

TEST_CASE("fragments of a family share damage and PCR errors, strand by strand, and their UMI") {
  const Sample sample;
  LibraryOptions options;
  options.profile = SequencerProfile::perfect;
  options.family_mean = 6;
  options.umi = {3, UmiStrands::duplex, UmiPlace::name};
  options.damage = {.ffpe = 0.02};
  options.pcr_errors_per_base = 0.005;
  const FragmentSource source(sample.contigs, options, 5);
  REQUIRE(source.molecules() == Approx(static_cast<double>(source.fragments()) / 6).margin(1));
  struct Family {
    std::string umi[2];  // by strand
    std::vector<BaseCode> read1[2];
  };
  std::vector<Family> families(source.molecules());
  SimulatedFragment fragment;
  SequencingCounts counts;
  std::size_t repeated = 0, duplex = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    Family& family = families.at(fragment.origin.molecule);
    const unsigned strand = fragment.origin.is_reverse ? 1 : 0;
    REQUIRE(fragment.umi.size() == 7);
    if (!family.umi[strand].empty()) {
      ++repeated;
      REQUIRE(family.umi[strand] == fragment.umi);
      REQUIRE(family.read1[strand] == fragment.reads[0].bases);
    }
    family.umi[strand] = fragment.umi;
    family.read1[strand] = fragment.reads[0].bases;
    if (family.umi[1 - strand].empty()) continue;
    ++duplex;
    const std::string& other = family.umi[1 - strand];
    REQUIRE(other == fragment.umi.substr(4) + "+" + fragment.umi.substr(0, 3));
  }
  CHECK(repeated > source.molecules());
  CHECK(duplex > source.molecules() / 2);
}

TEST_CASE("as many molecules as asked for lie over each position") {
  const Sample sample;
  LibraryOptions options;
  options.umi = {8, UmiStrands::simplex, UmiPlace::name};
  options.family_mean = 2;
  options.molecules_per_position = 50;
  const FragmentSource source(sample.contigs, options, 1);
  CHECK(static_cast<double>(source.molecules()) == Approx(50 * 49'000.0 / 420).epsilon(0.01));
  CHECK(source.fragments() == 2 * source.molecules());
}

TEST_CASE("UMIs in the reads come before the bases of the molecule") {
  const Sample sample;
  LibraryOptions options;
  options.profile = SequencerProfile::perfect;
  options.family_mean = 1;
  options.umi = {5, UmiStrands::duplex, UmiPlace::read};
  const FragmentSource source(sample.contigs, options, 2);
  SimulatedFragment fragment;
  SequencingCounts counts;
  std::size_t compared = 0;
  for (std::uint64_t number = 0; number < source.fragments(); ++number) {
    source.make(number, fragment, counts);
    REQUIRE(fragment.umi.empty());
    const auto& ends = fragment.origin.five_prime;
    if (std::max(ends[0], ends[1]) - std::min(ends[0], ends[1]) < 150 || fragment.origin.copy != 0) continue;
    for (unsigned mate = 0; mate < 2; ++mate) {
      const std::vector<BaseCode>& bases = fragment.reads[mate].bases;
      REQUIRE(std::vector<BaseCode>(bases.begin() + 5, bases.end()) ==
              expected_read(sample.contigs[0], fragment.origin, mate, 145));
      ++compared;
    }
  }
  CHECK(compared > 100);
}
