#include "kernels/coverage/hotspot_evidence.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "kernels/calling/prepare_reads.hpp"

namespace norrsken {
namespace {

// A genome of one contig; reads are written as letters.
struct Genome {
  std::string letters = std::string(200, 'A').append("GACACACAT").append(200, 'G');
  std::vector<std::uint8_t> packed;
  std::vector<Contig> contigs{{"one", 0, 409}};
  Genome() {
    packed.resize(letters.size() / 4 + 1);
    for (std::size_t i = 0; i < letters.size(); ++i)
      packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | base_code(letters[i]) << 2 * (i % 4));
  }
  [[nodiscard]] GenomeView view() const { return {contigs, packed, {}, static_cast<GenomePosition>(letters.size())}; }
};

PlacedRead add(PlacedReads& reads, GenomePosition position, const std::string& letters, unsigned quality = 30,
               unsigned flags = 0) {
  PlacedRead read;
  read.position = position;
  read.confidence_phred = 60;
  read.name_hash = reads.size() + 1;
  read.flags = static_cast<std::uint8_t>(flags);
  std::vector<BaseQuality> bases;
  for (const char letter : letters) bases.push_back(make_base_quality(base_code(letter), quality));
  reads.append(read, bases);
  return read;
}

HotspotEvidence count(const Hotspot& hotspot, const PlacedReads& reads) {
  const Genome genome;
  const HotspotCounter counter({&hotspot, 1}, genome.view());
  HotspotEvidence evidence;
  counter.count(reads, 0, {0, 409}, 10, {&evidence, 1});
  return evidence;
}

TEST_CASE("substitutions are counted where all their bases are good") {
  PlacedReads reads;
  add(reads, 195, "AAAAAGACAC");                       // reference
  add(reads, 195, "AAAAACACAC", 30, read_is_reverse);  // G>C
  add(reads, 195, "AAAAACACAC", 12);                   // poor
  add(reads, 195, "AAAAATACAC");                       // another base
  add(reads, 100, "AAAAAAAAAA");                       // elsewhere
  add(reads, 195, "AAAAACACAC", 30, read_is_duplicate);
  const HotspotEvidence one = count({200, "G", "C", "", ""}, reads);
  CHECK(one.depth == 4);
  CHECK(one.reference == 1);
  CHECK(one.alternate_forward == 0);
  CHECK(one.alternate_reverse == 1);
  const HotspotEvidence several = count({200, "GA", "CC", "", ""}, reads);
  CHECK(several.depth == 4);
  CHECK(several.reference == 1);
  CHECK(several.alternate_reverse == 0);
}

TEST_CASE("an indel counts wherever in its repeat a read is broken") {
  const Hotspot deletion{200, "GAC", "G", "", ""};
  PlacedReads reads;
  for (const std::uint16_t at : {6, 8, 11}) {  // behind the anchor, inside, at the end of the repeat
    add(reads, 195, "AAAAAGACACATGGG");
    reads.reads.back().shift = 2;
    reads.reads.back().break_offset = at;
  }
  add(reads, 195, "AAAAAGACACATGGG");
  reads.reads.back().shift = 2;
  reads.reads.back().break_offset = 14;  // another deletion
  add(reads, 195, "AAAAAGACACACATGGG");  // reference
  add(reads, 195, "AAAAAGACAC");         // ends inside the repeat
  const HotspotEvidence evidence = count(deletion, reads);
  CHECK(evidence.depth == 6);
  CHECK(evidence.alternate_forward == 3);
  CHECK(evidence.reference == 1);
  const Hotspot insertion{200, "G", "GAC", "", ""};
  PlacedReads longer;
  add(longer, 195, "AAAAAGACACACACATGG");
  longer.reads.back().shift = -2;
  longer.reads.back().break_offset = 8;  // two bases before it are inserted
  CHECK(count(insertion, longer).alternate_forward == 1);
  CHECK(count(deletion, longer).alternate_forward == 0);
}

TEST_CASE("overlapping mates are one fragment at a hot-spot") {
  PlacedReads reads;
  add(reads, 190, "AAAAAAAAAACACACACAT", 30, read_is_paired | mate_is_placed | mate_is_reverse);
  add(reads, 195, "AAAAACACACACAT", 30, read_is_paired | mate_is_placed | read_is_reverse | read_is_second);
  reads.reads[1].name_hash = reads.reads[0].name_hash;
  reads.reads[0].mate_five_prime = 209;
  reads.reads[1].mate_five_prime = 190;
  merge_overlapping_mates(reads);
  const HotspotEvidence evidence = count({200, "G", "C", "", ""}, reads);
  CHECK(evidence.depth == 1);
  CHECK(evidence.alternate_forward + evidence.alternate_reverse == 1);
}

TEST_CASE("a record is found in the list, also a part of several substituted bases") {
  const std::vector<Hotspot> hotspots = {
      {100, "A", "C", "", ""}, {100, "A", "T", "", ""}, {150, "AG", "CT", "", ""}, {151, "G", "T", "", ""}};
  CHECK(find_hotspot(hotspots, 100, "A", "T") == 1);
  CHECK(find_hotspot(hotspots, 100, "A", "G") == 4);
  CHECK(find_hotspot(hotspots, 150, "AG", "CT") == 2);
  CHECK(find_hotspot(hotspots, 150, "A", "C") == 2);
  CHECK(find_hotspot(hotspots, 151, "G", "T") == 3);
  CHECK(find_hotspot(hotspots, 151, "G", "C") == 4);
  CHECK(find_hotspot({}, 100, "A", "C") == 0);
}

}  // namespace
}  // namespace norrsken
