#include "io/evidence_slice.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string_view>

#include "io/bgzf_writer.hpp"
#include "io/htslib_handles.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

using Record = Htslib<bam1_t>;

constexpr std::string_view end_of_file{"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0", 28};

template <class Number>
void put(Number number, std::string& bytes) {  // little-endian, as BAM and this machine are
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// Section 4.2 of the SAM specification.
void put_record(const bam1_t& record, std::string& bytes) {
  const bam1_core_t& core = record.core;
  // Names are padded with zeros in memory, not in the file.
  const auto name_bytes = static_cast<std::uint8_t>(core.l_qname - core.l_extranul);
  put(static_cast<std::int32_t>(32 + record.l_data - core.l_extranul), bytes);
  put(std::int32_t{0}, bytes);  // the only contig
  put(static_cast<std::int32_t>(core.pos), bytes);
  put(name_bytes, bytes);
  put(core.qual, bytes);
  put(core.bin, bytes);
  put(static_cast<std::uint16_t>(core.n_cigar), bytes);
  put(core.flag, bytes);
  put(core.l_qseq, bytes);
  put(static_cast<std::int32_t>(core.mtid == core.tid ? 0 : -1), bytes);
  put(static_cast<std::int32_t>(core.mtid == core.tid ? core.mpos : -1), bytes);
  put(static_cast<std::int32_t>(core.isize), bytes);
  bytes.append(reinterpret_cast<const char*>(record.data), name_bytes);
  bytes.append(reinterpret_cast<const char*>(record.data) + core.l_qname,
               static_cast<std::size_t>(record.l_data - core.l_qname));
}

bool shows(const bam1_t& record, const std::string& variant) {
  const std::uint8_t* tag = bam_aux_get(&record, "XV");
  const char* text = tag == nullptr ? nullptr : bam_aux2Z(tag);
  return text != nullptr && ("," + std::string(text) + ",").find("," + variant + ",") != std::string::npos;
}

// Names to keep of {name, shows the variant}.
std::set<std::string> choose(const std::map<std::string, bool>& fragments, std::size_t most) {
  std::vector<std::string> with;
  std::vector<std::string> without;
  for (const auto& [name, has_variant] : fragments) (has_variant ? with : without).push_back(name);
  const std::size_t wanted = std::max(most / 2, most - std::min(most, without.size()));
  with.resize(std::min(with.size(), wanted));
  without.resize(std::min(without.size(), most - with.size()));
  std::set<std::string> kept(with.begin(), with.end());
  kept.insert(without.begin(), without.end());
  return kept;
}

}  // namespace

struct EvidenceFile::Handles {
  Htslib<htsFile> file;
  Htslib<sam_hdr_t> header;
  Htslib<hts_idx_t> index;
};

EvidenceFile::EvidenceFile(const std::string& path) : path_(path), handles_(std::make_unique<Handles>()) {
  const auto fail = [&](const char* reason) {
    throw InputError(path, "", reason, "run the case again, or remove the bam folder for a report without reads");
  };
  handles_->file.reset(hts_open(path.c_str(), "r"));
  if (!handles_->file || hts_get_format(handles_->file.get())->format != bam) fail("cannot be opened as BAM");
  handles_->header.reset(sam_hdr_read(handles_->file.get()));
  if (!handles_->header) fail("has a damaged header");
  handles_->index.reset(sam_index_load(handles_->file.get(), path.c_str()));
  if (!handles_->index) fail("has no index beside it");
}

EvidenceFile::~EvidenceFile() = default;
EvidenceFile::EvidenceFile(EvidenceFile&&) noexcept = default;
EvidenceFile& EvidenceFile::operator=(EvidenceFile&&) noexcept = default;

std::vector<std::uint8_t> EvidenceFile::slice(const SliceRequest& request) {
  std::vector<Record> records;
  std::map<std::string, bool> fragments;
  const int contig = sam_hdr_name2tid(handles_->header.get(), request.contig.c_str());
  std::int64_t length = request.end;
  if (contig >= 0) {
    length = sam_hdr_tid2len(handles_->header.get(), contig);
    const Htslib<hts_itr_t> iterator(sam_itr_queryi(handles_->index.get(), contig, request.start, request.end));
    Record record(bam_init1());
    int state = 0;
    while (iterator && (state = sam_itr_next(handles_->file.get(), iterator.get(), record.get())) >= 0) {
      bool& has_variant = fragments[bam_get_qname(record.get())];
      has_variant = has_variant || shows(*record, request.variant);
      records.push_back(std::move(record));
      record.reset(bam_init1());
    }
    if (!iterator || state < -1) throw InputError(path_, "", "is damaged", "run the case again");
  }
  const std::set<std::string> kept = choose(fragments, request.max_fragments);
  std::string bytes("BAM\1");
  const std::string text =
      "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:" + request.shown_contig + "\tLN:" + std::to_string(length) + "\n";
  put(static_cast<std::int32_t>(text.size()), bytes);
  bytes += text;
  put(std::int32_t{1}, bytes);
  put(static_cast<std::int32_t>(request.shown_contig.size() + 1), bytes);
  bytes.append(request.shown_contig.c_str(), request.shown_contig.size() + 1);
  put(static_cast<std::int32_t>(length), bytes);
  for (const Record& record : records)
    if (kept.count(bam_get_qname(record.get())) != 0) put_record(*record, bytes);
  std::vector<std::uint8_t> packed;
  BgzfCompressor().compress(bytes, packed);
  packed.insert(packed.end(), end_of_file.begin(), end_of_file.end());
  return packed;
}

}  // namespace norrsken
