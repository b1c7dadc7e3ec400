// tables/SAMPLE.repeats.tsv.gz: how long repeats are in the reads of a tumour without a normal, for panels of normals.
// Tab-separated behind "##norrsken_repeats=1" and a header: contig, start, end (0-based half-open), unit (bases), and
// the reads that show four units less than the reference, ... as many, ... four more, commas between.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/repeat_site.hpp"

namespace norrsken {

// sites: by place. Throws SystemError.
void write_repeat_table(const std::string& path, const GenomeView& genome, std::span<const RepeatSite> sites);

// Throws InputError (another version, a line that is not as written above, a contig that the genome lacks).
[[nodiscard]] std::vector<RepeatSite> read_repeat_table(const std::string& path, const GenomeView& genome);

}  // namespace norrsken
