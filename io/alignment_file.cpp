#include "io/alignment_file.hpp"

#include <htslib/bgzf.h>
#include <htslib/cram.h>
#include <htslib/hfile.h>
#include <htslib/hts_log.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <new>

#include "io/fastq_file.hpp"
#include "io/fastq_parser.hpp"
#include "io/htslib_handles.hpp"
#include "io/read_source.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {
namespace {

constexpr const char* copy_again = "copy or download the file again and compare its checksum";
constexpr const char* right_reference = "give the reference that it was written with";
constexpr unsigned max_stored_quality_phred = 93;

// Of the 4-bit letters of BAM: only A, C, G and T alone are bases.
constexpr std::array<BaseCode, 16> code_of_nibble = {4, 0, 1, 4, 2, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4};

// htslib prints to the terminal by itself and fetches references from the network; both end here. A local REF_PATH
// is the user's own.
void tame_htslib() {
  static std::once_flag once;
  std::call_once(once, [] {
    hts_set_log_level(HTS_LOG_OFF);
    const char* path = std::getenv("REF_PATH");
    const std::string text = path == nullptr ? "" : path;
    const bool is_local = !text.empty() && text.find("http") == std::string::npos &&
                          text.find("ftp") == std::string::npos && text.find("//") == std::string::npos &&
                          text.find("URL") == std::string::npos;
    if (!is_local) setenv("REF_PATH", "/", 1);
  });
}

}  // namespace

struct AlignmentFile::Handles {
  Htslib<htsFile> file;
  Htslib<sam_hdr_t> header;
  Htslib<bam1_t> record{bam_init1()};
  bool is_cram = false;
};

AlignmentFile::AlignmentFile(const std::string& path, const std::string& reference_path, unsigned threads)
    : path_(path), bytes_total_(InputFile(path).size_bytes()), handles_(std::make_unique<Handles>()) {
  tame_htslib();
  handles_->file.reset(hts_open(path.c_str(), "r"));
  if (!handles_->file || !handles_->record) fail("cannot be opened as BAM or CRAM", copy_again);
  htsFile* file = handles_->file.get();
  handles_->is_cram = hts_get_format(file)->format == cram;
  if (!handles_->is_cram && hts_get_format(file)->format != bam) fail("is neither BAM nor CRAM", "give one of these");
  if (hts_check_EOF(file) == 0) fail("the block that ends the file is missing: the file is truncated", copy_again);
  if (handles_->is_cram) use_reference(reference_path);
  handles_->header.reset(sam_hdr_read(file));
  if (!handles_->header) fail("its header is damaged", copy_again);
  if (handles_->is_cram) check_contigs(reference_path);
  // Only now: with threads htslib 1.16 waits for ever in a damaged header.
  if (threads > 0 && hts_set_threads(file, static_cast<int>(threads)) != 0) throw std::bad_alloc();
}

AlignmentFile::~AlignmentFile() = default;

void AlignmentFile::fail(const std::string& reason, const std::string& hint) const {
  throw InputError(path_, records_ == 0 ? "" : "record " + std::to_string(records_), reason, hint);
}

void AlignmentFile::use_reference(const std::string& reference_path) {
  htsFile* file = handles_->file.get();
  if (hts_set_opt(file, CRAM_OPT_REQUIRED_FIELDS, SAM_QNAME | SAM_FLAG | SAM_SEQ | SAM_QUAL) != 0)
    throw std::bad_alloc();
  if (reference_path.empty()) return;
  (void)InputFile(reference_path);
  // Without this htslib would write the index itself, on every rank at once.
  if (!std::filesystem::exists(reference_path + ".fai"))
    throw InputError(reference_path, "", "has no .fai index beside it", "run: samtools faidx " + reference_path);
  if (hts_set_fai_filename(file, reference_path.c_str()) != 0)
    throw InputError(reference_path, "", "cannot be used as the reference of " + path_, "give FASTA with its .fai");
}

