#include "pipeline/simulate/sample_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "io/atomic_file.hpp"
#include "io/truth_writer.hpp"
#include "kernels/comparison/variant_allele.hpp"
#include "kernels/simulation/draw_variants.hpp"
#include "kernels/simulation/territory.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/simulate/given_variants.hpp"

namespace norrsken {
namespace {

// Around a variant that was asked for and is not in the sample, truth cannot be judged by the file that asked for it.
constexpr std::uint32_t skipped_margin_bases = 60;
// Drawn variants keep away from given ones, which would otherwise be skipped for them.
constexpr std::uint32_t drawn_distance_bases = 20;

const char* source_name(VariantSource source) {
  switch (source) {
    case VariantSource::carried:
      return "carried";
    case VariantSource::drawn:
      return "drawn";
    case VariantSource::drawn_in_repeat:
      return "drawn_in_repeat";
  }
  return "";
}

std::string letters_of(const std::vector<BaseCode>& bases) {
  std::string letters(bases.size(), 'N');
  std::ranges::transform(bases, letters.begin(), base_letter);
  return letters;
}

const char* copies_text(std::uint8_t copies) {
  return copies == 1 ? "1" : copies == 2 ? "2" : copies == 3 ? "1,2" : ".";
}

class SampleBuilder {
 public:
  SampleBuilder(const SimulateOptions& options, std::vector<GenomeContig>& genome)
      : options_(options),
        genome_(genome),
        given_(options),
        contigs_(contig_table(genome)),
        truth_(options.output_folder + "/truth.vcf.gz", {NORRSKEN_VERSION, reference_name(options), options.sample},
               contigs_),
        bed_(options.output_folder + "/truth.bed"),
        skipped_(options.output_folder + "/skipped.tsv") {
    skipped_.write("contig\tpos_1based\tref\talt\thaplotype\treason\n");
  }

  SimulatedSample build() {
    for (std::uint32_t contig = 0; contig < genome_.size(); ++contig) add_contig(contig);
    truth_.finish();
    bed_.commit();
    skipped_.commit();
    return std::move(sample_);
  }

 private:
  static std::string reference_name(const SimulateOptions& options) {
    return options.is_synthetic() ? "genome.fa" : std::filesystem::path(options.reference_path).filename().string();
  }

  static std::vector<Contig> contig_table(const std::vector<GenomeContig>& genome) {
    std::vector<Contig> contigs;
    for (const GenomeContig& contig : genome)
      contigs.push_back({contig.name, 0, static_cast<GenomePosition>(contig.bases.size())});
    return contigs;
  }

  // The drawn variants, left-aligned, away from those given.
  void add_drawn(std::uint32_t contig, const std::string& letters, const CopyTerritory& territory,
                 std::vector<SampleVariant>& variants) const {
    std::vector<std::uint32_t> given;
    for (const SampleVariant& variant : variants) given.push_back(variant.edit.start);
    std::ranges::sort(given);
    for (SampleVariant& variant :
         draw_variants(genome_[contig].bases, territory, options_.draw, options_.library.seed, contig)) {
      Edit& edit = variant.edit;
      const VariantAllele allele =
          left_aligned(letters, {.start = edit.start, .end = edit.end, .bases = std::move(edit.inserted)});
      edit = {static_cast<std::uint32_t>(allele.start), static_cast<std::uint32_t>(allele.end), allele.bases};
      const std::uint32_t first = edit.start < drawn_distance_bases ? 0 : edit.start - drawn_distance_bases;
      const auto near = std::ranges::lower_bound(given, first);
      if (near == given.end() || *near > edit.end + drawn_distance_bases) variants.push_back(std::move(variant));
    }
  }

