// bam/SAMPLE.evidence.bam: the reads behind the reported variants of one sample, sorted, with their index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/evidence.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

struct EvidenceHeader {
  std::string version;  // of the program
  std::string case_name;
  std::vector<std::string> samples;  // of the case, by column: a read group each (ID and SM are the name)
};

// One read of a file after the other, then nullptr; each stays until the next one is asked for.
using NextEvidence = std::function<const EvidenceRead*()>;

// Writes the reads of one sample to folder/SAMPLE.evidence.bam and .bam.bai (.csi where a contig is longer than 2^29
// bases). next: gives them by position, then name, then mate. The bytes depend on the arguments only. Read names are
// the hashes of the names in the input. Throws SystemError.
// Tags: RG; HP haplotype of the region from 1 (absent: fits several alike); XV the haplotype's variants.
void write_evidence_bam(const std::string& folder, const EvidenceHeader& header, std::size_t sample,
                        std::span<const Contig> contigs, const NextEvidence& next);

// Reads to bytes, a third of the memory, and back.
[[nodiscard]] std::string pack_evidence(std::span<const EvidenceRead> reads);
// The read that begins at `at` instead of what `read` held; returns where the next one does. Throws std::logic_error
// when the bytes are cut short.
[[nodiscard]] std::size_t unpack_evidence(std::string_view bytes, std::size_t at, EvidenceRead& read);

}  // namespace norrsken
