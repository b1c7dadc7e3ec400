#include "pipeline/panel_of_normals/build_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

#include "io/panel_of_normals.hpp"
#include "io/repeat_table.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/biomarkers/repeat_instability.hpp"
#include "kernels/somatic/background.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

constexpr GenomePosition window_bases = 1U << 20;

struct AlleleKey {
  GenomePosition position = 0;  // on the contig
  std::string reference;
  std::string alternate;
  bool operator<(const AlleleKey& other) const {
    return std::tie(position, reference, alternate) < std::tie(other.position, other.reference, other.alternate);
  }
};
using WindowSums = std::map<AlleleKey, BackgroundSum>;

VcfReader open_normal(const std::string& path, const IndexFile& index) {
  VcfSelection selection;
  selection.format_keys = {"AD"};
  selection.hint_for_several = "run every normal as a case of its own, with role tumor and no normal";
  VcfReader reader(path, selection);
  const std::string how = "give vcf/CASE.somatic.vcf.gz of a normal that was run with role tumor and no normal";
  const auto first = [&](const char* key) {
    const std::vector<std::string> values = reader.header_values(key);
    return values.empty() ? std::string() : values.front();
  };
  if (!first("source").starts_with("Norrsken") || !reader.declares_info("TLOD") || reader.sample().empty())
    throw InputError(path, "", "is no somatic VCF of norrsken run", how);
  if (first("reference_sha256") != index.reference_sha256())
    throw InputError(path, "",
                     fmt::format("was called on another reference ({}) than that of the index ({})", first("reference"),
                                 index.reference_name()),
                     "run this normal again with --index " + index.path());
  if (!reader.has_index())
    throw InputError(path, "", "has no index, or one older than the file",
                     "make it with: bcftools index -f -t " + path);
  return reader;
}

// "30,5" -> {30, 5}
std::pair<std::uint32_t, std::uint32_t> depths_of(const VcfReader& reader, const std::string& contig,
                                                  const VcfRecord& record) {
  std::pair<std::uint32_t, std::uint32_t> depths;
  const std::string text = record.format.empty() ? "" : record.format.front();
  const char* end = text.data() + text.size();
  const auto reference = std::from_chars(text.data(), end, depths.first);
  const bool has_both = reference.ec == std::errc() && reference.ptr != end && *reference.ptr == ',';
  if (!has_both || std::from_chars(reference.ptr + 1, end, depths.second).ptr != end || record.alternates.size() != 1)
    throw InputError(reader.path(), fmt::format("{}:{}", contig, record.position + 1),
                     "is not a record with one ALT and AD of both alleles", "use the file as norrsken run wrote it");
  return depths;
}

void add_window(VcfReader& normal, const Contig& contig, GenomeInterval window, WindowSums& sums) {
  for (const VcfRecord& record : normal.query(contig.name, window.start, window.end)) {
    if (record.position < window.start) continue;  // a deletion that the window before holds
    const auto [reference, alternate] = depths_of(normal, contig.name, record);
    if (alternate == 0) continue;
    const auto position = static_cast<GenomePosition>(record.position);
    sums[{position, record.reference, record.alternates.front()}].add(alternate, reference);
  }
}

// What the normals show in each repeat, by its first base on the genome axis. Repeats are those of the index, so that
// one has the same end and unit in every normal.
struct RepeatSum {
  RepeatPlace place;
  BackgroundSum slips;
};
using RepeatSums = std::map<GenomePosition, RepeatSum>;

// OUT/CASE/vcf/CASE.somatic.vcf.gz -> OUT/CASE/tables/SAMPLE.repeats.tsv.gz
fs::path repeat_table_of(const VcfReader& normal) {
  return fs::path(normal.path()).parent_path().parent_path() / "tables" / (normal.sample() + ".repeats.tsv.gz");
}

RepeatSums sum_repeats(const std::vector<VcfReader>& normals, const GenomeView& genome, PanelSummary& summary) {
  RepeatSums sums;
  for (const VcfReader& normal : normals) {
    const fs::path table = repeat_table_of(normal);
    if (!fs::exists(table)) continue;
    ++summary.normals_with_repeats;
    for (const RepeatSite& site : read_repeat_table(table.string(), genome)) {
      const SlippedReads reads = slipped_reads(site.reads);
      RepeatSum& sum = sums[site.place.start];
      sum.place = site.place;
      sum.slips.add_always(reads.slipped, reads.all - reads.slipped);
    }
  }
  std::erase_if(sums, [](const auto& entry) { return entry.second.slips.summary().normals_with < min_repeat_normals; });
  summary.repeats = sums.size();
  return sums;
}

