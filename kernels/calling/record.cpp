#include "kernels/calling/record.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "kernels/pileup/pileup.hpp"
#include "kernels/statistics/fisher.hpp"
#include "kernels/types/base_quality.hpp"

namespace norrsken {
namespace {

constexpr std::uint32_t snv_prior_centiphred = 3000;
constexpr std::uint32_t indel_prior_centiphred = 3600;
constexpr std::uint32_t least_tract_prior_centiphred = 300;  // half of all people differ from the reference
constexpr std::uint32_t one_unit_centiphred = 400;           // of the changes of a tract, 40 % are one unit more ...
constexpr std::uint32_t more_units_centiphred = 1100;

// A tract of `from_bases` is no more likely to differ than other sequence; every base beyond makes it likelier.
// Fitted to the tracts of the confident parts of GRCh38 chr21:22-23M and 37-38M that differ in NA12878 (Platinum
// Genomes): of the homopolymers of 6 bases 0.7 %, of 8 3.7 %, of 10 21 %, of 12 and more 50 %; of the dinucleotides of
// 8 bases 0.4 %, of 11 4 %, of 16 30 %; of the tetranucleotides of 8 bases 0.2 %, of 20 10 %.
struct TractMutability {
  std::uint32_t from_bases;
  std::uint32_t per_base;  // centiphred
};
constexpr std::array<TractMutability, max_slip_unit + 2> mutability{
    {{0, 0}, {3, 430}, {4, 260}, {5, 210}, {5, 170}, {6, 150}, {7, 130}, {24, 50}}};
constexpr unsigned informative_phred = 3;
constexpr unsigned longest_tract_looked_back = 1000;

// Calls `take` with every tract that contains or touches the variant.
template <typename Take>
void for_tracts_at(const HaplotypeVariant& variant, const ReferenceWindow& window, std::span<const TandemTract> tracts,
                   Take take) {
  const std::uint32_t at = variant.start - window.start();
  auto tract = std::partition_point(tracts.begin(), tracts.end(), [&](const TandemTract& each) {
    return each.start + longest_tract_looked_back < at;
  });
  for (; tract != tracts.end() && tract->start <= at + 1; ++tract)
    if (tract->end >= at) take(*tract);
}

// Whether the variant is an indel of whole units of the tract, and of nothing else.
bool changes_units(const HaplotypeVariant& variant, const ReferenceWindow& window, const TandemTract& tract) {
  const std::uint32_t at = variant.start - window.start();
  if (variant.shift() % tract.unit != 0 || at < tract.start || at + variant.reference_bases > tract.end) return false;
  if (variant.alternate.empty()) return true;
  if (variant.reference_bases != 0) return false;
  for (std::size_t i = 0; i < variant.alternate.size(); ++i)
    if (variant.alternate[i] != window.bases()[tract.start + (at - tract.start + i) % tract.unit]) return false;
  return true;
}

// Of a variant that changes_units() of the tract.
std::uint32_t unit_prior_centiphred(const HaplotypeVariant& variant, const TandemTract& tract) {
  const TractMutability& tract_of = mutability[std::min<unsigned>(tract.unit, max_slip_unit + 1)];
  const std::uint32_t further = tract.length() > tract_of.from_bases ? tract.length() - tract_of.from_bases : 0;
  const std::uint32_t any = indel_prior_centiphred - std::min(indel_prior_centiphred, further * tract_of.per_base);
  const bool is_one_unit = std::abs(variant.shift()) == tract.unit;
  return std::min(indel_prior_centiphred, std::max(any, least_tract_prior_centiphred) +
                                              (is_one_unit ? one_unit_centiphred : more_units_centiphred));
}

}  // namespace

std::uint32_t variant_prior_centiphred(const HaplotypeVariant& variant, const ReferenceWindow& window,
                                       std::span<const TandemTract> tracts) {
  if (variant.is_snv()) return snv_prior_centiphred;
  std::uint32_t prior = indel_prior_centiphred;
  // Where tracts meet, as in (AT)n(T)n, the one whose units come or go is not always the longest.
  for_tracts_at(variant, window, tracts, [&](const TandemTract& tract) {
    if (changes_units(variant, window, tract)) prior = std::min(prior, unit_prior_centiphred(variant, tract));
  });
  return prior;
}

VariantCall make_record(const HaplotypeVariant& variant, const ReferenceWindow& window,
                        std::span<const TandemTract> tracts) {
  VariantCall call;
  const bool needs_anchor = variant.reference_bases == 0 || variant.alternate.empty();
  call.position = variant.start - (needs_anchor ? 1 : 0);
  if (needs_anchor) call.reference = call.alternate = base_letter(window[call.position]);
  for (std::uint32_t i = 0; i < variant.reference_bases; ++i) call.reference += base_letter(window[variant.start + i]);
  for (const BaseCode base : variant.alternate) call.alternate += base_letter(base);
  for_tracts_at(variant, window, tracts, [&](const TandemTract& tract) {
    const std::uint32_t length = std::min(tract.length(), 65535U);
    if (length <= call.repeat_length_bases) return;
    call.repeat_unit_bases = tract.unit;
    call.repeat_length_bases = static_cast<std::uint16_t>(length);
  });
  return call;
}

RegionMethod trace_method(std::span<const Haplotype> haplotypes, bool hit_limit) {
  if (hit_limit) return method_capped;
  RegionMethod method = method_pileup;
  for (const Haplotype& haplotype : haplotypes) {
    if (haplotype.origin == HaplotypeOrigin::graph) return method_graph;
    if (haplotype.origin == HaplotypeOrigin::strings) method = method_strings;
  }
  return method;
}

std::string trace_candidates(std::span<const HaplotypeVariant> variants, const ReferenceWindow& window,
                             GenomePosition contig_start) {
  std::string text;
  for (const HaplotypeVariant& variant : variants) {
    const VariantCall record = make_record(variant, window, {});
    if (!text.empty()) text += ',';
    text += std::to_string(record.position - contig_start + 1) + ':' + record.reference + ':' + record.alternate;
  }
  return text;
}

bool SupportSummary::add_read(const PlacedRead& read, std::span<const BaseQuality> bases,
                              const HaplotypeVariant& variant, unsigned with, unsigned without) {
  if (read.position > variant.start || read.end() <= variant.start) return false;
  const int base = read_base_at(read, variant.start);
  if (variant.is_snv() && base >= 0 && quality_of(bases[static_cast<std::size_t>(base)]) <= quality_counted_in_mate)
    return false;  // the mate has the evidence
  ++depth_;
  const bool supports = with + informative_phred <= without;
  const bool opposes = without + informative_phred <= with;
  if (!supports && !opposes) return true;
  ++(read.has(read_is_reverse) ? reverse_ : forward_)[supports ? 1 : 0];
  ++(read.has(read_is_reverse) == read.has(read_is_second) ? f1r2_ : f2r1_)[supports ? 1 : 0];
  if (supports) {
    confidence_sum_ += read.confidence_phred;
    const GenomePosition before = variant.start - read.position;
    const GenomePosition after = read.end() - variant.start;
    end_distances_.push_back(static_cast<std::uint16_t>(std::min({before, after, GenomePosition{65535}})));
    // A read whose placement shows another base here lies differently on the called haplotype: it tells no quality.
    if (variant.is_snv() && base >= 0 && base_of(bases[static_cast<std::size_t>(base)]) == variant.alternate[0]) {
      quality_sum_ += quality_of(bases[static_cast<std::size_t>(base)]);
      ++quality_count_;
    }
  }
  return true;
}

void SupportSummary::add(const SupportSummary& other) {
  depth_ += other.depth_;
  for (unsigned allele = 0; allele < 2; ++allele) {
    forward_[allele] += other.forward_[allele];
    reverse_[allele] += other.reverse_[allele];
    f1r2_[allele] += other.f1r2_[allele];
    f2r1_[allele] += other.f2r1_[allele];
  }
  confidence_sum_ += other.confidence_sum_;
  quality_sum_ += other.quality_sum_;
  quality_count_ += other.quality_count_;
  end_distances_.insert(end_distances_.end(), other.end_distances_.begin(), other.end_distances_.end());
}

void SupportSummary::describe(GenotypeCall& sample) const {
  sample.depth = depth_;
  sample.forward_depth = {forward_[0], forward_[1]};
  sample.reverse_depth = {reverse_[0], reverse_[1]};
}

void SupportSummary::describe(VariantCall& call) const {
  call.strand_bias_phred = static_cast<std::int16_t>(fisher_phred(forward_[0], reverse_[0], forward_[1], reverse_[1]));
  const std::uint32_t supporting = forward_[1] + reverse_[1];
  if (supporting != 0) call.mean_confidence_phred = static_cast<std::uint16_t>(confidence_sum_ / supporting);
  if (quality_count_ * 2 > supporting)
    call.mean_base_quality_phred = static_cast<std::uint16_t>(quality_sum_ / quality_count_);
  if (!end_distances_.empty()) {
    std::vector<std::uint16_t> sorted = end_distances_;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
    call.median_end_distance_bases = sorted[sorted.size() / 2];
  }
}

}  // namespace norrsken
