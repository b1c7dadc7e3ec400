#include "kernels/simulation/fragment_source.hpp"

#include <algorithm>

#include "kernels/simulation/strand_errors.hpp"

namespace norrsken {
namespace {

// A UMI is read about as well as any other bases.
constexpr double umi_errors_per_base = 0.002;

void append_reverse(std::span<const BaseCode> bases, std::vector<BaseCode>& strand) {
  std::transform(bases.rbegin(), bases.rend(), std::back_inserter(strand), complement);
}

}  // namespace

FragmentSource::FragmentSource(std::span<const CellPopulation> populations, const LibraryOptions& options, double depth)
    : options_(options), sequencer_(options.profile, options.read_bases) {
  double share = 0;
  for (const CellPopulation& cells : populations) {
    populations_.push_back(lay_out(cells.contigs, options.is_targeted ? Reach::targets : Reach::everywhere));
    populations_.back().share_end = share += cells.share;
    if (options.is_targeted && options.off_target_share > 0)
      everywhere_.push_back(lay_out(cells.contigs, Reach::everywhere));
  }
  const double bases_per_fragment = static_cast<double>(options.read_bases) * (options.is_paired ? 2 : 1);
  const double on_target_share = everywhere_.empty() ? 1 : 1 - options.off_target_share;
  const double starts = starts_of_fragments(populations_.front()) / max_copies / on_target_share;
  fragments_ = static_cast<std::uint64_t>(depth * starts / bases_per_fragment + 0.5);
  if (options.family_mean <= 0) return;
  if (options.molecules_per_position > 0) {
    molecules_ = static_cast<std::uint64_t>(options.molecules_per_position * starts / options.insert_mean_bases + 0.5);
    fragments_ = static_cast<std::uint64_t>(static_cast<double>(molecules_) * options.family_mean + 0.5);
  } else {
    molecules_ = static_cast<std::uint64_t>(static_cast<double>(fragments_) / options.family_mean + 0.5);
  }
  molecules_ = std::max<std::uint64_t>(molecules_, 1);
}

FragmentSource::FragmentSource(std::span<const SampleContig> contigs, const LibraryOptions& options, double depth)
    : FragmentSource(std::vector<CellPopulation>{{contigs, 1}}, options, depth) {}

FragmentSource::Population FragmentSource::lay_out(std::span<const SampleContig> contigs, Reach reach) const {
  Population population;
  population.contigs = contigs;
  population.is_targeted = reach == Reach::targets;
  for (std::uint32_t contig = 0; contig < contigs.size(); ++contig) {
    for (std::uint32_t copy = 0; copy < max_copies; ++copy) {
      if (population.is_targeted) {
        add_targeted(population, contig, copy);
        continue;
      }
      const SampleHaplotype& haplotype = contigs[contig].copies[copy];
      for (const GenomeInterval& interval : contigs[contig].territory[copy])
        add_stretch(population,
                    {contig, copy, haplotype.to_haplotype(interval.start), haplotype.to_haplotype(interval.end), 0, 0});
    }
  }
  return population;
}

void FragmentSource::add_stretch(Population& population, const Stretch& stretch) const {
  // Deletions may have made it shorter than any fragment that is likely.
  if (stretch.end - stretch.start < options_.insert_mean_bases) return;
  population.stretches.push_back(stretch);
  population.begins.push_back(population.bases);
  population.bases += stretch.end - stretch.start;
}

// Targets with the room that fragments over their ends need; neighbours whose rooms meet share a stretch.
void FragmentSource::add_targeted(Population& population, std::uint32_t contig, std::uint32_t copy) const {
  const SampleContig& sample = population.contigs[contig];
  const SampleHaplotype& haplotype = sample.copies[copy];
  const std::uint32_t room = options_.max_insert_bases();
  for (const GenomeInterval& interval : sample.territory[copy]) {
    GenomeInterval span{0, 0};  // reference coordinates; empty: none begun
    auto first_target = static_cast<std::uint32_t>(population.targets.size());
    const auto close = [&] {
      const auto last_target = static_cast<std::uint32_t>(population.targets.size());
      if (span.end > span.start)
        add_stretch(population, {contig, copy, haplotype.to_haplotype(span.start), haplotype.to_haplotype(span.end),
                                 first_target, last_target});
      first_target = last_target;
    };
    for (const GenomeInterval& target : sample.targets) {
      const GenomePosition inside_start = std::max(target.start, interval.start);
      const GenomePosition inside_end = std::min(target.end, interval.end);
      if (inside_start >= inside_end) continue;
      const GenomePosition start = inside_start - std::min(inside_start - interval.start, room);
      const GenomePosition end = inside_end + std::min(interval.end - inside_end, room);
      if (span.end > span.start && start <= span.end) {
        span.end = std::max(span.end, end);
      } else {
        close();
        span = {start, end};
      }
      population.targets.push_back({haplotype.to_haplotype(inside_start), haplotype.to_haplotype(inside_end)});
    }
    close();
  }
}

// From how many bases, copies added up, a fragment of usual length may start.
double FragmentSource::starts_of_fragments(const Population& population) const {
  if (!population.is_targeted) return static_cast<double>(population.bases);
  const auto usual = static_cast<std::uint32_t>(options_.insert_mean_bases);
  std::uint64_t starts = 0;
  for (const Stretch& stretch : population.stretches) {
    std::uint32_t done = stretch.start;
    for (std::uint32_t index = stretch.first_target; index < stretch.last_target; ++index) {
      const GenomeInterval& target = population.targets[index];
      const std::uint32_t from = std::max(done, target.start - std::min(target.start, usual));
      const std::uint32_t to = std::min(target.end, stretch.end - std::min(stretch.end, usual));
      if (to <= from) continue;
      starts += to - from;
      done = to;
    }
  }
  return static_cast<double>(starts);
}

bool FragmentSource::is_duplicate(std::uint64_t number) const {
  return RandomStream(options_.seed, RandomPurpose::duplicate, number).chance(options_.duplicate_share);
}

std::uint64_t FragmentSource::molecule_of(std::uint64_t number) const {
  if (molecules_ > 0) return family_of(number);
  RandomStream random(options_.seed, RandomPurpose::duplicate, number);
  if (!random.chance(options_.duplicate_share)) return number;
  // Almost always a handful of draws; a library of nothing but duplicates ends in the fragment itself.
  for (int attempt = 0; attempt < 200; ++attempt) {
    const std::uint64_t other = random.below(fragments_);
    if (other != number && !is_duplicate(other)) return other;
  }
  return number;
}

// Some molecules multiply better than others: sizes spread more than by chance alone.
std::uint64_t FragmentSource::family_of(std::uint64_t number) const {
  RandomStream random(options_.seed, RandomPurpose::family, number);
  std::uint64_t family = random.below(molecules_);
  for (int attempt = 0; attempt < 64; ++attempt) {
    const double yield = 0.1 + 0.9 * RandomStream(options_.seed, RandomPurpose::family, ~family).unit();
    if (random.chance(yield)) break;
    family = random.below(molecules_);
  }
  return family;
}

std::uint32_t FragmentSource::population_of(std::uint64_t molecule) const {
  if (populations_.size() == 1) return 0;
  const double at =
      RandomStream(options_.seed, RandomPurpose::cell_population, molecule).unit() * populations_.back().share_end;
  const auto found = std::ranges::upper_bound(populations_, at, {}, &Population::share_end);
  return static_cast<std::uint32_t>(
      std::min<std::ptrdiff_t>(found - populations_.begin(), static_cast<std::ptrdiff_t>(populations_.size()) - 1));
}

bool FragmentSource::is_caught(const Population& population, const Stretch& stretch, std::uint32_t start,
                               std::uint32_t bases) const {
  if (!population.is_targeted) return true;
  const auto first = population.targets.begin() + stretch.first_target;
  const auto last = population.targets.begin() + stretch.last_target;
  const auto target = std::upper_bound(
      first, last, start, [](std::uint32_t position, const GenomeInterval& other) { return position < other.end; });
  return target != last && target->start < start + bases;
}

FragmentSource::Molecule FragmentSource::draw_molecule(std::uint64_t number) const {
  const std::uint32_t index = population_of(number);
  const bool is_off_target =
      !everywhere_.empty() &&
      RandomStream(options_.seed, RandomPurpose::off_target, number).chance(options_.off_target_share);
  const Population& population = is_off_target ? everywhere_[index] : populations_[index];
  RandomStream random(options_.seed, RandomPurpose::molecule, number);
  const bool is_reverse = random.chance(0.5);
  while (true) {
    const double insert = options_.insert_mean_bases + options_.insert_sd_bases * random.normal();
    if (insert < options_.min_insert_bases() || insert > options_.max_insert_bases()) continue;
    const std::uint64_t at = random.below(population.bases);
    const auto which =
        static_cast<std::size_t>(std::ranges::upper_bound(population.begins, at) - population.begins.begin()) - 1;
    const Stretch& stretch = population.stretches[which];
    const auto start = stretch.start + static_cast<std::uint32_t>(at - population.begins[which]);
    const auto bases = static_cast<std::uint32_t>(insert + 0.5);
    if (stretch.end - start >= bases && is_caught(population, stretch, start, bases))
      return {index, &stretch, start, bases, is_reverse};
  }
}

void FragmentSource::tell_origin(const Molecule& molecule, SimulatedFragment& fragment) const {
  const SampleContig& contig = populations_[molecule.population].contigs[molecule.stretch->contig];
  const SampleHaplotype& haplotype = contig.copies[molecule.stretch->copy];
  const std::uint32_t left = haplotype.to_reference(molecule.start);
  const std::uint32_t right = haplotype.to_reference(molecule.start + molecule.bases - 1);
  fragment.origin.contig = contig.name;
  fragment.origin.is_reverse = molecule.is_reverse;
  fragment.origin.five_prime = molecule.is_reverse ? std::array{right, left} : std::array{left, right};
  fragment.origin.copy = static_cast<std::uint8_t>(max_copies * molecule.population + molecule.stretch->copy);
}

// The same for every fragment of the strand.
void FragmentSource::add_molecule_errors(std::uint64_t source, bool is_reverse, std::vector<BaseCode>& bases) const {
  const std::uint64_t strand = 2 * source + (is_reverse ? 1 : 0);
  RandomStream damage(options_.seed, RandomPurpose::strand_damage, strand);
  damage_strand(bases, is_reverse ? StrandSense::reverse : StrandSense::forward, options_.damage, damage);
  RandomStream pcr(options_.seed, RandomPurpose::pcr_error, strand);
  add_pcr_errors(bases, options_.pcr_errors_per_base, pcr);
}

// fragment.bases: the strand that read 1 shows.
void FragmentSource::add_umi(std::uint64_t source, bool is_reverse, RandomStream& random,
                             SimulatedFragment& fragment) const {
  const UmiDesign& design = options_.umi;
  fragment.umi.clear();
  if (design.bases == 0) return;
  RandomStream umi(options_.seed, RandomPurpose::umi, source);
  std::vector<BaseCode> parts[2];  // at the molecule's left and right end
  for (std::vector<BaseCode>& part : parts)
    for (std::uint32_t base = 0; base < design.bases; ++base) part.push_back(static_cast<BaseCode>(umi.below(4)));
  if (is_reverse) std::swap(parts[0], parts[1]);
  if (design.strands == UmiStrands::simplex) parts[1].clear();
  if (design.place == UmiPlace::read) {
    fragment.bases.insert(fragment.bases.begin(), parts[0].begin(), parts[0].end());
    append_reverse(parts[1], fragment.bases);
    return;
  }
  for (std::vector<BaseCode>& part : parts) {
    add_pcr_errors(part, options_.profile == SequencerProfile::perfect ? 0 : umi_errors_per_base, random);
    if (!part.empty() && !fragment.umi.empty()) fragment.umi += '+';
    for (const BaseCode base : part) fragment.umi += base_letter(base);
  }
}

void FragmentSource::make(std::uint64_t number, SimulatedFragment& fragment, SequencingCounts& counts) const {
  const std::uint64_t source = molecule_of(number);
  Molecule molecule = draw_molecule(source);
  if (options_.umi.bases > 0 && options_.umi.strands == UmiStrands::duplex)
    molecule.is_reverse = RandomStream(options_.seed, RandomPurpose::strand, number).chance(0.5);
  tell_origin(molecule, fragment);
  fragment.origin.number = number;
  fragment.origin.molecule = source;

  const SampleContig& contig = populations_[molecule.population].contigs[molecule.stretch->contig];
  RandomStream random(options_.seed, RandomPurpose::sequencing, number);
  fragment.bases.clear();
  contig.copies[molecule.stretch->copy].append_bases(molecule.start, molecule.bases, fragment.bases);
  add_molecule_errors(source, molecule.is_reverse, fragment.bases);
  if (options_.profile != SequencerProfile::perfect) add_indel_errors(fragment.bases, random, counts);
  if (molecule.is_reverse) {
    fragment.reverse.clear();
    append_reverse(fragment.bases, fragment.reverse);
    fragment.bases.swap(fragment.reverse);
  }
  add_umi(source, molecule.is_reverse, random, fragment);
  fragment.reverse.clear();
  append_reverse(fragment.bases, fragment.reverse);
  sequencer_.read(fragment.bases, Mate::first, random, fragment.reads[0], counts);
  if (options_.is_paired) sequencer_.read(fragment.reverse, Mate::second, random, fragment.reads[1], counts);
}

}  // namespace norrsken
