#include "io/region_table_reader.hpp"

#include <fmt/format.h>

#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr const char* hint = "take the table that norrsken run wrote beside these calls";

std::int64_t number_of(std::string_view text, const char* what, const GzipLines& lines) {
  const auto value = parse_number<std::int64_t>(text);
  if (!value || *value < 0) lines.fail(fmt::format("{} \"{}\" is not a number", what, text), hint);
  return *value;
}

}  // namespace

std::vector<RegionCandidate> parse_candidates(std::string_view candidates, const std::string& table_path) {
  std::vector<RegionCandidate> result;
  if (candidates == ".") return result;
  while (!candidates.empty()) {
    std::string_view word = take_field(candidates, ',');
    std::string_view rest = word;
    const std::string_view position = take_field(rest, ':');
    RegionCandidate candidate;
    candidate.reference = take_field(rest, ':');
    candidate.alternate = rest;
    candidate.position = parse_number<decltype(candidate.position)>(position).value_or(0);
    if (candidate.position < 1 || candidate.reference.empty() || candidate.alternate.empty())
      throw InputError(table_path, "", fmt::format("malformed candidate at \"{}\"", position), hint);
    --candidate.position;
    result.push_back(std::move(candidate));
  }
  return result;
}

RegionTableReader::RegionTableReader(const std::string& path, const std::vector<std::string>& contig_order)
    : lines_(path, hint) {
  for (std::size_t i = 0; i < contig_order.size(); ++i) rank_.emplace(contig_order[i], i);
  advance();
}

void RegionTableReader::advance() {
  do {
    at_end_ = !lines_.next(line_);
  } while (!at_end_ && (line_.empty() || line_[0] == '#'));
  if (!at_end_) parse_head();
}

void RegionTableReader::parse_head() {
  std::string_view rest = line_;
  head_contig_ = take_field(rest, '\t');
  if (rank_.count(head_contig_) == 0)
    lines_.fail(fmt::format("contig \"{}\" is not in the reference", head_contig_), hint);
  head_.start = number_of(take_field(rest, '\t'), "start", lines_);
  head_.end = number_of(take_field(rest, '\t'), "end", lines_);
  head_.reads = static_cast<std::uint64_t>(number_of(take_field(rest, '\t'), "reads", lines_));
  head_.method = take_field(rest, '\t');
  head_.haplotypes = static_cast<std::uint64_t>(number_of(take_field(rest, '\t'), "haplotypes", lines_));
  if (rest.empty()) lines_.fail("fewer than seven columns", hint);
  head_.candidates = take_field(rest, '\t');
}

std::vector<TracedRegion> RegionTableReader::take(const std::string& contig) {
  std::vector<TracedRegion> regions;
  const auto wanted = rank_.find(contig);
  if (wanted == rank_.end()) return regions;
  for (; !at_end_ && rank_[head_contig_] <= wanted->second; advance())
    if (head_contig_ == contig) regions.push_back(head_);
  return regions;
}

}  // namespace norrsken
