#include "io/fastq_writer.hpp"

#include <algorithm>

namespace norrsken {

void append_fastq_record(std::string_view name, std::span<const BaseCode> bases,
                         std::span<const std::uint8_t> qualities_phred, std::string& text) {
  const std::size_t start = text.size();
  text.resize(start + name.size() + bases.size() + qualities_phred.size() + 6);
  char* at = text.data() + start;
  *at++ = '@';
  at = std::ranges::copy(name, at).out;
  *at++ = '\n';
  at = std::ranges::transform(bases, at, [](BaseCode base) { return base_letter(std::min(base, base_n)); }).out;
  at = std::ranges::copy(std::string_view("\n+\n"), at).out;
  at =
      std::ranges::transform(qualities_phred, at, [](std::uint8_t phred) { return static_cast<char>(phred + 33); }).out;
  *at = '\n';
}

}  // namespace norrsken
