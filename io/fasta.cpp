#include "io/fasta.hpp"

#include <htslib/bgzf.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "io/sha256.hpp"
#include "kernels/types/dna.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr BaseCode not_a_base = 0xFF;

constexpr std::array<BaseCode, 256> make_letter_codes() {
  std::array<BaseCode, 256> codes{};
  codes.fill(not_a_base);
  for (const char letter : std::string_view("NRYSWKMBDHVnryswkmbdhv"))
    codes[static_cast<unsigned char>(letter)] = base_n;
  for (const char letter : std::string_view("ACGTacgt")) codes[static_cast<unsigned char>(letter)] = base_code(letter);
  codes['U'] = codes['u'] = base_code('T');
  return codes;
}
constexpr std::array<BaseCode, 256> letter_codes = make_letter_codes();

// SAM's rule for names of reference sequences, but for '<' and '>', which VCF reserves: they are no letters of it.
bool is_contig_name(std::string_view name) {
  constexpr std::string_view first = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&+./:;?@^_|~-";
  if (name.empty() || first.find(name[0]) == std::string_view::npos) return false;
  for (const char letter : name.substr(1))
    if (letter != '*' && letter != '=' && first.find(letter) == std::string_view::npos) return false;
  return true;
}

std::string printable(char letter) {
  if (letter > ' ' && letter < 0x7F) return std::string("'") + letter + "'";
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(letter);
  return std::string("byte 0x") + digits[byte >> 4] + digits[byte & 15];
}

// Takes the text in portions of any size and lays the contigs on the axis.
class FastaParser {
 public:
  explicit FastaParser(const std::string& path) : path_(path), md5_(DigestKind::md5) { append_n(contig_gap); }

  void take(std::string_view text) {
    while (!text.empty()) {
      if (state_ == State::line_start) {
        state_ = text[0] == '>' ? State::header : State::sequence;
        ++line_;
        if (state_ == State::header) finish_contig();
      }
      const std::size_t end = text.find('\n');
      const std::string_view piece = text.substr(0, end);
      if (state_ == State::header)
        header_ += piece;
      else
        append_letters(piece);
      if (end == std::string_view::npos) return;
      if (state_ == State::header) start_contig();
      carriage_return_ = false;
      state_ = State::line_start;
      text.remove_prefix(end + 1);
    }
  }

  ReferenceGenome finish() {
    if (state_ == State::header) start_contig();
    finish_contig();
    if (genome_.contigs.empty()) fail("", "holds no contig", "give a FASTA file: lines '>name' and lines of bases");
    genome_.length = position_;
    return std::move(genome_);
  }

  [[nodiscard]] std::uint64_t bases() const { return position_; }

 private:
  enum class State { line_start, header, sequence };

  [[noreturn]] void fail(const std::string& record, const std::string& reason, const std::string& hint) const {
    throw InputError(path_, record, reason, hint, ExitCode::reference);
  }
  [[nodiscard]] std::string here() const { return "line " + std::to_string(line_); }

  void start_contig() {
    std::string_view name = std::string_view(header_).substr(1);
    name = name.substr(0, name.find_first_of(" \t\r\v\f"));
    if (name.empty()) fail(here(), "contig without a name", "write '>name' with no blank after '>'");
    if (!is_contig_name(name))
      fail(here(), "contig name holds a character that SAM and VCF do not allow", "rename the contig");
    const auto [other, is_new] = lines_of_names_.emplace(name, line_);
    if (!is_new)
      fail(here(), "contig \"" + other->first + "\" was already given in line " + std::to_string(other->second),
           "keep one of the two");
    genome_.contigs.push_back({std::string(name), static_cast<GenomePosition>(position_), 0});
    header_.clear();
  }

  // Closes the contig that the parser is in, if any, with the gap behind it.
  void finish_contig() {
    if (genome_.contigs.empty()) return;
    Contig& contig = genome_.contigs.back();
    contig.length = static_cast<GenomePosition>(position_) - contig.start;
    if (contig.length == 0)
      fail("line " + std::to_string(lines_of_names_[contig.name]), "contig \"" + contig.name + "\" has no bases",
           "remove it, or check that the file is complete");
    genome_.contig_md5.push_back(md5_.hex());
    append_n(contig_gap);
  }

