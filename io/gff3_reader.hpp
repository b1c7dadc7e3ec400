// GFF3 files of genes (Ensembl, GENCODE, RefSeq; plain, gzip or BGZF) -> transcripts on the genome axis.
//
// A transcript is whatever exons or coding sequences name as their parent; its gene is the topmost parent. Taken are
// identifiers with versions, symbols, biotypes, the tags of MANE and of the canonical transcript (RefSeq: RefSeq
// Select), phases, incomplete starts, ribosomal slippage and the genetic code. A GENCODE stop_codon belongs to the
// coding sequence. Contigs go by any of their names (kernels/types/contig_alias.hpp).
#pragma once

#include <string>

#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"

namespace norrsken {

// Contigs that the genome lacks are counted and skipped. Throws InputError (exit code reference) with the line: no such
// file, no GFF3, a line with fewer than nine columns, a place that is no number or outside the contig, exons of one
// transcript on several strands or contigs, a ##sequence-region as long as another build's, no transcript on any contig
// of the genome.
[[nodiscard]] TranscriptSet read_gff3(const std::string& path, const GenomeView& genome);

}  // namespace norrsken
