#include "io/fasta.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "io/bgzf_block.hpp"
#include "io/bgzf_text.hpp"
#include "io/fastq_file.hpp"
#include "io/fastq_text.hpp"
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

  // Takes letters of one line.
  void append_letters(std::string_view letters) {
    if (carriage_return_ && !letters.empty())
      fail(here(), "carriage return inside a line", "end lines with LF or CRLF");
    if (!letters.empty() && letters.back() == '\r') {
      carriage_return_ = true;
      letters.remove_suffix(1);
    }
    if (letters.empty()) return;
    if (genome_.contigs.empty()) fail(here(), "text before the first '>'", "give a FASTA file");
    for (; !letters.empty(); letters.remove_prefix(std::min(letters.size(), codes_.size())))
      append_few_letters(letters.substr(0, codes_.size()));
  }

  void append_few_letters(std::string_view letters) {
    require_room(letters.size());
    BaseCode seen = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto letter = static_cast<unsigned char>(letters[i]);
      codes_[i] = letter_codes[letter];
      seen |= codes_[i];
      upper_[i] = static_cast<char>(letter & 0xDF);
    }
    if (seen >= base_n) note_n(letters);
    md5_.update({upper_.data(), letters.size()});
    genome_.packed.resize((position_ + letters.size() + 3) / 4);
    std::size_t i = 0;
    for (; i < letters.size() && position_ % 4 != 0; ++i) append_code(codes_[i]);
    for (; i + 4 <= letters.size(); i += 4, position_ += 4)
      genome_.packed[position_ / 4] = static_cast<std::uint8_t>((codes_[i] & 3) | (codes_[i + 1] & 3) << 2 |
                                                                (codes_[i + 2] & 3) << 4 | (codes_[i + 3] & 3) << 6);
    for (; i < letters.size(); ++i) append_code(codes_[i]);
  }

  void append_code(BaseCode code) {
    genome_.packed[position_ / 4] |= static_cast<std::uint8_t>((code & 3) << 2 * (position_ % 4));
    ++position_;
  }

  // For letters of which one or more are not A, C, G or T.
  void note_n(std::string_view letters) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      if (codes_[i] == not_a_base)
        fail(here(), printable(letters[i]) + " is no letter of a nucleotide", "correct the file");
      if (codes_[i] == base_n) extend_n_run(position_ + i, position_ + i + 1);
    }
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
  std::array<BaseCode, 4096> codes_{};
  std::array<char, 4096> upper_{};
  std::unordered_map<std::string, std::uint64_t> lines_of_names_;
};

// A BGZF file cut between two blocks is seen only by the missing end; contigs would be lost without a word.
void require_bgzf_end(const std::string& path) {
  InputFile file(path);
  std::vector<char> start(bgzf_block_max_bytes);
  start.resize(file.read(start.data(), start.size()));
  if (bgzf_block_bytes(start) && !has_bgzf_end(file))
    throw InputError(path, "", "the BGZF file has no end block: it is truncated", "copy or download the file again");
}

}  // namespace

std::uint64_t ReferenceGenome::n_bases() const {
  std::uint64_t bases = 0;
  for (const GenomeInterval& run : n_runs) bases += run.end - run.start;
  return bases - (contigs.size() + 1) * std::uint64_t{contig_gap};
}

ReferenceGenome read_fasta(const std::string& path, const FastaProgress& progress) try {
  require_bgzf_end(path);
  TextReader reader(open_text(path));
  FastaParser parser(path);
  while (const auto chunk = reader.next()) {
    parser.take(chunk->text());
    if (progress) progress(reader.bytes_read());
  }
  return parser.finish();
} catch (const InputError& error) {
  // The readers of text do not know that this text is reference data.
  throw InputError("", "", error.what(), "", ExitCode::reference);
}

}  // namespace norrsken
