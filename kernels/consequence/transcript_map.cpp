#include "kernels/consequence/transcript_map.hpp"

#include <algorithm>
#include <cstddef>

#include "kernels/consequence/genetic_code.hpp"

namespace norrsken {

TranscriptMap::TranscriptMap(const Transcript& transcript) : transcript_(&transcript) {
  before_.reserve(transcript.exons.size());
  for (const GenomeInterval& exon : transcript.exons) {
    before_.push_back(length_);
    length_ += exon.end - exon.start;
  }
  if (!transcript.is_coding()) return;
  const std::uint32_t low = place_of(transcript.coding.start).cdna;
  const std::uint32_t high = place_of(transcript.coding.end - 1).cdna;
  coding_start_ = std::min(low, high);
  coding_end_ = std::max(low, high) + 1;
}

std::uint32_t TranscriptMap::cdna_of(std::size_t exon, GenomePosition position) const {
  const std::uint32_t from_left = before_[exon] + (position - transcript_->exons[exon].start);
  return transcript_->is_forward() ? from_left : length_ - 1 - from_left;
}

std::size_t TranscriptMap::exon_behind(GenomePosition position) const {
  const auto& exons = transcript_->exons;
  const auto found = std::upper_bound(exons.begin(), exons.end(), position,
                                      [](GenomePosition at, const GenomeInterval& exon) { return at < exon.end; });
  return static_cast<std::size_t>(found - exons.begin());
}

TranscriptPlace TranscriptMap::place_of(GenomePosition position) const {
  const auto& exons = transcript_->exons;
  const std::size_t exon = exon_behind(position);
  if (exon < exons.size() && exons[exon].start <= position) return {cdna_of(exon, position), 0};
  // In the intron before this exon, as the genome counts.
  const auto left = static_cast<std::int32_t>(position - (exons[exon - 1].end - 1));
  const auto right = static_cast<std::int32_t>(exons[exon].start - position);
  const bool is_forward = transcript_->is_forward();
  const bool is_nearer_to_left = left < right || (left == right && is_forward);
  if (is_nearer_to_left) return {cdna_of(exon - 1, exons[exon - 1].end - 1), is_forward ? left : -left};
  return {cdna_of(exon, exons[exon].start), is_forward ? -right : right};
}

std::size_t TranscriptMap::exon_number(std::size_t index) const {
  return transcript_->is_forward() ? index + 1 : transcript_->exons.size() - index;
}

std::size_t TranscriptMap::intron_number(std::size_t index) const {
  return transcript_->is_forward() ? index + 1 : transcript_->exons.size() - 1 - index;
}

bool TranscriptMap::is_within_exon(const GenomeEdit& edit) const {
  const auto& exons = transcript_->exons;
  if (edit.is_insertion()) {
    if (edit.start <= transcript_->start() || edit.start >= transcript_->end()) return false;
    const std::size_t exon = exon_behind(edit.start - 1);  // ends at `start` or behind
    return exon < exons.size() && exons[exon].start <= edit.start;
  }
  const std::size_t exon = exon_behind(edit.start);
  return exon < exons.size() && exons[exon].start <= edit.start && edit.end <= exons[exon].end;
}

TranscriptEdit TranscriptMap::spliced(const GenomeEdit& edit) const {
  const bool is_forward = transcript_->is_forward();
  const std::string bases = is_forward ? edit.bases : reverse_complement(edit.bases);
  if (!edit.is_insertion()) {
    const std::uint32_t first = place_of(edit.start).cdna;
    const std::uint32_t last = place_of(edit.end - 1).cdna;
    return {std::min(first, last), std::max(first, last) + 1, bases};
  }
  // Behind the base on its left where that is exonic, else before the one on its right.
  const TranscriptPlace left = place_of(edit.start - 1);
  const bool is_behind_left = left.intron_offset == 0;
  const std::uint32_t base = is_behind_left ? left.cdna : place_of(edit.start).cdna;
  const std::uint32_t at = is_behind_left == is_forward ? base + 1 : base;
  return {at, at, bases};
}

std::string TranscriptMap::sequence(const GenomeView& genome) const {
  std::string letters;
  letters.reserve(length_);
  for (const GenomeInterval& exon : transcript_->exons) letters += reference_letters(genome, exon);
  return transcript_->is_forward() ? letters : reverse_complement(letters);
}

}  // namespace norrsken
