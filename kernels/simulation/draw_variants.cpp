#include "kernels/simulation/draw_variants.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/simulation/random.hpp"
#include "kernels/simulation/tandem_repeats.hpp"

namespace norrsken {
namespace {

// Positions of a set of intervals as one line of numbers 0 .. bases() - 1.
class Territory {
 public:
  explicit Territory(const CopyTerritory& copies) : copies_(copies) {
    // The first copy holds everything that exists; the second is a part of it or equal.
    for (const GenomeInterval& interval : copies[0]) {
      begins_.push_back(bases_);
      bases_ += interval.end - interval.start;
    }
  }
  [[nodiscard]] std::uint64_t bases() const { return bases_; }
  [[nodiscard]] std::uint32_t position(std::uint64_t number) const {
    const auto index = static_cast<std::size_t>(std::ranges::upper_bound(begins_, number) - begins_.begin()) - 1;
    return copies_[0][index].start + static_cast<std::uint32_t>(number - begins_[index]);
  }
  // Bit 0: the first copy exists there; bit 1: the second.
  [[nodiscard]] std::uint8_t copies_at(std::uint32_t position) const {
    std::uint8_t copies = 0;
    for (unsigned copy = 0; copy < max_copies; ++copy) {
      const auto after = std::ranges::upper_bound(copies_[copy], position, {}, &GenomeInterval::start);
      if (after != copies_[copy].begin() && position < (after - 1)->end)
        copies |= static_cast<std::uint8_t>(1U << copy);
    }
    return copies;
  }

 private:
  const CopyTerritory& copies_;
  std::vector<std::uint64_t> begins_;
  std::uint64_t bases_ = 0;
};

std::uint64_t draw_count(double expected, RandomStream& random) {
  return static_cast<std::uint64_t>(expected + random.unit());
}

class VariantDrawer {
 public:
  VariantDrawer(std::span<const BaseCode> contig, const CopyTerritory& territory, const DrawOptions& options,
                std::uint64_t seed, std::uint64_t contig_number)
      : contig_(contig), territory_(territory), options_(options), seed_(seed), contig_number_(contig_number) {}

  std::vector<SampleVariant> draw() {
    const auto bases = static_cast<double>(territory_.bases());
    if (territory_.bases() == 0) return {};
    draw_snvs(bases * options_.snvs_per_base);
    draw_repeat_indels(bases * options_.indels_per_base * options_.repeat_indel_share);
    draw_other_indels(bases * options_.indels_per_base * (1 - options_.repeat_indel_share));
    return std::move(variants_);
  }

 private:
  std::uint8_t draw_copies(std::uint32_t position, RandomStream& random) const {
    const std::uint8_t present = territory_.copies_at(position);
    if (present != 3 || !random.chance(options_.het_share)) return present;
    return random.chance(0.5) ? 1 : 2;
  }

  void add(Edit edit, std::uint8_t copies, VariantSource source) {
    variants_.push_back({std::move(edit), copies, source});
  }

  [[nodiscard]] bool is_in_cpg(std::uint32_t at) const {
    return (contig_[at] == 1 && at + 1 < contig_.size() && contig_[at + 1] == 2) ||
           (contig_[at] == 2 && at > 0 && contig_[at - 1] == 1);
  }

  void add_snv(std::uint32_t at, std::uint8_t copies, RandomStream& random) {
    const BaseCode base = contig_[at];
    const auto transition = static_cast<BaseCode>(base ^ 2);  // A <-> G, C <-> T
    const bool is_transition = random.chance(is_in_cpg(at) ? 0.91 : 0.63);
    const auto transversion = static_cast<BaseCode>((base ^ 1) ^ (random.chance(0.5) ? 2 : 0));
    add({at, at + 1, std::string(1, base_letter(is_transition ? transition : transversion))}, copies,
        VariantSource::drawn);
  }

