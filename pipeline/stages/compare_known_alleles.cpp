#include "pipeline/stages/compare_known_alleles.hpp"

#include <algorithm>

#include "kernels/filtering/panel_of_normals_filter.hpp"

namespace norrsken {

void compare_known_alleles(const CaseContext& context, const KnownAlleleFiles& files,
                           std::span<SomaticCandidate> candidates) {
  if (files.panel_path.empty() && files.population_path.empty()) return;
  const std::vector<std::size_t> tumors = context.calling.tumors();
  KnownAlleleLookup lookup(files, context.genome);
  ExpectedPlaces places;
  for (const SomaticCandidate& candidate : candidates) {
    const VariantCall& record = candidate.call.record;
    places.add(record.position, record.reference, record.alternate);
  }
  lookup.expect(places);
  for (SomaticCandidate& candidate : candidates) {
    SomaticCall& call = candidate.call;
    const KnownAllele known = lookup.find(call.record.position, call.record.reference, call.record.alternate);
    call.population_per_million = known.population_ppm;
    const bool is_in_panel = std::all_of(tumors.begin(), tumors.end(), [&](std::size_t tumor) {
      return is_in_panel_of_normals(context.calling.somatic, call.record.samples[tumor], known);
    });
    if (is_in_panel) call.record.filters |= somatic_panel_of_normals;
  }
}

}  // namespace norrsken
