#include "pipeline/simulate/sample_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/atomic_file.hpp"
#include "kernels/comparison/variant_allele.hpp"
#include "kernels/simulation/draw_variants.hpp"
#include "kernels/simulation/family.hpp"
#include "kernels/simulation/territory.hpp"
#include "pipeline/simulate/extra_variants.hpp"
#include "pipeline/simulate/given_variants.hpp"
#include "pipeline/simulate/target_regions.hpp"
#include "pipeline/simulate/truth_files.hpp"

namespace norrsken {
namespace {

// Around a variant that was asked for and is not in the sample, truth cannot be judged by the file that asked for it.
constexpr std::uint32_t skipped_margin_bases = 60;
// Drawn variants keep away from given ones, which would otherwise be skipped for them.
constexpr std::uint32_t drawn_distance_bases = 20;

std::string letters_of(const std::vector<BaseCode>& bases) {
  std::string letters(bases.size(), 'N');
  std::ranges::transform(bases, letters.begin(), base_letter);
  return letters;
}

const char* copies_text(std::uint8_t copies) {
  return copies == 1 ? "1" : copies == 2 ? "2" : copies == 3 ? "1,2" : ".";
}

GivenSource given_source(const SimulateOptions& options) {
  const bool is_pool = options.kind == CaseKind::trio;
  return {.path = options.variants_path,
          .sample = options.variants_sample,
          .genotypes = is_pool ? GivenGenotypes::every_alternate : GivenGenotypes::as_written,
          .het_share = options.draw.het_share,
          .seed = options.library.seed};
}

// What a trio's parents draw from: as many sites more as they then leave out.
DrawOptions pool_options(const SimulateOptions& options) {
  DrawOptions draw = options.draw;
  if (options.kind != CaseKind::trio) return draw;
  draw.snvs_per_base /= carried_pool_share;
  draw.indels_per_base /= carried_pool_share;
  return draw;
}

class PeopleBuilder {
 public:
  PeopleBuilder(const SimulateOptions& options, std::vector<GenomeContig>& genome)
      : options_(options),
        genome_(genome),
        given_(given_source(options)),
        draw_(pool_options(options)),
        contigs_(contig_table(genome)),
        targets_(options.targets_path, genome),
        extra_(options, genome, targets_),
        bed_(options.output_folder + "/truth.bed"),
        skipped_(options.output_folder + "/skipped.tsv") {
    skipped_.write("contig\tpos_1based\tref\talt\thaplotype\treason\n");
    const std::size_t kinds = options.has_tumor() ? options.tumor.clones.size() + 1 : 1;
    const auto add_person = [&](const char* role, SexChromosomes sex, const std::string& truth) {
      result_.people.push_back({sample_name(options, role), sex, {}});
      result_.people.back().cells.resize(kinds);
      truths_.push_back(
          std::make_unique<TruthFile>(options, truth, result_.people.back().name, TruthKind::germline, contigs_));
    };
    add_person(options.has_tumor() ? "normal" : "proband", options.sex, "truth.vcf.gz");
    if (options.has_tumor())
      extra_truth_ = std::make_unique<TruthFile>(options, "somatic_truth.vcf.gz", sample_name(options, "tumor"),
                                                 TruthKind::somatic, contigs_);
    if (options.kind != CaseKind::trio) return;
    for (const char* role : {"mother", "father"})
      add_person(role, role[0] == 'm' ? SexChromosomes::xx : SexChromosomes::xy,
                 sample_name(options, role) + ".truth.vcf.gz");
    extra_truth_ = std::make_unique<TruthFile>(options, "de_novo_truth.vcf.gz", result_.people.front().name,
                                               TruthKind::germline, contigs_);
  }

  SimulatedPeople build() {
    for (std::uint32_t contig = 0; contig < genome_.size(); ++contig) add_contig(contig);
    for (const auto& truth : truths_) truth->finish();
    if (extra_truth_) extra_truth_->finish();
    bed_.commit();
    skipped_.commit();
    return std::move(result_);
  }

 private:
  struct ContigWork {
    std::uint32_t number = 0;
    const std::string& letters;
    std::vector<CopyTerritory> territories;  // by person
    std::vector<SkippedAllele> skipped;
  };

