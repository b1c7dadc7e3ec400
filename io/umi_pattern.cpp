#include "io/umi_pattern.hpp"

#include <algorithm>
#include <charconv>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_prefix_bases = 100;

bool are_bases(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return base_code(letter) < 4 || letter == 'N'; });
}

bool is_separator(char letter) {
  return letter == '+' || letter == '-' || letter == '_';
}

}  // namespace

ReadStructure ReadStructure::parse(std::string_view text, const std::string& file, const std::string& key) {
  const auto fail = [&](const std::string& reason) {
    throw InputError(file, key, "the read structure \"" + std::string(text) + "\" " + reason,
                     "write lengths with M (UMI) or S (skip) and +T at the end, such as 3M2S+T");
  };
  ReadStructure structure;
  if (!text.ends_with("+T")) fail("does not end with +T");
  std::string_view rest = text.substr(0, text.size() - 2);
  while (!rest.empty()) {
    std::size_t bases = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), bases);
    if (error != std::errc{} || end == rest.data() + rest.size() || bases == 0 || bases > max_prefix_bases)
      fail("has a segment without a length from 1 to 100");
    if (*end == 'M') {
      structure.molecular_.push_back({structure.prefix_bases_, bases});
      structure.molecular_bases_ += bases;
    } else if (*end != 'S') {
      fail(std::string("has a segment '") + *end + "'");
    }
    structure.prefix_bases_ += bases;
    rest.remove_prefix(static_cast<std::size_t>(end + 1 - rest.data()));
  }
  if (structure.prefix_bases_ > max_prefix_bases) fail("takes more than 100 bases");
  return structure;
}

void ReadStructure::append_umi(std::string_view read, std::string& umi) const {
  for (const Segment& segment : molecular_) umi += read.substr(segment.start, segment.bases);
}

std::string_view umi_field(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  std::size_t start = colon == std::string_view::npos ? 0 : colon + 1;
  // umi_tools writes "..._ACGT", some write "..._ACGT_TTGA": the field begins behind the last '_' that follows
  // something else than bases.
  for (std::size_t at = name.find('_', start); at != std::string_view::npos; at = name.find('_', at + 1))
    if (!are_bases(name.substr(start, at - start)) || start == at) start = at + 1;
  return start == 0 ? std::string_view() : name.substr(start);
}

ParsedUmi parse_umi(const UmiPattern& pattern, std::string_view text) {
  const auto separator = std::find_if(text.begin(), text.end(), is_separator);
  std::string_view first = text.substr(0, static_cast<std::size_t>(separator - text.begin()));
  std::string_view second = separator == text.end() ? std::string_view() : text.substr(first.size() + 1);
  if (pattern.kind == UmiKind::duplex && separator == text.end() && text.size() == 2 * pattern.bases) {
    first = text.substr(0, pattern.bases);
    second = text.substr(pattern.bases);
  }
  const std::size_t wanted_second = pattern.kind == UmiKind::duplex ? pattern.bases : 0;
  const bool has_umi = first.size() == pattern.bases && second.size() == wanted_second && are_bases(first) &&
                       are_bases(second) && (wanted_second != 0 || separator == text.end());
  return {has_umi, {first, second}};
}

std::string describe_umi(const UmiPattern& pattern) {
  const std::string bases = std::to_string(pattern.bases) + " bases";
  return pattern.kind == UmiKind::duplex ? "two parts of " + bases : "one part of " + bases;
}

}  // namespace norrsken
