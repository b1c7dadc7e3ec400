#include "kernels/consequence/coding_change.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "kernels/consequence/genetic_code.hpp"
#include "kernels/consequence/protein_name.hpp"

namespace norrsken {
namespace {

using Term = ConsequenceTerm;

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

std::string or_dash(std::string_view text) {
  return text.empty() ? "-" : std::string(text);
}

class Changer {
 public:
  Changer(const CodingSequence& sequence, const TranscriptEdit& edit)
      : sequence_(sequence),
        edit_(edit),
        letters_(sequence.letters()),
        protein_(sequence.protein()),
        code_(sequence.map().transcript().code),
        origin_(sequence.map().first_codon()),
        net_(edit.length_change()) {}

  CodingChange change() {
    change_.stop_at = static_cast<std::uint32_t>(letters_.size());
    if (!sequence_.is_usual() || (edit_.start < origin_ && !sequence_.has_start())) {
      change_.terms.add(Term::coding_sequence);
    } else if (!touches_start() || is_start_kept()) {
      change_codons();
    }
    return std::move(change_);
  }

 private:
  // The changed transcript.
  [[nodiscard]] std::int64_t mutated_length() const { return static_cast<std::int64_t>(letters_.size()) + net_; }
  [[nodiscard]] char mutated(std::size_t at) const {
    if (at < edit_.start) return letters_[at];
    if (at - edit_.start < edit_.bases.size()) return edit_.bases[at - edit_.start];
    return letters_[static_cast<std::size_t>(static_cast<std::int64_t>(at) - net_)];
  }
  [[nodiscard]] std::array<char, 3> mutated_codon(std::size_t at) const {
    return {mutated(at), mutated(at + 1), mutated(at + 2)};
  }
  [[nodiscard]] bool has_start_at(std::int64_t at) const {
    if (at < 0 || at + 3 > mutated_length()) return false;
    const auto codon = mutated_codon(static_cast<std::size_t>(at));
    return is_start_codon({codon.data(), codon.size()}, code_);
  }

  [[nodiscard]] bool touches_start() const {
    if (!sequence_.has_start()) return false;
    if (edit_.is_insertion()) return edit_.start > origin_ && edit_.start < origin_ + 3;
    return edit_.start < origin_ + 3 && edit_.end > origin_;
  }

  // A start codon may be there again after the change, counted from the unchanged side.
  bool is_start_kept() {
    const bool is_from_left = edit_.start >= origin_;
    if (has_start_at(is_from_left ? origin_ : origin_ + net_)) {
      change_.terms.add(Term::start_retained);
      if (is_from_left) return true;
      change_.protein_name = "p.Met1=";  // all that follows is as before
      change_.first_amino_acid = change_.last_amino_acid = 1;
      return false;
    }
    change_.terms.add(Term::start_lost);
    change_.protein_name = "p.Met1?";
    change_.first_amino_acid = change_.last_amino_acid = 1;
    if (is_from_left && net_ == 0) describe_codons(first_codon(), end_codon());
    return false;
  }

  [[nodiscard]] std::size_t first_codon() const { return (edit_.start - origin_) / 3; }
  // One past the last codon that is touched; an insertion between codons touches none.
  [[nodiscard]] std::size_t end_codon() const {
    const std::uint32_t end = std::min(edit_.end, sequence_.map().coding_end());
    return std::min<std::size_t>((end - origin_ + 2) / 3, protein_.size());
  }

  [[nodiscard]] char translated(std::size_t codon) const {
    const auto letters = mutated_codon(origin_ + 3 * codon);
    const char made = amino_acid({letters.data(), letters.size()}, code_);
    // A selenocysteine that is not changed stays one.
    const bool is_same = net_ == 0 && codon < protein_.size() && protein_[codon] == 'U' && made == '*' &&
                         letters_.compare(origin_ + 3 * codon, 3, letters.data(), 3) == 0;
    return is_same ? 'U' : made;
  }

