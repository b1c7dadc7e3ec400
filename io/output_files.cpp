#include "io/output_files.hpp"

#include <filesystem>

#include "io/atomic_file.hpp"
#include "io/region_table.hpp"
#include "io/somatic_writer.hpp"

namespace norrsken {
namespace {

std::string header_of(const OutputPlan& plan, std::span<const Contig> contigs) {
  switch (plan.kind) {
    case OutputKind::germline:
      return vcf_header(plan.description, contigs, VcfProduct::all);
    case OutputKind::germline_pass:
      return vcf_header(plan.description, contigs, VcfProduct::pass);
    case OutputKind::gvcf:
      return vcf_header(plan.description, contigs, VcfProduct::gvcf);
    case OutputKind::somatic:
    case OutputKind::somatic_pass:
      return somatic_header(plan.description, contigs);
    case OutputKind::regions:
      break;
  }
  return std::string(region_table_header());
}

void format_records(const GenomeView& genome, const OutputPlan& plan, const OutputRecords& records, RecordText& text) {
  switch (plan.kind) {
    case OutputKind::germline:
      return format_variants(genome, records.variants, plan.columns, VcfProduct::all, text);
    case OutputKind::germline_pass:
      return format_variants(genome, records.variants, plan.columns, VcfProduct::pass, text);
    case OutputKind::gvcf:
      return format_gvcf(genome, {records.variants, records.reference_blocks, plan.columns.front(), records.range},
                         text);
    case OutputKind::somatic:
      return format_somatic(genome, records.somatic, plan.columns, VcfProduct::all, text);
    case OutputKind::somatic_pass:
      return format_somatic(genome, records.somatic, plan.columns, VcfProduct::pass, text);
    case OutputKind::regions:
      return format_regions(genome, records.regions, text);
  }
}

}  // namespace

void OutputFormatter::format(const OutputRecords& records, OutputShards& shards) {
  shards.resize(plans_.size());
  for (std::size_t file = 0; file < plans_.size(); ++file) {
    format_records(genome_, plans_[file], records, text_);
    compressor_.compress(text_, shards[file]);
    text_.clear();
  }
}

OutputFiles::OutputFiles(const std::string& case_folder, std::span<const OutputPlan> plans,
                         std::span<const Contig> contigs) {
  for (const OutputPlan& plan : plans) {
    const std::string path = case_folder + "/" + plan.name;
    create_private_folders(std::filesystem::path(path).parent_path().string());
    files_.emplace_back(path, header_of(plan, contigs), contigs,
                        plan.kind == OutputKind::regions ? FileIndex::none : FileIndex::vcf);
  }
}

void OutputFiles::append(const OutputShards& shards) {
  for (std::size_t file = 0; file < files_.size(); ++file) files_[file].append(shards.at(file));
}

void OutputFiles::append(std::size_t file, std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans) {
  files_.at(file).append(bytes, spans);
}

void OutputFiles::finish() {
  // A disk that fills up with the last file leaves none of them.
  for (BgzfFile& file : files_) file.settle();
  for (BgzfFile& file : files_) file.finish();
}

}  // namespace norrsken
