#include "kernels/statistics/variant_statistics.hpp"

#include <algorithm>

#include "kernels/types/dna.hpp"

namespace norrsken {
namespace {

void count_kind(const VariantCall& variant, VariantCounts& counts) {
  const std::string& reference = variant.reference;
  const std::string& alternate = variant.alternate;
  const auto is_base = [](char letter) { return base_code(letter) < 4; };
  ++counts.records;
  if (!std::all_of(alternate.begin(), alternate.end(), is_base)) {
    ++counts.other;
  } else if (reference.size() == 1 && alternate.size() == 1 && is_base(reference[0])) {
    ++counts.snvs;
    // A and G, C and T differ in the upper bit of their codes only.
    const bool is_transition = (base_code(reference[0]) ^ base_code(alternate[0])) == 2;
    ++(is_transition ? counts.transitions : counts.transversions);
  } else if (reference.size() != alternate.size() && std::min(reference.size(), alternate.size()) == 1) {
    ++(alternate.size() > reference.size() ? counts.insertions : counts.deletions);
    constexpr int longest = VariantCounts::longest_indel_bases;
    const auto length = static_cast<std::int64_t>(alternate.size()) - static_cast<std::int64_t>(reference.size());
    ++counts.indel_lengths[static_cast<std::size_t>(std::clamp<std::int64_t>(length, -longest, longest) + longest)];
  } else {
    ++counts.other;
  }
}

void count_genotype(const GenotypeCall& call, VariantCounts& counts) {
  const auto end = call.alleles.begin() + std::min<int>(call.ploidy, 2);
  const auto alternates = std::count(call.alleles.begin(), end, std::int8_t{1});
  if (alternates == 0)
    ++counts.no_alternate;
  else if (call.ploidy == 1)
    ++counts.haploid_alternate;
  else
    ++(alternates == 2 ? counts.homozygous_alternate : counts.heterozygous);
  if (call.is_phased) ++counts.phased;
}

}  // namespace

void count_variants(std::span<const VariantCall> variants, std::uint8_t sample, VariantStatistics& statistics) {
  for (const VariantCall& variant : variants) {
    if (variant.samples.size() > 1 && !carries_variant(variant.samples.at(sample))) continue;  // another sample's
    count_kind(variant, statistics.all);
    count_genotype(variant.samples.at(sample), statistics.all);
    if (variant.filters != 0) continue;
    count_kind(variant, statistics.pass);
    count_genotype(variant.samples.at(sample), statistics.pass);
  }
}

}  // namespace norrsken
