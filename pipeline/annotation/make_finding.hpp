// Called records -> findings, as the ranks that called them see them: without tier, order and reasons.
#pragma once

#include <vector>

#include "kernels/types/consequence.hpp"
#include "kernels/types/finding.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/somatic_call.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// What annotation found for one record.
struct VariantAnnotation {
  VariantConsequences consequences;
  std::vector<JoinedValue> joined;
  bool is_known = false;  // to a source that rescues
};

// The record lies on a contig.
[[nodiscard]] Finding somatic_finding(const GenomeView& genome, const SomaticCall& call,
                                      const VariantAnnotation& annotation);
[[nodiscard]] Finding germline_finding(const GenomeView& genome, const VariantCall& record,
                                       const VariantAnnotation& annotation);

}  // namespace norrsken