  void draw_snvs(double expected) {
    RandomStream random(seed_, RandomPurpose::snv, contig_number_);
    const std::uint64_t wanted = draw_count(expected, random);
    for (std::uint64_t made = 0; made < wanted; ++made) {
      std::uint32_t at = 0;
      do {  // CpG mutates about ten times as often
        at = territory_.position(random.below(territory_.bases()));
      } while (contig_[at] >= base_n || (!is_in_cpg(at) && !random.chance(0.1)));
      const std::uint8_t copies = draw_copies(at, random);
      add_snv(at, copies, random);
      if (options_.mnv_share > 0 && at + 1 < contig_.size() && contig_[at + 1] < base_n &&
          random.chance(options_.mnv_share)) {
        add_snv(at + 1, copies, random);
        continue;
      }
      const auto neighbour = at + static_cast<std::uint32_t>(random.between(1, 10));
      if (random.chance(0.02) && neighbour < contig_.size() && contig_[neighbour] < base_n && made + 1 < wanted) {
        add_snv(neighbour, copies, random);
        ++made;
      }
    }
  }

  // Index into a table of cumulative weights.
  static std::size_t draw_weighted(const std::vector<double>& cumulative, RandomStream& random) {
    const double at = random.unit() * cumulative.back();
    return std::min(static_cast<std::size_t>(std::ranges::upper_bound(cumulative, at) - cumulative.begin()),
                    cumulative.size() - 1);
  }

  void draw_other_indels(double expected) {
    RandomStream random(seed_, RandomPurpose::indel, contig_number_);
    std::vector<double> lengths;  // L^-1.75 by square roots, which every machine rounds alike
    for (std::uint32_t length = 1; length <= options_.max_indel_bases; ++length) {
      const double root = std::sqrt(static_cast<double>(length));
      lengths.push_back((lengths.empty() ? 0 : lengths.back()) + 1 / (length * root * std::sqrt(root)));
    }
    const std::uint64_t wanted = draw_count(expected, random);
    for (std::uint64_t made = 0; made < wanted; ++made) {
      const std::uint32_t at = territory_.position(random.below(territory_.bases()));
      const auto length = static_cast<std::uint32_t>(draw_weighted(lengths, random) + 1);
      const std::uint8_t copies = draw_copies(at, random);
      if (random.chance(0.55)) {
        if (at + length <= contig_.size()) add({at, at + length, {}}, copies, VariantSource::drawn);
        continue;
      }
      Edit insertion{at, at, {}};
      const bool repeats_neighbour = at >= length && random.chance(0.6);
      for (std::uint32_t offset = 0; offset < length; ++offset) {
        const BaseCode base =
            repeats_neighbour ? contig_[at - length + offset] : static_cast<BaseCode>(random.below(4));
        insertion.inserted += base_letter(base < base_n ? base : BaseCode{0});
      }
      add(std::move(insertion), copies, VariantSource::drawn);
    }
  }

  // Adds or removes whole units at the start of the tract.
  [[nodiscard]] Edit change_repeat(const TandemRepeat& repeat, RandomStream& random) const {
    const std::uint32_t limit = std::max(1U, options_.max_indel_bases / repeat.unit);
    const bool is_long = repeat.copies() > 10;
    const std::uint32_t units = random.geometric(is_long ? 0.35 : 0.22, limit);
    const std::uint32_t removable = repeat.copies() - 2;
    if (random.chance(0.52) && units <= removable) return {repeat.start, repeat.start + units * repeat.unit, {}};
    Edit insertion{repeat.start, repeat.start, {}};
    while (insertion.inserted.size() < std::size_t{units} * repeat.unit)
      insertion.inserted += base_letter(contig_[repeat.start + insertion.inserted.size() % repeat.unit]);
    return insertion;
  }

