// Records of somatic VCF files with known truth, as examples for training.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "io/index_file.hpp"
#include "kernels/filtering/train_score.hpp"

namespace norrsken {

// One run of `norrsken run` on a sample whose somatic variants are known.
struct TrainingFiles {
  std::string truth_path;   // VCF of all somatic variants
  std::string calls_path;   // CASE.somatic.vcf.gz of one tumour, with its normal or without
  std::string judged_path;  // BED of where the truth is complete; empty: everywhere
};

struct TrainingExamples {
  std::array<std::vector<ScoreExample>, 2> taught;    // by ScoreKind
  std::array<std::vector<ScoreExample>, 2> held_out;  // of the contigs that are held out
  std::array<ScoreTally, 2> held_out_by_filters;      // what the filters make of the held out contigs
  std::array<std::uint64_t, 2> held_out_filtered{};   // somatic records there with a filter that a score leaves alone
  std::uint64_t unclear = 0;                          // left out: near a somatic variant that is spelled otherwise
};

// Adds the records of one run that a score decides on: those without a filter that it leaves alone. A record is somatic
// when the truth has its allele, in whatever spelling; MNVs of the truth count as their SNVs. Throws InputError: no
// somatic VCF of norrsken of one tumour, or of another reference than the index's; SystemError.
void add_training_set(const TrainingFiles& files, const std::vector<std::string>& held_out_contigs,
                      const IndexFile& index, TrainingExamples& examples);

}  // namespace norrsken
