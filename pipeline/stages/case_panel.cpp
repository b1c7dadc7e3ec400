#include "pipeline/stages/case_panel.hpp"

#include "io/panel_reader.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

std::optional<CasePanel> load_panel(const Assay& assay, const PanelPaths& paths, const GenomeView& genome) {
  const std::string quoted = "assay \"" + assay.name + "\"";
  if (!assay.panel) {
    if (!paths.targets.empty() || !paths.hotspots.empty())
      throw InputError(paths.targets.empty() ? "--hotspots" : "--targets", "", quoted + " is not a panel",
                       "use a panel such as gms560, or --regions to report some regions only");
    return std::nullopt;
  }
  const std::string targets_path = paths.targets.empty() ? assay.panel->targets_path : paths.targets;
  const std::string hotspots_path = paths.hotspots.empty() ? assay.panel->hotspots_path : paths.hotspots;
  if (targets_path.empty())
    throw InputError("run", "", quoted + " is a panel and needs its targets", "add --targets BED");
  if (!paths.regions.empty())
    throw InputError("--regions", "", "a panel reports its targets and hot-spots already",
                     "leave --regions out, or give fewer targets");
  TargetPieces targets(read_targets(targets_path, genome, assay.panel->gene_separators, assay.panel->padding_bases),
                       assay.panel->coverage_thresholds, block_bases);
  std::vector<Hotspot> hotspots;
  if (!hotspots_path.empty()) hotspots = read_hotspots(hotspots_path, genome);
  std::vector<GenomeInterval> reported = targets.padded();
  for (const Hotspot& hotspot : hotspots)
    reported.push_back({hotspot.position, hotspot.position + static_cast<GenomePosition>(hotspot.reference.size())});
  HotspotCounter counter(hotspots, genome);
  return CasePanel{std::move(targets), std::move(hotspots), std::move(counter), CallRegions(std::move(reported)),
                   targets_path,       hotspots_path};
}

}  // namespace norrsken
