// The targets and hot-spots of a panel, checked against the genome of the index: a list made for another build is
// refused, with its line, before hours of work.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/genome.hpp"
#include "kernels/types/panel.hpp"

namespace norrsken {

// BED: contig, start, end, perhaps a name. A target's gene is its name up to the first of `gene_separators`
// ("EGFR_exon19" -> "EGFR"). Where a comment line names a column "ref" (or "reference"), its letters must stand at the
// target's start in the genome. Throws InputError with the line: a contig that the genome lacks, an end behind its
// contig, an empty target, the same target under the same name twice, other reference bases; no target at all.
[[nodiscard]] TargetPanel read_targets(const std::string& path, const GenomeView& genome,
                                       std::string_view gene_separators, GenomePosition padding_bases);

// VCF (gene from INFO GENE, name from ID) or a table with tabs: contig, position from 1, REF, ALT, and perhaps gene and
// name; '#' comments and a header line that begins with "contig" or "chrom" are passed over. Several ALT with commas.
// Spelled as our records are: without bases that REF and ALT share at their ends, but for the one before an indel, and
// moved left. By position, REF, ALT; each once.
// Throws InputError with the line: a contig that the genome lacks, a position behind its end, REF other than the
// genome's bases, letters other than A, C, G and T.
[[nodiscard]] std::vector<Hotspot> read_hotspots(const std::string& path, const GenomeView& genome);

}  // namespace norrsken