  // Mutability doubles with every further copy up to where half of all people differ from the reference. Fitted to the
  // repeats of GRCh38 chr21:22-23M and 37-38M and which of them differ in NA12878 (Platinum Genomes): of the runs of 6
  // bases 0.4 %, of 8 4 %, of 10 19 %, of 12 and more 50 %; of the dinucleotides 3 % with 5 copies, 50 % with 9.
  static double repeat_weight(const TandemRepeat& repeat) {
    static constexpr std::uint32_t most_copies[7] = {0, 12, 10, 10, 8, 8, 8};
    static constexpr double factor[7] = {0, 1, 5.6, 8, 12, 12, 12};
    return static_cast<double>(1U << std::min(repeat.copies(), most_copies[repeat.unit])) * factor[repeat.unit];
  }

  void draw_repeat_indels(double expected) {
    RandomStream random(seed_, RandomPurpose::repeat_indel, contig_number_);
    std::vector<TandemRepeat> repeats = find_tandem_repeats(contig_);
    std::erase_if(repeats, [&](const TandemRepeat& repeat) {
      return territory_.copies_at(repeat.start) == 0 ||
             territory_.copies_at(repeat.start) != territory_.copies_at(repeat.end - 1);
    });
    if (repeats.empty()) return;
    std::vector<double> cumulative;
    for (const TandemRepeat& repeat : repeats)
      cumulative.push_back((cumulative.empty() ? 0 : cumulative.back()) + repeat_weight(repeat));

    std::vector<bool> is_used(repeats.size());
    const std::uint64_t wanted = std::min<std::uint64_t>(draw_count(expected, random), repeats.size() / 2);
    for (std::uint64_t made = 0, attempt = 0; made < wanted && attempt < 50 * wanted; ++attempt) {
      const std::size_t index = draw_weighted(cumulative, random);
      if (is_used[index]) continue;
      is_used[index] = true;
      const TandemRepeat& repeat = repeats[index];
      const std::uint8_t copies = draw_copies(repeat.start, random);
      Edit edit = change_repeat(repeat, random);
      Edit other = change_repeat(repeat, random);
      // Long repeats often have two alleles of which neither is the reference's.
      if (copies != 3 && territory_.copies_at(repeat.start) == 3 && repeat.copies() > 8 && !(other == edit) &&
          random.chance(0.2)) {
        add(std::move(other), static_cast<std::uint8_t>(3 ^ copies), VariantSource::drawn_in_repeat);
        ++made;
      }
      add(std::move(edit), copies, VariantSource::drawn_in_repeat);
      ++made;
    }
  }

  std::span<const BaseCode> contig_;
  Territory territory_;
  const DrawOptions& options_;
  std::uint64_t seed_;
  std::uint64_t contig_number_;
  std::vector<SampleVariant> variants_;
};

}  // namespace

std::vector<SampleVariant> draw_variants(std::span<const BaseCode> contig, const CopyTerritory& territory,
                                         const DrawOptions& options, std::uint64_t seed, std::uint64_t contig_number) {
  return VariantDrawer(contig, territory, options, seed, contig_number).draw();
}

std::vector<SampleVariant> draw_tandem_duplications(std::span<const BaseCode> contig, const CopyTerritory& territory,
                                                    std::uint64_t count, std::span<const std::uint32_t> bases,
                                                    std::uint64_t seed, std::uint64_t contig_number) {
  const Territory line(territory);
  std::vector<SampleVariant> variants;
  if (line.bases() == 0 || bases.empty()) return variants;
  RandomStream random(seed, RandomPurpose::tandem_duplication, contig_number);
  for (std::uint64_t attempt = 0; variants.size() < count && attempt < 100 * count; ++attempt) {
    const std::uint32_t end = line.position(random.below(line.bases()));
    const std::uint32_t length = bases[variants.size() % bases.size()];
    const std::uint8_t present = line.copies_at(end);
    if (end <= length) continue;
    Edit duplication{end, end, {}};
    for (std::uint32_t at = end - length; at < end; ++at) duplication.inserted += base_letter(contig[at]);
    if (duplication.inserted.find('N') != std::string::npos) continue;
    const std::uint8_t copies = present != 3 ? present : random.chance(0.5) ? 1 : 2;
    variants.push_back({std::move(duplication), copies, VariantSource::drawn});
  }
  return variants;
}

}  // namespace norrsken
