#include "kernels/simulation/territory.hpp"

#include <algorithm>

#include "kernels/simulation/random.hpp"

namespace norrsken {
namespace {

struct SexChromosome {
  std::uint32_t bases;  // tells the assembly
  GenomeInterval shared[2];
};
constexpr SexChromosome x_chromosomes[2] = {{156'040'895, {{10'000, 2'781'479}, {155'701'382, 156'030'895}}},
                                            {155'270'560, {{60'000, 2'699'520}, {154'931'043, 155'260'560}}}};
constexpr SexChromosome y_chromosomes[2] = {{57'227'415, {{10'000, 2'781'479}, {56'887'902, 57'217'415}}},
                                            {59'373'566, {{10'000, 2'649'520}, {59'034'049, 59'363'566}}}};

std::vector<GenomeInterval> shared_regions(std::span<const SexChromosome> assemblies, std::uint32_t bases) {
  for (const SexChromosome& chromosome : assemblies)
    if (chromosome.bases == bases) return {std::begin(chromosome.shared), std::end(chromosome.shared)};
  return {};
}

// `from` without `holes`; both sorted and disjoint.
std::vector<GenomeInterval> subtract(const std::vector<GenomeInterval>& from,
                                     const std::vector<GenomeInterval>& holes) {
  std::vector<GenomeInterval> left;
  auto hole = holes.begin();
  for (const GenomeInterval& interval : from) {
    GenomePosition start = interval.start;
    while (hole != holes.end() && hole->end <= start) ++hole;
    for (auto inside = hole; inside != holes.end() && inside->start < interval.end; ++inside) {
      if (inside->start > start) left.push_back({start, inside->start});
      start = std::max(start, inside->end);
    }
    if (start < interval.end) left.push_back({start, interval.end});
  }
  return left;
}

std::vector<GenomeInterval> join(std::vector<GenomeInterval> intervals) {
  std::ranges::sort(intervals, {}, &GenomeInterval::start);
  std::vector<GenomeInterval> joined;
  for (const GenomeInterval& interval : intervals) {
    if (interval.start >= interval.end) continue;
    if (!joined.empty() && interval.start <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, interval.end);
    } else {
      joined.push_back(interval);
    }
  }
  return joined;
}

std::vector<GenomeInterval> unknown_runs(std::span<const BaseCode> contig) {
  std::vector<GenomeInterval> runs;
  for (std::size_t at = 0; at < contig.size(); ++at) {
    if (contig[at] < base_n) continue;
    const std::size_t start = at;
    while (at < contig.size() && contig[at] >= base_n) ++at;
    runs.push_back({static_cast<GenomePosition>(start), static_cast<GenomePosition>(at)});
  }
  return runs;
}

}  // namespace

CopyTerritory contig_copies(std::string_view name, std::uint32_t bases, SexChromosomes sex) {
  if (name.starts_with("chr")) name.remove_prefix(3);
  const std::vector<GenomeInterval> whole = {{0, bases}};
  if (name == "M" || name == "MT") return {whole, {}};
  if (name == "X" && sex == SexChromosomes::xy) return {whole, shared_regions(x_chromosomes, bases)};
  if (name != "Y") return {whole, whole};
  if (sex == SexChromosomes::xx) return {};
  return {subtract(whole, shared_regions(y_chromosomes, bases)), {}};
}

CopyTerritory without_gaps(const CopyTerritory& copies, std::span<const BaseCode> contig, std::uint32_t shortest) {
  std::vector<GenomeInterval> gaps = unknown_runs(contig);
  std::erase_if(gaps, [](const GenomeInterval& run) { return run.end - run.start <= longest_filled_gap; });
  CopyTerritory territory;
  for (unsigned copy = 0; copy < max_copies; ++copy) {
    territory[copy] = subtract(copies[copy], gaps);
    std::erase_if(territory[copy],
                  [&](const GenomeInterval& interval) { return interval.end - interval.start < shortest; });
  }
  return territory;
}

std::vector<GenomeInterval> fill_short_gaps(std::vector<BaseCode>& contig, std::uint64_t seed,
                                            std::uint64_t contig_number) {
  std::vector<GenomeInterval> filled = unknown_runs(contig);
  std::erase_if(filled, [](const GenomeInterval& run) { return run.end - run.start > longest_filled_gap; });
  RandomStream random(seed, RandomPurpose::unknown_base, contig_number);
  for (const GenomeInterval& run : filled)
    for (GenomePosition at = run.start; at < run.end; ++at) contig[at] = static_cast<BaseCode>(random.below(4));
  return filled;
}

std::vector<GenomeInterval> confident_intervals(const CopyTerritory& territory, std::uint32_t margin,
                                                std::vector<GenomeInterval> excluded) {
  std::vector<GenomeInterval> intervals = territory[0];
  intervals.insert(intervals.end(), territory[1].begin(), territory[1].end());
  intervals = join(std::move(intervals));
  for (GenomeInterval& interval : intervals) {
    interval.start += margin;
    interval.end = std::max(interval.start, interval.end - std::min(interval.end, margin));
  }
  return subtract(join(std::move(intervals)), join(std::move(excluded)));
}

}  // namespace norrsken
