#include "kernels/consequence/transcript_index.hpp"

#include <algorithm>

namespace norrsken {

TranscriptIndex::TranscriptIndex(std::span<const Transcript> transcripts, GenomePosition near_bases)
    : transcripts_(transcripts), near_bases_(near_bases) {
  const auto cells_of = [&](const Transcript& transcript) {
    const GenomePosition start = transcript.start() - std::min(transcript.start(), near_bases + 1);
    return std::pair(start >> cell_bits, (transcript.end() + near_bases + 1) >> cell_bits);
  };
  for (const Transcript& transcript : transcripts) {
    const auto [first, last] = cells_of(transcript);
    if (first_.size() < last + 2) first_.resize(last + 2);
    for (GenomePosition cell = first; cell <= last; ++cell) ++first_[cell + 1];
  }
  for (std::size_t cell = 1; cell < first_.size(); ++cell) first_[cell] += first_[cell - 1];
  members_.resize(first_.empty() ? 0 : first_.back());
  std::vector<std::uint32_t> next = first_;
  for (std::uint32_t index = 0; index < transcripts.size(); ++index) {
    const auto [first, last] = cells_of(transcripts[index]);
    for (GenomePosition cell = first; cell <= last; ++cell) members_[next[cell]++] = index;
  }
}

std::span<const std::uint32_t> TranscriptIndex::near(GenomePosition start, GenomePosition end) {
  const std::size_t cells = first_.empty() ? 0 : first_.size() - 1;
  const std::size_t first = start >> cell_bits;
  const std::size_t last = std::min<std::size_t>(end >> cell_bits, cells == 0 ? 0 : cells - 1);
  if (first >= cells) return {};
  if (first == last) return std::span(members_).subspan(first_[first], first_[first + 1] - first_[first]);
  united_.assign(members_.begin() + first_[first], members_.begin() + first_[last + 1]);
  std::sort(united_.begin(), united_.end());
  united_.erase(std::unique(united_.begin(), united_.end()), united_.end());
  return united_;
}

}  // namespace norrsken
