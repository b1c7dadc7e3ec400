// Whether what a tumour shows is what the panel of normals shows at that allele too.
#pragma once

#include <cstdint>

#include "kernels/types/known_allele.hpp"
#include "kernels/types/somatic_limits.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

// Normals that show an allele at such a mean share carry it: a tumour that shows more of it has lost the other allele.
inline constexpr std::uint32_t germline_background_ppm = 150'000;

// How much likelier the tumour's fragments are if any allele fraction is as likely as another (a variant of its own)
// than if its fraction is one more draw from the background, 10 log10 x 100, within +-100,000. The background is a beta
// distribution of the panel's mean and spread; the spread counts as at least mean / sqrt(normals_with), because few
// normals do not tell it. 0 without background or depth; negative when the fraction is that of the background.
// background 1 % +- 1 % of 5 normals: 1 of 100 -> -1402, 20 of 100 -> 4624.
[[nodiscard]] std::int32_t background_odds_centiphred(std::uint32_t alternate, std::uint32_t depth,
                                                      const KnownAllele& known);

// More normals than the limit show the allele, and the tumour does not stand out from them. `tumor`: its depths.
[[nodiscard]] bool is_in_panel_of_normals(const SomaticLimits& limits, const GenotypeCall& tumor,
                                          const KnownAllele& known);

}  // namespace norrsken
