#include "pipeline/stages/called_piece.hpp"

#include <stdexcept>
#include <tuple>

#include "io/packer.hpp"
#include "pipeline/annotation/finding_pack.hpp"

namespace norrsken {

auto fields(Either<VariantCall> auto& record) {
  return std::tie(record.position, record.reference, record.alternate, record.quality_centiphred, record.filters,
                  record.mean_confidence_phred, record.mean_base_quality_phred, record.median_end_distance_bases,
                  record.strand_bias_phred, record.repeat_unit_bases, record.repeat_length_bases, record.haplotypes,
                  record.more_info, record.samples);
}
auto fields(Either<NearAllele> auto& allele) {
  return std::tie(allele.position, allele.reference, allele.alternate);
}
auto fields(Either<SomaticCall> auto& call) {
  return std::tie(call.record, call.samples, call.normal_odds_centiphred, call.orientation_bias_phred,
                  call.population_per_million, call.explanation, call.is_hotspot, call.is_below_report, call.beyond,
                  call.germline);
}
auto fields(Either<SomaticCandidate> auto& candidate) {
  return std::tie(candidate.call, candidate.priors, candidate.likelihoods);
}
auto fields(Either<CallCounts> auto& counts) {
  auto& [variants, identities, balances] = counts;
  return std::tie(variants, identities, balances);
}

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
  packer.put_list(blocks);
  packer.put(counts, pack_findings(findings));
  for (const SomaticCandidate& candidate : candidates) packer.put(candidate);
  return packer.take();
}

RestoredCalls unpack_called(std::span<const RestoredPiece> pieces, std::size_t samples) {
  RestoredCalls restored{{}, CallCounts(samples)};
  for (const RestoredPiece& piece : pieces) {
    Unpacker unpacker(piece.bytes, ends_early("checkpoint of called blocks"));
    const auto blocks = unpacker.take<std::vector<CalledBlock>>();
    CallCounts counts(samples);
    unpacker.take(counts);
    if (counts.variants.size() != samples || counts.identities.size() != samples)
      throw std::logic_error("a checkpoint of another number of samples");
    restored.counts.add(counts);
    std::vector<Finding> findings;
    unpack_findings(unpacker.take<std::string>(), findings);
    auto next_finding = findings.begin();
    for (const CalledBlock& called : blocks) {
      RestoredBlock block{piece.file, called, {}, {}};
      if (static_cast<std::uint64_t>(findings.end() - next_finding) < called.findings)
        throw std::logic_error("a checkpoint lacks findings");
      const auto last_finding = next_finding + static_cast<std::ptrdiff_t>(called.findings);
      block.findings.assign(next_finding, last_finding);
      next_finding = last_finding;
      for (std::uint64_t number = 0; number < called.candidates; ++number)
        unpacker.take(block.candidates.emplace_back());
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
