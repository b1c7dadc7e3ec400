#include "pipeline/stages/judge_repeats.hpp"

#include <fmt/format.h>

#include "io/atomic_file.hpp"
#include "io/panel_of_normals.hpp"
#include "io/repeat_table.hpp"
#include "kernels/biomarkers/repeat_instability.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"

namespace norrsken {
namespace {

JudgedRepeats judge_alone(const CaseContext& context, const PreparedCase& prepared, const std::string& panel_path) {
  JudgedRepeats judged;
  judged.counts.resize(prepared.repeats.size());
  std::vector<RepeatBackground> panel;
  if (!panel_path.empty()) panel = read_panel_repeats(panel_path, context.genome);
  judged.panel_repeats = panel.size();
  if (!panel.empty()) judged.against = RepeatReference::panel_of_normals;
  const InstabilityLimits& limits = context.calling.instability;
  for (const std::size_t tumor : context.calling.tumors()) {
    const std::vector<RepeatSite>& sites = prepared.repeats[tumor];
    judged.counts[tumor] = panel.empty() ? count_unstable(sites, limits) : count_unstable(sites, panel, limits);
  }
  return judged;
}

void write_tables(const CaseContext& context, const PreparedCase& prepared, const std::string& folder) {
  create_private_folders(folder);
  for (const std::size_t tumor : context.calling.tumors())
    write_repeat_table(folder + "/" + context.input.samples[tumor].name + ".repeats.tsv.gz", context.genome,
                       prepared.repeats[tumor]);
}

}  // namespace

JudgedRepeats judge_repeats(const CaseContext& context, const PreparedCase& prepared, const std::string& folder,
                            const std::string& panel_path) {
  JudgedRepeats judged;
  if (!context.calling.has_tumor()) return judged;
  all_or_none(context.comm, "judging repeats", [&] {
    if (!context.comm.is_root()) return;
    if (context.calling.normal()) {
      judged.against = RepeatReference::normal;
      for (const LibraryCounts& library : prepared.libraries) judged.counts.push_back(library.repeats);
      return;
    }
    judged = judge_alone(context, prepared, panel_path);
    write_tables(context, prepared, folder);
    const bool by_panel = judged.against == RepeatReference::panel_of_normals;
    context.log.line(fmt::format("{:<8} {} repeats, judged against {}", "msi",
                                 with_commas(prepared.repeats[context.calling.tumors().front()].size()),
                                 by_panel ? fmt::format("{} of the panel of normals", with_commas(judged.panel_repeats))
                                          : "what slips in a stable library"));
  });
  return judged;
}

}  // namespace norrsken
