// Models of inheritance that the genotypes of a child and its parents fit.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kernels/types/finding.hpp"

namespace norrsken {

struct ChildAndParents {  // columns of the case
  std::size_t child = 0;
  std::size_t mother = 0;
  std::size_t father = 0;
};

// Adds to `models` and `reasons` of germline findings that pass their filters: "de novo" (the caller's judgement),
// "recessive" (child 1/1, both parents carry), "X-linked" (a son's only allele, which his mother carries and his
// father has not; `x_contigs` name X), "compound heterozygous" (two changes of one gene with at least moderate impact,
// one from each parent). findings: by place. Every pair partner is named.
void find_models(std::span<Finding> findings, const ChildAndParents& family, std::span<const std::string> x_contigs);

}  // namespace norrsken
