// The transcripts and sources that an assay annotates with, loaded and checked once and shared by all threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/vcf_reader.hpp"
#include "kernels/types/annotation_source.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/transcript.hpp"
#include "pipeline/annotation/annotation_settings.hpp"
#include "pipeline/annotation/memory_sources.hpp"

namespace norrsken {

// The genome that sources must fit.
struct AnnotatedGenome {
  GenomeView view;
  std::string reference_name;  // for messages
  std::string build;           // "GRCh38"; empty: not known
};

class CaseAnnotation {
 public:
  // today: days since 1970-01-01. Throws InputError (exit code reference): a source that cannot be read, is of another
  // genome, or too old where the assay calls that an error.
  CaseAnnotation(const AnnotationSettings& settings, const AnnotatedGenome& genome, std::int64_t today);

  [[nodiscard]] const AnnotationSettings& settings() const { return settings_; }
  [[nodiscard]] const TranscriptSet* transcripts() const { return transcripts_ ? &*transcripts_ : nullptr; }
  // By source of the settings; null where it is of another kind.
  [[nodiscard]] const TableSource* table(std::size_t source) const { return tables_[source].get(); }
  [[nodiscard]] const BedSource* bed(std::size_t source) const { return beds_[source].get(); }

  // The genes first, then as in the assay.
  [[nodiscard]] const std::vector<AnnotationSource>& sources() const { return sources_; }
  // Lines of a VCF header: each source with version and date, then CSQ and the joined fields.
  [[nodiscard]] std::string header_lines() const;

 private:
  void load_genes(const AnnotatedGenome& genome, std::int64_t today);
  // Returns the date that the file says of itself, or nothing.
  std::string load_source(const SourceSettings& source, const AnnotatedGenome& genome);

  AnnotationSettings settings_;
  std::optional<TranscriptSet> transcripts_;
  std::vector<std::unique_ptr<TableSource>> tables_;
  std::vector<std::unique_ptr<BedSource>> beds_;
  std::vector<AnnotationSource> sources_;
};

// Of a VCF source.
[[nodiscard]] VcfSelection selection_of(const SourceSettings& source);

}  // namespace norrsken
