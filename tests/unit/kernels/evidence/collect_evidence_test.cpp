#include "kernels/evidence/collect_evidence.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "../calling/small_sample.hpp"
#include "kernels/calling/block_caller.hpp"

using namespace norrsken;

namespace {

// Half of the fragments carry an SNV and, 60 bases on, a deletion in a repeat.
struct Sample {
  std::vector<BaseCode> reference = sequence_with(8, 12000, {{6050, "GTCACACACACACACAGG"}});
  std::vector<BaseCode> changed = reference;
  Placing placing{{reference}};
  GenomePosition start = placing.genome.view().contigs[0].start;
  LibraryCounts library;
  BlockCaller caller{placing.genome.view(), CallingOptions{}};
  EvidenceSite deletion{start + 6051, "TCA", "T"};

  explicit Sample(std::size_t fragments) {
    changed[6000] = static_cast<BaseCode>(3 - changed[6000]);
    changed.erase(changed.begin() + 6052, changed.begin() + 6054);
    SampleShape shape;
    shape.fragments = fragments;
    placing.place(draw_fragments({reference, changed}, shape));
    caller.prepare(0, placing.reads, {&library, 1});
    caller.set_library({&library, 1}, {{}});
  }
  std::vector<EvidenceRead> collect(const std::vector<EvidenceSite>& sites, const EvidenceLimits& limits = {}) {
    PlacedReads reads = placing.reads;
    return caller.collect_evidence(0, reads, sites, limits);
  }
};

bool has_deletion(const EvidenceRead& read) {
  return std::any_of(read.cigar.begin(), read.cigar.end(),
                     [](const CigarPart& part) { return part.kind == CigarKind::deletion; });
}

std::uint32_t read_bases(const EvidenceRead& read) {
  std::uint32_t bases = 0;
  for (const CigarPart& part : read.cigar) bases += part.kind == CigarKind::deletion ? 0 : part.bases;
  return bases;
}

std::set<std::uint64_t> names_of(const std::vector<EvidenceRead>& reads) {
  std::set<std::uint64_t> names;
  for (const EvidenceRead& read : reads) names.insert(read.name_hash);
  return names;
}

}  // namespace

TEST_CASE("reads of the changed haplotype carry its deletion, the others do not") {
  Sample sample(1500);
  const auto reads = sample.collect({sample.deletion});
  REQUIRE(reads.size() > 30);
  std::size_t with = 0;
  std::size_t without = 0;
  for (const EvidenceRead& read : reads) {
    CHECK(read_bases(read) == read.bases.size());
    const bool spans = read.position + 20 < sample.deletion.position && read.position + 80 > sample.deletion.end() + 20;
    if (!spans) continue;
    CHECK(has_deletion(read) == (read.variants.find("6052:TCA:T") != std::string::npos));
    CHECK(read.haplotype != 0);
    ++(has_deletion(read) ? with : without);
  }
  CHECK(with > 2);
  CHECK(without > 2);
}

TEST_CASE("of a fragment at a site both mates are kept, each once") {
  Sample sample(1500);
  const auto reads = sample.collect({sample.deletion});
  std::set<std::pair<std::uint64_t, bool>> mates;
  for (const EvidenceRead& read : reads)
    CHECK(mates.insert({read.name_hash, (read.flags & read_is_second) != 0}).second);
  CHECK(names_of(reads).size() < reads.size() * 3 / 4);
}

TEST_CASE("fragments are kept that have a read over the site or next to it") {
  Sample sample(1500);
  const GenomePosition site = sample.start + 3000;
  std::set<std::uint64_t> over;
  std::set<std::uint64_t> wanted;
  for (const PlacedRead& read : sample.placing.reads.reads) {
    if (read.has(read_is_duplicate) || read.has(read_is_orphan) || read.has(placement_is_secondary)) continue;
    if (read.position <= site && read.end() > site) over.insert(read.name_hash);
    if (read.position <= site + 1 && read.end() >= site) wanted.insert(read.name_hash);
  }
  const auto kept = names_of(sample.collect({{site, "A", "C"}}));
  REQUIRE(over.size() > 5);
  CHECK(std::includes(kept.begin(), kept.end(), over.begin(), over.end()));
  CHECK(std::includes(wanted.begin(), wanted.end(), kept.begin(), kept.end()));
}

TEST_CASE("of a deep sample as many fragments are kept as asked for, half of them with the variant") {
  Sample sample(4000);
  EvidenceLimits limits;
  limits.max_fragments = 10;
  const auto reads = sample.collect({sample.deletion}, limits);
  CHECK(names_of(reads).size() == 10);
  std::set<std::uint64_t> showing;
  for (const EvidenceRead& read : reads)
    if (has_deletion(read)) showing.insert(read.name_hash);
  CHECK(showing.size() == 5);
  const auto all = names_of(sample.collect({sample.deletion}));
  for (const std::uint64_t name : names_of(reads)) CHECK(all.count(name) == 1);
}

TEST_CASE("a site that nobody has shows its reads on the reference") {
  Sample sample(1500);
  const auto reads = sample.collect({{sample.start + 3000, "A", "C"}});
  REQUIRE(reads.size() > 10);
  for (const EvidenceRead& read : reads) {
    CHECK(read.cigar == std::vector<CigarPart>{{CigarKind::match, 100}});
    CHECK(read.variants.empty());
  }
}

TEST_CASE("without sites, or far from all reads, nothing is kept") {
  Sample sample(300);
  CHECK(sample.collect({}).empty());
  CHECK(sample.collect({{sample.start + 60000, "A", "C"}}).empty());
}

TEST_CASE("regions are called with the reads that come near a site, told by their number among all") {
  Sample sample(1500);
  PlacedReads& all = sample.placing.reads;
  const std::vector<EvidenceSite> sites{sample.deletion};
  const EvidenceLimits limits;
  const ReadsToCall called = reads_to_call(all, sites, limits);
  REQUIRE(called.reads.size() == called.numbers.size());
  std::set<std::uint32_t> chosen(called.numbers.begin(), called.numbers.end());
  CHECK(chosen.size() == called.numbers.size());
  for (std::uint32_t i = 0; i < all.size(); ++i)
    CHECK((chosen.count(i) == 1) ==
          is_near_site(sites, all.reads[i].position, all.reads[i].end(), limits.calling_bases));
  for (std::size_t i = 0; i < called.reads.size(); ++i) {
    CHECK(called.reads.reads[i].name_hash == all.reads[called.numbers[i]].name_hash);
    CHECK(called.reads.bases_of(i).data() == all.bases_of(called.numbers[i]).data());
  }
}
