#include "pipeline/simulate/extra_variants.hpp"

#include <algorithm>

#include "kernels/comparison/variant_allele.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/simulation/territory.hpp"

namespace norrsken {
namespace {

// Between two somatic variants: nearer ones would be one event to a caller, and to a reader of its results.
constexpr std::int64_t distance_bases = 50;
constexpr const char* too_near = "stands too near a germline variant or another somatic one";

void align_left(const std::string& letters, Edit& edit) {
  const VariantAllele allele =
      left_aligned(letters, {.start = edit.start, .end = edit.end, .bases = std::move(edit.inserted)});
  edit = {static_cast<std::uint32_t>(allele.start), static_cast<std::uint32_t>(allele.end), allele.bases};
}

std::uint64_t bases_of(const std::vector<GenomeInterval>& intervals) {
  std::uint64_t bases = 0;
  for (const GenomeInterval& interval : intervals) bases += interval.end - interval.start;
  return bases;
}

}  // namespace

ExtraVariants::ExtraVariants(const SimulateOptions& options, std::span<const GenomeContig> genome,
                             const TargetRegions& targets)
    : genome_(genome), targets_(targets), seed_(mix_bits(options.library.seed + 1)) {
  bases_before_.push_back(0);
  for (const GenomeContig& contig : genome) {
    const auto bases = static_cast<std::uint32_t>(contig.bases.size());
    const CopyTerritory copies =
        without_gaps(contig_copies(contig.name, bases, options.sex), contig.bases, options.library.shortest_stretch());
    bases_before_.push_back(bases_before_.back() + bases_of(targets.within(contig.name, copies[0])));
  }
  if (options.has_tumor()) {
    draw_ = options.tumor.draw;
    clones_ = options.tumor.clones;
    duplications_ = options.tumor.duplications;
    duplication_bases_ = options.tumor.duplication_bases;
    for (const std::string& path : options.tumor.variants_paths)
      given_.emplace_back(GivenSource{
          .path = path, .sample = "", .genotypes = GivenGenotypes::one_copy_each, .het_share = 1, .seed = seed_});
  } else {
    const double rate = options.de_novo == 0 || bases_before_.back() == 0
                            ? 0
                            : options.de_novo / static_cast<double>(bases_before_.back());
    draw_ = {.snvs_per_base = 0.85 * rate, .indels_per_base = 0.15 * rate, .het_share = 1, .max_indel_bases = 30};
    clones_ = {Clone{}};
  }
}

// The whole number of duplications shared out over the line of all contigs.
std::uint64_t ExtraVariants::duplications_on(std::uint32_t contig) const {
  const std::uint64_t all = bases_before_.back();
  if (all == 0) return 0;
  return duplications_ * bases_before_[contig + 1] / all - duplications_ * bases_before_[contig] / all;
}

std::vector<SampleVariant> ExtraVariants::take(std::uint32_t contig, const std::string& letters,
                                               const CopyTerritory& territory, std::span<const SampleVariant> germline,
                                               std::vector<SkippedAllele>& skipped) {
  const GenomeContig& genome = genome_[contig];
  std::vector<SampleVariant> given;
  for (GivenVariants& source : given_) {
    GivenContigVariants taken = source.take(genome.name, letters, territory);
    std::ranges::move(taken.variants, std::back_inserter(given));
    std::ranges::move(taken.skipped, std::back_inserter(skipped));
  }
  std::vector<SampleVariant> candidates = given;
  CopyTerritory drawable;
  for (unsigned copy = 0; copy < max_copies; ++copy) drawable[copy] = targets_.within(genome.name, territory[copy]);
  std::vector<SampleVariant> drawn =
      draw_tandem_duplications(genome.bases, drawable, duplications_on(contig), duplication_bases_, seed_, contig);
  std::ranges::move(draw_variants(genome.bases, drawable, draw_, seed_, contig), std::back_inserter(drawn));
  for (SampleVariant& variant : drawn) {
    align_left(letters, variant.edit);
    candidates.push_back(std::move(variant));
  }
  std::vector<SampleVariant> selected =
      select_somatic(letters, germline, candidates, distance_bases, clones_, seed_, contig);
  CarriedVariants carried = select_carried(std::move(selected), genome.bases, territory);
  for (const SampleVariant& variant : given) {
    const bool is_carried =
        std::ranges::any_of(carried.variants, [&](const SampleVariant& other) { return other.edit == variant.edit; });
    if (is_carried) continue;
    const VcfAlleles alleles = to_vcf_alleles(variant.edit, genome.bases);
    skipped.push_back({alleles.position, alleles.reference, alleles.alternate, variant.copies, too_near});
  }
  return std::move(carried.variants);
}

}  // namespace norrsken
