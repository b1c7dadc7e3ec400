// The targets and hot-spots of a case whose assay is a panel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/coverage/hotspot_evidence.hpp"
#include "kernels/coverage/target_coverage.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"
#include "pipeline/stages/assay.hpp"
#include "pipeline/stages/call_regions.hpp"

namespace norrsken {

struct CasePanel {
  TargetPieces targets;
  std::vector<Hotspot> hotspots;  // by position, reference, alternate
  HotspotCounter hotspot_counter;
  std::optional<CallRegions> regions;  // padded targets and hot-spots: what lies elsewhere is not reported
  std::string targets_path;            // for provenance
  std::string hotspots_path;           // may be empty
};

// What the user gave on the command line; empty: the assay's own.
struct PanelPaths {
  std::string targets;
  std::string hotspots;
  std::string regions;
};

// Nothing for an assay without [panel]. Throws InputError: no targets, targets or hot-spots for an assay without
// [panel], --regions beside targets, lists that do not fit the genome.
[[nodiscard]] std::optional<CasePanel> load_panel(const Assay& assay, const PanelPaths& paths,
                                                  const GenomeView& genome);

}  // namespace norrsken
