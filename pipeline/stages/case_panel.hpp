// The hot-spots of a case, and the targets of one whose assay is a panel.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/coverage/hotspot_evidence.hpp"
#include "kernels/coverage/target_coverage.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"
#include "pipeline/stages/assay.hpp"
#include "pipeline/stages/call_regions.hpp"

namespace norrsken {

struct CaseHotspots {
  std::vector<Hotspot> list;  // by position, reference, alternate
  HotspotCounter counter;
  std::string path;  // for provenance
};

struct CasePanel {
  TargetPieces targets;
  std::optional<CallRegions> regions;  // padded targets and hot-spots: what lies elsewhere is not reported
  std::string path;                    // of the targets, for provenance
};

// What the user gave on the command line; empty: the assay's own.
struct PanelPaths {
  std::string targets;
  std::string hotspots;
  std::string regions;
};

// Of any assay; nothing where neither it nor the user names a list. Throws InputError: a list that does not fit the
// genome.
[[nodiscard]] std::optional<CaseHotspots> load_hotspots(const Assay& assay, const PanelPaths& paths,
                                                        const GenomeView& genome);

// Nothing for an assay without [panel]. Throws InputError: no targets, targets for an assay without [panel], --regions
// beside targets, a list that does not fit the genome.
[[nodiscard]] std::optional<CasePanel> load_panel(const Assay& assay, const PanelPaths& paths,
                                                  std::span<const Hotspot> hotspots, const GenomeView& genome);

}  // namespace norrsken
