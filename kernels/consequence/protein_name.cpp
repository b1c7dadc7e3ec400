#include "kernels/consequence/protein_name.hpp"

#include <algorithm>

#include "kernels/consequence/genetic_code.hpp"

namespace norrsken {
namespace {

class ProteinNamer {
 public:
  explicit ProteinNamer(const ProteinChange& change)
      : change_(change), at_(change.first), removed_(change.removed), put_(change.put) {
    while (!removed_.empty() && !put_.empty() && removed_.front() == put_.front()) {
      removed_.remove_prefix(1);
      put_.remove_prefix(1);
      ++at_;
    }
  }

  [[nodiscard]] std::string name() {
    if (removed_.empty() && put_.empty()) return unchanged();
    if (!put_.empty() && put_.front() == '*' && at_ < change_.protein.size()) return one(at_) + "Ter";
    if (change_.reading != Reading::in_frame) return to_the_end();
    while (!removed_.empty() && !put_.empty() && removed_.back() == put_.back()) {
      removed_.remove_suffix(1);
      put_.remove_suffix(1);
    }
    if (removed_.empty()) return insertion();
    if (put_.empty()) return deletion();
    if (removed_.size() == 1 && put_.size() == 1) return one(at_) + three_letters(put_.front());
    return range(at_, removed_.size()) + "delins" + in_three_letters(put_);
  }

 private:
  // "Arg5"
  [[nodiscard]] std::string one(std::size_t index) const {
    return three_letters(change_.protein[index]) + std::to_string(change_.number_of_first + index);
  }
  [[nodiscard]] std::string range(std::size_t index, std::size_t count) const {
    return count == 1 ? one(index) : one(index) + "_" + one(index + count - 1);
  }
  // Amino acids before the stop codon: nothing is moved beyond.
  [[nodiscard]] std::size_t end() const { return change_.protein.size() - (change_.protein.ends_with('*') ? 1 : 0); }

  [[nodiscard]] std::string unchanged() const {
    const std::size_t count = change_.reading == Reading::in_frame ? change_.removed.size() : 1;
    return count == 0 ? "?" : range(change_.first, count) + "=";
  }

  // A new tail: distances count from the first changed amino acid, or from the old stop codon.
  [[nodiscard]] std::string to_the_end() const {
    if (removed_.empty() || put_.empty()) return "?";
    const std::size_t stop = put_.find('*');
    const auto distance = [&](std::size_t more) {
      return stop == std::string_view::npos ? std::string("?") : std::to_string(stop + more);
    };
    if (removed_.front() == '*') return one(at_) + three_letters(put_.front()) + "extTer" + distance(0);
    if (change_.reading == Reading::shifted) return one(at_) + three_letters(put_.front()) + "fsTer" + distance(1);
    if (stop == std::string_view::npos) return "?";
    return range(at_, removed_.size()) + "delins" + in_three_letters(put_);
  }

  [[nodiscard]] std::string insertion() const {
    std::string put(put_);
    std::size_t at = at_;
    if (put.back() != '*')
      for (; at < end() && change_.protein[at] == put.front(); ++at)
        std::rotate(put.begin(), put.begin() + 1, put.end());
    if (at == 0 || at >= change_.protein.size()) return "?";
    if (at >= put.size() && change_.protein.substr(at - put.size(), put.size()) == put)
      return range(at - put.size(), put.size()) + "dup";
    return one(at - 1) + "_" + one(at) + "ins" + in_three_letters(put);
  }

  [[nodiscard]] std::string deletion() const {
    std::size_t at = at_;
    const std::size_t count = removed_.size();
    while (at + count < end() && change_.protein[at] == change_.protein[at + count]) ++at;
    return range(at, count) + "del";
  }

  const ProteinChange& change_;
  std::size_t at_;
  std::string_view removed_;
  std::string_view put_;
};

}  // namespace

std::string protein_name(const ProteinChange& change) {
  return "p." + ProteinNamer(change).name();
}

}  // namespace norrsken
