#include "kernels/assembly/spanning_strings.hpp"

#include <algorithm>

#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

// Bases called at the ends of the string that must agree with the reference.
bool agrees(std::span<const BaseQuality> bases, std::span<const BaseCode> reference) {
  unsigned differing = 0;
  for (std::size_t i = 0; i < bases.size(); ++i)
    if (is_called(bases[i]) && base_of(bases[i]) != reference[i]) ++differing;
  return differing <= 1;
}

struct ReadString {
  std::span<const BaseQuality> bases;
  bool is_clean = true;
};

bool spans(const PlacedReads& reads, std::uint32_t index, const ReferenceWindow& window, GenomePosition start,
           GenomePosition end, unsigned flank_bases, ReadString& result) {
  const PlacedRead& read = reads.reads[index];
  const int first = read_base_at(read, start);
  const int last = read_base_at(read, end - 1);
  if (first < 0 || last < first) return false;
  const auto bases = reads.bases_of(index);
  result.bases = bases.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first) + 1);
  const std::size_t flank = std::min<std::size_t>({flank_bases, result.bases.size(), end - start});
  return agrees(result.bases.first(flank), window.slice(start, start + static_cast<GenomePosition>(flank))) &&
         agrees(result.bases.last(flank), window.slice(end - static_cast<GenomePosition>(flank), end));
}

bool fits(const ReadString& read, const std::vector<BaseCode>& string, unsigned min_quality) {
  if (read.bases.size() != string.size()) return false;
  for (std::size_t i = 0; i < string.size(); ++i)
    if (quality_of(read.bases[i]) >= min_quality && base_of(read.bases[i]) != string[i]) return false;
  return true;
}

}  // namespace

SpanningStrings collect_spanning_strings(const PlacedReads& reads, std::span<const std::uint32_t> indices,
                                         const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                                         unsigned flank_bases, const StringOptions& options) {
  SpanningStrings result;
  std::vector<Haplotype> strings;  // in the order in which reads show them
  std::vector<ReadString> doubtful;
  for (const std::uint32_t index : indices) {
    ReadString read;
    if (!spans(reads, index, window, start, end, flank_bases, read)) continue;
    ++result.spanning_reads;
    // A base counted in the mate is as good as the mate's: it has quality 1 but a letter.
    read.is_clean = std::all_of(read.bases.begin(), read.bases.end(), [&](BaseQuality value) {
      return quality_of(value) >= options.min_base_quality_phred || quality_of(value) == quality_counted_in_mate;
    });
    if (read.is_clean) {
      std::vector<BaseCode> string(read.bases.size());
      std::transform(read.bases.begin(), read.bases.end(), string.begin(), base_of);
      const auto known =
          std::find_if(strings.begin(), strings.end(), [&](const Haplotype& each) { return each.bases == string; });
      if (known != strings.end())
        ++known->support;
      else
        strings.push_back({std::move(string), HaplotypeOrigin::strings, 1, {}});
    } else {
      doubtful.push_back(read);
    }
  }
  // A read with poor bases supports the one string that fits the rest of it.
  for (const ReadString& read : doubtful) {
    Haplotype* only = nullptr;
    unsigned fitting = 0;
    for (Haplotype& string : strings)
      if (fits(read, string.bases, options.min_base_quality_phred)) {
        only = &string;
        ++fitting;
      }
    if (fitting == 1) ++only->support;
  }
  if (result.spanning_reads < options.min_spanning_reads) return result;
  for (Haplotype& string : strings)
    if (string.support >= options.min_reads &&
        string.support * 1000 >= result.spanning_reads * options.min_share_per_mille)
      result.haplotypes.push_back(std::move(string));
  std::stable_sort(result.haplotypes.begin(), result.haplotypes.end(),
                   [](const Haplotype& a, const Haplotype& b) { return a.support > b.support; });
  if (result.haplotypes.size() > options.max_strings) result.haplotypes.resize(options.max_strings);
  return result;
}

}  // namespace norrsken
