// The settings of an assay, from a TOML file or built in (config/*.toml). Every threshold that shapes results is here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "io/qc_report.hpp"
#include "io/sample_sheet.hpp"
#include "io/umi_pattern.hpp"
#include "kernels/calling/block_caller.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/somatic_limits.hpp"
#include "kernels/types/umi.hpp"
#include "pipeline/annotation/annotation_settings.hpp"
#include "pipeline/stages/biomarker_rules.hpp"

namespace norrsken {

// Regions that X and Y share, in coordinates of the chromosome (0-based half-open).
struct GenomeBuild {
  std::string name;
  GenomePosition x_length = 0;
  std::vector<GenomeInterval> x_par;
  std::vector<GenomeInterval> y_par;
};

// Ratios are per mille of the autosomal depth.
struct SexRules {
  std::uint64_t single_x_at_least = 300;
  std::uint64_t double_x_at_least = 750;
  std::uint64_t double_x_at_most = 1300;
  std::uint64_t single_y_at_least = 200;
  std::uint64_t min_reads = 20000;
  std::vector<GenomeBuild> builds;
};

enum class AssayKind { germline, somatic };
enum class NormalSample { required, optional, none };  // none: tumors are called without one

// What a capture panel needs beside its thresholds. A path is relative to the assay's file.
struct PanelSettings {
  std::uint32_t padding_bases = 0;                 // targets are called with so many bases on both sides
  std::vector<std::uint32_t> coverage_thresholds;  // depths, rising
  std::string gene_separators;                     // a target's gene is its name up to the first of these
  std::string targets_path;                        // BED; may be empty: then --targets is needed
};

struct Assay {
  std::string name;
  AssayKind kind = AssayKind::germline;
  NormalSample normal = NormalSample::none;  // of somatic cases
  std::string hotspots_path;                 // VCF or TSV; may be empty
  PlacementOptions placement;
  CallingOptions calling;
  SexRules sex;
  std::vector<QualityLimit> limits;
  std::optional<PanelSettings> panel;  // [panel]; without it the whole genome is looked at
  SomaticLimits somatic;               // [somatic]; read for kind somatic
  AnnotationSettings annotation;       // [genes], [[annotation]], [[rule]]; all may be missing
  BiomarkerRules biomarkers;           // [biomarkers]; read for kind somatic
  UmiPattern umi;                      // [umi]; what is done with UMIs stands in calling.umi
  NamedValues values;                  // every setting as text, by its name in the file
};

// "wgs" -> the built-in one; anything with a '/' or ".toml" is a file. Throws InputError with the line: unknown name,
// no TOML, a key that is missing, unknown, of the wrong type or out of range.
[[nodiscard]] Assay load_assay(const std::string& name_or_path);

// Adds what a file of [genes], [[annotation]] and [[rule]] holds. Its genes and its rules replace those of the assay,
// its sources come behind. Throws InputError with the line: another section, a source of a name that is taken.
void add_annotation(Assay& assay, const std::string& path);

// "wgs", or "wgs_tumour_normal" for a case with a tumor.
[[nodiscard]] std::string default_assay(const Case& input);

// Whether the samples of a case are those that the assay is made for. Throws InputError naming the case: a tumor in a
// germline assay, a family in a somatic one, a normal that is missing or not wanted.
void check_fits(const Assay& assay, const Case& input);

}  // namespace norrsken
