#include "kernels/simulation/read_origin.hpp"

#include <charconv>

#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr std::string_view prefix = "sim:";

void append_number(std::uint64_t number, std::string& text) {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  text.append(digits.data(), end);
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto value = parse_number<Number>(text);
  number = value.value_or(0);
  return value.has_value();
}

// Takes the part after the last colon off `text`.
std::string_view take_last_field(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view field = text.substr(colon + 1);
  text = text.substr(0, colon);
  return field;
}

}  // namespace

void write_read_name(const ReadOrigin& origin, std::string& name) {
  name = prefix;
  append_number(origin.number, name);
  name += ':';
  name += origin.contig;
  name += origin.is_reverse ? ":-:" : ":+:";
  append_number(origin.five_prime[0], name);
  name += ':';
  append_number(origin.five_prime[1], name);
  name += ':';
  append_number(origin.copy, name);
  name += ':';
  append_number(origin.molecule, name);
}

std::optional<ReadOrigin> parse_read_name(std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  if (name.ends_with("/1") || name.ends_with("/2")) name.remove_suffix(2);
  if (const std::size_t umi = name.rfind('_'); umi != std::string_view::npos && umi > name.rfind(':'))
    name = name.substr(0, umi);
  ReadOrigin origin;
  const bool has_ends = read_number(take_last_field(name), origin.molecule) &&
                        read_number(take_last_field(name), origin.copy) &&
                        read_number(take_last_field(name), origin.five_prime[1]) &&
                        read_number(take_last_field(name), origin.five_prime[0]);
  const std::string_view strand = take_last_field(name);
  const std::size_t colon = name.find(':');
  if (!has_ends || (strand != "+" && strand != "-") || colon == std::string_view::npos) return std::nullopt;
  if (!read_number(name.substr(0, colon), origin.number)) return std::nullopt;
  origin.is_reverse = strand == "-";
  origin.contig = name.substr(colon + 1);
  return origin;
}

}  // namespace norrsken
