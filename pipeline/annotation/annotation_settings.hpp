// What an assay says of annotation: [genes], any number of [[annotation]] and of [[rule]]. All may be missing.
#pragma once

#include <toml++/toml.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "kernels/prioritisation/rules.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// vcf: alleles. table: rows of alleles or of genes, with a header. bed: stretches of the genome.
enum class SourceKind { vcf, table, bed };
enum class WhenOld { error, warning };

// What is known of a file, and when it is too old.
struct SourceAge {
  std::string version;
  std::string date;            // "2026-11-01"; empty: not told. What the file's own header says counts more
  std::string build;           // "GRCh38"; empty: not told
  std::uint32_t max_days = 0;  // 0 = never too old
  WhenOld when_old = WhenOld::error;
};

struct GenesSettings {
  std::string path;  // GFF3
  GenomePosition near_bases = 5000;
  SourceAge age;
};

struct SourceSettings {
  std::string name;  // letters, digits and "_": fields of the VCF begin with it
  SourceKind kind = SourceKind::vcf;
  std::string path;
  std::vector<std::string> fields;  // INFO keys, columns of the table; of a BED "name" at most
  std::vector<Condition> rescues;   // a filtered variant is shown all the same when one of them holds
  SourceAge age;
};

struct AnnotationSettings {
  std::optional<GenesSettings> genes;
  std::vector<SourceSettings> sources;
  std::vector<PriorityRule> rules;
  std::vector<std::string> missing;  // what rules that were left out wait for, each once: "ClinVar", "genes"

  [[nodiscard]] bool adds_to_records() const { return genes || !sources.empty(); }
};

inline constexpr std::array<const char*, 3> annotation_sections = {"genes", "annotation", "rule"};

// What is read is noted in `values` too. Throws InputError with the line, as TomlSection does; a name given twice, no
// name for a field of a VCF, no date, no condition.
[[nodiscard]] AnnotationSettings read_annotation(const toml::table& assay, const std::string& file,
                                                 NamedValues& values);

// Genes and rules of `more` replace those of `settings` where it has any, its sources come behind. Throws InputError: a
// source of a name that is taken.
void join(AnnotationSettings& settings, AnnotationSettings more, const std::string& file);

// Leaves out the rules that cannot be judged: those that ask (`all`, `any`) for a source or for genes which are not
// there, and notes what they wait for. Where somatic rules wait for genes, variants of which no other rule speaks
// become tier III.
void leave_out_rules(AnnotationSettings& settings);

// A path as `file` names it: relative to its folder.
[[nodiscard]] std::string beside(const std::string& file, const std::string& path);

}  // namespace norrsken
