#include "io/vcf_reader.hpp"

#include <fmt/format.h>
#include <htslib/bgzf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "io/bgzf_block_reader.hpp"
#include "io/htslib_handles.hpp"
#include "io/near_lines.hpp"
#include "io/vcf_reader_fields.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

// htslib prints its own messages; ours say more.
class QuietHtslib {
 public:
  QuietHtslib() : level_(hts_get_log_level()) { hts_set_log_level(HTS_LOG_OFF); }
  ~QuietHtslib() { hts_set_log_level(level_); }
  QuietHtslib(const QuietHtslib&) = delete;
  QuietHtslib& operator=(const QuietHtslib&) = delete;

 private:
  htsLogLevel level_;
};

struct Line {
  kstring_t text = KS_INITIALIZE;
  Line() = default;
  ~Line() { ks_free(&text); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
};

std::string upper_case(const char* text) {
  std::string result = text;
  if (!result.empty() && result[0] != '<' && result.find_first_of("[]") == std::string::npos)
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

std::string joined(const std::vector<std::string>& words) {
  constexpr std::size_t shown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(words.size(), shown); ++i) text += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > shown) text += fmt::format(", ... ({} in all)", words.size());
  return text;
}

struct QueryLimit {
  std::size_t most = std::numeric_limits<std::size_t>::max();
  std::optional<NearPlaces> near = std::nullopt;  // of a VCF file: other lines are passed over
};

}  // namespace

struct VcfReader::State {
  std::string path;
  VcfSelection selection;
  Htslib<htsFile> file;
  Htslib<bcf_hdr_t> header;
  Htslib<bcf1_t> record{bcf_init()};
  Htslib<tbx_t> tabix;                    // of VCF
  std::optional<BgzfBlockReader> blocks;  // of VCF
  Htslib<hts_idx_t> index;                // of BCF
  std::vector<VcfContig> contigs;
  std::vector<std::string> samples;
  std::string sample;
  std::uint64_t records_read = 0;
  bool is_kept = false;            // the whole file is in `kept`
  std::vector<std::string> order;  // of contigs in `kept`
  std::map<std::string, std::vector<VcfRecord>> kept;
  HtslibArray<std::int32_t> integers;
  VcfFieldReader fields;

  [[noreturn]] void fail(const std::string& reason, const std::string& hint) const {
    throw InputError(path, records_read == 0 ? "" : fmt::format("record {}", records_read), reason, hint);
  }

  void open();
  void read_header();
  void choose_sample();
  void load_index();
  void keep_all();
  std::vector<std::string> indexed_contigs();
  void require_index(bool is_there) const {
    if (!is_there) fail("has no index, or one older than the file", "make it with: bcftools index -f -t " + path);
  }
  std::vector<VcfRecord> take_indexed(const std::string& contig, std::int64_t start, std::int64_t end,
                                      const QueryLimit& limit);
  VcfRecord plain_record();
  void fill_genotype(VcfRecord& out);
  void check_record();
};

void VcfReader::State::open() {
  file.reset(hts_open(path.c_str(), "r"));
  if (!file) {
    const int error = errno;
    if (error == ENOENT || error == EISDIR)
      throw InputError(path, "", error == ENOENT ? "no such file" : "is a folder",
                       "give the path of a VCF or BCF file");
    if (error == ENOEXEC) fail("is not a VCF or BCF file", "give a .vcf, .vcf.gz or .bcf file");
    throw SystemError(path, "cannot open", std::strerror(error));
  }
  const htsFormat* format = hts_get_format(file.get());
  if (format->format == empty_format) fail("the file is empty", "check how it was made or copied");
  if (format->category != variant_data) fail("is not a VCF or BCF file", "give a .vcf, .vcf.gz or .bcf file");
  if (format->compression == bgzf && hts_check_EOF(file.get()) == 0)
    fail("the file is truncated (no BGZF end-of-file block)", "copy or make it again");
}

