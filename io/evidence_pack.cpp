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

std::string pack_evidence(std::span<const EvidenceRead> reads) {
  Packer packer;
  for (const EvidenceRead& read : reads) packer.put(read);
  return std::string(packer.text());
}

std::size_t unpack_evidence(std::string_view bytes, std::size_t at, EvidenceRead& read) {
  static const std::exception_ptr ends_early =
      std::make_exception_ptr(std::logic_error("evidence from another rank is cut short"));
  Unpacker unpacker(bytes.substr(at), ends_early);
  unpacker.take(read);
  return bytes.size() - unpacker.left_bytes();
}

}  // namespace norrsken
