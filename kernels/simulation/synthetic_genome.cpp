#include "kernels/simulation/synthetic_genome.hpp"

#include <algorithm>

#include "kernels/simulation/random.hpp"
#include "kernels/simulation/synthetic_repeats.hpp"

namespace norrsken {
namespace {

struct ContigPlan {
  std::string name;
  std::uint64_t bases = 0;
  bool has_repeats = true;
};

std::vector<ContigPlan> plan_contigs(const SyntheticGenomeOptions& options) {
  std::vector<ContigPlan> plans;
  std::uint64_t left = options.bases;
  const auto add = [&](std::string name, std::uint64_t bases, bool has_repeats = true) {
    bases = std::min(bases, left);
    left -= bases;
    if (bases > 0) plans.push_back({std::move(name), bases, has_repeats});
  };
  const std::uint64_t small = std::min<std::uint64_t>(options.bases / 50, 60'000);
  left -= small + small / 4 + small / 16;
  std::uint64_t sex_bases = 0;
  if (options.sex_contigs == SexContigs::present)
    sex_bases = left / 8 + left / 24 + std::min<std::uint64_t>(16'569, left / 10);
  const std::uint64_t autosomes = left - sex_bases;
  left = autosomes;
  add("chr1", autosomes * 42 / 100);
  add("chr2", autosomes * 27 / 100);
  add("chr3", autosomes * 18 / 100);
  add("chr4", left);
  if (sex_bases > 0) {
    left = sex_bases;
    add("chrX", sex_bases * 65 / 100);
    add("chrY", sex_bases * 21 / 100);
    add("chrM", left, false);
  }
  left = small + small / 4 + small / 16;
  add("chrUn_1", small);
  add("chrUn_2", small / 4);
  add("chrUn_3", left);
  return plans;
}

// One contig from unique sequence and inserted repeats, isochore by isochore.
class ContigMaker {
 public:
  ContigMaker(std::uint64_t seed, std::uint32_t contig, const std::vector<RepeatFamily>& families,
              const Sequence& monomer)
      : random_(seed, RandomPurpose::genome_layout, contig + 1),
        contig_(contig),
        families_(families),
        monomer_(monomer) {}

  SyntheticContig make(const ContigPlan& plan, std::vector<GenomeStretch>& stretches) {
    bases_.reserve(plan.bases + 8192);
    const std::uint64_t satellite_at =
        plan.bases < 100'000 ? plan.bases : random_.between(plan.bases / 4, plan.bases / 2);
    bool has_satellite = false;
    while (bases_.size() < plan.bases) {
      if (bases_.size() >= isochore_end_) start_isochore();
      const double stretch = random_.unit();
      append_unique(bases_, static_cast<std::uint64_t>(30 + 1750 * stretch * stretch), gc_, random_);
      if (!plan.has_repeats) continue;
      if (!has_satellite && bases_.size() >= satellite_at) {
        has_satellite = true;
        append(make_satellite(monomer_, std::min<std::uint64_t>(plan.bases / 100, 60'000), random_),
               StretchKind::satellite, stretches);
      } else {
        append_repeat(stretches);
      }
    }
    bases_.resize(plan.bases);
    while (!stretches.empty() && stretches.back().contig == contig_ && stretches.back().end > plan.bases) {
      stretches.back().end = static_cast<std::uint32_t>(plan.bases);
      if (stretches.back().start < stretches.back().end) break;
      stretches.pop_back();
    }
    return {plan.name, std::move(bases_)};
  }

 private:
  void start_isochore() {
    static constexpr double levels[5] = {0.37, 0.40, 0.44, 0.49, 0.55};
    const bool is_island = random_.chance(0.15);  // as CpG islands: short and rich in GC
    isochore_end_ = bases_.size() + (is_island ? random_.between(500, 2000) : random_.between(10'000, 60'000));
    gc_ = is_island ? 0.66 : levels[random_.below(5)];
  }

  void append_repeat(std::vector<GenomeStretch>& stretches) {
    const double kind = random_.unit();
    if (kind < 0.40) return append(make_tandem_tract(random_), StretchKind::tandem, stretches);
    const RepeatClass wanted = kind < 0.74   ? RepeatClass::sine
                               : kind < 0.90 ? RepeatClass::line
                                             : RepeatClass::transposon;
    const RepeatFamily* family = nullptr;
    do {
      family = &families_[random_.below(families_.size())];
    } while (family->kind != wanted);
    append(copy_family(*family, random_), StretchKind::interspersed, stretches);
  }

  void append(const RepeatCopy& copy, StretchKind kind, std::vector<GenomeStretch>& stretches) {
    const auto start = static_cast<std::uint32_t>(bases_.size());
    bases_.insert(bases_.end(), copy.bases.begin(), copy.bases.end());
    stretches.push_back({contig_, start, static_cast<std::uint32_t>(bases_.size()), kind,
                         static_cast<std::uint16_t>(copy.divergence * 1000)});
  }

  RandomStream random_;
  std::uint32_t contig_;
  const std::vector<RepeatFamily>& families_;
  const Sequence& monomer_;
  Sequence bases_;
  std::uint64_t isochore_end_ = 0;
  double gc_ = 0.41;
};

bool overlaps(const GenomeStretch& left, const GenomeStretch& right) {
  return left.contig == right.contig && left.start < right.end && right.start < left.end;
}

// Copies stretches of 1 to 20 kb over other places, as segmental duplications do, at 0 to 5 % divergence.
class SegmentCopier {
 public:
  SegmentCopier(std::uint64_t seed, SyntheticGenome& genome, std::uint64_t total_bases)
      : random_(seed, RandomPurpose::genome_duplication), genome_(genome), total_bases_(total_bases) {}

  void copy_until(std::uint64_t target_bases) {
    std::uint64_t copied = 0;
    for (int attempt = 0; attempt < 20'000 && copied < target_bases; ++attempt) copied += copy_one(target_bases);
    std::erase_if(genome_.stretches, [&](const GenomeStretch& stretch) {
      return std::ranges::any_of(targets_, [&](const GenomeStretch& target) { return overlaps(stretch, target); });
    });
    genome_.stretches.insert(genome_.stretches.end(), sources_.begin(), sources_.end());
    genome_.stretches.insert(genome_.stretches.end(), targets_.begin(), targets_.end());
  }

 private:
  GenomeStretch random_place(std::uint64_t bases) {
    std::uint64_t at = random_.below(total_bases_);
    std::uint32_t contig = 0;
    while (at >= genome_.contigs[contig].bases.size()) at -= genome_.contigs[contig++].bases.size();
    return {contig, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + bases),
            StretchKind::segmental_duplication, 0};
  }

  bool is_free(const GenomeStretch& place) const {
    const auto collides = [&](const GenomeStretch& used) { return overlaps(place, used); };
    return place.end <= genome_.contigs[place.contig].bases.size() && genome_.contigs[place.contig].name != "chrM" &&
           std::ranges::none_of(sources_, collides) && std::ranges::none_of(targets_, collides);
  }

  std::uint64_t copy_one(std::uint64_t target_bases) {
    const double share = random_.unit();
    const auto bases = std::min(static_cast<std::uint64_t>(1000 + 19'000 * share * share), target_bases);
    GenomeStretch source = random_place(bases);
    GenomeStretch target = random_place(bases);
    const double divergence = random_.chance(0.3) ? 0.01 * random_.unit() : 0.05 * random_.unit();
    const bool is_inverted = random_.chance(0.5);
    if (overlaps(source, target) || !is_free(source) || !is_free(target)) return 0;
    source.divergence_permille = target.divergence_permille = static_cast<std::uint16_t>(divergence * 1000);

    const Sequence& from = genome_.contigs[source.contig].bases;
    Sequence copy = diverge(Sequence(from.begin() + source.start, from.begin() + source.end), divergence, random_);
    if (is_inverted) copy = reverse_complement(copy);
    copy.resize(std::min<std::size_t>(copy.size(), bases));
    target.end = static_cast<std::uint32_t>(target.start + copy.size());
    std::ranges::copy(copy, genome_.contigs[target.contig].bases.begin() + target.start);
    sources_.push_back(source);
    targets_.push_back(target);
    return bases;
  }

  RandomStream random_;
  SyntheticGenome& genome_;
  std::uint64_t total_bases_;
  std::vector<GenomeStretch> sources_;
  std::vector<GenomeStretch> targets_;
};

// Unknown bases at both ends of large contigs, and inside: from one base to a clone gap.
void add_gaps(std::uint64_t seed, SyntheticGenome& genome) {
  static constexpr std::uint64_t gap_bases[5] = {1, 1000, 25, 100, 5000};
  for (std::size_t contig = 0; contig < genome.contigs.size(); ++contig) {
    std::vector<BaseCode>& bases = genome.contigs[contig].bases;
    if (bases.size() < 50'000 || genome.contigs[contig].name == "chrM") continue;
    RandomStream random(seed, RandomPurpose::genome_gap, contig);
    const auto fill = [&](std::uint64_t start, std::uint64_t length) {
      std::fill_n(bases.begin() + static_cast<std::ptrdiff_t>(start), length, base_n);
    };
    const std::uint64_t end_bases = std::min<std::uint64_t>(10'000, bases.size() / 500);
    fill(0, end_bases);
    fill(bases.size() - end_bases, end_bases);
    const std::uint64_t gaps = 2 + bases.size() / 500'000;
    for (std::uint64_t gap = 0; gap < gaps; ++gap) {
      const std::uint64_t length = std::min(gap_bases[gap % 5], bases.size() / 200);
      fill(random.between(end_bases, bases.size() - end_bases - length), length);
    }
  }
}

}  // namespace

SyntheticGenome make_synthetic_genome(const SyntheticGenomeOptions& options) {
  SyntheticGenome genome;
  const std::vector<RepeatFamily> families = make_repeat_families(options.seed);
  Sequence monomer;
  RandomStream monomer_random(options.seed, RandomPurpose::genome_layout);
  append_unique(monomer, 171, 0.38, monomer_random);

  std::uint64_t total_bases = 0;
  for (const ContigPlan& plan : plan_contigs(options)) {
    ContigMaker maker(options.seed, static_cast<std::uint32_t>(genome.contigs.size()), families, monomer);
    genome.contigs.push_back(maker.make(plan, genome.stretches));
    total_bases += plan.bases;
  }
  SegmentCopier(options.seed, genome, total_bases).copy_until(total_bases / 50);
  add_gaps(options.seed, genome);
  std::ranges::sort(genome.stretches, [](const GenomeStretch& left, const GenomeStretch& right) {
    return left.contig != right.contig ? left.contig < right.contig : left.start < right.start;
  });
  return genome;
}

}  // namespace norrsken