  // The changed protein from `first` on, to its stop codon or the end of the transcript, at most `most` amino acids.
  std::string translate(std::size_t first, std::size_t most) {
    std::string made;
    std::size_t codon = first;
    for (; made.size() < most && origin_ + 3 * codon + 3 <= static_cast<std::size_t>(mutated_length()); ++codon) {
      made.push_back(translated(codon));
      if (made.back() != '*') continue;
      change_.stop_at = static_cast<std::uint32_t>(
          std::max<std::int64_t>(static_cast<std::int64_t>(origin_ + 3 * codon) - net_, edit_.end));
      break;
    }
    return made;
  }

  void change_codons() {
    const std::size_t first = first_codon();
    const std::size_t end = end_codon();
    if (first >= protein_.size()) {
      change_.terms.add(Term::incomplete_terminal_codon);
      change_.terms.add(Term::coding_sequence);
      return;
    }
    describe_codons(first, end);
    const bool touches_stop = sequence_.has_stop() && end == protein_.size();
    if (edit_.end > sequence_.map().coding_end())
      sequence_.has_stop() ? read_through(first) : change_.terms.add(Term::coding_sequence);
    else if (net_ % 3 != 0)
      shift_frame(first, touches_stop);
    else
      change_in_frame(first, end, touches_stop);
  }

  void shift_frame(std::size_t first, bool touches_stop) {
    const std::string_view removed = std::string_view(protein_).substr(first);
    const std::string put = translate(first, std::string::npos);
    const std::size_t same = first_difference(removed, put);
    change_.protein_name = name(first, removed, put, Reading::shifted);
    if (removed == put) return change_.terms.add(touches_stop ? Term::stop_retained : Term::synonymous);
    const bool is_old_stop = same < removed.size() && removed[same] == '*';
    if (is_old_stop || touches_stop) change_.terms.add(Term::stop_lost);
    if (is_old_stop) return;
    change_.terms.add(Term::frameshift);
    if (same < put.size() && put[same] == '*') change_.terms.add(Term::stop_gained);
  }

  // The stop codon goes together with what follows it.
  void read_through(std::size_t first) {
    const std::string_view removed = std::string_view(protein_).substr(first);
    const std::string put = translate(first, std::string::npos);
    const std::size_t same = first_difference(removed, put);
    change_.protein_name = name(first, removed, put, Reading::through);
    if (removed == put) return change_.terms.add(Term::stop_retained);
    change_.terms.add(same < put.size() && put[same] == '*' ? Term::stop_gained : Term::stop_lost);
  }

  void change_in_frame(std::size_t first, std::size_t end, bool touches_stop) {
    const std::string_view removed = std::string_view(protein_).substr(first, end - first);
    const auto codons = static_cast<std::size_t>(static_cast<std::int64_t>(removed.size()) + net_ / 3);
    const std::string_view rest = std::string_view(protein_).substr(first);
    std::string put = translate(first, codons);
    const bool stops = put.ends_with('*');
    if (touches_stop && !stops) put = translate(first, std::string::npos);
    if (put == rest && put.ends_with('*')) {
      change_.protein_name = name(first, rest, put, Reading::in_frame);
      return change_.terms.add(Term::stop_retained);
    }
    if (touches_stop && !stops) {
      change_.terms.add(Term::stop_lost);
      change_.protein_name = name(first, rest, put, Reading::through);
    } else {
      change_.protein_name = name(first, removed, put, Reading::in_frame);
      const bool is_old_stop = touches_stop && put.size() == codons;
      if (stops) change_.terms.add(is_old_stop ? Term::stop_retained : Term::stop_gained);
      if (removed == put && !stops) change_.terms.add(Term::synonymous);
    }
    if (net_ != 0)
      change_.terms.add(kind_of_indel(removed, put));
    else if (removed != put && (!stops || change_.terms.has(Term::stop_retained)) &&
             !change_.terms.has(Term::stop_lost))
      change_.terms.add(Term::missense);
  }

  // Sequence Ontology speaks of inserted and deleted bases; where both are, of the amino acids.
  [[nodiscard]] Term kind_of_indel(std::string_view removed, std::string_view put) const {
    const std::string_view longer = net_ > 0 ? put : removed;
    const std::string_view shorter = net_ > 0 ? removed : put;
    const bool is_pure =
        edit_.is_insertion() || edit_.bases.empty() || longer.starts_with(shorter) || longer.ends_with(shorter);
    if (!is_pure) return Term::protein_altering;
    return net_ > 0 ? Term::inframe_insertion : Term::inframe_deletion;
  }

