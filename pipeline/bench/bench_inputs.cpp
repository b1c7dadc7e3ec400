#include "pipeline/bench/bench_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "io/bed_reader.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

RegionFile::RegionFile(const std::string& path, const ReferenceFasta& reference) {
  if (path.empty()) return;
  is_everywhere_ = false;
  bool is_known = false;
  for (const auto& [contig, intervals] : read_bed(path)) {
    std::vector<ContigSpan> spans;
    spans.reserve(intervals.size());
    for (const BedInterval& interval : intervals) spans.push_back({interval.start, interval.end});
    by_contig_.emplace(contig, RegionSet(std::move(spans)));
    for (const FastaContig& known : reference.contigs()) is_known = is_known || known.name == contig;
  }
  if (by_contig_.empty()) throw InputError(path, "", "has no intervals", "give a BED file with at least one");
  if (!is_known)
    throw InputError(path, "",
                     fmt::format("none of its contigs (\"{}\", ...) is in the reference", by_contig_.begin()->first),
                     "use the contig names of " + reference.path(), ExitCode::reference);
}

const RegionSet* RegionFile::on(const std::string& contig) const {
  static const RegionSet nowhere;
  if (is_everywhere_) return nullptr;
  const auto found = by_contig_.find(contig);
  return found == by_contig_.end() ? &nowhere : &found->second;
}

bool RegionFile::touches(const std::string& contig) const {
  return is_everywhere_ || by_contig_.count(contig) != 0;
}

std::int64_t RegionFile::bases() const {
  std::int64_t total = 0;
  for (const auto& [contig, set] : by_contig_) total += set.bases();
  return total;
}

namespace {

VcfSelection calls_selection(const BenchOptions& options) {
  VcfSelection selection{options.calls_sample, {}, {}};
  const bool wants_evidence = options.wants_explanation || !options.output_folder.empty();
  if (wants_evidence) selection.info_keys = evidence_info;
  if (wants_evidence || options.comparison.genotypes == GenotypeRule::ignore) selection.format_keys = evidence_format;
  return selection;
}

VcfSelection truth_selection(const BenchOptions& options) {
  return {options.truth_sample, fraction_info, {}};
}

void require_genotypes(const VcfReader& file) {
  if (file.sample().empty())
    throw InputError(file.path(), "", "has no sample column, so no genotypes",
                     "add --ignore-genotype to compare alleles only");
}

}  // namespace

BenchInputs::BenchInputs(const BenchOptions& options)
    : reference(options.reference_path),
      truth(options.truth_path, truth_selection(options)),
      calls(options.calls_path, calls_selection(options)),
      confident(options.confident_path, reference),
      regions(options.regions_path, reference) {
  for (const auto& [name, path] : options.strata) strata.emplace_back(path, reference);
  if (options.comparison.genotypes == GenotypeRule::ignore) {
    missing_truth = MissingGenotypes::take_every_allele;
    missing_calls = MissingGenotypes::take_every_record;
  } else {
    require_genotypes(truth);
    require_genotypes(calls);
  }
  std::set<std::string> open;
  for (VcfReader* file : {&truth, &calls}) {
    for (const std::string& contig : file->contigs_with_records()) {
      const auto is_it = [&](const FastaContig& known) { return known.name == contig; };
      if (std::any_of(reference.contigs().begin(), reference.contigs().end(), is_it)) {
        if (confident.touches(contig) && regions.touches(contig)) open.insert(contig);
      } else if (confident.touches(contig) && regions.touches(contig)) {
        throw InputError(
            file->path(), "", fmt::format("contig \"{}\" is not in the reference {}", contig, reference.path()),
            "give the genome that the file was made with, or regions without that contig", ExitCode::reference);
      } else {
        skipped_contigs.push_back(contig);
      }
    }
  }
  for (const FastaContig& contig : reference.contigs())
    if (open.count(contig.name) != 0) contigs.push_back(contig.name);
}

bool BenchInputs::is_confident(const std::string& contig, const ContigSpan& changed) const {
  const RegionSet* set = confident.on(contig);
  return set == nullptr || set->contains(changed);
}

bool BenchInputs::is_counted(const std::string& contig, const ContigSpan& changed) const {
  const RegionSet* set = regions.on(contig);
  return set == nullptr || set->contains(changed);
}

std::int64_t BenchInputs::judged_bases() const {
  std::int64_t bases = 0;
  for (const FastaContig& contig : reference.contigs()) {
    const std::vector<ContigSpan> whole = {{0, static_cast<std::int64_t>(contig.length)}};
    const RegionSet* const sets[2] = {confident.on(contig.name), regions.on(contig.name)};
    const auto spans_of = [&](const RegionSet* set) { return set == nullptr ? std::span(whole) : set->spans(); };
    auto right = spans_of(sets[1]).begin();
    const auto end = spans_of(sets[1]).end();
    for (const ContigSpan& left : spans_of(sets[0])) {
      while (right != end && right->end <= left.start) ++right;
      for (auto inside = right; inside != end && inside->start < left.end; ++inside)
        bases += std::min(left.end, inside->end) - std::max(left.start, inside->start);
    }
  }
  return bases;
}

}  // namespace norrsken
