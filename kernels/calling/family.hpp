// Applies Mendel's rules to the joint records of a family.
#pragma once

#include <span>

#include "kernels/calling/calling_options.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Genotypes of the trios become those that are likeliest together (a changed one loses its phase), and every child's
// says where its allele comes from. Sites where one of the three is not diploid stay as they are.
void settle_families(std::span<const Trio> trios, std::span<VariantCall> variants);

}  // namespace norrsken
