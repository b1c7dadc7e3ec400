#include "kernels/somatic/case_estimates.hpp"

#include <algorithm>
#include <cmath>

namespace norrsken {
namespace {

constexpr std::int64_t strong_odds = 10'000;  // log10 x 1000
constexpr std::uint32_t min_normal_reads = 10;
constexpr std::uint32_t min_strong_confidence_phred = 35;
constexpr std::uint64_t min_strong = 20;
constexpr std::uint64_t many_unseen_per_mille = 350;  // no two samples of the same cells leave so many unseen
constexpr std::uint64_t million = 1'000'000;

std::uint32_t fraction_per_mille(const GenotypeCall& sample) {
  const std::uint64_t total = std::uint64_t{sample.alternate_depth()} + sample.reference_depth();
  return total == 0 ? 0 : static_cast<std::uint32_t>(sample.alternate_depth() * std::uint64_t{1000} / total);
}
bool is_homozygous(const GenotypeCall& sample) {
  return sample.ploidy == 2 && sample.alleles[0] == 1 && sample.alleles[1] == 1;
}

// Whether the normal has most of the tumour's strong alleles, and those as frequent as the tumour. Few candidates say
// nothing.
bool are_mostly_shared(const SomaticSums& sums) {
  return sums.strong >= min_strong && sums.unseen * 1000 < sums.strong * many_unseen_per_mille &&
         sums.alike * 2 >= sums.strong - sums.unseen;
}

// (1 - share)^reads, in millionths.
std::uint64_t unseen_ppm(std::uint64_t share_ppm, std::uint32_t reads) {
  std::uint64_t left = million;
  for (std::uint32_t i = 0; i < reads && left != 0; ++i) left = left * (million - share_ppm) / million;
  return left;
}

}  // namespace

void SomaticSums::add(const SomaticSums& other) {
  strong += other.strong;
  unseen += other.unseen;
  alike += other.alike;
  for (std::size_t i = 0; i < expected_unseen_ppm.size(); ++i) expected_unseen_ppm[i] += other.expected_unseen_ppm[i];
}

void count_candidate(const SomaticCandidate& candidate, std::size_t normal, std::span<const std::size_t> tumors,
                     SomaticSums& sums) {
  const VariantCall& record = candidate.call.record;
  if (!is_snv(record) || record.mean_confidence_phred < min_strong_confidence_phred) return;
  std::uint32_t fraction = 0;
  for (const std::size_t tumor : tumors)
    if (candidate.call.samples[tumor].odds_centiphred >= strong_odds)
      fraction = std::max(fraction, fraction_per_mille(record.samples[tumor]));
  const GenotypeCall& in_normal = record.samples[normal];
  const std::uint32_t reads = in_normal.alternate_depth() + in_normal.reference_depth();
  if (fraction < large_fraction_per_mille || reads < min_normal_reads) return;
  ++sums.strong;
  if (in_normal.alternate_depth() == 0) ++sums.unseen;
  if (fraction_per_mille(in_normal) * 2 >= fraction) ++sums.alike;
  for (std::size_t i = 0; i < carry_over_grid_per_mille.size(); ++i)
    sums.expected_unseen_ppm[i] += unseen_ppm(std::uint64_t{fraction} * carry_over_grid_per_mille[i], reads);
}

std::uint32_t estimate_carry_over(const SomaticSums& sums) {
  if (sums.strong < min_strong || are_mostly_shared(sums)) return 0;
  const std::uint64_t seen = sums.unseen * million;
  std::uint32_t best = 0;
  std::uint64_t nearest = ~std::uint64_t{0};
  for (std::size_t i = 0; i < carry_over_grid_per_mille.size(); ++i) {
    const std::uint64_t expected = sums.expected_unseen_ppm[i];
    const std::uint64_t distance = expected > seen ? expected - seen : seen - expected;
    if (distance >= nearest) continue;
    nearest = distance;
    best = carry_over_grid_per_mille[i];
  }
  return best;
}

std::int64_t estimate_shared_excess(const SomaticSums& sums) {
  constexpr std::int64_t usual = -1000;  // shared to somatic alleles of large fractions, log10 x 1000
  constexpr std::int64_t most = 3000;
  if (!are_mostly_shared(sums)) return 0;
  const auto seen = static_cast<double>(sums.strong - sums.unseen);
  const double shared_to_somatic = (seen + 1) / (static_cast<double>(sums.unseen) + 1);
  return std::clamp<std::int64_t>(std::lround(1000 * std::log10(shared_to_somatic)) - usual, 0, most);
}

void IdentitySums::add(const IdentitySums& other) {
  sites += other.sites;
  shared += other.shared;
  foreign_reads += other.foreign_reads;
  homozygous_reads += other.homozygous_reads;
}

std::optional<std::uint32_t> IdentitySums::identity_per_mille() const {
  constexpr std::uint64_t min_sites = 50;
  if (sites < min_sites) return std::nullopt;
  return static_cast<std::uint32_t>(shared * 1000 / sites);
}

std::optional<std::uint32_t> IdentitySums::contamination_per_mille() const {
  constexpr std::uint64_t min_reads = 1000;
  if (homozygous_reads < min_reads) return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(1000, 2 * foreign_reads * 1000 / homozygous_reads));
}

