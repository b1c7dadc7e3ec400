#include "pipeline/stages/called_piece.hpp"

#include "pipeline/annotation/finding_pack.hpp"
#include "pipeline/checkpoint/packed.hpp"

namespace norrsken {
namespace {

// Strings and lists are packed one by one, the rest of a record as it lies in memory.
struct RecordFields {
  GenomePosition position;
  std::uint32_t quality_centiphred, filters;
  std::uint16_t mean_confidence_phred, mean_base_quality_phred, median_end_distance_bases;
  std::int16_t strand_bias_phred;
  std::uint16_t repeat_unit_bases, repeat_length_bases;
  std::uint8_t haplotypes;
};
struct CallFields {
  std::int32_t normal_odds_centiphred;
  std::int16_t orientation_bias_phred;
  std::uint32_t population_per_million;
  Explanation explanation;
  bool is_hotspot, is_below_report;
  SomaticPriors priors;
};

// Taken apart by name, so that a member that is added somewhere does not compile until it is packed too.
void pack(const SomaticCandidate& candidate, Packer& packer) {
  const auto& [call, priors, likelihoods] = candidate;
  const auto& [record, samples, normal_odds, orientation_bias, population, explanation, is_hotspot, is_below_report] =
      call;
  const auto& [position, reference, alternate, quality, filters, confidence, base_quality, end_distance, strand_bias,
               repeat_unit, repeat_length, haplotypes, more_info, genotypes] = record;
  packer.value(RecordFields{position, quality, filters, confidence, base_quality, end_distance, strand_bias,
                            repeat_unit, repeat_length, haplotypes});
  packer.text(reference);
  packer.text(alternate);
  packer.text(more_info);
  packer.array(genotypes);
  packer.array(samples);
  packer.value(CallFields{normal_odds, orientation_bias, population, explanation, is_hotspot, is_below_report, priors});
  packer.array(likelihoods);
}

SomaticCandidate unpack_candidate(Unpacker& unpacker) {
  SomaticCandidate candidate;
  VariantCall& record = candidate.call.record;
  const auto fields = unpacker.value<RecordFields>();
  record.position = fields.position;
  record.quality_centiphred = fields.quality_centiphred;
  record.filters = fields.filters;
  record.mean_confidence_phred = fields.mean_confidence_phred;
  record.mean_base_quality_phred = fields.mean_base_quality_phred;
  record.median_end_distance_bases = fields.median_end_distance_bases;
  record.strand_bias_phred = fields.strand_bias_phred;
  record.repeat_unit_bases = fields.repeat_unit_bases;
  record.repeat_length_bases = fields.repeat_length_bases;
  record.haplotypes = fields.haplotypes;
  record.reference = unpacker.text();
  record.alternate = unpacker.text();
  record.more_info = unpacker.text();
  record.samples = unpacker.array<GenotypeCall>();
  SomaticCall& call = candidate.call;
  call.samples = unpacker.array<SomaticSample>();
  const auto rest = unpacker.value<CallFields>();
  call.normal_odds_centiphred = rest.normal_odds_centiphred;
  call.orientation_bias_phred = rest.orientation_bias_phred;
  call.population_per_million = rest.population_per_million;
  call.explanation = rest.explanation;
  call.is_hotspot = rest.is_hotspot;
  call.is_below_report = rest.is_below_report;
  candidate.priors = rest.priors;
  candidate.likelihoods = unpacker.array<FractionLikelihoods>();
  return candidate;
}

}  // namespace

void CallCounts::add(const CallCounts& other) {
  for (std::size_t sample = 0; sample < variants.size(); ++sample) {
    variants[sample].add(other.variants[sample]);
    identities[sample].add(other.identities[sample]);
  }
  balances.insert(balances.end(), other.balances.begin(), other.balances.end());
}

std::vector<std::byte> pack_called(std::span<const CalledBlock> blocks, const CallCounts& counts,
                                   std::span<const SomaticCandidate> candidates, const std::vector<Finding>& findings) {
  Packer packer;
  packer.array(std::vector<CalledBlock>(blocks.begin(), blocks.end()));
  packer.array(counts.variants);
  packer.array(counts.identities);
  packer.array(counts.balances);
  packer.text(pack_findings(findings));
  for (const SomaticCandidate& candidate : candidates) pack(candidate, packer);
  return packer.take();
}

RestoredCalls unpack_called(std::span<const RestoredPiece> pieces, std::size_t samples) {
  RestoredCalls restored{{}, CallCounts(samples)};
  for (const RestoredPiece& piece : pieces) {
    Unpacker unpacker(piece.bytes, "checkpoint of called blocks");
    const auto blocks = unpacker.array<CalledBlock>();
    CallCounts counts(samples);
    counts.variants = unpacker.array<VariantStatistics>();
    counts.identities = unpacker.array<IdentitySums>();
    counts.balances = unpacker.array<std::uint64_t>();
    if (counts.variants.size() != samples || counts.identities.size() != samples)
      throw std::logic_error("a checkpoint of another number of samples");
    restored.counts.add(counts);
    std::vector<Finding> findings;
    unpack_findings(unpacker.text(), findings);
    auto next_finding = findings.begin();
    for (const CalledBlock& called : blocks) {
      RestoredBlock block{piece.file, called, {}, {}};
      if (static_cast<std::uint64_t>(findings.end() - next_finding) < called.findings)
        throw std::logic_error("a checkpoint lacks findings");
      const auto last_finding = next_finding + static_cast<std::ptrdiff_t>(called.findings);
      block.findings.assign(next_finding, last_finding);
      next_finding = last_finding;
      for (std::uint64_t number = 0; number < called.candidates; ++number)
        block.candidates.push_back(unpack_candidate(unpacker));
      if (!restored.blocks.emplace(static_cast<std::uint32_t>(called.block), std::move(block)).second)
        throw std::logic_error("a checkpoint holds a called block twice");
    }
  }
  return restored;
}

std::vector<bool> RestoredCalls::is_called(std::uint32_t block_count) const {
  std::vector<bool> flags(block_count);
  for (const auto& [block, restored] : blocks) flags.at(block) = true;
  return flags;
}

}  // namespace norrsken