void VcfReader::State::read_header() {
  header.reset(bcf_hdr_read(file.get()));
  if (!header) fail("the VCF header cannot be read", "check it with: bcftools view -h " + path);
  for (int i = 0; i < header->n[BCF_DT_CTG]; ++i) {
    const bcf_idpair_t& entry = header->id[BCF_DT_CTG][i];
    if (entry.key != nullptr) contigs.push_back({entry.key, static_cast<std::int64_t>(entry.val->info[0])});
  }
  for (int i = 0; i < bcf_hdr_nsamples(header.get()); ++i) samples.emplace_back(header->samples[i]);
  choose_sample();
}

void VcfReader::State::choose_sample() {
  if (selection.columns == SampleColumns::none) {
    if (bcf_hdr_set_samples(header.get(), nullptr, 0) != 0) fail("the sample columns cannot be left out", "");
    return;
  }
  if (selection.sample.empty()) {
    if (samples.size() > 1)
      fail(fmt::format("has {} samples: {}", samples.size(), joined(samples)), selection.hint_for_several);
    if (!samples.empty()) sample = samples.front();
    return;
  }
  if (std::find(samples.begin(), samples.end(), selection.sample) == samples.end())
    fail(fmt::format("has no sample \"{}\"", selection.sample),
         samples.empty() ? "leave the sample out: the file has no genotypes" : "one of " + joined(samples));
  sample = selection.sample;
  if (bcf_hdr_set_samples(header.get(), sample.c_str(), 0) != 0) fail("the sample columns cannot be read", "");
}

// An index older than its file may skip records: it is not used.
void VcfReader::State::load_index() {
  const htsFormat* format = hts_get_format(file.get());
  if (format->compression != bgzf) return;
  struct stat file_stat {};
  struct stat index_stat {};
  if (stat(path.c_str(), &file_stat) != 0) return;
  std::string index_path = path + ".tbi";
  if (stat(index_path.c_str(), &index_stat) != 0) {
    index_path = path + ".csi";
    if (stat(index_path.c_str(), &index_stat) != 0) return;
  }
  if (index_stat.st_mtime < file_stat.st_mtime) return;
  if (format->format == vcf)
    tabix.reset(tbx_index_load3(path.c_str(), index_path.c_str(), HTS_IDX_SILENT_FAIL));
  else
    index.reset(bcf_index_load3(path.c_str(), index_path.c_str(), HTS_IDX_SILENT_FAIL));
}

void VcfReader::State::check_record() {
  ++records_read;
  if (record->rid < 0) fail("malformed record", "check it with: bcftools view " + path);
  constexpr int harmless = BCF_ERR_CTG_UNDEF | BCF_ERR_TAG_UNDEF;  // names the header forgot
  if ((record->errcode & ~harmless) != 0) fail("malformed record", "check it with: bcftools view " + path);
}

void VcfReader::State::keep_all() {
  if (is_kept) return;
  is_kept = true;
  for (;;) {
    const int result = bcf_read(file.get(), header.get(), record.get());
    if (result == -1) break;
    if (result < -1) {
      ++records_read;
      fail("malformed or truncated record", "check it with: bcftools view " + path);
    }
    check_record();
    const std::string contig = bcf_hdr_id2name(header.get(), record->rid);
    const auto [entry, is_new] = kept.try_emplace(contig);
    if (is_new) order.push_back(contig);
    entry->second.push_back(plain_record());
  }
}

std::vector<std::string> VcfReader::State::indexed_contigs() {
  int count = 0;
  const Malloced<const char*> names(tabix ? tbx_seqnames(tabix.get(), &count)
                                          : bcf_index_seqnames(index.get(), header.get(), &count));
  std::vector<std::string> contigs_found(names.get(), names.get() + count);
  if (tabix) return contigs_found;
  // The index of a BCF lists contigs of the header that have no records too.
  std::erase_if(contigs_found, [this](const std::string& name) {
    const int target = bcf_hdr_name2id(header.get(), name.c_str());
    const Htslib<hts_itr_t> all(bcf_itr_queryi(index.get(), target, 0, HTS_POS_MAX));
    return !all || bcf_itr_next(file.get(), all.get(), record.get()) == -1;
  });
  return contigs_found;
}