void count_identity(std::span<const VariantCall> germline, std::size_t reference_sample, std::size_t other,
                    IdentitySums& sums) {
  constexpr std::uint32_t min_reads = 10;
  constexpr std::uint16_t min_genotype_quality_phred = 20;
  constexpr std::uint32_t homozygous_per_mille = 850;
  constexpr std::uint32_t shown_per_mille = 150;
  for (const VariantCall& call : germline) {
    if (call.filters != 0 || !is_snv(call)) continue;
    const GenotypeCall& a = call.samples[reference_sample];
    const GenotypeCall& b = call.samples[other];
    if (a.alternate_depth() + a.reference_depth() < min_reads || b.alternate_depth() + b.reference_depth() < min_reads)
      continue;
    const bool is_homozygous_here = is_homozygous(a) && a.quality_phred >= min_genotype_quality_phred;
    if (!is_homozygous_here && fraction_per_mille(b) < homozygous_per_mille) continue;
    ++sums.sites;
    if (is_homozygous_here) {
      if (fraction_per_mille(b) >= shown_per_mille) ++sums.shared;
      sums.foreign_reads += b.reference_depth();
      sums.homozygous_reads += b.reference_depth() + b.alternate_depth();
    } else if (fraction_per_mille(a) >= shown_per_mille) {
      ++sums.shared;
    }
  }
}

std::optional<std::uint32_t> estimate_purity(const FractionHistogram& histogram) {
  constexpr std::uint64_t min_variants = 20;
  constexpr std::size_t half_width = 6;  // per cent: spread of one group at 60x
  std::uint64_t all = 0;
  for (const std::uint64_t variants : histogram) all += variants;
  if (all < min_variants) return std::nullopt;
  const auto window = [&](std::size_t centre) {
    std::uint64_t sum = 0;
    for (std::size_t f = centre > half_width ? centre - half_width : 0;
         f <= std::min(centre + half_width, histogram.size() - 1); ++f)
      sum += histogram[f];
    return sum;
  };
  constexpr std::size_t heterozygous_at_most = 55;  // above it lie homozygous variants and losses
  for (std::size_t centre = heterozygous_at_most; centre > 0; --centre) {
    if (window(centre) * 5 < all) continue;
    std::size_t best = centre;  // the middle of the group whose upper end this is
    for (std::size_t f = centre; f + 2 * half_width >= centre && f > 0; --f)
      if (window(f) > window(best)) best = f;
    return static_cast<std::uint32_t>(std::min<std::size_t>(1000, 20 * best));
  }
  return std::nullopt;
}

}  // namespace norrsken
