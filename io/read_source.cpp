#include "io/read_source.hpp"

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "io/alignment_reader.hpp"
#include "io/bgzf_block.hpp"
#include "io/fastq_file.hpp"
#include "io/fastq_reader.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

struct ForeignFormat {
  std::string_view start;
  const char* name;
  const char* hint;
};
constexpr std::array<ForeignFormat, 8> foreign_formats = {{
    {"\x28\xb5\x2f\xfd", "is compressed with zstd", "recompress it with gzip or bgzip"},
    {"BZh", "is compressed with bzip2", "recompress it with gzip or bgzip"},
    {"\xfd"
     "7zXZ",
     "is compressed with xz", "recompress it with gzip or bgzip"},
    {"PK\x03\x04", "is a zip archive", "unpack it and compress the FASTQ files with gzip or bgzip"},
    {"@HD\t", "is a SAM text file", "convert it with: samtools view -b"},
    {"@SQ\t", "is a SAM text file", "convert it with: samtools view -b"},
    {"@RG\t", "is a SAM text file", "convert it with: samtools view -b"},
    {">", "is a FASTA file: it has no qualities", "give the FASTQ file"},
}};

// The text that the first bytes of a gzip or BGZF file hold: enough to tell "BAM\1".
std::string first_text(const std::string& path) {
  TextPiece piece;
  const auto source = open_text(path);
  if (!source->fetch(piece)) return "";
  source->expand(piece);
  return std::string(piece.chunk.text().substr(0, 4));
}

// `own`: the source that only this kind of file has.
void check_umi_source(const ReadFiles& files, const UmiPattern& umi, UmiSource own) {
  if (umi.source == UmiSource::tag && own != UmiSource::tag)
    throw InputError(files.read1, "", "is FASTQ, but the assay says that UMIs stand in the tag RX of BAM files",
                     "set umi.source of the assay to \"name\", \"read\" or \"file\"");
  if (umi.source == UmiSource::file && own != UmiSource::file)
    throw InputError(files.read1, "", "is BAM or CRAM, but the assay says that UMIs stand in a FASTQ file of their own",
                     "set umi.source of the assay to \"tag\", \"name\" or \"read\"");
  if (umi.source == UmiSource::file && files.umi.empty())
    throw InputError(files.read1, "", "has no file of UMIs, but the assay says that they stand in one",
                     "fill in the column umi of the sheet, or give --umi-reads, or change umi.source of the assay");
  if (umi.source != UmiSource::file && !files.umi.empty())
    throw InputError(files.umi, "", "is given as a file of UMIs, but the assay does not look for them there",
                     "set umi.source of the assay to \"file\", or leave the file out");
  if (umi.source == UmiSource::read && files.read2.empty() && own == UmiSource::file && umi.read2.prefix_bases() > 0)
    throw InputError(files.read1, "", "has no mates, but the assay says that read 2 begins with a UMI",
                     "set umi.structure2 of the assay to \"+T\", or give R2");
}

// One keeps up with about eight that place reads.
unsigned decompressing_threads(unsigned callers) {
  return callers == 1 ? 0 : (callers + 7) / 8;
}

bool is_alignment(ReadFormat format) {
  return format == ReadFormat::bam || format == ReadFormat::cram;
}

}  // namespace

ReadFormat detect_read_format(const std::string& path) {
  InputFile file(path);
  std::vector<char> bytes(bgzf_block_max_bytes);
  bytes.resize(file.read(bytes.data(), bytes.size()));
  const std::string_view start(bytes.data(), bytes.size());
  if (start.empty()) throw InputError(path, "", "is empty: it holds no reads", "check the step that wrote it");
  if (start.starts_with("CRAM")) return ReadFormat::cram;
  if (bgzf_block_bytes(bytes)) return first_text(path) == "BAM\1" ? ReadFormat::bam : ReadFormat::fastq_bgzf;
  if (start.starts_with("\x1f\x8b")) return ReadFormat::fastq_gzip;
  for (const ForeignFormat& format : foreign_formats)
    if (start.starts_with(format.start)) throw InputError(path, "", format.name, format.hint);
  const bool is_blank = start.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (is_blank && start.size() < bgzf_block_max_bytes)
    throw InputError(path, "", "holds no reads", "check the step that wrote it");
  if (start.front() != '@')
    throw InputError(path, "", "is neither FASTQ (plain, gzip, BGZF) nor BAM nor CRAM", "give one of these");
  return ReadFormat::fastq;
}

std::unique_ptr<ReadSource> open_reads(const ReadFiles& files, unsigned part, unsigned parts,
                                       const std::string& reference_path, unsigned callers, const UmiPattern& umi) {
  if (part >= parts)
    throw std::logic_error("open_reads: part " + std::to_string(part) + " of " + std::to_string(parts));
  const ReadFormat format = detect_read_format(files.read1);
  if (is_alignment(format)) {
    if (!files.read2.empty())
      throw InputError(files.read2, "", "stands beside " + files.read1 + ", which is BAM or CRAM and holds both mates",
                       "give the BAM or CRAM file alone");
    check_umi_source(files, umi, UmiSource::tag);
    return std::make_unique<AlignmentReader>(files.read1, part, parts, reference_path, decompressing_threads(callers),
                                             umi);
  }
  if (!files.read2.empty() && is_alignment(detect_read_format(files.read2)))
    throw InputError(files.read2, "", "is BAM or CRAM but stands in the place of mate 2", "give the file alone");
  std::error_code ignored;
  if (!files.read2.empty() && std::filesystem::equivalent(files.read1, files.read2, ignored))
    throw InputError(files.read1, "", "is given as mate 1 and as mate 2", "give R1 and R2 of the lane");
  check_umi_source(files, umi, UmiSource::file);
  return std::make_unique<FastqReader>(files, part, parts, callers, umi);
}

LaneSharing lane_sharing(const ReadFiles& files) {
  const auto can_begin_anywhere = [](const std::string& path) {
    const ReadFormat format = detect_read_format(path);
    return format == ReadFormat::fastq || format == ReadFormat::fastq_bgzf;
  };
  if (!can_begin_anywhere(files.read1)) return LaneSharing::by_skipping;
  for (const std::string& path : {files.read2, files.umi})
    if (!path.empty() && !can_begin_anywhere(path)) return LaneSharing::by_skipping;
  return LaneSharing::by_range;
}

}  // namespace norrsken
