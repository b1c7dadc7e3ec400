#include "pipeline/score/training_set.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include "io/bed_reader.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/comparison/genome_allele.hpp"
#include "kernels/comparison/region_set.hpp"
#include "kernels/filtering/apply_score.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::int64_t unclear_within_bases = 30;

using AlleleKey = std::tuple<std::int64_t, std::int64_t, std::string>;  // start, end, bases on the genome axis
AlleleKey key_of(const VariantAllele& allele) {
  return {allele.start, allele.end, allele.bases};
}

bool has_only_bases(const std::string& letters) {
  return !letters.empty() && letters.find_first_not_of("ACGT") == std::string::npos;
}

// INFO keys in the order of ScoreFeature, and what their text is multiplied with.
struct InfoFeature {
  ScoreFeature feature;
  const char* key;
  int factor;
};
constexpr std::array<InfoFeature, 10> info_features{{{ScoreFeature::tumor_odds, "TLOD", 100},
                                                     {ScoreFeature::normal_odds, "NLOD", 100},
                                                     {ScoreFeature::orientation_bias, "OB", 1},
                                                     {ScoreFeature::confidence, "MQ", 1},
                                                     {ScoreFeature::base_quality, "BQ", 1},
                                                     {ScoreFeature::end_distance, "RPD", 1},
                                                     {ScoreFeature::strand_bias, "FS", 1},
                                                     {ScoreFeature::repeat_unit, "RU", 1},
                                                     {ScoreFeature::repeat_length, "RL", 1},
                                                     {ScoreFeature::haplotypes, "NH", 1}}};

std::int32_t scaled(const std::string& text, int factor) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return static_cast<std::int32_t>(std::lround(value * factor));
}

ScoreDepths depths_of(const VcfRecord& record) {
  ScoreDepths depths;
  const std::string& text = record.format.front();
  const char* end = text.data() + text.size();
  const auto reference = std::from_chars(text.data(), end, depths.reference);
  if (reference.ptr != end) std::from_chars(reference.ptr + 1, end, depths.alternate);
  return depths;
}

ScoreFeatures features_of(const VcfRecord& tumor, const VcfRecord* normal) {
  ScoreFeatures features{};
  for (std::size_t i = 0; i < info_features.size(); ++i)
    features[static_cast<std::size_t>(info_features[i].feature)] = scaled(tumor.info[i], info_features[i].factor);
  features[static_cast<std::size_t>(ScoreFeature::quality)] =
      static_cast<std::int32_t>(std::lround(tumor.quality_phred.value_or(0) * 100)) / 10;
  set_depth_features(depths_of(tumor), normal != nullptr ? depths_of(*normal) : ScoreDepths{}, features);
  return features;
}

// The columns of a somatic VCF: a tumour, behind its normal when there is one.
class Calls {
 public:
  Calls(const std::string& path, const IndexFile& index) {
    VcfSelection names;
    names.columns = SampleColumns::none;
    const VcfReader header(path, names);
    const std::vector<std::string> sha256 = header.header_values("reference_sha256");
    if (!header.declares_info("TLOD") || sha256.empty() || header.samples().empty() || header.samples().size() > 2)
      throw InputError(path, "", "is no somatic VCF of norrsken run with one tumor", "give vcf/CASE.somatic.vcf.gz");
    if (sha256.front() != index.reference_sha256())
      throw InputError(path, "", "was called on another reference than that of the index",
                       "give the index that the case was run with");
    for (const std::string& command : header.header_values("norrsken_command"))
      if (command.find(" --score ") != std::string::npos)
        throw InputError(path, "", "was judged by a score: QUAL is not what a score learns from",
                         "run the case without --score");
    VcfSelection selection;
    selection.format_keys = {"AD"};
    selection.sample = header.samples().front();
    if (header.samples().size() == 2) normal_.emplace(path, selection);
    selection.sample = header.samples().back();
    for (const InfoFeature& feature : info_features) selection.info_keys.emplace_back(feature.key);
    tumor_.emplace(path, selection);
  }

  void take(const std::string& contig) {
    tumor_records = tumor_->take(contig);
    if (normal_) normal_records = normal_->take(contig);
  }
  std::vector<VcfRecord> tumor_records;
  std::vector<VcfRecord> normal_records;  // the same ones; empty without a normal

 private:
  std::optional<VcfReader> tumor_;
  std::optional<VcfReader> normal_;
};

