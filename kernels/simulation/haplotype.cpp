#include "kernels/simulation/haplotype.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace norrsken {

SampleHaplotype::SampleHaplotype(std::span<const BaseCode> reference, std::span<const Edit> edits)
    : reference_(reference) {
  pieces_.reserve(edits.size());
  std::uint32_t position = 0;  // on the haplotype
  std::uint32_t done = 0;      // reference bases used up
  for (const Edit& edit : edits) {
    position += edit.start - done;
    pieces_.push_back({edit.start, edit.end, position, static_cast<std::uint32_t>(inserted_.size()),
                       static_cast<std::uint32_t>(edit.inserted.size())});
    for (const char letter : edit.inserted) inserted_.push_back(base_code(letter));
    position += static_cast<std::uint32_t>(edit.inserted.size());
    done = edit.end;
  }
  bases_ = position + static_cast<std::uint32_t>(reference.size()) - done;
}

std::size_t SampleHaplotype::pieces_starting_up_to(std::uint32_t position) const {
  return static_cast<std::size_t>(
      std::ranges::upper_bound(pieces_, position, {}, [](const Piece& piece) { return piece.start; }) -
      pieces_.begin());
}

std::uint32_t SampleHaplotype::to_reference(std::uint32_t position) const {
  const std::size_t count = pieces_starting_up_to(position);
  if (count == 0) return position;
  const Piece& piece = pieces_[count - 1];
  const std::uint32_t into = position - piece.start;
  return into < piece.inserted_bases ? std::min(piece.reference_start + into, piece.reference_end)
                                     : piece.reference_end + (into - piece.inserted_bases);
}

std::uint32_t SampleHaplotype::to_haplotype(std::uint32_t position) const {
  const auto after =
      std::ranges::upper_bound(pieces_, position, {}, [](const Piece& piece) { return piece.reference_start; });
  if (after == pieces_.begin()) return position;
  const Piece& piece = *(after - 1);
  const std::uint32_t into = position - piece.reference_start;
  if (position < piece.reference_end) return piece.start + std::min(into, piece.inserted_bases);
  return piece.start + piece.inserted_bases + (position - piece.reference_end);
}

void SampleHaplotype::append_bases(std::uint32_t start, std::uint32_t count, std::vector<BaseCode>& bases) const {
  const std::uint32_t end = start + count;
  std::size_t next = pieces_starting_up_to(start);
  std::uint32_t at = start;
  while (at < end) {
    const Piece* piece = next > 0 ? &pieces_[next - 1] : nullptr;
    if (piece != nullptr && at < piece->start + piece->inserted_bases) {
      const std::uint32_t stop = std::min(end, piece->start + piece->inserted_bases);
      const auto first = inserted_.begin() + piece->inserted_offset + (at - piece->start);
      bases.insert(bases.end(), first, first + (stop - at));
      at = stop;
      continue;
    }
    const std::uint32_t from =
        piece == nullptr ? at : piece->reference_end + (at - piece->start - piece->inserted_bases);
    const std::uint32_t stop = next < pieces_.size() ? std::min(end, pieces_[next].start) : end;
    const auto first = reference_.begin() + from;
    bases.insert(bases.end(), first, first + (stop - at));
    at = stop;
    // Deletions without inserted bases start where the next piece starts: step over all that begin here.
    while (next < pieces_.size() && pieces_[next].start <= at) ++next;
  }
}

const char* describe(SkipReason reason) {
  switch (reason) {
    case SkipReason::overlaps:
      return "overlaps another variant of the same haplotype";
    case SkipReason::touches_indel:
      return "touches another indel of the same haplotype";
    case SkipReason::repeated:
      return "stands there already";
    case SkipReason::no_reads:
      return "no reads come from there: the sample has no such copy, or the stretch is shorter than a fragment";
    case SkipReason::unknown_reference:
      return "the reference has N here";
  }
  return "";
}

namespace {

// The base before an indel, which VCF anchors it to, must be there as well.
bool covers(const std::vector<GenomeInterval>& territory, const Edit& edit) {
  if (edit.changes_length() && edit.start == 0) return false;
  const std::uint32_t first = edit.changes_length() ? edit.start - 1 : edit.start;
  const auto after = std::ranges::upper_bound(territory, first, {}, &GenomeInterval::start);
  return after != territory.begin() && edit.start < (after - 1)->end && edit.end <= (after - 1)->end;
}

// Letters of the reference that the edit replaces, or the one before an insertion, are all known.
bool has_known_reference(const Edit& edit, std::span<const BaseCode> reference) {
  const std::uint32_t first = edit.start > 0 && edit.changes_length() ? edit.start - 1 : edit.start;
  const auto last = std::min(static_cast<std::uint32_t>(reference.size()), std::max(edit.end, edit.start + 1));
  return std::all_of(reference.begin() + first, reference.begin() + last, [](BaseCode base) { return base < base_n; });
}

// Why `edit` cannot follow `previous` (which starts no later) on one haplotype.
std::optional<SkipReason> conflict(const Edit& previous, const Edit& edit) {
  if (previous == edit) return SkipReason::repeated;
  if (edit.start < previous.end) return SkipReason::overlaps;
  if (edit.start == previous.end && previous.changes_length() && edit.changes_length())
    return SkipReason::touches_indel;
  return std::nullopt;
}

auto order_key(const SampleVariant& variant) {
  return std::tie(variant.edit.start, variant.edit.end, variant.edit.inserted);
}

}  // namespace

CarriedVariants select_carried(std::vector<SampleVariant> variants, std::span<const BaseCode> reference,
                               const CopyTerritory& territory) {
  std::ranges::stable_sort(variants, [](const SampleVariant& left, const SampleVariant& right) {
    return order_key(left) < order_key(right);
  });
  CarriedVariants result;
  std::array<const Edit*, max_copies> previous{};
  for (const SampleVariant& variant : variants) {
    SampleVariant kept = variant;
    kept.copies = 0;
    for (unsigned copy = 0; copy < max_copies; ++copy) {
      if ((variant.copies >> copy & 1) == 0) continue;
      const auto skip = [&](SkipReason reason, std::uint32_t other) {
        SampleVariant left_out = variant;
        left_out.copies = static_cast<std::uint8_t>(1U << copy);
        result.skipped.push_back({std::move(left_out), reason, other});
      };
      if (!has_known_reference(variant.edit, reference)) {
        skip(SkipReason::unknown_reference, 0);
      } else if (!covers(territory[copy], variant.edit)) {
        skip(SkipReason::no_reads, 0);
      } else if (const auto reason =
                     previous[copy] == nullptr ? std::nullopt : conflict(*previous[copy], variant.edit)) {
        skip(*reason, previous[copy]->start);
      } else {
        kept.copies |= static_cast<std::uint8_t>(1U << copy);
        previous[copy] = &variant.edit;
      }
    }
    if (kept.copies == 0) continue;
    if (!result.variants.empty() && result.variants.back().edit == kept.edit) {
      result.variants.back().copies |= kept.copies;
    } else {
      result.variants.push_back(std::move(kept));
    }
  }
  return result;
}

std::vector<Edit> edits_of_copy(std::span<const SampleVariant> variants, unsigned copy, std::uint8_t clone) {
  std::vector<Edit> edits;
  for (const SampleVariant& variant : variants)
    if ((variant.copies >> copy & 1) != 0 && variant.clone <= clone) edits.push_back(variant.edit);
  return edits;
}

}  // namespace norrsken