  static std::size_t first_difference(std::string_view a, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first - a.begin());
  }

  [[nodiscard]] std::uint32_t number_of_first() const { return sequence_.map().transcript().first_phase == 0 ? 1 : 2; }

  [[nodiscard]] std::string name(std::size_t first, std::string_view removed, std::string_view put,
                                 Reading reading) const {
    return protein_name({protein_, first, removed, put, reading, number_of_first()});
  }

  // The columns Codons, Amino_acids and Protein_position.
  void describe_codons(std::size_t first, std::size_t end) {
    const std::size_t from = origin_ + 3 * first;
    const std::size_t to = std::max<std::size_t>(origin_ + 3 * end, edit_.start);
    const std::size_t removed_end = std::min<std::size_t>(edit_.end, to);
    std::string before = letters_.substr(from, edit_.start - from);
    std::string behind = letters_.substr(removed_end, to - removed_end);
    std::transform(before.begin(), before.end(), before.begin(), lower);
    std::transform(behind.begin(), behind.end(), behind.begin(), lower);
    const std::string removed = letters_.substr(edit_.start, removed_end - edit_.start);
    const std::string codons = before + edit_.bases + behind;
    change_.codons = or_dash(before + removed + behind) + "/" + or_dash(codons);
    std::string put;
    for (std::size_t at = 0; at + 3 <= codons.size(); at += 3)
      put.push_back(amino_acid(std::string_view(codons).substr(at, 3), code_));
    if (codons.size() % 3 != 0) put.push_back('X');
    const std::string_view was = std::string_view(protein_).substr(first, end - first);
    change_.amino_acids = was == put ? std::string(was) : or_dash(was) + "/" + or_dash(put);
    change_.first_amino_acid = static_cast<std::uint32_t>(number_of_first() + first) - (first == end ? 1 : 0);
    change_.last_amino_acid = static_cast<std::uint32_t>(number_of_first() + std::max(first, end - 1));
  }

  const CodingSequence& sequence_;
  const TranscriptEdit& edit_;
  const std::string& letters_;
  const std::string& protein_;
  GeneticCode code_;
  std::uint32_t origin_;
  std::int64_t net_;
  CodingChange change_;
};

}  // namespace

CodingSequence::CodingSequence(const TranscriptMap& map, std::string letters)
    : map_(&map), letters_(std::move(letters)) {
  const Transcript& transcript = map.transcript();
  const std::size_t end = map.coding_end();
  for (std::size_t at = map.first_codon(); at + 3 <= end; at += 3) {
    const std::string_view codon = std::string_view(letters_).substr(at, 3);
    const bool is_last = at + 6 > end;
    char made = amino_acid(codon, transcript.code);
    if (made == '*' && !is_last && codon == "TGA" && transcript.code == GeneticCode::standard) made = 'U';
    if (made == '*' && !is_last) is_usual_ = false;
    protein_.push_back(made);
  }
  if (protein_.empty() || !transcript.is_translation_usual) is_usual_ = false;
  has_start_ = transcript.is_start_known && !protein_.empty() &&
               is_start_codon(std::string_view(letters_).substr(map.first_codon(), 3), transcript.code);
  if (has_start_) protein_.front() = 'M';
  // Where an end is missing, stop codons within are more likely signs of an unknown frame.
  if (protein_.find('U') != std::string::npos && !(has_start_ && has_stop())) is_usual_ = false;
}

CodingChange coding_change(const CodingSequence& sequence, const TranscriptEdit& edit) {
  return Changer(sequence, edit).change();
}

bool touches_coding(const TranscriptMap& map, const TranscriptEdit& edit) {
  if (edit.is_insertion()) return edit.start > map.coding_start() && edit.start < map.coding_end();
  return edit.start < map.coding_end() && edit.end > map.coding_start();
}

}  // namespace norrsken