  void add_contig(std::uint32_t number) {
    GenomeContig& contig = genome_[number];
    const auto bases = static_cast<std::uint32_t>(contig.bases.size());
    const std::uint32_t shortest = options_.library.shortest_stretch();
    const CopyTerritory territory =
        without_gaps(contig_copies(contig.name, bases, options_.sex), contig.bases, shortest);
    CarriedVariants carried;
    std::vector<SkippedAllele> skipped;
    {
      const std::string letters = letters_of(contig.bases);
      GivenContigVariants variants = given_.take(contig.name, letters, territory);
      add_drawn(number, letters, territory, variants.variants);
      carried = select_carried(std::move(variants.variants), contig.bases, territory);
      skipped = std::move(variants.skipped);
    }
    for (const SkippedVariant& variant : carried.skipped) skipped.push_back(describe_skipped(variant, contig.bases));

    append_truth(number, carried.variants, territory);
    append_skipped(contig.name, skipped);
    std::vector<GenomeInterval> excluded = fill_short_gaps(contig.bases, options_.library.seed, number);
    for (const SkippedAllele& allele : skipped) {
      const auto end = allele.position + static_cast<std::uint32_t>(allele.reference.size());
      excluded.push_back(
          {allele.position - std::min(allele.position, skipped_margin_bases), end + skipped_margin_bases});
    }
    append_bed(contig.name, confident_intervals(territory, options_.library.read_bases, std::move(excluded)));

    SampleContig sample_contig{contig.name, {}, territory};
    for (unsigned copy = 0; copy < max_copies; ++copy)
      sample_contig.copies.emplace_back(contig.bases, edits_of_copy(carried.variants, copy));
    sample_.contigs.push_back(std::move(sample_contig));
  }

  static SkippedAllele describe_skipped(const SkippedVariant& skipped, std::span<const BaseCode> contig) {
    const VcfAlleles alleles = to_vcf_alleles(skipped.variant.edit, contig);
    std::string reason = describe(skipped.reason);
    if (skipped.reason == SkipReason::overlaps || skipped.reason == SkipReason::touches_indel)
      reason += fmt::format(", at {}", skipped.other_position + 1);
    return {alleles.position, alleles.reference, alleles.alternate, skipped.variant.copies, reason};
  }

  void append_truth(std::uint32_t contig, const std::vector<SampleVariant>& variants, const CopyTerritory& territory) {
    std::vector<TruthRecord> records;
    for (const SampleVariant& variant : variants) {
      VcfAlleles alleles = to_vcf_alleles(variant.edit, genome_[contig].bases);
      const bool has_second = std::ranges::any_of(territory[1], [&](const GenomeInterval& interval) {
        return interval.start <= variant.edit.start && variant.edit.start < interval.end;
      });
      records.push_back({alleles.position,
                         std::move(alleles.reference),
                         std::move(alleles.alternate),
                         {(variant.copies & 1) != 0, (variant.copies & 2) != 0},
                         static_cast<std::uint8_t>(has_second ? 2 : 1),
                         source_name(variant.source)});
      count(variant, has_second);
    }
    truth_.append(contig, std::move(records));
  }

  void count(const SampleVariant& variant, bool has_second) {
    TruthCounts& counts = sample_.counts;
    const Edit& edit = variant.edit;
    if (!edit.changes_length())
      ++counts.snvs;
    else if (edit.deleted_bases() == 0)
      ++counts.insertions;
    else if (edit.inserted.empty())
      ++counts.deletions;
    else
      ++counts.others;
    if (variant.source == VariantSource::drawn_in_repeat) ++counts.in_repeats;
    if (has_second && variant.copies != 3) ++counts.heterozygous;
  }

  void append_skipped(const std::string& contig, std::vector<SkippedAllele>& skipped) {
    std::ranges::stable_sort(skipped, {}, &SkippedAllele::position);
    for (const SkippedAllele& allele : skipped) {
      skipped_.write(fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", contig, allele.position + 1, allele.reference,
                                 allele.alternate, copies_text(allele.copies), allele.reason));
      ++sample_.counts.skipped[allele.reason.substr(0, allele.reason.find(", at "))];
    }
  }

  void append_bed(const std::string& contig, const std::vector<GenomeInterval>& intervals) {
    for (const GenomeInterval& interval : intervals) {
      bed_.write(fmt::format("{}\t{}\t{}\n", contig, interval.start, interval.end));
      sample_.counts.confident_bases += interval.end - interval.start;
    }
  }

  const SimulateOptions& options_;
  std::vector<GenomeContig>& genome_;
  GivenVariants given_;
  std::vector<Contig> contigs_;
  TruthWriter truth_;
  AtomicFile bed_;
  AtomicFile skipped_;
  SimulatedSample sample_;
};

}  // namespace

SimulatedSample build_sample(const SimulateOptions& options, std::vector<GenomeContig>& genome) {
  return SampleBuilder(options, genome).build();
}

}  // namespace norrsken
