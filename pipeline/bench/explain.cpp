#include "pipeline/bench/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <unordered_map>

#include "pipeline/bench/bench_report.hpp"

namespace norrsken {
namespace {

// Names of gVCF fields that tell the depth, the better one first.
const std::vector<std::string> depth_keys = {"MIN_DP", "DP"};

std::vector<std::string> contig_names(const BenchInputs& inputs) {
  std::vector<std::string> names;
  for (const FastaContig& contig : inputs.reference.contigs()) names.push_back(contig.name);
  return names;
}

bool overlaps(const TracedRegion& region, const ContigSpan& span) {
  return region.start < span.end && span.start < region.end;
}

// Alleles are compared by what they spell alone.
ComparisonOptions allele_rule() {
  ComparisonOptions options;
  options.genotypes = GenotypeRule::ignore;
  return options;
}

bool is_inside(const VariantAllele& allele, const TracedRegion& region) {
  return allele.start >= region.start && allele.end <= region.end;
}

// Whether the truth allele is among the region's candidates, alone or as part of what they spell together.
bool is_candidate(const ComparedContig& contig, std::size_t truth_index, const TracedRegion& region,
                  const std::string& table_path) {
  std::vector<VariantAllele> candidates;
  for (const RegionCandidate& candidate : parse_candidates(region.candidates, table_path)) {
    if (candidate.position + static_cast<std::int64_t>(candidate.reference.size()) >
        static_cast<std::int64_t>(contig.reference.size()))
      continue;
    candidates.push_back(trimmed_allele(candidate.position, candidate.reference, candidate.alternate));
    candidates.back().zygosity = Zygosity::unknown;
    candidates.back().record = static_cast<std::uint32_t>(candidates.size());
  }
  std::vector<VariantAllele> truth{contig.truth.alleles[truth_index]};
  if (compare_alleles(contig.reference, truth, candidates, allele_rule()).truth[0].verdict == Verdict::matched)
    return true;
  for (std::size_t i = 0; i < contig.truth.alleles.size(); ++i)
    if (i != truth_index && is_inside(contig.truth.alleles[i], region)) truth.push_back(contig.truth.alleles[i]);
  return truth.size() > 1 &&
         compare_alleles(contig.reference, truth, candidates, allele_rule()).truth[0].verdict == Verdict::matched;
}

// The truth allele nearest to a call: distance in bases, 0 = overlapping or touching.
std::string nearest_truth(const ComparedContig& contig, const std::vector<std::size_t>& by_start,
                          const VariantAllele& call) {
  if (by_start.empty()) return "no truth variant on the contig";
  const auto& truth = contig.truth.alleles;
  const auto after = std::lower_bound(by_start.begin(), by_start.end(), call.start,
                                      [&](std::size_t i, std::int64_t start) { return truth[i].start < start; });
  std::int64_t nearest = std::numeric_limits<std::int64_t>::max();
  const auto look_at = [&](std::size_t i) {
    nearest = std::min(nearest, std::max<std::int64_t>({truth[i].start - call.end, call.start - truth[i].end, 0}));
  };
  constexpr std::ptrdiff_t looked_back = 8;  // a long deletion may start several alleles before
  for (auto it = after - std::min(looked_back, after - by_start.begin()); it != after; ++it) look_at(*it);
  if (after != by_start.end()) look_at(*after);
  return nearest == 0 ? "at a truth variant" : fmt::format("nearest truth variant {} bases away", nearest);
}

// Unmatched calls within a few bases of a lost allele; empty when there are none.
std::string called_instead(const ComparedContig& contig, const VariantAllele& lost) {
  constexpr std::size_t shown = 3;
  const std::int64_t reach = ComparisonOptions{}.same_site_bases;
  std::string text;
  std::size_t found = 0;
  for (std::size_t i = 0; i < contig.calls.alleles.size() && found < shown; ++i) {
    const VariantAllele& call = contig.calls.alleles[i];
    if (contig.comparison.calls[i].verdict == Verdict::matched || call.start > lost.end + reach ||
        call.end + reach < lost.start)
      continue;
    const AlleleOrigin origin = contig.calls.origins[i];
    const VcfRecord& record = contig.calls.records[origin.record];
    text += fmt::format("{}{} {} {} {}", found++ == 0 ? "; called instead: " : ", ", record.position + 1,
                        record.reference, record.alternates[origin.alternate - 1], genotype_text(record));
  }
  return text;
}

std::string value_of(const std::vector<std::string>& keys, const std::vector<std::string>& values, const char* key) {
  for (std::size_t i = 0; i < std::min(keys.size(), values.size()); ++i)
    if (keys[i] == key && values[i] != ".") return values[i];
  return "";
}

std::string evidence_text(const VcfRecord& record) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  };
  const std::string depth = value_of(evidence_format, record.format, "DP");
  add("DP", depth.empty() ? value_of(evidence_info, record.info, "DP") : depth);
  for (const char* key : {"AD", "AF", "GQ"}) add(key, value_of(evidence_format, record.format, key));
  if (record.quality_phred) add("QUAL", fmt::format("{:g}", *record.quality_phred));
  for (const char* key : {"MQ", "BQ", "FS", "RPD", "RU", "RL", "TLOD", "NLOD", "OB"})
    add(key, value_of(evidence_info, record.info, key));
  return text;
}