// Lines of one window, by place.
class WindowText {
 public:
  WindowText(std::span<const Contig> contigs, std::uint32_t contig, std::size_t normals)
      : contigs_(contigs), contig_(contig), normals_(normals) {}

  void append(const WindowSums& alleles, RepeatSums::const_iterator repeat, RepeatSums::const_iterator last_repeat) {
    for (const auto& [key, sum] : alleles) {
      for (; repeat != last_repeat && repeat->first - contigs_[contig_].start <= key.position + 1; ++repeat)
        append(*repeat);
      append_panel_allele(contigs_, contig_, {key.position, key.reference, key.alternate, sum.summary()}, normals_,
                          text_);
    }
    for (; repeat != last_repeat; ++repeat) append(*repeat);
  }
  [[nodiscard]] const RecordText& text() const { return text_; }

 private:
  void append(const RepeatSums::value_type& repeat) {
    append_panel_repeat(contigs_, contig_, {repeat.second.place, repeat.second.slips.summary()}, normals_, text_);
  }

  std::span<const Contig> contigs_;
  std::uint32_t contig_;
  std::size_t normals_;
  RecordText text_;
};

std::vector<VcfReader> open_normals(const std::vector<std::string>& paths, const IndexFile& index) {
  if (paths.empty())
    throw InputError("pon build", "", "no normals given",
                     "norrsken pon build -o panel.pon.vcf.gz --index ref.nsk OUT/NORMAL1 OUT/NORMAL2 ...");
  std::vector<VcfReader> normals;
  std::map<std::string, std::string> path_of;
  for (const std::string& path : paths) {
    normals.push_back(open_normal(path, index));
    const auto [entry, is_new] = path_of.emplace(normals.back().sample(), path);
    if (!is_new)
      throw InputError(path, "", fmt::format("sample \"{}\" is given twice: also in {}", entry->first, entry->second),
                       "leave one of them out");
  }
  return normals;
}

}  // namespace

std::string somatic_vcf_of(const std::string& file_or_case) {
  if (!fs::is_directory(file_or_case)) return file_or_case;
  if (!fs::exists(fs::path(file_or_case) / "DONE"))
    throw InputError(file_or_case, "", "is not the folder of a finished case (no DONE)",
                     "give OUT/CASE of norrsken run, or its vcf/CASE.somatic.vcf.gz");
  const fs::path folder = fs::path(file_or_case) / "vcf";
  if (fs::is_directory(folder))
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
      if (entry.path().filename().string().ends_with(".somatic.vcf.gz")) return entry.path().string();
  throw InputError(file_or_case, "", "has no vcf/CASE.somatic.vcf.gz",
                   "run the normal with role tumor and an assay that asks for no normal");
}

PanelSummary build_panel(const std::vector<std::string>& paths, const IndexFile& index, const std::string& output) {
  std::vector<VcfReader> normals = open_normals(paths, index);
  PanelDescription description{NORRSKEN_VERSION, index.reference_name(), index.reference_sha256(), {}, panel_version};
  for (const VcfReader& normal : normals) description.normals.push_back(normal.sample());

  const std::span<const Contig> contigs = index.genome().contigs;
  BgzfFile file(output, panel_header(description, contigs), contigs, FileIndex::vcf);
  BgzfCompressor compressor;
  PanelSummary summary;
  summary.normals = normals.size();
  const RepeatSums repeats = sum_repeats(normals, index.genome(), summary);
  for (std::uint32_t contig = 0; contig < contigs.size(); ++contig) {
    const GenomePosition length = contigs[contig].length;
    for (std::uint64_t start = 0; start < length; start += window_bases) {
      const GenomeInterval window{static_cast<GenomePosition>(start),
                                  static_cast<GenomePosition>(std::min<std::uint64_t>(start + window_bases, length))};
      WindowSums sums;
      for (VcfReader& normal : normals) add_window(normal, contigs[contig], window, sums);
      summary.alleles += sums.size();
      for (const auto& [key, sum] : sums) summary.shared_alleles += sum.summary().normals_with > 1;
      WindowText lines(contigs, contig, normals.size());
      // A repeat's line stands at the base before it, which the repeat's window holds.
      lines.append(sums, repeats.upper_bound(contigs[contig].start + window.start),
                   repeats.upper_bound(contigs[contig].start + window.end));
      BgzfShard shard;
      compressor.compress(lines.text(), shard);
      file.append(shard);
    }
  }
  file.finish();
  return summary;
}

}  // namespace norrsken
