#include "pipeline/stages/case_panel.hpp"

#include "io/panel_reader.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

std::optional<CaseHotspots> load_hotspots(const Assay& assay, const PanelPaths& paths, const GenomeView& genome) {
  const std::string& path = paths.hotspots.empty() ? assay.hotspots_path : paths.hotspots;
  if (path.empty()) return std::nullopt;
  std::vector<Hotspot> hotspots = read_hotspots(path, genome);
  HotspotCounter counter(hotspots, genome);
  return CaseHotspots{std::move(hotspots), std::move(counter), path};
}

std::optional<CasePanel> load_panel(const Assay& assay, const PanelPaths& paths, std::span<const Hotspot> hotspots,
                                    const GenomeView& genome) {
  const std::string quoted = "assay \"" + assay.name + "\"";
  if (!assay.panel) {
    if (!paths.targets.empty())
      throw InputError("--targets", "", quoted + " is not a panel",
                       "use a panel such as gms560, or --regions to report some regions only");
    return std::nullopt;
  }
  const std::string path = paths.targets.empty() ? assay.panel->targets_path : paths.targets;
  if (path.empty()) throw InputError("run", "", quoted + " is a panel and needs its targets", "add --targets BED");
  if (!paths.regions.empty())
    throw InputError("--regions", "", "a panel reports its targets and hot-spots already",
                     "leave --regions out, or give fewer targets");
  TargetPieces targets(read_targets(path, genome, assay.panel->gene_separators, assay.panel->padding_bases),
                       assay.panel->coverage_thresholds, block_bases);
  std::vector<GenomeInterval> reported = targets.padded();
  for (const Hotspot& hotspot : hotspots)
    reported.push_back({hotspot.position, hotspot.position + static_cast<GenomePosition>(hotspot.reference.size())});
  return CasePanel{std::move(targets), CallRegions(std::move(reported)), path};
}

}  // namespace norrsken
