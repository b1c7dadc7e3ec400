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
