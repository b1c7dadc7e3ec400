// The coordinate-sorted files of one sample: vcf/SAMPLE.vcf.gz, .pass.vcf.gz, .g.vcf.gz and
// tables/SAMPLE.regions.tsv.gz.
//
// On every rank, one SampleFormatter a thread:   formatter.format(block, shards)         (SampleShards of that block)
// On the gathering rank, in coordinate order:    files.append(shards); ... files.finish()
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "io/gvcf_writer.hpp"
#include "io/vcf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

inline constexpr unsigned sample_file_count = 4;
enum SampleFile : unsigned { file_all = 0, file_pass = 1, file_gvcf = 2, file_regions = 3 };

// What a stretch of the genome adds to each file; indexed by SampleFile.
struct SampleShards {
  std::array<BgzfShard, sample_file_count> files;
  void append(const SampleShards& next);  // `next` follows on the genome
};

// Formats and compresses one block of the genome after the other. Keeps its buffers: one a thread.
class SampleFormatter {
 public:
  // `genome` views memory that must outlive the formatter. sample: column of the case.
  SampleFormatter(const GenomeView& genome, std::uint8_t sample) : genome_(genome), sample_(sample) {}

  // Appends the block's records to `shards`. `block`: its range as GvcfInput::reference_range says.
  void format(std::span<const VariantCall> variants, std::span<const ReferenceBlock> reference_blocks,
              std::span<const RegionTrace> regions, GenomeInterval block, SampleShards& shards);

 private:
  GenomeView genome_;
  std::uint8_t sample_;
  RecordText text_;
  BgzfCompressor compressor_;
};

// Writes the four files; none is visible before finish(). Throws SystemError.
class SampleFiles {
 public:
  // case_folder/vcf and case_folder/tables are made when absent. description.samples holds the one name.
  SampleFiles(const std::string& case_folder, const VcfDescription& description, std::span<const Contig> contigs);

  void append(const SampleShards& shards);
  void append(SampleFile file, std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans);
  void finish();

 private:
  std::vector<BgzfFile> files_;
};

}  // namespace norrsken
