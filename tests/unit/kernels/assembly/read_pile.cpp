#include "read_pile.hpp"

namespace norrsken {

std::vector<BaseCode> with_insertion(std::vector<BaseCode> sequence, std::size_t at,
                                     const std::vector<BaseCode>& inserted) {
  sequence.insert(sequence.begin() + static_cast<std::ptrdiff_t>(at), inserted.begin(), inserted.end());
  return sequence;
}

std::vector<BaseCode> without(std::vector<BaseCode> sequence, std::size_t from, std::size_t length) {
  const auto first = sequence.begin() + static_cast<std::ptrdiff_t>(from);
  sequence.erase(first, first + static_cast<std::ptrdiff_t>(length));
  return sequence;
}

std::vector<BaseCode> with_base(std::vector<BaseCode> sequence, std::size_t at, unsigned change) {
  sequence[at] = static_cast<BaseCode>(sequence[at] ^ change);
  return sequence;
}

std::string letters(const std::vector<BaseCode>& sequence) {
  std::string text;
  for (const BaseCode code : sequence) text += "ACGTN"[code];
  return text;
}

std::vector<BaseCode> stretch(const std::vector<BaseCode>& sequence, std::size_t from, std::size_t to) {
  return {sequence.begin() + static_cast<std::ptrdiff_t>(from), sequence.begin() + static_cast<std::ptrdiff_t>(to)};
}

}  // namespace norrsken