std::set<AlleleKey> truth_of(VcfReader& reader, const Contig& contig, GenomeAlleleMaker& make) {
  std::set<AlleleKey> truth;
  for (const VcfRecord& record : reader.take(contig.name))
    for (const std::string& alternate : record.alternates) {
      if (!has_only_bases(record.reference) || !has_only_bases(alternate)) continue;
      const GenomePosition position = contig.start + static_cast<GenomePosition>(record.position);
      if (record.reference.size() != alternate.size()) {
        truth.insert(key_of(make(position, record.reference, alternate)));
        continue;
      }
      for (std::size_t i = 0; i < alternate.size(); ++i)
        if (record.reference[i] != alternate[i])
          truth.insert({position + i, position + i + 1, std::string(1, alternate[i])});
    }
  return truth;
}

bool is_near_any(const std::set<AlleleKey>& alleles, const VariantAllele& allele) {
  const auto next = alleles.lower_bound({allele.start - unclear_within_bases, 0, ""});
  return next != alleles.end() && std::get<0>(*next) <= allele.end + unclear_within_bases;
}

RegionSet judged_of(const TrainingFiles& files, const Contig& contig) {
  if (files.judged_path.empty()) return RegionSet({{0, contig.length}});
  const BedIntervals regions = read_bed(files.judged_path);
  std::vector<ContigSpan> spans;
  if (const auto found = regions.find(contig.name); found != regions.end())
    for (const BedInterval& interval : found->second) spans.push_back({interval.start, interval.end});
  return RegionSet(std::move(spans));
}

// Whether a record has a filter that a score does not stand in for.
bool stays_filtered(const VcfRecord& record) {
  if (record.passes()) return false;
  std::istringstream names(record.filters);
  for (std::string name; std::getline(names, name, ';');) {
    const auto found = std::find(somatic_filter_names.begin(), somatic_filter_names.end(), name);
    const auto bit = static_cast<std::uint32_t>(found - somatic_filter_names.begin());
    if (found == somatic_filter_names.end() || (filters_under_score >> bit & 1) == 0) return true;
  }
  return false;
}

void count_filtered(const VcfRecord& record, bool is_somatic, ScoreTally& tally) {
  tally.true_positives += record.passes() && is_somatic;
  tally.false_positives += record.passes() && !is_somatic;
  tally.false_negatives += !record.passes() && is_somatic;
}

}  // namespace

void add_training_set(const TrainingFiles& files, const std::vector<std::string>& held_out_contigs,
                      const IndexFile& index, TrainingExamples& examples) {
  VcfSelection truth_selection;
  truth_selection.columns = SampleColumns::none;
  VcfReader truth_reader(files.truth_path, truth_selection);
  Calls calls(files.calls_path, index);
  GenomeAlleleMaker make(index.genome());
  for (const Contig& contig : index.genome().contigs) {
    const bool is_held_out =
        std::find(held_out_contigs.begin(), held_out_contigs.end(), contig.name) != held_out_contigs.end();
    const RegionSet judged = judged_of(files, contig);
    const std::set<AlleleKey> truth = truth_of(truth_reader, contig, make);
    calls.take(contig.name);
    std::set<AlleleKey> missed = truth;
    std::vector<VariantAllele> alleles;
    for (const VcfRecord& record : calls.tumor_records) {
      alleles.push_back(make(contig.start + static_cast<GenomePosition>(record.position), record.reference,
                             record.alternates.front()));
      missed.erase(key_of(alleles.back()));
    }
    for (std::size_t i = 0; i < alleles.size(); ++i) {
      const VcfRecord& record = calls.tumor_records[i];
      if (!judged.contains({record.position, record.position + static_cast<std::int64_t>(record.reference.size())}))
        continue;
      const bool is_somatic = truth.contains(key_of(alleles[i]));
      if (!is_somatic && is_near_any(missed, alleles[i])) {
        ++examples.unclear;
        continue;
      }
      const auto kind =
          static_cast<std::size_t>(score_kind_of(record.reference.size(), record.alternates.front().size()));
      const VcfRecord* normal = calls.normal_records.empty() ? nullptr : &calls.normal_records[i];
      if (is_held_out) count_filtered(record, is_somatic, examples.held_out_by_filters[kind]);
      if (stays_filtered(record))
        examples.held_out_filtered[kind] += is_held_out && is_somatic;
      else
        (is_held_out ? examples.held_out : examples.taught)[kind].push_back({features_of(record, normal), is_somatic});
    }
  }
}

}  // namespace norrsken
