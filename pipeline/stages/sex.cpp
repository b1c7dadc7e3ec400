#include "pipeline/stages/sex.hpp"

#include <algorithm>

#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr unsigned confident_phred = 20;

std::size_t index_of(ChromosomeClass kind) {
  return static_cast<std::size_t>(kind);
}

// Known bases of an interval: its length less the N runs in it.
std::uint64_t known_bases_in(const GenomeView& genome, GenomeInterval interval) {
  std::uint64_t known = interval.end - interval.start;
  auto run = std::upper_bound(genome.n_runs.begin(), genome.n_runs.end(), interval.start,
                              [](GenomePosition at, const GenomeInterval& candidate) { return at < candidate.end; });
  for (; run != genome.n_runs.end() && run->start < interval.end; ++run)
    known -= std::min(run->end, interval.end) - std::max(run->start, interval.start);
  return known;
}

std::vector<GenomeInterval> shared_regions(const Contig& contig, std::span<const GenomeInterval> on_chromosome) {
  std::vector<GenomeInterval> shifted;
  for (const GenomeInterval& region : on_chromosome)
    if (region.end <= contig.length) shifted.push_back({contig.start + region.start, contig.start + region.end});
  std::sort(shifted.begin(), shifted.end(),
            [](const GenomeInterval& a, const GenomeInterval& b) { return a.start < b.start; });
  return shifted;
}

}  // namespace

ChromosomeClass class_of_contig(const std::string& name) {
  const std::string bare = name.starts_with("chr") ? name.substr(3) : name;
  if (bare == "X") return ChromosomeClass::x;
  if (bare == "Y") return ChromosomeClass::y;
  if (bare == "M" || bare == "MT") return ChromosomeClass::mitochondrion;
  const unsigned number = parse_number<unsigned>(bare).value_or(0);
  const bool is_autosome = number >= 1 && number <= 22 && bare.front() != '0';
  return is_autosome ? ChromosomeClass::autosome : ChromosomeClass::other;
}

void ClassDepth::add(const ClassDepth& other) {
  for (std::size_t kind = 0; kind < chromosome_classes; ++kind) {
    bases[kind] += other.bases[kind];
    reads[kind] += other.reads[kind];
  }
}

const GenomeBuild* build_of(const GenomeView& genome, std::span<const GenomeBuild> builds) {
  const auto x = std::find_if(genome.contigs.begin(), genome.contigs.end(),
                              [](const Contig& contig) { return class_of_contig(contig.name) == ChromosomeClass::x; });
  for (const GenomeBuild& known : builds)
    if (x != genome.contigs.end() && known.x_length == x->length) return &known;
  return nullptr;
}

ChromosomeMap::ChromosomeMap(const GenomeView& genome, std::span<const GenomeBuild> builds) {
  const GenomeBuild* build = build_of(genome, builds);
  for (const Contig& contig : genome.contigs) {
    const ChromosomeClass kind = class_of_contig(contig.name);
    if (kind == ChromosomeClass::y) whole_y_.push_back({contig.start, contig.end()});
    std::vector<GenomeInterval> shared;
    if (build != nullptr && kind == ChromosomeClass::x) shared = shared_regions(contig, build->x_par);
    if (build != nullptr && kind == ChromosomeClass::y) shared = shared_regions(contig, build->y_par);
    GenomePosition at = contig.start;
    for (const GenomeInterval& region : shared) {
      if (region.start > at) stretches_.push_back({{at, region.start}, kind});
      stretches_.push_back({region, ChromosomeClass::other});
      at = region.end;
    }
    if (at < contig.end()) stretches_.push_back({{at, contig.end()}, kind});
  }
  for (const Stretch& stretch : stretches_)
    known_bases_[index_of(stretch.kind)] += known_bases_in(genome, stretch.interval);
}

