#include "transcript_oracle.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <stdexcept>

namespace norrsken {
namespace {

char other_strand(char letter) {
  switch (letter) {
    case 'A':
      return 'T';
    case 'C':
      return 'G';
    case 'G':
      return 'C';
    case 'T':
      return 'A';
    default:
      return 'N';
  }
}

std::string turned(const std::string& letters) {
  std::string text;
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) text += other_strand(*letter);
  return text;
}

const std::map<std::string, char>& codons() {
  static const std::map<std::string, char> table = [] {
    const std::map<char, std::vector<std::string>> by_amino_acid = {{'F', {"TTT", "TTC"}},
                                                                    {'L', {"TTA", "TTG", "CTT", "CTC", "CTA", "CTG"}},
                                                                    {'I', {"ATT", "ATC", "ATA"}},
                                                                    {'M', {"ATG"}},
                                                                    {'V', {"GTT", "GTC", "GTA", "GTG"}},
                                                                    {'S', {"TCT", "TCC", "TCA", "TCG", "AGT", "AGC"}},
                                                                    {'P', {"CCT", "CCC", "CCA", "CCG"}},
                                                                    {'T', {"ACT", "ACC", "ACA", "ACG"}},
                                                                    {'A', {"GCT", "GCC", "GCA", "GCG"}},
                                                                    {'Y', {"TAT", "TAC"}},
                                                                    {'*', {"TAA", "TAG", "TGA"}},
                                                                    {'H', {"CAT", "CAC"}},
                                                                    {'Q', {"CAA", "CAG"}},
                                                                    {'N', {"AAT", "AAC"}},
                                                                    {'K', {"AAA", "AAG"}},
                                                                    {'D', {"GAT", "GAC"}},
                                                                    {'E', {"GAA", "GAG"}},
                                                                    {'C', {"TGT", "TGC"}},
                                                                    {'W', {"TGG"}},
                                                                    {'R', {"CGT", "CGC", "CGA", "CGG", "AGA", "AGG"}},
                                                                    {'G', {"GGT", "GGC", "GGA", "GGG"}}};
    std::map<std::string, char> made;
    for (const auto& [letter, spellings] : by_amino_acid)
      for (const std::string& codon : spellings) made[codon] = letter;
    return made;
  }();
  return table;
}

char one_letter(std::string_view name) {
  static const std::map<std::string, char, std::less<>> names = {
      {"Ala", 'A'}, {"Arg", 'R'}, {"Asn", 'N'}, {"Asp", 'D'}, {"Cys", 'C'}, {"Gln", 'Q'}, {"Glu", 'E'}, {"Gly", 'G'},
      {"His", 'H'}, {"Ile", 'I'}, {"Leu", 'L'}, {"Lys", 'K'}, {"Met", 'M'}, {"Phe", 'F'}, {"Pro", 'P'}, {"Ser", 'S'},
      {"Thr", 'T'}, {"Trp", 'W'}, {"Tyr", 'Y'}, {"Val", 'V'}, {"Ter", '*'}, {"Xaa", 'X'}};
  const auto found = names.find(name);
  if (found == names.end()) throw std::invalid_argument("no amino acid: " + std::string(name));
  return found->second;
}

std::string one_letters(std::string_view names) {
  std::string text;
  for (std::size_t at = 0; at < names.size(); at += 3) text += one_letter(names.substr(at, 3));
  return text;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::int64_t take_number(std::string_view& text) {
  std::int64_t value = 0;
  while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0) {
    value = value * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace

std::string oracle_translation(std::string_view letters) {
  std::string protein;
  for (std::size_t at = 0; at + 3 <= letters.size(); at += 3) {
    const auto found = codons().find(std::string(letters.substr(at, 3)));
    protein += found == codons().end() ? 'X' : found->second;
    if (protein.back() == '*') break;
  }
  return protein;
}

std::string mutated_stretch(const std::string& contig, const OracleEdit& edit, std::int64_t around) {
  const auto from = static_cast<std::size_t>(std::max<std::int64_t>(0, around - 300));
  const auto to = std::min(contig.size(), static_cast<std::size_t>(around + 300));
  const auto start = static_cast<std::size_t>(edit.start);
  const auto end = static_cast<std::size_t>(edit.end);
  return contig.substr(from, start - from) + edit.bases + contig.substr(end, to - end);
}

TranscriptOracle::TranscriptOracle(const Transcript& transcript, const std::string& contig, std::int64_t contig_start)
    : contig_(contig), is_forward_(transcript.strand == Strand::forward) {
  for (const GenomeInterval& exon : transcript.exons) {
    exons_.emplace_back(exon.start - contig_start, exon.end - contig_start);
    for (std::int64_t at = exons_.back().first; at < exons_.back().second; ++at) bases_.push_back(at);
  }
  start_ = bases_.front();
  end_ = bases_.back() + 1;
  if (!is_forward_) std::reverse(bases_.begin(), bases_.end());
  for (const std::int64_t at : bases_) {
    const char letter = contig[static_cast<std::size_t>(at)];
    letters_ += is_forward_ ? letter : other_strand(letter);
  }
  const std::int64_t low = index_of(transcript.coding.start - contig_start);
  const std::int64_t high = index_of(transcript.coding.end - 1 - contig_start);
  coding_start_ = std::min(low, high);
  coding_end_ = std::max(low, high) + 1;
  protein_ = oracle_translation(std::string_view(letters_).substr(
      static_cast<std::size_t>(coding_start_), static_cast<std::size_t>(coding_end_ - coding_start_)));
}

std::int64_t TranscriptOracle::index_of(std::int64_t position) const {
  const auto found = std::find(bases_.begin(), bases_.end(), position);
  return found == bases_.end() ? -1 : found - bases_.begin();
}

OracleEdit TranscriptOracle::moved(const OracleEdit& edit) const {
  if ((edit.start == edit.end) == edit.bases.empty()) return edit;
  const std::string wanted = mutated_stretch(contig_, edit, edit.start);
  const std::int64_t step = is_forward_ ? 1 : -1;
  const std::int64_t first = std::max<std::int64_t>(0, edit.start - 300);
  const auto spelled_at = [&](std::int64_t by) {
    OracleEdit other{edit.start + by, edit.end + by, ""};
    if (!edit.bases.empty())
      other.bases = wanted.substr(static_cast<std::size_t>(other.start - first), edit.bases.size());
    return other;
  };
  const auto is_same = [&](const OracleEdit& other) { return mutated_stretch(contig_, other, edit.start) == wanted; };
  std::int64_t by = 0;
  while (std::abs(by) < 150 && is_same(spelled_at(by - step))) by -= step;
  OracleEdit best = spelled_at(by);
  for (by += step; std::abs(by) < 150 && is_same(spelled_at(by)); by += step)
    if (lies_inside(spelled_at(by)) || !lies_inside(best)) best = spelled_at(by);
  return best;
}

bool TranscriptOracle::lies_inside(const OracleEdit& edit) const {
  if (edit.start == edit.end) return edit.start > start_ && edit.start < end_;
  return edit.start >= start_ && edit.end <= end_;
}

TranscriptOracle::Place TranscriptOracle::place(const OracleEdit& edit) const {
  if (edit.start == edit.end) {
    if (edit.start <= start_ || edit.start >= end_) return Place::outside;
    for (const auto& [start, end] : exons_)
      if (start <= edit.start && edit.start <= end) return Place::within_exon;
    return Place::within_intron;
  }
  if (edit.end <= start_ || edit.start >= end_) return Place::outside;
  bool touches = false;
  for (const auto& [start, end] : exons_) {
    if (start <= edit.start && edit.end <= end) return Place::within_exon;
    touches = touches || (edit.start < end && start < edit.end);
  }
  return touches || edit.start < start_ || edit.end > end_ ? Place::across : Place::within_intron;
}

bool TranscriptOracle::changes_coding_bases(const OracleEdit& edit) const {
  if (edit.start == edit.end) {
    const Spliced at = spliced(edit);
    return at.start > coding_start_ && at.start < coding_end_;
  }
  for (std::int64_t at = edit.start; at < edit.end; ++at) {
    const std::int64_t index = index_of(at);
    if (index >= coding_start_ && index < coding_end_) return true;
  }
  return false;
}

TranscriptOracle::Spliced TranscriptOracle::spliced(const OracleEdit& edit) const {
  const std::string bases = is_forward_ ? edit.bases : turned(edit.bases);
  if (edit.start == edit.end) {
    const std::int64_t left = index_of(edit.start - 1);
    const std::int64_t right = index_of(edit.start);
    const std::int64_t at = left >= 0 ? (is_forward_ ? left + 1 : left) : (is_forward_ ? right : right + 1);
    return {at, at, bases};
  }
  const std::int64_t first = index_of(edit.start);
  const std::int64_t last = index_of(edit.end - 1);
  return {std::min(first, last), std::max(first, last) + 1, bases};
}

std::string TranscriptOracle::mutated_transcript(const Spliced& edit) const {
  return letters_.substr(0, static_cast<std::size_t>(edit.start)) + edit.bases +
         letters_.substr(static_cast<std::size_t>(edit.end));
}

std::string TranscriptOracle::mutated_protein(const OracleEdit& moved) const {
  const Spliced edit = spliced(moved);
  const std::string mutated = mutated_transcript(edit);
  const bool is_insertion = edit.start == edit.end;
  const bool hits_start = is_insertion ? edit.start > coding_start_ && edit.start < coding_start_ + 3
                                       : edit.start < coding_start_ + 3 && edit.end > coding_start_;
  std::int64_t start = coding_start_;
  if (edit.start < coding_start_)
    start += static_cast<std::int64_t>(mutated.size()) - static_cast<std::int64_t>(letters_.size());
  if (start < 0) return "";
  const std::string_view rest = std::string_view(mutated).substr(static_cast<std::size_t>(start));
  if (hits_start && !rest.starts_with("ATG")) return "";
  return oracle_translation(rest);
}

std::string TranscriptOracle::term(const OracleEdit& moved) const {
  const std::string mutated = mutated_protein(moved);
  const Spliced edit = spliced(moved);
  if (mutated.empty()) return "start_lost";
  const bool is_insertion = edit.start == edit.end;
  const bool hits_stop = is_insertion ? edit.start > coding_end_ - 3 : edit.end > coding_end_ - 3;
  if (mutated == protein_) {
    if (edit.start < coding_start_ + 3 && !(is_insertion && edit.start <= coding_start_))
      return "start_retained_variant";
    return hits_stop ? "stop_retained_variant" : "synonymous_variant";
  }
  std::size_t same = 0;
  while (same < mutated.size() && same < protein_.size() && mutated[same] == protein_[same]) ++same;
  const std::int64_t change = static_cast<std::int64_t>(edit.bases.size()) - (edit.end - edit.start);
  if (edit.end > coding_end_) return mutated[same] == '*' ? "stop_gained" : "stop_lost";
  if (change % 3 != 0) {
    if (protein_[same] == '*') return "stop_lost";
    return same < mutated.size() && mutated[same] == '*' ? "stop_gained" : "frameshift_variant";
  }
  const std::int64_t expected = static_cast<std::int64_t>(protein_.size()) + change / 3;
  const auto length = static_cast<std::int64_t>(mutated.size());
  if (length > expected || mutated.back() != '*') return "stop_lost";
  if (length < expected) return "stop_gained";
  if (change == 0) return "missense_variant";
  if (!is_insertion && !edit.bases.empty()) return "delins";
  return change > 0 ? "inframe_insertion" : "inframe_deletion";
}

std::int64_t TranscriptOracle::genome_position(std::string_view name) const {
  const bool is_before = take(name, "-");
  const bool is_behind = take(name, "*");
  const std::int64_t number = take_number(name);
  const std::int64_t index = is_before   ? coding_start_ - number
                             : is_behind ? coding_end_ + number - 1
                                         : coding_start_ + number - 1;
  std::int64_t offset = 0;
  if (take(name, "+"))
    offset = take_number(name);
  else if (take(name, "-"))
    offset = -take_number(name);
  if (!name.empty()) throw std::invalid_argument("no position");
  return bases_.at(static_cast<std::size_t>(index)) + (is_forward_ ? offset : -offset);
}

OracleEdit TranscriptOracle::read_coding_name(std::string_view name) const {
  if (!take(name, "c.")) throw std::invalid_argument("no c. name: " + std::string(name));
  const std::size_t size = name.find_first_not_of("0123456789-+*_");
  std::string_view places = name.substr(0, size);
  std::string_view change = name.substr(size);
  const std::size_t line = places.find('_');
  const std::int64_t a = genome_position(places.substr(0, line));
  const std::int64_t b = line == std::string_view::npos ? a : genome_position(places.substr(line + 1));
  const std::int64_t low = std::min(a, b);
  const std::int64_t high = std::max(a, b);
  const auto oriented = [&](std::string_view letters) {
    return is_forward_ ? std::string(letters) : turned(std::string(letters));
  };
  const std::string there = contig_.substr(static_cast<std::size_t>(low), static_cast<std::size_t>(high - low + 1));
  if (take(change, "delins")) return {low, high + 1, oriented(change)};
  if (change == "del") return {low, high + 1, ""};
  if (change == "inv") return {low, high + 1, turned(there)};
  if (change == "dup") return is_forward_ ? OracleEdit{high + 1, high + 1, there} : OracleEdit{low, low, there};
  if (take(change, "ins")) {
    if (high != low + 1) throw std::invalid_argument("an insertion not between neighbours");
    return {high, high, oriented(change)};
  }
  if (change.size() != 3 || change[1] != '>' || oriented(change.substr(0, 1)) != there)
    throw std::invalid_argument("no substitution of what is there");
  return {low, low + 1, oriented(change.substr(2))};
}

bool TranscriptOracle::protein_name_is_true(std::string_view name, const std::string& mutated) const {
  if (name == "p.Met1?") return mutated.empty();
  if (!take(name, "p.")) return false;
  if (name == "?") return !mutated.empty() && mutated.back() != '*';  // the transcript ends before the protein does
  const auto take_place = [&] {
    const char letter = one_letter(name.substr(0, 3));
    name.remove_prefix(3);
    const auto index = static_cast<std::size_t>(take_number(name) - 1);
    if (protein_.at(index) != letter) throw std::invalid_argument("another amino acid stands there");
    return index;
  };
  const std::size_t first = take_place();
  const std::size_t last = take(name, "_") ? take_place() : first;
  const auto with = [&](const std::string& put, std::size_t from, std::size_t to) {
    std::string made = protein_.substr(0, from) + put + protein_.substr(to);
    return made.substr(0, made.find('*') + 1);  // all of it when nothing stops
  };
  if (name == "=") return mutated == protein_;
  if (name == "del") return mutated == with("", first, last + 1);
  if (name == "dup") return mutated == with(protein_.substr(first, last - first + 1), last + 1, last + 1);
  if (take(name, "delins")) return mutated == with(one_letters(name), first, last + 1);
  if (take(name, "ins")) return last == first + 1 && mutated == with(one_letters(name), last, last);
  const char put = one_letter(name.substr(0, 3));
  name.remove_prefix(3);
  if (name.empty()) return mutated == with(std::string(1, put), first, first + 1);
  const bool is_extension = take(name, "extTer");
  if (!is_extension && !take(name, "fsTer")) return false;
  if (mutated.compare(0, first, protein_, 0, first) != 0 || mutated.at(first) != put) return false;
  if (name == "?") return mutated.find('*') == std::string::npos;
  const auto distance = static_cast<std::size_t>(take_number(name));
  return mutated.back() == '*' && mutated.size() == first + distance + (is_extension ? 1 : 0) &&
         (!is_extension || protein_[first] == '*');
}

}  // namespace norrsken
