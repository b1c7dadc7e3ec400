#include "kernels/comparison/genome_allele.hpp"

#include <algorithm>
#include <utility>

namespace norrsken {

VariantAllele GenomeAlleleMaker::operator()(GenomePosition position, const std::string& reference,
                                            const std::string& alternate) {
  VariantAllele allele = trimmed_allele(position, reference, alternate);
  const bool may_move = allele.bases.empty() != allele.is_insertion();
  if (!may_move) return allele;
  const auto start = static_cast<GenomePosition>(std::max<std::int64_t>(allele.start - most_shift_bases, 0));
  window_.assign(genome_, start, static_cast<GenomePosition>(allele.end));
  std::string letters;
  for (const BaseCode base : window_.bases()) letters.push_back(base_letter(base));
  allele.start -= start;
  allele.end -= start;
  allele = left_aligned(letters, std::move(allele));
  allele.start += start;
  allele.end += start;
  return allele;
}

}  // namespace norrsken