void ChromosomeMap::count(GenomeInterval interval, std::span<const PlacedRead> reads,
                          std::span<ClassDepth> depths) const {
  const Stretch* stretch = nullptr;  // reads come sorted: mostly the last one's
  for (const PlacedRead& read : reads) {
    if (read.position < interval.start || read.position >= interval.end || read.confidence_phred < confident_phred)
      continue;
    if (read.has(placement_is_secondary) || read.has(read_is_duplicate) || read.has(read_is_orphan)) continue;
    if (stretch == nullptr || read.position < stretch->interval.start || read.position >= stretch->interval.end) {
      const auto next = std::upper_bound(stretches_.begin(), stretches_.end(), read.position,
                                         [](GenomePosition at, const Stretch& s) { return at < s.interval.start; });
      if (next == stretches_.begin()) continue;  // hangs over the first contig
      stretch = &*(next - 1);
    }
    ClassDepth& depth = depths[read.sample];
    depth.bases[index_of(stretch->kind)] += read.length;
    ++depth.reads[index_of(stretch->kind)];
  }
}

std::vector<GenomeInterval> ChromosomeMap::stretches(ChromosomeClass wanted) const {
  std::vector<GenomeInterval> found;
  for (const Stretch& stretch : stretches_)
    if (stretch.kind == wanted) found.push_back(stretch.interval);
  return found;
}

SexJudgement judge_sex(const ChromosomeMap& map, const ClassDepth& depth, const SexRules& rules) {
  SexJudgement judgement;
  const auto bases_of = [&](ChromosomeClass kind) { return depth.bases[index_of(kind)]; };
  const std::uint64_t autosome_bases = bases_of(ChromosomeClass::autosome);
  const std::uint64_t autosome_length = map.known_bases(ChromosomeClass::autosome);
  if (depth.reads[index_of(ChromosomeClass::autosome)] < rules.min_reads || autosome_length == 0) return judgement;
  const auto per_mille = [&](ChromosomeClass kind) -> std::optional<std::uint64_t> {
    const std::uint64_t length = map.known_bases(kind);
    if (length == 0) return std::nullopt;
    // long double: the products exceed 64 bits; the result is a small integer
    return static_cast<std::uint64_t>(1000.0L * static_cast<long double>(bases_of(kind)) /
                                      static_cast<long double>(length) * static_cast<long double>(autosome_length) /
                                      static_cast<long double>(autosome_bases));
  };
  judgement.x_per_mille = per_mille(ChromosomeClass::x);
  judgement.y_per_mille = per_mille(ChromosomeClass::y);
  if (!judgement.x_per_mille) return judgement;
  const std::uint64_t x_ratio = *judgement.x_per_mille;
  const bool is_single = x_ratio >= rules.single_x_at_least && x_ratio < rules.double_x_at_least;
  const bool is_double = x_ratio >= rules.double_x_at_least && x_ratio <= rules.double_x_at_most;
  if (!is_single && !is_double) return judgement;  // targeted reads, or not a human genome
  judgement.x_ploidy = is_single ? 1 : 2;
  if (!judgement.y_per_mille) {
    judgement.sex = is_single ? Sex::male : Sex::female;
    return judgement;
  }
  judgement.y_ploidy = *judgement.y_per_mille >= rules.single_y_at_least ? 1 : 0;
  if (is_single && judgement.y_ploidy == 1) judgement.sex = Sex::male;
  if (is_double && judgement.y_ploidy == 0) judgement.sex = Sex::female;
  return judgement;
}

std::vector<PloidyInterval> ploidies_of(const ChromosomeMap& map, Sex declared, const SexJudgement& judgement) {
  const std::uint8_t x_ploidy = declared == Sex::male ? 1 : declared == Sex::female ? 2 : judgement.x_ploidy;
  const std::uint8_t y_ploidy = declared == Sex::male ? 1 : declared == Sex::female ? 0 : judgement.y_ploidy;
  std::vector<PloidyInterval> ploidies;
  const auto add = [&](const std::vector<GenomeInterval>& stretches, std::uint8_t ploidy) {
    for (const GenomeInterval& stretch : stretches)
      if (ploidy != 2) ploidies.push_back({stretch.start, stretch.end, ploidy});
  };
  add(map.stretches(ChromosomeClass::x), x_ploidy);
  // Without a Y, what lies on its pseudo-autosomal regions comes from X.
  add(y_ploidy == 0 ? map.whole_y() : map.stretches(ChromosomeClass::y), y_ploidy);
  add(map.stretches(ChromosomeClass::mitochondrion), 1);
  std::sort(ploidies.begin(), ploidies.end(),
            [](const PloidyInterval& a, const PloidyInterval& b) { return a.start < b.start; });
  return ploidies;
}

}  // namespace norrsken
