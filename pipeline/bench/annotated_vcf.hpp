// annotated.vcf.gz: every truth and call allele with its verdict, in two sample columns TRUTH and CALLS.
#pragma once

#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "io/reference_fasta.hpp"
#include "kernels/types/genome.hpp"
#include "pipeline/bench/bench_counts.hpp"

namespace norrsken {

class AnnotatedVcf {
 public:
  // Writes path and path.tbi, visible only after finish(). Throws SystemError.
  AnnotatedVcf(const std::string& path, const ReferenceFasta& reference);
  // Contigs in the order of the reference.
  void append(const ComparedContig& contig);
  void finish();

 private:
  std::vector<Contig> contigs_;
  BgzfFile file_;
  BgzfCompressor compressor_;
};

}  // namespace norrsken