  void append_letters(std::string_view letters) {
    if (carriage_return_ && !letters.empty())
      fail(here(), "carriage return inside a line", "end lines with LF or CRLF");
    if (!letters.empty() && letters.back() == '\r') {
      carriage_return_ = true;
      letters.remove_suffix(1);
    }
    if (letters.empty()) return;
    if (genome_.contigs.empty()) fail(here(), "text before the first '>'", "give a FASTA file");
    require_room(letters.size());
    upper_.resize(letters.size());
    genome_.packed.resize((position_ + letters.size() + 3) / 4);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto letter = static_cast<unsigned char>(letters[i]);
      const BaseCode code = letter_codes[letter];
      if (code >= base_n) {
        if (code == not_a_base)
          fail(here(), printable(letters[i]) + " is no letter of a nucleotide", "correct the file");
        extend_n_run(position_, position_ + 1);
      }
      upper_[i] = static_cast<char>(letter & 0xDF);
      genome_.packed[position_ >> 2] |= static_cast<std::uint8_t>((code & 3) << 2 * (position_ & 3));
      ++position_;
    }
    md5_.update(upper_);
  }

  void append_n(std::uint64_t count) {
    require_room(count);
    extend_n_run(position_, position_ + count);
    position_ += count;
    genome_.packed.resize((position_ + 3) / 4);
  }

  void extend_n_run(std::uint64_t start, std::uint64_t end) {
    if (genome_.n_runs.empty() || genome_.n_runs.back().end != start)
      genome_.n_runs.push_back({static_cast<GenomePosition>(start), 0});
    genome_.n_runs.back().end = static_cast<GenomePosition>(end);
  }

  void require_room(std::uint64_t count) const {
    constexpr std::uint64_t longest = std::numeric_limits<GenomePosition>::max();
    if (position_ + count + contig_gap > longest)
      fail(here(),
           "more than " + std::to_string(longest) + " bases with " + std::to_string(contig_gap) +
               " between contigs; a genome of this size is not supported",
           "leave out contigs that no read can come from");
  }

  const std::string& path_;
  ReferenceGenome genome_;
  Digest md5_;
  std::uint64_t position_ = 0;  // next free base on the axis
  std::uint64_t line_ = 0;      // 1-based
  State state_ = State::line_start;
  bool carriage_return_ = false;  // the last byte taken; only a line's end may follow
  std::string header_;
  std::string upper_;
  std::unordered_map<std::string, std::uint64_t> lines_of_names_;
};

struct BgzfCloser {
  void operator()(BGZF* file) const { bgzf_close(file); }
};

}  // namespace

std::uint64_t ReferenceGenome::n_bases() const {
  std::uint64_t bases = 0;
  for (const GenomeInterval& run : n_runs) bases += run.end - run.start;
  return bases - (contigs.size() + 1) * std::uint64_t{contig_gap};
}

ReferenceGenome read_fasta(const std::string& path, unsigned threads, const FastaProgress& progress) {
  const std::unique_ptr<BGZF, BgzfCloser> file(bgzf_open(path.c_str(), "r"));
  if (!file) throw SystemError(path, "cannot be opened", std::strerror(errno));
  const std::string damaged = "the compressed stream is damaged or truncated";
  const std::string hint = "copy or download the file again";
  if (bgzf_compression(file.get()) == 2) {
    if (bgzf_check_EOF(file.get()) == 0) throw InputError(path, "", damaged, hint, ExitCode::reference);
    if (threads > 1 && bgzf_mt(file.get(), static_cast<int>(threads), 64) != 0)
      throw SystemError(path, "cannot start threads to inflate", std::strerror(errno));
  }
  FastaParser parser(path);
  std::vector<char> buffer(std::size_t{1} << 20);
  while (true) {
    const ssize_t got = bgzf_read(file.get(), buffer.data(), buffer.size());
    if (got < 0) throw InputError(path, "", damaged, hint, ExitCode::reference);
    if (got == 0) break;
    parser.take({buffer.data(), static_cast<std::size_t>(got)});
    if (progress) progress(parser.bases());
  }
  return parser.finish();
}

}  // namespace norrsken
