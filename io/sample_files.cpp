#include "io/sample_files.hpp"

#include "io/atomic_file.hpp"
#include "io/region_table.hpp"

namespace norrsken {

void SampleShards::append(const SampleShards& next) {
  for (unsigned file = 0; file < sample_file_count; ++file) files[file].append(next.files[file]);
}

void SampleFormatter::format(std::span<const VariantCall> variants, std::span<const ReferenceBlock> reference_blocks,
                             std::span<const RegionTrace> regions, GenomeInterval block, SampleShards& shards) {
  const auto compress_into = [&](SampleFile file) {
    compressor_.compress(text_, shards.files[file]);
    text_.clear();
  };
  format_variants(genome_, variants, {&sample_, 1}, VcfProduct::all, text_);
  compress_into(file_all);
  format_variants(genome_, variants, {&sample_, 1}, VcfProduct::pass, text_);
  compress_into(file_pass);
  format_gvcf(genome_, {variants, reference_blocks, sample_, block}, text_);
  compress_into(file_gvcf);
  format_regions(genome_, regions, text_);
  compress_into(file_regions);
}

SampleFiles::SampleFiles(const std::string& case_folder, const VcfDescription& description,
                         std::span<const Contig> contigs) {
  const std::string& sample = description.samples.at(0);
  const std::string vcf_prefix = case_folder + "/vcf/" + sample;
  create_private_folders(case_folder + "/vcf");
  create_private_folders(case_folder + "/tables");
  files_.emplace_back(vcf_prefix + ".vcf.gz", vcf_header(description, contigs, VcfProduct::all), contigs,
                      FileIndex::vcf);
  files_.emplace_back(vcf_prefix + ".pass.vcf.gz", vcf_header(description, contigs, VcfProduct::pass), contigs,
                      FileIndex::vcf);
  files_.emplace_back(vcf_prefix + ".g.vcf.gz", vcf_header(description, contigs, VcfProduct::gvcf), contigs,
                      FileIndex::vcf);
  files_.emplace_back(case_folder + "/tables/" + sample + ".regions.tsv.gz", region_table_header(), contigs,
                      FileIndex::none);
}

void SampleFiles::append(const SampleShards& shards) {
  for (unsigned file = 0; file < sample_file_count; ++file) files_[file].append(shards.files[file]);
}

void SampleFiles::append(SampleFile file, std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans) {
  files_.at(file).append(bytes, spans);
}

void SampleFiles::finish() {
  // A disk that fills up with the last file leaves none of them.
  for (BgzfFile& file : files_) file.settle();
  for (BgzfFile& file : files_) file.finish();
}

}  // namespace norrsken