// Record of the other side in the same group of wrong genotypes.
std::unordered_map<std::uint32_t, std::size_t> records_by_group(const std::vector<ComparedAllele>& alleles,
                                                                const std::vector<AlleleOrigin>& origins) {
  std::unordered_map<std::uint32_t, std::size_t> records;
  for (std::size_t i = 0; i < alleles.size(); ++i)
    if (alleles[i].verdict == Verdict::wrong_genotype) records.emplace(alleles[i].group, origins[i].record);
  return records;
}

}  // namespace

SideFiles side_files_of(const std::string& calls_path, const std::string& sample) {
  const std::filesystem::path path(calls_path);
  std::string name = path.filename().string();
  for (const char* ending : {".gz", ".vcf", ".bcf", ".pass"})
    if (name.ends_with(ending)) name.resize(name.size() - std::string_view(ending).size());
  std::string gvcf_name = name;
  for (const char* ending : {".somatic", ".germline"}) {  // of a case: each sample has a gVCF of its own
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - std::string_view(ending).size());
    gvcf_name = sample.empty() ? name : sample;
  }
  const std::filesystem::path folder = path.parent_path();
  return {(folder / ".." / "tables" / (name + ".regions.tsv.gz")).lexically_normal().string(),
          (folder / (gvcf_name + ".g.vcf.gz")).string()};
}

struct Explainer::LostSet {
  std::vector<std::size_t> alleles;  // indices into the truth
  std::span<DiscordantAllele> discordant;
};

Explainer::Explainer(const BenchInputs& inputs, const std::string& calls_path) {
  const SideFiles files = side_files_of(calls_path, inputs.calls.sample());
  std::error_code ignored;
  regions_path_ = files.regions_path;
  if (std::filesystem::exists(files.regions_path, ignored))
    regions_.emplace(files.regions_path, contig_names(inputs));
  else
    note_ +=
        fmt::format("note: {} is not there: lost variants cannot be told apart after placing\n", files.regions_path);
  if (std::filesystem::exists(files.gvcf_path, ignored))
    gvcf_.emplace(files.gvcf_path, VcfSelection{"", {}, depth_keys});
  else
    note_ += fmt::format("note: {} is not there: the depth at lost variants is not known\n", files.gvcf_path);
  if (gvcf_ && !gvcf_->has_index()) {
    gvcf_.reset();
    note_ += fmt::format("note: {} has no index newer than itself: the depth at lost variants is not known\n",
                         files.gvcf_path);
  }
  if (calls_path.ends_with(".pass.vcf.gz"))
    note_ += "note: these calls are the PASS records only: give the file with all records to see what filters lost\n";
}

void Explainer::explain(const ComparedContig& contig, std::span<DiscordantAllele> lost,
                        std::span<DiscordantAllele> wrong) {
  const LostSet set{lost_alleles(contig), lost};
  explain_genotypes(contig, set);
  explain_filtered(contig, set);
  explain_stages(contig, set);

  std::vector<std::size_t> by_start(contig.truth.alleles.size());
  for (std::size_t i = 0; i < by_start.size(); ++i) by_start[i] = i;
  std::sort(by_start.begin(), by_start.end(), [&](std::size_t a, std::size_t b) {
    return contig.truth.alleles[a].start < contig.truth.alleles[b].start;
  });
  const auto truth_records = records_by_group(contig.comparison.truth, contig.truth.origins);
  const std::vector<std::size_t> calls = wrong_calls(contig);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const std::size_t call = calls[i];
    wrong[i].explanation = evidence_text(contig.calls.records[contig.calls.origins[call].record]) + "; ";
    const auto truth = truth_records.find(contig.comparison.calls[call].group);
    if (contig.comparison.calls[call].verdict == Verdict::wrong_genotype && truth != truth_records.end())
      wrong[i].explanation += "truth has it as " + genotype_text(contig.truth.records[truth->second]);
    else
      wrong[i].explanation += nearest_truth(contig, by_start, contig.calls.alleles[call]);
  }
}

