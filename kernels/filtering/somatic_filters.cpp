#include "kernels/filtering/somatic_filters.hpp"

#include <algorithm>
#include <cmath>

namespace norrsken {
namespace {

constexpr std::uint64_t million = 1'000'000;
constexpr std::uint32_t one_sided_reads = 12;      // by chance: once in 2,000
constexpr std::uint32_t one_sided_poor_reads = 5;  // the same of bases that are poor
constexpr std::uint32_t poor_quality_phred = 28;
constexpr std::uint32_t indel_confidence_phred = 12;
constexpr std::int64_t sure_odds_per_unit = 1500;  // log10 x 1000

// What the tumours together, or the normal, show of a record.
struct Support {
  std::uint32_t depth = 0;
  std::uint32_t reference = 0;
  std::uint32_t alternate = 0;
  [[nodiscard]] std::uint64_t fraction_ppm() const {
    const std::uint64_t total = std::uint64_t{reference} + alternate;
    return total == 0 ? 0 : alternate * million / total;
  }
};

Support support_of(const GenotypeCall& sample) {
  return {sample.depth, sample.reference_depth(), sample.alternate_depth()};
}

// Fails of the two limits on support, as bits.
std::uint32_t support_filters(const SupportLimits& limits, const SomaticCall& call, const Support& tumor) {
  const std::uint32_t min_reads = call.is_hotspot ? limits.hotspot_min_alternate_reads : limits.min_alternate_reads;
  const std::uint32_t min_fraction = call.is_hotspot         ? limits.hotspot_min_allele_fraction_ppm
                                     : is_indel(call.record) ? limits.min_indel_allele_fraction_ppm
                                                             : limits.min_allele_fraction_ppm;
  std::uint32_t filters = 0;
  if (tumor.alternate < min_reads) filters |= somatic_few_reads;
  if (tumor.fraction_ppm() < min_fraction) filters |= somatic_low_fraction;
  return filters;
}

std::uint32_t min_quality_centiphred(const SomaticLimits& limits, const SomaticColumns& columns, const Support& tumor) {
  constexpr std::uint32_t of_many = 300;
  const bool are_many = columns.content.speaks_for(tumor.fraction_ppm() / 1000, large_fraction_per_mille);
  return are_many ? std::min(limits.min_quality_centiphred, of_many) : limits.min_quality_centiphred;
}

std::uint32_t evidence_filters(const SomaticLimits& limits, const SomaticColumns& columns, const SomaticCall& call,
                               const Support& tumor) {
  const std::int64_t min_odds =
      call.is_hotspot ? limits.hotspot_min_tumor_odds_centiphred : limits.min_tumor_odds_centiphred;
  std::uint32_t filters = support_filters(limits.call, call, tumor);
  if (tumor.depth < limits.min_tumor_depth) filters |= somatic_low_depth;
  if (best_odds_centiphred(call) < min_odds ||
      (!call.is_hotspot && call.record.quality_centiphred < min_quality_centiphred(limits, columns, tumor)))
    filters |= somatic_weak_evidence;
  return filters;
}

std::uint32_t germline_filters(const SomaticLimits& limits, const SomaticColumns& columns, const SomaticCall& call,
                               const Support& tumor) {
  std::uint32_t filters = 0;
  if (!call.is_hotspot && call.population_per_million > limits.max_population_frequency_ppm)
    filters |= somatic_germline_risk;
  // What another person's reads bring is common in the population, and no more frequent than they are.
  const bool is_contaminated = columns.contamination_per_mille * std::uint64_t{1000} >= limits.max_contamination_ppm;
  if (is_contaminated && call.population_per_million != 0 &&
      tumor.fraction_ppm() <= 2000 * std::uint64_t{columns.contamination_per_mille})
    filters |= somatic_contamination;
  if (!columns.normal) return filters;
  Support normal = support_of(call.record.samples[*columns.normal]);
  normal.alternate = std::max(normal.alternate, call.samples[*columns.normal].variant_kmer_reads);
  if (normal.depth < limits.min_normal_depth) filters |= somatic_low_normal_depth;
  if (call.normal_odds_centiphred < static_cast<std::int64_t>(limits.min_normal_odds_centiphred))
    filters |= somatic_germline_risk;
  // Tumour cells in the normal show the allele there too, with the scatter of a count.
  const double expected =
      static_cast<double>(normal.depth * tumor.fraction_ppm() * columns.content.carry_over_per_mille) /
      (1000.0 * million);
  const double most = limits.max_normal_alternate_reads + expected + 3 * std::sqrt(expected);
  if (normal.alternate > most && normal.fraction_ppm() > limits.max_normal_allele_fraction_ppm)
    filters |= somatic_normal_evidence;
  return filters;
}

// Fisher's test needs reads of the other allele; where there are hardly any, the variant's own must be on both sides.
bool is_one_sided(std::array<std::uint32_t, 2> one, std::array<std::uint32_t, 2> other, std::uint32_t reads) {
  const std::uint32_t most = std::max(one[1], other[1]);
  const bool has_both_of_reference = std::min(one[0], other[0]) * 4 >= std::max(one[0], other[0]);
  return std::min(one[1], other[1]) == 0 && most >= reads && has_both_of_reference;
}

bool may_be_damage(const VariantCall& record) {
  if (!is_snv(record)) return false;
  const char from = record.reference[0];
  const char to = record.alternate[0];
  return (from == 'C' && (to == 'T' || to == 'A')) || (from == 'G' && (to == 'A' || to == 'T'));
}

// Scoring knows how often the library slips; the longer a repeat, the less sure that is.
bool is_slippage(const SomaticLimits& limits, const SomaticCall& call, const Support& tumor) {
  const VariantCall& record = call.record;
  if (!is_indel(record) || record.repeat_unit_bases == 0) return false;
  const auto change =
      static_cast<std::int64_t>(record.alternate.size()) - static_cast<std::int64_t>(record.reference.size());
  const std::int64_t units = record.repeat_length_bases / record.repeat_unit_bases;
  return change % record.repeat_unit_bases == 0 && units >= limits.slip_min_repeat_units &&
         tumor.fraction_ppm() < limits.slip_min_allele_fraction_ppm &&
         best_odds_centiphred(call) < units * sure_odds_per_unit;
}

std::uint32_t artefact_filters(const SomaticLimits& limits, const SomaticCall& call, std::size_t leading,
                               const Support& tumor) {
  const VariantCall& record = call.record;
  const GenotypeCall& strands = record.samples[leading];
  const SomaticSample& orientation = call.samples[leading];
  const bool is_poor = record.mean_base_quality_phred != 0 && record.mean_base_quality_phred < poor_quality_phred;
  const std::uint32_t least_reads = is_poor ? one_sided_poor_reads : one_sided_reads;
  std::uint32_t filters = 0;
  if (record.strand_bias_phred > static_cast<std::int64_t>(limits.max_strand_bias_phred) ||
      is_one_sided(strands.forward_depth, strands.reverse_depth, least_reads))
    filters |= somatic_strand;
  if (may_be_damage(record) &&
      (call.orientation_bias_phred > static_cast<std::int64_t>(limits.max_orientation_bias_phred) ||
       is_one_sided(orientation.f1r2_depth, orientation.f2r1_depth, least_reads)))
    filters |= somatic_orientation;
  if (record.mean_base_quality_phred != 0 && record.mean_base_quality_phred < limits.min_base_quality_phred)
    filters |= somatic_base_quality;
  // Reads of an indel lose no confidence by it, as those of a substitution do.
  const std::uint32_t least_confidence = limits.min_confidence_phred + (is_indel(record) ? indel_confidence_phred : 0);
  if (record.mean_confidence_phred < least_confidence) filters |= somatic_map_confidence;
  if (record.median_end_distance_bases < limits.min_end_distance_bases) filters |= somatic_position;
  if (is_slippage(limits, call, tumor)) filters |= somatic_slippage;
  return filters;
}

// Whether two records can be carried by the same molecules: their intervals of the allele fraction overlap.
bool may_share_molecules(const SomaticSample& a, const SomaticSample& b) {
  return a.fraction_low_per_10000 <= b.fraction_high_per_10000 && b.fraction_low_per_10000 <= a.fraction_high_per_10000;
}

bool is_near(const SomaticCandidate& a, const SomaticCandidate& b, std::uint32_t bases) {
  const GenomePosition x = a.call.record.position;
  const GenomePosition y = b.call.record.position;
  return (x > y ? x - y : y - x) <= bases;
}

// One clone's molecule may carry several changes; several clones do not meet at one place.
bool is_clustered(const SomaticLimits& limits, std::span<const SomaticCandidate> calls, std::size_t index,
                  std::size_t leading) {
  std::uint32_t others = 0;
  const auto count = [&](std::size_t other) {
    const bool is_candidate = calls[other].call.record.quality_centiphred >= limits.min_quality_centiphred;
    if (is_candidate && !may_share_molecules(calls[index].call.samples[leading], calls[other].call.samples[leading]))
      ++others;
  };
  for (std::size_t i = index; i-- > 0 && is_near(calls[i], calls[index], limits.clustered_window_bases);) count(i);
  for (std::size_t i = index + 1; i < calls.size() && is_near(calls[i], calls[index], limits.clustered_window_bases);
       ++i)
    count(i);
  return others >= limits.max_clustered_events;
}

}  // namespace

std::size_t leading_tumor(const SomaticColumns& columns, const SomaticCall& call) {
  std::size_t best = columns.tumors.front();
  for (const std::size_t tumor : columns.tumors)
    if (support_of(call.record.samples[tumor]).fraction_ppm() > support_of(call.record.samples[best]).fraction_ppm())
      best = tumor;
  return best;
}

void apply_somatic_filters(const SomaticLimits& limits, const SomaticColumns& columns,
                           std::span<SomaticCandidate> calls) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    SomaticCall& call = calls[i].call;
    const std::size_t leading = leading_tumor(columns, call);
    const Support tumor = support_of(call.record.samples[leading]);
    call.is_below_report = support_filters(limits.report, call, tumor) != 0;
    call.record.filters |= evidence_filters(limits, columns, call, tumor) |
                           germline_filters(limits, columns, call, tumor) |
                           artefact_filters(limits, call, leading, tumor);
    if (is_clustered(limits, calls, i, leading)) call.record.filters |= somatic_clustered;
  }
}

}  // namespace norrsken
