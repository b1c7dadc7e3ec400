#include "pipeline/annotation/case_annotation.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "io/csq_text.hpp"
#include "io/gff3_reader.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/annotation/allele_file.hpp"
#include "pipeline/annotation/source_age.hpp"

namespace norrsken {
namespace {

AnnotationSource described(const std::string& name, const std::string& path, const SourceAge& age) {
  return {name, path, age.version, age.date, age.build, ""};
}

// own_date: what the header of the file says; it may not be what the assay says.
void judge_age(AnnotationSource& source, SourceAge age, const std::string& own_date, std::int64_t today) {
  if (!own_date.empty()) {
    if (!age.date.empty() && age.date != own_date)
      source.warning =
          fmt::format("{} is of {} by its own header, not of {} as the assay says", source.name, own_date, age.date);
    age.date = own_date;
  }
  source.date = age.date;
  const std::string old = check_age(source.name, source.path, age, today);
  if (!old.empty()) source.warning += (source.warning.empty() ? "" : "; ") + old;
}

// The last "##fileDate" of a VCF.
std::string date_of(const VcfReader& reader) {
  std::string date;
  for (const std::string& value : reader.header_values("fileDate")) date = plain_date(value);
  return date;
}

// A text in quotes as VCF wants it in a header line.
std::string quoted(const std::string& text) {
  std::string made = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') made.push_back('\\');
    made.push_back(static_cast<unsigned char>(letter) < ' ' ? ' ' : letter);
  }
  return made + "\"";
}

// The build that a VCF names as its reference; empty when it does not.
std::string build_of(const VcfReader& reader) {
  for (const std::string& value : reader.header_values("reference"))
    for (const char* build : {"GRCh37", "GRCh38", "hg19", "hg38"})
      if (value.find(build) != std::string::npos) return build;
  return "";
}

}  // namespace

CaseAnnotation::CaseAnnotation(const AnnotationSettings& settings, const AnnotatedGenome& genome, std::int64_t today)
    : settings_(settings) {
  if (settings_.genes) load_genes(genome, today);
  for (const SourceSettings& source : settings_.sources) {
    sources_.push_back(described(source.name, source.path, source.age));
    const std::string own_date = load_source(source, genome);
    judge_age(sources_.back(), source.age, own_date, today);
  }
}

void CaseAnnotation::load_genes(const AnnotatedGenome& genome, std::int64_t today) {
  const GenesSettings& genes = *settings_.genes;
  sources_.push_back(described("genes", genes.path, genes.age));
  check_build(genes.path, genes.age.build, genome.build);
  transcripts_ = read_gff3(genes.path, genome.view);
  check_build(genes.path, transcripts_->build, genome.build);
  AnnotationSource& told = sources_.back();
  if (told.version.empty()) told.version = transcripts_->version;
  if (told.build.empty()) told.build = transcripts_->build;
  judge_age(told, genes.age, plain_date(transcripts_->date), today);
}

std::string CaseAnnotation::load_source(const SourceSettings& source, const AnnotatedGenome& genome) {
  check_build(source.path, source.age.build, genome.build);
  tables_.emplace_back();
  beds_.emplace_back();
  if (source.kind == SourceKind::table) {
    tables_.back() = std::make_unique<TableSource>(source, genome.view);
  } else if (source.kind == SourceKind::bed) {
    beds_.back() = std::make_unique<BedSource>(source, genome.view);
  } else {
    VcfReader reader(source.path, selection_of(source));
    for (const std::string& field : source.fields)
      if (!reader.declares_info(field))
        throw InputError(source.path, "", "has no INFO/" + field, "correct fields in the assay", ExitCode::reference);
    const std::string build = build_of(reader);
    check_build(source.path, build, genome.build);
    if (sources_.back().build.empty()) sources_.back().build = build;
    (void)check_allele_file(reader, genome.view, genome.reference_name);
    return date_of(reader);
  }
  return "";
}

std::string CaseAnnotation::header_lines() const {
  std::string text;
  for (const AnnotationSource& source : sources_) {
    text += "##norrsken_annotation=<ID=" + source.name;
    text += ",File=" + quoted(std::filesystem::path(source.path).filename().string());
    text += ",Version=" + quoted(source.version) + ",Date=" + quoted(source.date) + ",Build=" + quoted(source.build) +
            ">\n";
  }
  if (transcripts_) text += csq_header_line();
  for (const SourceSettings& source : settings_.sources)
    for (const std::string& field : source.fields) {
      text += "##INFO=<ID=" + source.name + "_" + field + ",Number=1,Type=String,Description=";
      text += quoted(source.name + " " + field + ", several separated by &") + ">\n";
    }
  return text;
}

VcfSelection selection_of(const SourceSettings& source) {
  VcfSelection selection;
  selection.columns = SampleColumns::none;
  selection.info_keys = source.fields;
  return selection;
}

}  // namespace norrsken
