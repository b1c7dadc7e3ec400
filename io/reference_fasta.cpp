#include "io/reference_fasta.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "io/htslib_handles.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

struct CloseGzip {
  void operator()(gzFile file) const { gzclose(file); }
};

bool exists(const std::string& path) {
  struct stat information {};
  return stat(path.c_str(), &information) == 0;
}

void make_upper(std::string& bases) {
  for (char& base : bases)
    if (base >= 'a' && base <= 'z') base = static_cast<char>(base - 'a' + 'A');
}

[[noreturn]] void fail(const std::string& path, const std::string& reason, const std::string& hint) {
  throw InputError(path, "", reason, hint, ExitCode::reference);
}

}  // namespace

struct ReferenceFasta::State {
  std::string path;
  std::vector<FastaContig> contigs;
  Htslib<faidx_t> index;
  std::unordered_map<std::string, std::string> kept;  // when there is no index

  void read_all();
};

void ReferenceFasta::State::read_all() {
  const std::unique_ptr<gzFile_s, CloseGzip> file(gzopen(path.c_str(), "rb"));
  if (!file) throw SystemError(path, "cannot open", std::strerror(errno));
  gzbuffer(file.get(), 1U << 18);
  std::array<char, 1U << 16> piece{};
  std::string* bases = nullptr;
  bool is_line_start = true;
  bool is_name = false;
  std::string name;
  while (gzgets(file.get(), piece.data(), static_cast<int>(piece.size())) != nullptr) {
    std::string_view text = piece.data();
    const bool ends_line = !text.empty() && text.back() == '\n';
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    if (is_line_start) is_name = text.starts_with('>');
    if (is_name && is_line_start) {
      name = text.substr(1, std::min(text.find_first_of(" \t"), text.size()) - 1);
      bases = &kept[name];
      contigs.push_back({name, 0});
    } else if (!is_name) {
      if (bases == nullptr) fail(path, "is not a FASTA file", "a FASTA file begins with >name");
      *bases += text;
    }
    is_line_start = ends_line;
  }
  int code = Z_OK;
  const char* reason = gzerror(file.get(), &code);
  if (code != Z_OK && code != Z_STREAM_END)
    fail(path, fmt::format("truncated or corrupt compressed text ({})", reason), "copy or make it again");
  for (FastaContig& contig : contigs) {
    make_upper(kept[contig.name]);
    contig.length = static_cast<std::int64_t>(kept[contig.name].size());
  }
}

ReferenceFasta::ReferenceFasta(const std::string& path) : state_(std::make_unique<State>()) {
  state_->path = path;
  if (!exists(path)) fail(path, "no such file", "give the FASTA file that the variants were called on");
  const auto level = hts_get_log_level();
  hts_set_log_level(HTS_LOG_OFF);
  if (exists(path + ".fai")) state_->index.reset(fai_load3(path.c_str(), nullptr, nullptr, 0));
  hts_set_log_level(level);
  if (state_->index) {
    for (int i = 0; i < faidx_nseq(state_->index.get()); ++i) {
      const char* name = faidx_iseq(state_->index.get(), i);
      state_->contigs.push_back({name, faidx_seq_len(state_->index.get(), name)});
    }
  } else {
    state_->read_all();
  }
  if (state_->contigs.empty()) fail(path, "has no contigs", "give the FASTA file that the variants were called on");
}
ReferenceFasta::~ReferenceFasta() = default;
ReferenceFasta::ReferenceFasta(ReferenceFasta&&) noexcept = default;
ReferenceFasta& ReferenceFasta::operator=(ReferenceFasta&&) noexcept = default;

const std::string& ReferenceFasta::path() const {
  return state_->path;
}
const std::vector<FastaContig>& ReferenceFasta::contigs() const {
  return state_->contigs;
}

std::string ReferenceFasta::sequence(const std::string& contig) const {
  if (!state_->index) {
    const auto found = state_->kept.find(contig);
    if (found == state_->kept.end()) fail(state_->path, fmt::format("has no contig \"{}\"", contig), "");
    return found->second;
  }
  if (faidx_has_seq(state_->index.get(), contig.c_str()) == 0)
    fail(state_->path, fmt::format("has no contig \"{}\"", contig), "");
  hts_pos_t length = 0;
  const Malloced<char> text(faidx_fetch_seq64(state_->index.get(), contig.c_str(), 0, HTS_POS_MAX, &length));
  if (!text || length < 0)
    fail(state_->path, fmt::format("contig \"{}\" cannot be read", contig),
         "make the .fai (and .gzi) again with: samtools faidx");
  std::string bases(text.get(), static_cast<std::size_t>(length));
  make_upper(bases);
  return bases;
}

}  // namespace norrsken