  // The drawn variants, left-aligned, away from those given.
  void add_drawn(const ContigWork& work, std::vector<SampleVariant>& variants) const {
    std::vector<std::uint32_t> given;
    for (const SampleVariant& variant : variants) given.push_back(variant.edit.start);
    std::ranges::sort(given);
    for (SampleVariant& variant : draw_variants(genome_[work.number].bases, work.territories.front(), draw_,
                                                options_.library.seed, work.number)) {
      Edit& edit = variant.edit;
      const VariantAllele allele =
          left_aligned(work.letters, {.start = edit.start, .end = edit.end, .bases = std::move(edit.inserted)});
      edit = {static_cast<std::uint32_t>(allele.start), static_cast<std::uint32_t>(allele.end), allele.bases};
      const std::uint32_t first = edit.start < drawn_distance_bases ? 0 : edit.start - drawn_distance_bases;
      const auto near = std::ranges::lower_bound(given, first);
      if (near == given.end() || *near > edit.end + drawn_distance_bases) variants.push_back(std::move(variant));
    }
  }

  // Those that can stand together; the first person's others are told in skipped.tsv.
  std::vector<SampleVariant> carried(std::vector<SampleVariant> variants, std::size_t person, ContigWork& work) const {
    const GenomeContig& contig = genome_[work.number];
    CarriedVariants result = select_carried(std::move(variants), contig.bases, work.territories[person]);
    for (const SkippedVariant& variant : result.skipped)
      if (person == 0 && options_.kind != CaseKind::trio)
        work.skipped.push_back(describe_skipped(variant, contig.bases));
    return std::move(result.variants);
  }

  // Germline of every person.
  std::vector<std::vector<SampleVariant>> choose(ContigWork& work) {
    GivenContigVariants given = given_.take(genome_[work.number].name, work.letters, work.territories.front());
    work.skipped = std::move(given.skipped);
    add_drawn(work, given.variants);
    std::vector<std::vector<SampleVariant>> people(work.territories.size());
    if (options_.kind != CaseKind::trio) {
      people.front() = carried(std::move(given.variants), 0, work);
      return people;
    }
    const std::uint64_t seed = options_.library.seed;
    for (const std::size_t person : {1U, 2U})
      people[person] =
          carried(carried_of_pool(given.variants, work.territories[person], seed, work.number, person), person, work);
    people[0] = carried(inherited(people[1], people[2], work.territories[1], work.territories[2], work.territories[0],
                                  seed, work.number),
                        0, work);
    return people;
  }

  // Somatic or de novo variants of the first person, who then has them.
  void add_extra(ContigWork& work, std::vector<std::vector<SampleVariant>>& people) {
    if (!extra_truth_) return;
    std::vector<SampleVariant> germline;
    for (const std::vector<SampleVariant>& variants : people)
      germline.insert(germline.end(), variants.begin(), variants.end());
    std::vector<SampleVariant> extra =
        extra_.take(work.number, work.letters, work.territories.front(), germline, work.skipped);
    extra_truth_->append(work.number, genome_[work.number].bases, extra, work.territories.front());
    for (SampleVariant& variant : extra) {
      result_.extra.add(variant.edit);
      if (options_.kind == CaseKind::trio) variant.clone = 0;
    }
    std::vector<SampleVariant>& first = people.front();
    first.insert(first.end(), extra.begin(), extra.end());
    std::ranges::stable_sort(first, [](const SampleVariant& left, const SampleVariant& right) {
      return std::tie(left.edit.start, left.edit.end) < std::tie(right.edit.start, right.edit.end);
    });
  }

  void add_contig(std::uint32_t number) {
    GenomeContig& contig = genome_[number];
    const auto bases = static_cast<std::uint32_t>(contig.bases.size());
    std::vector<std::vector<SampleVariant>> people;
    std::vector<CopyTerritory> territories;
    std::vector<SkippedAllele> skipped;
    {
      const std::string letters = letters_of(contig.bases);
      ContigWork work{number, letters, {}, {}};
      for (const SimulatedPerson& person : result_.people)
        work.territories.push_back(without_gaps(contig_copies(contig.name, bases, person.sex), contig.bases,
                                                options_.library.shortest_stretch()));
      people = choose(work);
      add_extra(work, people);
      territories = std::move(work.territories);
      skipped = std::move(work.skipped);
    }
    for (std::size_t person = 0; person < people.size(); ++person)
      append_truth(number, person, people[person], territories[person]);
    append_skipped(contig.name, skipped);
    std::vector<GenomeInterval> excluded = fill_short_gaps(contig.bases, options_.library.seed, number);
    for (const SkippedAllele& allele : skipped) {
      const auto end = allele.position + static_cast<std::uint32_t>(allele.reference.size());
      excluded.push_back(
          {allele.position - std::min(allele.position, skipped_margin_bases), end + skipped_margin_bases});
    }
    append_bed(contig.name,
               targets_.within(contig.name, confident_intervals(territories.front(), options_.library.read_bases,
                                                                std::move(excluded))));
    for (std::size_t person = 0; person < people.size(); ++person)
      add_copies(contig, people[person], territories[person], result_.people[person]);
  }

