#include "kernels/simulation/fragment_source.hpp"

#include <algorithm>

namespace norrsken {

FragmentSource::FragmentSource(std::span<const SampleContig> contigs, const LibraryOptions& options, double depth)
    : contigs_(contigs), options_(options), sequencer_(options.profile, options.read_bases) {
  for (std::uint32_t contig = 0; contig < contigs.size(); ++contig) {
    for (std::uint32_t copy = 0; copy < max_copies; ++copy) {
      const SampleHaplotype& haplotype = contigs[contig].copies[copy];
      for (const GenomeInterval& interval : contigs[contig].territory[copy]) {
        const Stretch stretch{contig, copy, haplotype.to_haplotype(interval.start),
                              haplotype.to_haplotype(interval.end)};
        // Deletions may have made it shorter than any fragment that is likely.
        if (stretch.end - stretch.start < options.insert_mean_bases) continue;
        stretches_.push_back(stretch);
        begins_.push_back(bases_);
        bases_ += stretch.end - stretch.start;
      }
    }
  }
  const double bases_per_fragment = static_cast<double>(options.read_bases) * (options.is_paired ? 2 : 1);
  fragments_ = static_cast<std::uint64_t>(depth * static_cast<double>(bases_) / max_copies / bases_per_fragment + 0.5);
}

bool FragmentSource::is_duplicate(std::uint64_t number) const {
  return RandomStream(options_.seed, RandomPurpose::duplicate, number).chance(options_.duplicate_share);
}

std::uint64_t FragmentSource::molecule_of(std::uint64_t number) const {
  RandomStream random(options_.seed, RandomPurpose::duplicate, number);
  if (!random.chance(options_.duplicate_share)) return number;
  // Almost always a handful of draws; a library of nothing but duplicates ends in the fragment itself.
  for (int attempt = 0; attempt < 200; ++attempt) {
    const std::uint64_t other = random.below(fragments_);
    if (other != number && !is_duplicate(other)) return other;
  }
  return number;
}

FragmentSource::Molecule FragmentSource::draw_molecule(std::uint64_t number) const {
  RandomStream random(options_.seed, RandomPurpose::molecule, number);
  const bool is_reverse = random.chance(0.5);
  while (true) {
    const double insert = options_.insert_mean_bases + options_.insert_sd_bases * random.normal();
    if (insert < options_.min_insert_bases() || insert > options_.max_insert_bases()) continue;
    const std::uint64_t at = random.below(bases_);
    const auto index = static_cast<std::size_t>(std::ranges::upper_bound(begins_, at) - begins_.begin()) - 1;
    const Stretch& stretch = stretches_[index];
    const auto start = stretch.start + static_cast<std::uint32_t>(at - begins_[index]);
    const auto bases = static_cast<std::uint32_t>(insert + 0.5);
    if (stretch.end - start >= bases) return {&stretch, start, bases, is_reverse};
  }
}

void FragmentSource::make(std::uint64_t number, SimulatedFragment& fragment, SequencingCounts& counts) const {
  const std::uint64_t source = molecule_of(number);
  const Molecule molecule = draw_molecule(source);
  const SampleContig& contig = contigs_[molecule.stretch->contig];
  const SampleHaplotype& haplotype = contig.copies[molecule.stretch->copy];
  const std::uint32_t left = haplotype.to_reference(molecule.start);
  const std::uint32_t right = haplotype.to_reference(molecule.start + molecule.bases - 1);
  fragment.origin.number = number;
  fragment.origin.contig = contig.name;
  fragment.origin.is_reverse = molecule.is_reverse;
  fragment.origin.five_prime = molecule.is_reverse ? std::array{right, left} : std::array{left, right};
  fragment.origin.copy = static_cast<std::uint8_t>(molecule.stretch->copy);
  fragment.origin.molecule = source;

  RandomStream random(options_.seed, RandomPurpose::sequencing, number);
  fragment.bases.clear();
  haplotype.append_bases(molecule.start, molecule.bases, fragment.bases);
  if (options_.profile != SequencerProfile::perfect) add_indel_errors(fragment.bases, random, counts);
  fragment.reverse.resize(fragment.bases.size());
  std::transform(fragment.bases.rbegin(), fragment.bases.rend(), fragment.reverse.begin(), complement);
  const bool is_reverse = molecule.is_reverse;
  sequencer_.read(is_reverse ? fragment.reverse : fragment.bases, Mate::first, random, fragment.reads[0], counts);
  if (options_.is_paired)
    sequencer_.read(is_reverse ? fragment.bases : fragment.reverse, Mate::second, random, fragment.reads[1], counts);
}

}  // namespace norrsken