void Explainer::explain_genotypes(const ComparedContig& contig, const LostSet& lost) const {
  const auto records = records_by_group(contig.comparison.calls, contig.calls.origins);
  for (std::size_t i = 0; i < lost.alleles.size(); ++i) {
    const ComparedAllele& allele = contig.comparison.truth[lost.alleles[i]];
    if (allele.verdict != Verdict::wrong_genotype) continue;
    lost.discordant[i].stage = LostStage::wrong_genotype;
    if (const auto call = records.find(allele.group); call != records.end()) {
      const VcfRecord& record = contig.calls.records[call->second];
      lost.discordant[i].explanation = fmt::format("called as {}: {}", genotype_text(record), evidence_text(record));
    }
  }
}

void Explainer::explain_filtered(const ComparedContig& contig, const LostSet& lost) const {
  if (lost.alleles.empty() || contig.calls.filtered.empty()) return;
  std::vector<VariantAllele> truth;
  for (const std::size_t index : lost.alleles) truth.push_back(contig.truth.alleles[index]);
  const Comparison found = compare_alleles(contig.reference, truth, contig.calls.filtered, allele_rule());
  std::unordered_map<std::uint32_t, std::size_t> records;
  for (std::size_t i = 0; i < found.calls.size(); ++i)
    if (found.calls[i].verdict == Verdict::matched)
      records.emplace(found.calls[i].group, contig.calls.filtered_origins[i].record);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (found.truth[i].verdict != Verdict::matched) continue;
    const VcfRecord& record = contig.calls.records[records.at(found.truth[i].group)];
    lost.discordant[i].stage = LostStage::filtered;
    lost.discordant[i].explanation =
        fmt::format("{}, called as {}: {}", record.filters, genotype_text(record), evidence_text(record));
  }
}

void Explainer::explain_stages(const ComparedContig& contig, const LostSet& lost) {
  const bool is_open = std::any_of(lost.discordant.begin(), lost.discordant.end(),
                                   [](const DiscordantAllele& each) { return each.stage == LostStage::not_told; });
  if (!is_open || !regions_) return;
  const std::vector<TracedRegion> regions = regions_->take(contig.name);
  for (std::size_t i = 0; i < lost.alleles.size(); ++i) {
    if (lost.discordant[i].stage != LostStage::not_told) continue;
    const ContigSpan span = changed_span(contig.reference, contig.truth.alleles[lost.alleles[i]]);
    std::vector<TracedRegion> here;
    for (const TracedRegion& region : regions)
      if (overlaps(region, span)) here.push_back(region);
    if (here.empty())
      explain_without_region(contig, lost.discordant[i], span);
    else
      explain_region(contig, lost, i, here);
    if (contig.comparison.truth[lost.alleles[i]].verdict == Verdict::wrong_allele)
      lost.discordant[i].explanation += called_instead(contig, contig.truth.alleles[lost.alleles[i]]);
  }
}

void Explainer::explain_region(const ComparedContig& contig, const LostSet& lost, std::size_t index,
                               std::span<const TracedRegion> regions) const {
  DiscordantAllele& allele = lost.discordant[index];
  const TracedRegion* shown = &regions.front();
  allele.stage = LostStage::not_assembled;
  for (const TracedRegion& region : regions) {
    if (!is_candidate(contig, lost.alleles[index], region, regions_path_)) continue;
    allele.stage = LostStage::not_genotyped;
    shown = &region;
    break;
  }
  allele.explanation = fmt::format("region {}-{} ({}, {} reads, {} haplotypes)", shown->start + 1, shown->end,
                                   shown->method, shown->reads, shown->haplotypes);
}

void Explainer::explain_without_region(const ComparedContig& contig, DiscordantAllele& allele, const ContigSpan& span) {
  const auto depth = depth_at(contig.name, span);
  if (!gvcf_) {
    allele.explanation = "no active region; not active or not placed";
    return;
  }
  allele.stage = depth.value_or(0) >= placed_depth ? LostStage::not_active : LostStage::not_placed;
  allele.explanation =
      depth ? fmt::format("no active region, depth {}", *depth) : "no active region, no reference block";
}

// The smallest depth that the gVCF tells for the span; nothing when no record covers it.
std::optional<std::int64_t> Explainer::depth_at(const std::string& contig, const ContigSpan& span) {
  if (!gvcf_) return std::nullopt;
  std::optional<std::int64_t> smallest;
  for (const VcfRecord& record : gvcf_->query(contig, span.start, std::max(span.end, span.start + 1))) {
    for (const std::string& text : record.format) {
      std::int64_t depth = 0;
      if (text.empty() || std::from_chars(text.data(), text.data() + text.size(), depth).ec != std::errc{}) continue;
      smallest = std::min(smallest.value_or(depth), depth);
      break;
    }
  }
  return smallest;
}

}  // namespace norrsken
