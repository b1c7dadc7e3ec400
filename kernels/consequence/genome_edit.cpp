#include "kernels/consequence/genome_edit.hpp"

#include <algorithm>
#include <utility>

#include "kernels/comparison/variant_allele.hpp"
#include "kernels/consequence/hgvs_change.hpp"

namespace norrsken {
namespace {

bool may_move(const GenomeEdit& edit) {
  return edit.is_insertion() != edit.is_deletion();
}

}  // namespace

GenomeEdit edit_of(GenomePosition position, const std::string& reference, const std::string& alternate) {
  VariantAllele allele = trimmed_allele(position, reference, alternate);
  return {static_cast<GenomePosition>(allele.start), static_cast<GenomePosition>(allele.end), std::move(allele.bases)};
}

char reference_letter(const GenomeView& genome, GenomePosition position) {
  return genome.is_n(position) ? 'N' : base_letter(genome.packed_base(position));
}

std::string reference_letters(const GenomeView& genome, GenomeInterval place) {
  std::string letters;
  letters.reserve(place.end - place.start);
  // One search for the runs of N instead of one a base.
  auto run = std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                                  [&](const GenomeInterval& each) { return each.end <= place.start; });
  for (GenomePosition at = place.start; at < place.end; ++at) {
    while (run != genome.n_runs.end() && run->end <= at) ++run;
    const bool is_n = run != genome.n_runs.end() && run->start <= at;
    letters.push_back(is_n ? 'N' : base_letter(genome.packed_base(at)));
  }
  return letters;
}

GenomeEdit shifted_left(const GenomeView& genome, GenomeEdit edit, GenomeInterval limits) {
  if (!may_move(edit)) return edit;
  std::size_t turned = 0;  // inserted bases that have come to the front, in whole: the text is turned once at the end
  const std::size_t size = edit.bases.size();
  while (edit.start > limits.start) {
    const char before = reference_letter(genome, edit.start - 1);
    const char last =
        edit.is_insertion() ? edit.bases[(2 * size - 1 - turned) % size] : reference_letter(genome, edit.end - 1);
    if (before != last || before == 'N') break;
    --edit.start;
    --edit.end;
    if (size > 0) turned = (turned + 1) % size;
  }
  if (size > 0)
    std::rotate(edit.bases.begin(), edit.bases.end() - static_cast<std::ptrdiff_t>(turned), edit.bases.end());
  return edit;
}

GenomeEdit shifted_right(const GenomeView& genome, GenomeEdit edit, GenomeInterval limits) {
  if (!may_move(edit)) return edit;
  std::size_t turned = 0;
  const std::size_t size = edit.bases.size();
  while (edit.end < limits.end) {
    const char behind = reference_letter(genome, edit.end);
    const char first = edit.is_insertion() ? edit.bases[turned] : reference_letter(genome, edit.start);
    if (behind != first || behind == 'N') break;
    ++edit.start;
    ++edit.end;
    if (size > 0) turned = (turned + 1) % size;
  }
  if (size > 0)
    std::rotate(edit.bases.begin(), edit.bases.begin() + static_cast<std::ptrdiff_t>(turned), edit.bases.end());
  return edit;
}

std::string genomic_name(const GenomeView& genome, const Contig& contig, const GenomeEdit& edit) {
  const auto place = [&](GenomePosition position) { return std::to_string(position - contig.start + 1); };
  const GenomePosition first = edit.is_insertion() ? edit.start - 1 : edit.start;
  const GenomePosition last = edit.is_insertion() ? edit.start : edit.end - 1;
  HgvsChange change{reference_letters(genome, {edit.start, edit.end}), edit.bases, ""};
  const auto inserted = static_cast<GenomePosition>(edit.bases.size());
  if (edit.is_insertion() && edit.start - contig.start >= inserted)
    change.before = reference_letters(genome, {edit.start - inserted, edit.start});
  if (change.is_duplication())
    return contig.name + ":g." + hgvs_change(change, place(edit.start - inserted), place(last - 1));
  return contig.name + ":g." + hgvs_change(change, place(first), place(last));
}

}  // namespace norrsken