std::vector<VcfRecord> VcfReader::State::take_indexed(const std::string& contig, std::int64_t start, std::int64_t end,
                                                      const QueryLimit& limit) {
  std::vector<VcfRecord> records;
  Htslib<hts_itr_t> iterator;
  const int target = tabix ? tbx_name2id(tabix.get(), contig.c_str()) : bcf_hdr_name2id(header.get(), contig.c_str());
  if (target < 0) return records;
  iterator.reset(tabix ? tbx_itr_queryi(tabix.get(), target, start, end)
                       : bcf_itr_queryi(index.get(), target, start, end));
  if (!iterator) fail("the index cannot be read", "make it again with: bcftools index -f -t " + path);
  std::optional<NearLines> near_lines;
  if (tabix && limit.near) {
    if (!blocks) blocks.emplace(*hts_get_bgzfp(file.get())->fp);
    near_lines.emplace(*blocks, *iterator, contig, *limit.near);
  }
  Line line;
  while (records.size() < limit.most) {
    int result = 0;
    if (tabix) {
      result =
          near_lines ? near_lines->next(line.text) : tbx_itr_next(file.get(), tabix.get(), iterator.get(), &line.text);
      if (result >= 0 && vcf_parse(&line.text, header.get(), record.get()) != 0) result = -2;
    } else {
      result = bcf_itr_next(file.get(), iterator.get(), record.get());
      if (result >= 0 && !sample.empty() && bcf_subset_format(header.get(), record.get()) != 0) result = -2;
    }
    if (result == -1) break;
    if (result < -1) {
      ++records_read;
      fail("malformed or truncated record on " + contig, "check it with: bcftools view " + path);
    }
    check_record();
    records.push_back(plain_record());
  }
  return records;
}

VcfRecord VcfReader::State::plain_record() {
  bcf1_t* from = record.get();
  // htslib takes lines that end too early and a POS that is no number.
  if (bcf_unpack(from, BCF_UN_ALL) != 0 || from->d.id == nullptr || from->n_allele < 1 || from->pos < 0)
    fail("malformed record", "check it with: bcftools view " + path);
  VcfRecord out;
  out.position = from->pos;
  out.id = from->d.id;
  out.reference = upper_case(from->d.allele[0]);
  for (int i = 1; i < from->n_allele; ++i) out.alternates.push_back(upper_case(from->d.allele[i]));
  if (bcf_float_is_missing(from->qual) == 0) out.quality_phred = from->qual;
  for (int i = 0; i < from->d.n_flt; ++i) {
    if (i > 0) out.filters += ';';
    const char* name = bcf_hdr_int2id(header.get(), BCF_DT_ID, from->d.flt[i]);
    out.filters += name != nullptr ? name : "?";
  }
  if (from->d.n_flt == 0) out.filters.assign(1, '.');
  fill_genotype(out);
  for (const std::string& key : selection.info_keys) out.info.push_back(fields.info_text(header.get(), from, key));
  for (const std::string& key : selection.format_keys)
    out.format.push_back(sample.empty() ? "" : fields.format_text(header.get(), from, key));
  return out;
}

void VcfReader::State::fill_genotype(VcfRecord& out) {
  if (sample.empty()) return;
  const int count = bcf_get_genotypes(header.get(), record.get(), &integers.values, &integers.capacity);
  if (count <= 0) return;
  out.is_phased = true;
  for (int i = 0; i < count && integers.values[i] != bcf_int32_vector_end; ++i) {
    const std::int32_t value = integers.values[i];
    const std::int32_t allele = bcf_gt_is_missing(value) ? -1 : bcf_gt_allele(value);
    if (allele >= record->n_allele)
      fail("a genotype names an allele that the record does not have", "correct the record");
    out.genotype.push_back(allele);
    if (i > 0 && !bcf_gt_is_phased(value)) out.is_phased = false;
  }
  if (out.genotype.size() < 2) out.is_phased = false;
  const int sets = bcf_get_format_int32(header.get(), record.get(), "PS", &integers.values, &integers.capacity);
  if (sets > 0 && integers.values[0] > 0) out.phase_set_1based = integers.values[0];
}

