#include <catch2/catch.hpp>

#include "../../temporary_folder.hpp"
#include "pipeline/stages/called_piece.hpp"
#include "pipeline/stages/placed_piece.hpp"

namespace norrsken {
namespace {

SomaticCandidate make_candidate(GenomePosition position) {
  SomaticCandidate candidate;
  VariantCall& record = candidate.call.record;
  record.position = position;
  record.reference = "A";
  record.alternate = "ACC";
  record.quality_centiphred = 1234;
  record.filters = 5;
  record.mean_confidence_phred = 60;
  record.mean_base_quality_phred = 37;
  record.median_end_distance_bases = 31;
  record.strand_bias_phred = -2;
  record.repeat_unit_bases = 2;
  record.repeat_length_bases = 14;
  record.haplotypes = 3;
  record.more_info = "CSQ=x";
  record.samples.resize(2);
  record.samples[1].forward_depth = {10, 4};
  candidate.call.samples.resize(2);
  candidate.call.samples[1].f1r2_depth = {3, 9};
  candidate.call.samples[1].variant_kmer_reads = 8;
  candidate.call.normal_odds_centiphred = 777;
  candidate.call.orientation_bias_phred = 12;
  candidate.call.population_per_million = 99;
  candidate.call.explanation = Explanation::germline;
  candidate.call.is_hotspot = true;
  candidate.call.is_below_report = true;
  candidate.call.beyond = {{position + 30, "A", "AC"}};
  candidate.call.germline = {{position + 1, "G", "T"}};
  candidate.priors.artefact = -4321;
  candidate.likelihoods.resize(2);
  candidate.likelihoods[1].back() = 42;
  return candidate;
}

TEST_CASE("called blocks come back with their counts and candidates") {
  CallCounts counts(2);
  counts.variants[1].all.snvs = 3;
  counts.identities[0].sites = 4;
  const std::vector<CalledBlock> blocks{{7, 900, {1, 2, 3}, 1, 0}, {8, 950, {}, 0, 2}, {9, 990, {4, 5, 6}, 1, 1}};
  const std::vector<SomaticCandidate> candidates{make_candidate(800), make_candidate(970)};
  std::vector<Finding> findings(3);
  findings[2].contig = "chr9";
  const RestoredPiece first{pack_called(blocks, counts, candidates, findings), 1, "1-a"};
  const RestoredPiece second{pack_called(std::vector<CalledBlock>{{2, 100, {}, 0, 0}}, counts, {}, {}), 2, "2-b"};
  const RestoredCalls restored = unpack_called(std::vector<RestoredPiece>{first, second}, 2);
  CHECK(restored.counts.variants[1].all.snvs == 6);
  CHECK(restored.counts.identities[0].sites == 8);
  REQUIRE(restored.blocks.size() == 4);
  CHECK(restored.blocks.at(2).file == 2);
  CHECK(restored.blocks.at(8).candidates.empty());
  CHECK(restored.blocks.at(9).called.shards.bytes == 6);
  CHECK(restored.blocks.at(7).findings.empty());
  CHECK(restored.blocks.at(8).findings.size() == 2);
  REQUIRE(restored.blocks.at(9).findings.size() == 1);
  CHECK(restored.blocks.at(9).findings[0].contig == "chr9");
  REQUIRE(restored.blocks.at(9).candidates.size() == 1);
  const SomaticCandidate& got = restored.blocks.at(9).candidates[0];
  CHECK(got.call.record.position == 970);
  const SomaticCandidate expected = make_candidate(970);
  const VariantCall& record = got.call.record;
  const VariantCall& other = expected.call.record;
  REQUIRE(got.call.beyond.size() == 1);
  CHECK(got.call.beyond[0].position == 1000);
  CHECK(got.call.beyond[0].alternate == "AC");
  REQUIRE(got.call.germline.size() == 1);
  CHECK(got.call.germline[0].alternate == "T");
  CHECK(record.reference == other.reference);
  CHECK(record.alternate == other.alternate);
  CHECK(record.quality_centiphred == other.quality_centiphred);
  CHECK(record.filters == other.filters);
  CHECK(record.mean_confidence_phred == other.mean_confidence_phred);
  CHECK(record.mean_base_quality_phred == other.mean_base_quality_phred);
  CHECK(record.median_end_distance_bases == other.median_end_distance_bases);
  CHECK(record.strand_bias_phred == other.strand_bias_phred);
  CHECK(record.repeat_unit_bases == other.repeat_unit_bases);
  CHECK(record.repeat_length_bases == other.repeat_length_bases);
  CHECK(record.haplotypes == other.haplotypes);
  CHECK(record.more_info == "CSQ=x");
  REQUIRE(record.samples.size() == 2);
  CHECK(record.samples[1].forward_depth == other.samples[1].forward_depth);
  REQUIRE(got.call.samples.size() == 2);
  CHECK(got.call.samples[1].f1r2_depth == expected.call.samples[1].f1r2_depth);
  CHECK(got.call.samples[1].variant_kmer_reads == 8);
  CHECK(got.call.normal_odds_centiphred == 777);
  CHECK(got.call.orientation_bias_phred == 12);
  CHECK(got.call.population_per_million == 99);
  CHECK(got.call.explanation == Explanation::germline);
  CHECK(got.call.is_hotspot);
  CHECK(got.call.is_below_report);
  CHECK(got.priors.artefact == -4321);
  CHECK(got.likelihoods == expected.likelihoods);
  CHECK(restored.is_called(10) == std::vector<bool>{false, false, true, false, false, false, false, true, true, true});
  CHECK(unpack_called({}, 2).blocks.empty());
}

TEST_CASE("a block that is called twice, or another number of samples, is a bug that is noticed") {
  const RestoredPiece piece{pack_called(std::vector<CalledBlock>{{2, 0, {}, 0, 0}}, CallCounts(1), {}, {}), 1, "1-a"};
  CHECK_THROWS_AS(unpack_called(std::vector<RestoredPiece>{piece, piece}, 1), std::logic_error);
  CHECK_THROWS_AS(unpack_called(std::vector<RestoredPiece>{piece}, 2), std::logic_error);
  const RestoredPiece lacking{pack_called(std::vector<CalledBlock>{{2, 0, {}, 0, 1}}, CallCounts(1), {}, {}), 1, "1-a"};
  CHECK_THROWS_AS(unpack_called(std::vector<RestoredPiece>{lacking}, 1), std::logic_error);
}

TEST_CASE("placed reads of several attempts add up, and the lanes are those of the latest") {
  PlacedPiece first;
  first.lanes = {{0, 0, 1, 5, 0, {}}};
  first.counts.resize(1);
  first.counts[0].fragments = 10;
  first.copies = 20;
  first.sent_bytes = 3;
  first.stored = {{1, {0, 5, 9}, 4}};
  PlacedPiece second = first;
  second.lanes = {{0, 0, 1, 9, 1, {}}, {1, 0, 1, 2, 0, {}}};
  second.stored = {{1, {7, 5, 9}, 6}};
  const std::vector<RestoredPiece> pieces{{pack_placed(first), 1, "1-a"}, {pack_placed(second), 2, "2-b"}};
  const RestoredPlacing restored = unpack_placed(pieces, 1);
  REQUIRE(restored.sum.lanes.size() == 2);
  CHECK(restored.sum.lanes[0].position == 9);
  CHECK(restored.sum.counts[0].fragments == 20);
  CHECK(restored.sum.copies == 40);
  CHECK(restored.sum.sent_bytes == 6);
  REQUIRE(restored.reads.size() == 2);
  CHECK(restored.reads[1].file == 2);
  CHECK(restored.reads[1].stored.reads == 6);
}

}  // namespace
}  // namespace norrsken
