// The coordinate-sorted files of a case: which they are, and how they are written piece by piece.
//
// On every rank, one OutputFormatter a thread:   formatter.format(block, shards)         (OutputShards of that block)
// On the gathering rank, in coordinate order:    files.append(shards); ... files.finish()
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "io/gvcf_writer.hpp"
#include "io/vcf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/somatic_call.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

enum class OutputKind { germline, germline_pass, gvcf, somatic, somatic_pass, regions };

struct OutputPlan {
  OutputKind kind = OutputKind::germline;
  std::string name;                   // below the case folder: "vcf/NA1.vcf.gz"
  std::vector<std::uint8_t> columns;  // samples of the case, in the order of the file's columns
  VcfDescription description;         // names of the same samples
};

// What a stretch of the genome adds to each file of the plan, in its order.
using OutputShards = std::vector<BgzfShard>;

// What one block of the genome reports.
struct OutputRecords {
  std::span<const VariantCall> variants;
  std::span<const SomaticCall> somatic;
  std::span<const ReferenceBlock> reference_blocks;
  std::span<const RegionTrace> regions;
  GenomeInterval range;  // as GvcfInput::reference_range says
};

// Formats and compresses one block of the genome after the other. Keeps its buffers: one a thread.
class OutputFormatter {
 public:
  // `genome` and `plans` must outlive the formatter.
  OutputFormatter(const GenomeView& genome, std::span<const OutputPlan> plans) : genome_(genome), plans_(plans) {}

  // Appends the block's records to `shards`, which is empty or has one shard a file.
  void format(const OutputRecords& records, OutputShards& shards);

 private:
  GenomeView genome_;
  std::span<const OutputPlan> plans_;
  RecordText text_;
  BgzfCompressor compressor_;
};

// Writes the files of a plan; none is visible before finish(). Throws SystemError.
class OutputFiles {
 public:
  // Folders below case_folder are made when absent.
  OutputFiles(const std::string& case_folder, std::span<const OutputPlan> plans, std::span<const Contig> contigs);

  void append(const OutputShards& shards);
  void append(std::size_t file, std::span<const std::uint8_t> bytes, std::span<const RecordSpan> spans);
  void finish();
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  std::vector<BgzfFile> files_;
};

}  // namespace norrsken