VcfReader::VcfReader(const std::string& path, const VcfSelection& selection) : state_(std::make_unique<State>()) {
  const QuietHtslib quiet;
  state_->path = path;
  state_->selection = selection;
  state_->open();
  state_->read_header();
  state_->load_index();
}
VcfReader::~VcfReader() = default;
VcfReader::VcfReader(VcfReader&&) noexcept = default;
VcfReader& VcfReader::operator=(VcfReader&&) noexcept = default;

const std::string& VcfReader::path() const {
  return state_->path;
}
const std::vector<VcfContig>& VcfReader::contigs() const {
  return state_->contigs;
}
const std::vector<std::string>& VcfReader::samples() const {
  return state_->samples;
}
const std::string& VcfReader::sample() const {
  return state_->sample;
}

std::vector<std::string> VcfReader::header_values(const std::string& key) const {
  std::vector<std::string> values;
  const bcf_hdr_t* header = state_->header.get();
  for (int i = 0; i < header->nhrec; ++i) {
    const bcf_hrec_t* line = header->hrec[i];
    if (line->type == BCF_HL_GEN && line->value != nullptr && key == line->key) values.emplace_back(line->value);
  }
  return values;
}
bool VcfReader::declares_info(const std::string& key) const {
  const bcf_hdr_t* header = state_->header.get();
  return bcf_hdr_idinfo_exists(header, BCF_HL_INFO, bcf_hdr_id2int(header, BCF_DT_ID, key.c_str()));
}

ValuesPer VcfReader::values_per(const std::string& key) const {
  const bcf_hdr_t* header = state_->header.get();
  const int id = bcf_hdr_id2int(header, BCF_DT_ID, key.c_str());
  if (!bcf_hdr_idinfo_exists(header, BCF_HL_INFO, id)) return ValuesPer::record;
  const int length = static_cast<int>(bcf_hdr_id2length(header, BCF_HL_INFO, id));
  return length == BCF_VL_A ? ValuesPer::alternate : length == BCF_VL_R ? ValuesPer::allele : ValuesPer::record;
}

std::vector<std::string> VcfReader::contigs_with_records() {
  const QuietHtslib quiet;
  if (!state_->tabix && !state_->index) {
    state_->keep_all();
    return state_->order;
  }
  return state_->indexed_contigs();
}

std::vector<VcfRecord> VcfReader::take(const std::string& contig) {
  const QuietHtslib quiet;
  if (state_->tabix || state_->index) return state_->take_indexed(contig, 0, HTS_POS_MAX, {});
  state_->keep_all();
  const auto found = state_->kept.find(contig);
  if (found == state_->kept.end()) return {};
  std::vector<VcfRecord> records = std::move(found->second);
  found->second.clear();
  return records;
}

bool VcfReader::has_index() const {
  return state_->tabix || state_->index;
}

std::vector<VcfRecord> VcfReader::query(const std::string& contig, std::int64_t start, std::int64_t end,
                                        std::size_t most) {
  const QuietHtslib quiet;
  state_->require_index(has_index());
  return state_->take_indexed(contig, start, end, {most, std::nullopt});
}

std::vector<VcfRecord> VcfReader::query_near(const std::string& contig, std::int64_t start, std::int64_t end,
                                             const NearPlaces& places) {
  const QuietHtslib quiet;
  state_->require_index(has_index());
  return state_->take_indexed(contig, start, end, {.near = places});
}

}  // namespace norrsken
