// Annotates the records of one block of the genome: consequences, compounds of one haplotype, what sources say.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernels/comparison/genome_allele.hpp"
#include "kernels/consequence/consequence_finder.hpp"
#include "kernels/types/variant_call.hpp"
#include "pipeline/annotation/allele_file.hpp"
#include "pipeline/annotation/case_annotation.hpp"
#include "pipeline/annotation/make_finding.hpp"

namespace norrsken {

// One a thread; opens the files of VCF sources. Ascending blocks are quickest.
class VariantAnnotator {
 public:
  // Both must outlive the annotator. Throws InputError or SystemError.
  VariantAnnotator(const CaseAnnotation& annotation, const GenomeView& genome);

  // records: by place. Sets their more_info; the answer has one element a record. haplotypes: indices of records that
  // one molecule carries, by place; without them those of the genotypes.
  [[nodiscard]] std::vector<VariantAnnotation> annotate(std::span<VariantCall* const> records);
  [[nodiscard]] std::vector<VariantAnnotation> annotate(std::span<VariantCall* const> records,
                                                        std::span<const std::vector<std::uint32_t>> haplotypes);

 private:
  struct OpenFile {
    std::size_t source;
    AlleleFile file;
    std::vector<ValuesPer> values_per;  // of each field
  };
  void join(const VariantCall& record, VariantAnnotation& out);
  void join_file(OpenFile& open, const VariantCall& record, std::vector<JoinedValue>& out);

  const CaseAnnotation& annotation_;
  std::optional<ConsequenceFinder> finder_;
  std::vector<OpenFile> files_;
  GenomeAlleleMaker make_;
};

}  // namespace norrsken
