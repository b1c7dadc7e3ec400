// A file that variants are annotated with, as headers, provenance and the report name it.
#pragma once

#include <string>

namespace norrsken {

struct AnnotationSource {
  std::string name;  // of the assay file: "ClinVar"; "genes" for the transcripts
  std::string path;
  std::string version;  // as the assay file or the source itself says; empty: not known
  std::string date;     // "2026-11-01"; empty: not known
  std::string build;    // "GRCh38"; empty: not known
  std::string warning;  // what the reader of the report must know, such as its age; empty: nothing
};

}  // namespace norrsken
