// Evidence reads as bytes, for the way from one rank to another.
#include <cstring>
#include <stdexcept>

#include "io/evidence_bam.hpp"

namespace norrsken {
namespace {

// Everything of a read that has a fixed size.
struct Fixed {
  std::uint64_t name_hash;
  GenomePosition position;
  GenomePosition mate_position;
  std::uint32_t cigar_parts;
  std::uint32_t bases;
  std::uint32_t variant_letters;
  std::uint8_t flags;
  std::uint8_t confidence_phred;
  std::uint8_t sample;
  std::uint8_t haplotype;
};

template <class Element>
void put(const Element* from, std::size_t count, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(from), count * sizeof(Element));
}

template <class Element>
void get(std::string_view& bytes, Element* to, std::size_t count) {
  if (bytes.size() / sizeof(Element) < count) throw std::logic_error("evidence from another rank is cut short");
  if (count > 0) std::memcpy(to, bytes.data(), count * sizeof(Element));
  bytes.remove_prefix(count * sizeof(Element));
}

}  // namespace

void pack_evidence(std::span<const EvidenceRead> reads, std::string& bytes) {
  for (const EvidenceRead& read : reads) {
    Fixed fixed{};
    fixed.name_hash = read.name_hash;
    fixed.position = read.position;
    fixed.mate_position = read.mate_position;
    fixed.cigar_parts = static_cast<std::uint32_t>(read.cigar.size());
    fixed.bases = static_cast<std::uint32_t>(read.bases.size());
    fixed.variant_letters = static_cast<std::uint32_t>(read.variants.size());
    fixed.flags = read.flags;
    fixed.confidence_phred = read.confidence_phred;
    fixed.sample = read.sample;
    fixed.haplotype = read.haplotype;
    put(&fixed, 1, bytes);
    put(read.cigar.data(), read.cigar.size(), bytes);
    put(read.bases.data(), read.bases.size(), bytes);
    put(read.variants.data(), read.variants.size(), bytes);
  }
}

void unpack_evidence(std::string_view bytes, std::vector<EvidenceRead>& reads) {
  while (!bytes.empty()) {
    Fixed fixed{};
    get(bytes, &fixed, 1);
    EvidenceRead& read = reads.emplace_back();
    read.name_hash = fixed.name_hash;
    read.position = fixed.position;
    read.mate_position = fixed.mate_position;
    read.cigar.resize(fixed.cigar_parts);
    read.bases.resize(fixed.bases);
    read.variants.resize(fixed.variant_letters);
    read.flags = fixed.flags;
    read.confidence_phred = fixed.confidence_phred;
    read.sample = fixed.sample;
    read.haplotype = fixed.haplotype;
    get(bytes, read.cigar.data(), read.cigar.size());
    get(bytes, read.bases.data(), read.bases.size());
    get(bytes, read.variants.data(), read.variants.size());
  }
}

}  // namespace norrsken