  void add_copies(const GenomeContig& contig, const std::vector<SampleVariant>& variants,
                  const CopyTerritory& territory, SimulatedPerson& person) const {
    for (std::size_t clone = 0; clone < person.cells.size(); ++clone) {
      SampleContig sample_contig{contig.name, {}, territory, targets_.on(contig.name)};
      for (unsigned copy = 0; copy < max_copies; ++copy)
        sample_contig.copies.emplace_back(contig.bases,
                                          edits_of_copy(variants, copy, static_cast<std::uint8_t>(clone)));
      person.cells[clone].push_back(std::move(sample_contig));
    }
  }

  static SkippedAllele describe_skipped(const SkippedVariant& skipped, std::span<const BaseCode> contig) {
    const VcfAlleles alleles = to_vcf_alleles(skipped.variant.edit, contig);
    std::string reason = describe(skipped.reason);
    if (skipped.reason == SkipReason::overlaps || skipped.reason == SkipReason::touches_indel)
      reason += fmt::format(", at {}", skipped.other_position + 1);
    return {alleles.position, alleles.reference, alleles.alternate, skipped.variant.copies, reason};
  }

  void append_truth(std::uint32_t contig, std::size_t person, const std::vector<SampleVariant>& variants,
                    const CopyTerritory& territory) {
    std::vector<SampleVariant> germline;
    std::ranges::copy_if(variants, std::back_inserter(germline),
                         [](const SampleVariant& variant) { return variant.clone == 0; });
    truths_[person]->append(contig, genome_[contig].bases, germline, territory);
    if (person > 0) return;
    TruthCounts& counts = result_.counts;
    for (const SampleVariant& variant : germline) {
      counts.add(variant.edit);
      if (variant.source == VariantSource::drawn_in_repeat) ++counts.in_repeats;
      if (variant.copies != 3 && has_second_copy(territory, variant)) ++counts.heterozygous;
    }
  }

  void append_skipped(const std::string& contig, std::vector<SkippedAllele>& skipped) {
    std::ranges::stable_sort(skipped, {}, &SkippedAllele::position);
    for (const SkippedAllele& allele : skipped) {
      skipped_.write(fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", contig, allele.position + 1, allele.reference,
                                 allele.alternate, copies_text(allele.copies), allele.reason));
      ++result_.counts.skipped[allele.reason.substr(0, allele.reason.find(", at "))];
    }
  }

  void append_bed(const std::string& contig, const std::vector<GenomeInterval>& intervals) {
    for (const GenomeInterval& interval : intervals) {
      bed_.write(fmt::format("{}\t{}\t{}\n", contig, interval.start, interval.end));
      result_.counts.confident_bases += interval.end - interval.start;
    }
  }

  const SimulateOptions& options_;
  std::vector<GenomeContig>& genome_;
  GivenVariants given_;
  DrawOptions draw_;
  std::vector<Contig> contigs_;
  TargetRegions targets_;
  ExtraVariants extra_;
  std::vector<std::unique_ptr<TruthFile>> truths_;  // by person
  std::unique_ptr<TruthFile> extra_truth_;          // of a tumor or a trio
  AtomicFile bed_;
  AtomicFile skipped_;
  SimulatedPeople result_;
};

}  // namespace

void AlleleCounts::add(const Edit& edit) {
  if (!edit.changes_length())
    ++snvs;
  else if (edit.deleted_bases() == 0)
    ++insertions;
  else if (edit.inserted.empty())
    ++deletions;
  else
    ++others;
}

std::string sample_name(const SimulateOptions& options, const std::string& role) {
  return role == "proband" ? options.sample : options.sample + "_" + role;
}

SimulatedPeople build_people(const SimulateOptions& options, std::vector<GenomeContig>& genome) {
  return PeopleBuilder(options, genome).build();
}

}  // namespace norrsken