// The bases of a CRAM file are differences to a reference: each contig must be there. (htslib would otherwise look
// for it wherever the header says, be it an address in the network.)
void AlignmentFile::check_contigs(const std::string& reference_path) const {
  const int contigs = sam_hdr_nref(handles_->header.get());
  if (contigs == 0) return;
  if (reference_path.empty())
    fail("is CRAM, which is read with the reference that it was written with", "give its FASTA with --reference");
  const Htslib<faidx_t> index(fai_load3(reference_path.c_str(), nullptr, nullptr, 0));
  if (!index) throw InputError(reference_path, "", "has no usable .fai index", "run: samtools faidx " + reference_path);
  for (int i = 0; i < contigs; ++i) {
    const char* name = sam_hdr_tid2name(handles_->header.get(), i);
    const hts_pos_t length = sam_hdr_tid2len(handles_->header.get(), i);
    if (faidx_has_seq(index.get(), name) == 0 || faidx_seq_len(index.get(), name) != length)
      fail("has the contig " + quoted_name(name) + " of " + std::to_string(length) + " bases, which is not in " +
               reference_path,
           right_reference);
  }
}

bool AlignmentFile::next() {
  bam1_t* record = handles_->record.get();
  while (true) {
    const int status = sam_read1(handles_->file.get(), handles_->header.get(), record);
    if (status == -1) {
      if (records_ == 0) fail("holds no reads", "check the step that wrote it");
      return false;
    }
    ++records_;
    if (status < -1 && handles_->is_cram)
      fail("cannot be decoded: the file is damaged, or it was written with another reference", right_reference);
    if (status < -1) fail("is damaged or cut off: the file is truncated or corrupt", copy_again);
    if ((record->core.flag & (BAM_FSECONDARY | BAM_FSUPPLEMENTARY)) != 0) continue;
    if (fragment_name() == "*") fail("has no name", "write the file with read names");
    return true;
  }
}

std::string_view AlignmentFile::fragment_name() const {
  return norrsken::fragment_name(bam_get_qname(handles_->record.get()));
}

MateNumber AlignmentFile::mate_number() const {
  const std::uint16_t flag = handles_->record->core.flag;
  if ((flag & BAM_FPAIRED) == 0) return MateNumber::unpaired;
  const bool is_first = (flag & BAM_FREAD1) != 0;
  if (is_first == ((flag & BAM_FREAD2) != 0))
    fail(quoted_name(fragment_name()) + " is paired but does not say whether it is mate 1 or mate 2",
         "set the flag 0x40 or 0x80");
  return is_first ? MateNumber::first : MateNumber::second;
}

void AlignmentFile::bases(std::vector<BaseQuality>& out) const {
  const bam1_t* record = handles_->record.get();
  const std::int64_t length = record->core.l_qseq;
  if (length <= 0) fail(quoted_name(fragment_name()) + " has no bases", "write primary records with their sequence");
  if (length > static_cast<std::int64_t>(max_read_bases))
    fail(quoted_name(fragment_name()) + " has " + std::to_string(length) + " bases; reads of up to 1000 are accepted",
         "give short reads");
  const std::uint8_t* nibbles = bam_get_seq(record);
  const std::uint8_t* qualities = bam_get_qual(record);
  if (qualities[0] == 0xff)
    fail(quoted_name(fragment_name()) + " has no qualities", "write the file with base qualities, or give the FASTQ");
  out.resize(static_cast<std::size_t>(length));
  std::uint8_t highest = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    highest = std::max(highest, qualities[i]);
    out[i] = make_base_quality(code_of_nibble[bam_seqi(nibbles, i)], qualities[i]);
  }
  if (highest > max_stored_quality_phred)
    fail(quoted_name(fragment_name()) + " has a quality above 93", "the file is damaged: get it again");
  if (bam_is_rev(record)) {
    std::reverse(out.begin(), out.end());
    std::transform(out.begin(), out.end(), out.begin(), complement_called);
  }
}

std::string_view AlignmentFile::umi_tag() const {
  const std::uint8_t* tag = bam_aux_get(handles_->record.get(), "RX");
  const char* text = tag == nullptr ? nullptr : bam_aux2Z(tag);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

std::uint64_t AlignmentFile::bytes_read() const {
  const htsFile* file = handles_->file.get();
  const std::int64_t at = handles_->is_cram ? htell(cram_fd_get_fp(file->fp.cram)) : file->fp.bgzf->block_address;
  return std::min(bytes_total_, static_cast<std::uint64_t>(std::max<std::int64_t>(at, 0)));
}

}  // namespace norrsken
