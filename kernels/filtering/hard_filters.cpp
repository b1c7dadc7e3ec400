#include "kernels/filtering/hard_filters.hpp"

#include <algorithm>

namespace norrsken {
namespace {

// Whether a fair coin shows at most `alternate` heads of `total` less than once in 10,000 times. Beyond 40 fragments
// every share under min_het_share_per_mille is that rare.
bool is_improbable_het(std::uint32_t alternate, std::uint32_t total) {
  constexpr std::uint32_t always_improbable_from = 40;
  constexpr std::uint64_t improbable = 10000;
  if (total >= always_improbable_from) return true;
  std::uint64_t ways = 1;  // to choose `heads` of `total`
  std::uint64_t sum = 0;
  for (std::uint32_t heads = 0; heads <= alternate; ++heads) {
    sum += ways;
    ways = ways * (total - heads) / (heads + 1);
  }
  return sum * improbable < std::uint64_t{1} << total;
}

// After a homopolymer or a GGC one strand is misread again and again, with poor quality: all support comes from it,
// and that is a less likely chance than these bases being wrong. Where a whole library has poor bases, chance alone
// does as much to one heterozygous variant in a hundred, but seldom to one that few reads carry.
bool is_strand_artefact(const VariantCall& call) {
  const auto none = [&](auto depth) {
    return std::all_of(call.samples.begin(), call.samples.end(),
                       [&](const GenotypeCall& sample) { return (sample.*depth)[1] == 0; });
  };
  const bool is_on_one_strand = none(&GenotypeCall::forward_depth) || none(&GenotypeCall::reverse_depth);
  if (!is_on_one_strand || call.mean_base_quality_phred == 0) return false;
  constexpr int sure_bias_phred = 40;
  constexpr std::uint32_t few_per_mille = 300;
  std::uint32_t alternate = 0;
  std::uint32_t all = 0;
  for (const GenotypeCall& sample : call.samples) {
    alternate += sample.alternate_depth();
    all += sample.alternate_depth() + sample.reference_depth();
  }
  const int least = alternate * 1000 < all * few_per_mille ? 0 : sure_bias_phred;
  return call.strand_bias_phred >= std::max<int>(call.mean_base_quality_phred, least);
}

std::uint32_t sample_filters(const FilterLimits& limits, const GenotypeCall& sample) {
  const std::uint32_t alternate = sample.alternate_depth();
  const std::uint32_t reference = sample.reference_depth();
  std::uint32_t filters = 0;
  if (sample.depth < limits.min_depth) filters |= filter_low_depth;
  if (limits.max_depth != 0 && sample.depth > limits.max_depth) filters |= filter_high_depth;
  const bool is_het = sample.ploidy == 2 && sample.alleles[0] != sample.alleles[1];
  if (is_het && alternate * 1000 < (alternate + reference) * limits.min_het_share_per_mille &&
      is_improbable_het(alternate, alternate + reference))
    filters |= filter_allele_balance;
  return filters;
}

}  // namespace

void apply_hard_filters(std::span<const FilterLimits> limits, VariantCall& call) {
  const FilterLimits& shared = limits.front();
  std::uint32_t failed_by_all = ~0U;
  bool is_carried = false;
  for (std::size_t i = 0; i < call.samples.size(); ++i) {
    const GenotypeCall& sample = call.samples[i];
    if (!carries_variant(sample)) continue;
    failed_by_all &= sample_filters(limits[i], sample);
    is_carried = true;
  }
  if (is_carried) call.filters |= failed_by_all;
  const std::uint32_t min_quality_phred = is_indel(call) ? shared.min_indel_quality_phred : shared.min_quality_phred;
  if (call.quality_centiphred < min_quality_phred * 100) call.filters |= filter_low_quality;
  if (call.mean_confidence_phred < shared.min_confidence_phred) call.filters |= filter_low_confidence;
  if (call.mean_base_quality_phred != 0 && call.mean_base_quality_phred < shared.min_base_quality_phred)
    call.filters |= filter_low_base_quality;
  if (call.strand_bias_phred > shared.max_strand_bias_phred || is_strand_artefact(call))
    call.filters |= filter_strand_bias;
}

}  // namespace norrsken
