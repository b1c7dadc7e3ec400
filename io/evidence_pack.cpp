// Evidence reads as bytes, for the way from one rank to another.
#include <stdexcept>
#include <tuple>

#include "io/evidence_bam.hpp"
#include "io/packer.hpp"

namespace norrsken {

auto fields(Either<EvidenceRead> auto& read) {
  return std::tie(read.name_hash, read.position, read.mate_position, read.cigar, read.bases, read.flags,
                  read.confidence_phred, read.sample, read.haplotype, read.variants);
}

void pack_evidence(std::span<const EvidenceRead> reads, std::string& bytes) {
  Packer packer;
  for (const EvidenceRead& read : reads) packer.put(read);
  bytes += packer.text();
}

void unpack_evidence(std::string_view bytes, std::vector<EvidenceRead>& reads) {
  Unpacker unpacker(bytes, std::logic_error("evidence from another rank is cut short"));
  while (!unpacker.is_at_end()) unpacker.take(reads.emplace_back());
}

}  // namespace norrsken
