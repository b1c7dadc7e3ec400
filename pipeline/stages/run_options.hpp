// What the user asked of a run: the same for all its cases.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/filtering/somatic_score.hpp"
#include "pipeline/log.hpp"
#include "pipeline/stages/call_regions.hpp"
#include "pipeline/stages/case_folder.hpp"
#include "pipeline/stages/known_alleles.hpp"

namespace norrsken {

struct RunOptions {
  std::string output;              // cases get a folder each in it
  std::string scratch;             // empty: output/.scratch
  std::string reference_path;      // FASTA for CRAM; may be empty
  std::string sheet_path;          // for provenance; may be empty
  std::vector<std::string> words;  // as typed, "run" first
  std::string annotation_path;     // TOML that is added to every assay; may be empty
  std::string regions_path;        // BED; may be empty
  std::string targets_path;        // BED of a panel; empty: the assay's
  std::string hotspots_path;       // VCF or TSV; empty: the assay's
  KnownAlleleFiles known_alleles;  // what somatic calls are compared with
  std::string score_path;          // learned score of somatic records; may be empty
  std::optional<ScoreModel> score;
  std::string simd;  // as given; for provenance
  std::optional<CallRegions> regions;
  std::vector<std::string> allowed_mismatches;  // cases whose samples need not be of one person
  std::uint64_t memory_bytes = 0;               // of one rank; 0 = choose
  unsigned threads = 1;                         // of one rank
  Overwrite overwrite = Overwrite::refuse;
  Holder holder = Holder::respect;
  bool starts_over = false;                                   // forgets checkpoints
  std::optional<std::chrono::milliseconds> checkpoint_every;  // none: only when asked to stop
  Terminal terminal = Terminal::lines;
  std::vector<std::string> notes;  // lines for the log of every case; of the root rank
};

}  // namespace norrsken
