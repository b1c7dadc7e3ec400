#include "kernels/simulation/synthetic_repeats.hpp"

#include <algorithm>

namespace norrsken {
namespace {

BaseCode random_base(double gc, RandomStream& random) {
  const std::uint64_t bits = random.next();
  const bool is_strong = static_cast<double>(bits >> 11) * 0x1p-53 < gc;
  const bool second = (bits & 1) != 0;
  return is_strong ? (second ? 2 : 1) : (second ? 3 : 0);
}

BaseCode other_base(BaseCode base, RandomStream& random) {
  return static_cast<BaseCode>((base + 1 + random.below(3)) & 3);
}

Sequence make_consensus(std::uint64_t bases, double gc, RandomStream& random) {
  Sequence sequence;
  append_unique(sequence, bases, gc, random);
  return sequence;
}

}  // namespace

void append_unique(Sequence& sequence, std::uint64_t bases, double gc, RandomStream& random) {
  for (std::uint64_t made = 0; made < bases; ++made) {
    BaseCode base = random_base(gc, random);
    // Methylated CpG decays to TpG or CpA: four of five are gone in vertebrates.
    if (base == 2 && !sequence.empty() && sequence.back() == 1 && random.chance(0.8)) {
      if (random.chance(0.5))
        base = 0;
      else
        sequence.back() = 3;
    }
    sequence.push_back(base);
  }
}

Sequence diverge(const Sequence& source, double divergence, RandomStream& random) {
  Sequence copy;
  copy.reserve(source.size() + source.size() / 16);
  for (std::size_t at = 0; at < source.size(); ++at) {
    if (!random.chance(divergence) || source[at] >= base_n) {
      copy.push_back(source[at]);
      continue;
    }
    const double kind = random.unit();
    if (kind < 0.88) {
      copy.push_back(other_base(source[at], random));
    } else if (kind < 0.94) {
      at += random.geometric(0.45, 6) - 1;
    } else {
      copy.push_back(source[at]);
      append_unique(copy, random.geometric(0.45, 6), 0.45, random);
    }
  }
  return copy;
}

Sequence reverse_complement(const Sequence& sequence) {
  Sequence reversed(sequence.size());
  std::transform(sequence.rbegin(), sequence.rend(), reversed.begin(), complement);
  return reversed;
}

std::vector<RepeatFamily> make_repeat_families(std::uint64_t seed) {
  std::vector<RepeatFamily> families;
  RandomStream random(seed, RandomPurpose::repeat_family);
  const auto add = [&](RepeatClass kind, std::uint64_t bases, double gc, unsigned subfamilies, double age) {
    const Sequence root = make_consensus(bases, gc, random);
    for (unsigned subfamily = 0; subfamily < subfamilies; ++subfamily)
      families.push_back({diverge(root, 0.01 + 0.02 * subfamily, random), kind, age * (1 + 0.5 * subfamily)});
  };
  add(RepeatClass::sine, 285, 0.60, 4, 0.05);
  add(RepeatClass::sine, 210, 0.45, 2, 0.15);
  add(RepeatClass::line, 6000, 0.40, 3, 0.06);
  add(RepeatClass::line, 3300, 0.38, 2, 0.14);
  add(RepeatClass::transposon, 1500, 0.38, 2, 0.12);
  add(RepeatClass::transposon, 240, 0.36, 2, 0.10);
  return families;
}

RepeatCopy copy_family(const RepeatFamily& family, RandomStream& random) {
  const std::uint64_t full = family.consensus.size();
  std::uint64_t start = 0;
  std::uint64_t end = full;
  if (family.kind == RepeatClass::line) {
    // Most LINE insertions stopped early: a square keeps most pieces short and a few complete.
    const double share = random.unit();
    start = full - std::min(full, static_cast<std::uint64_t>(150 + share * share * static_cast<double>(full)));
  } else if (random.chance(0.3)) {
    start = random.below(full / 2);
  }
  if (family.kind == RepeatClass::transposon && random.chance(0.5)) end -= random.below((end - start) / 2);

  RepeatCopy copy;
  copy.divergence = std::clamp(family.age * (1.0 + 0.45 * random.normal()), 0.0, 0.25);
  const Sequence piece(family.consensus.begin() + static_cast<std::ptrdiff_t>(start),
                       family.consensus.begin() + static_cast<std::ptrdiff_t>(end));
  copy.bases = diverge(piece, copy.divergence, random);
  if (family.kind != RepeatClass::transposon) {
    const double share = random.unit();  // most tails have shrunk
    const Sequence tail(static_cast<std::size_t>(6 + 22 * share * share * share * share), BaseCode{0});
    const Sequence aged_tail = diverge(tail, copy.divergence / 2, random);
    copy.bases.insert(copy.bases.end(), aged_tail.begin(), aged_tail.end());
  }
  if (random.chance(0.5)) copy.bases = reverse_complement(copy.bases);
  return copy;
}

RepeatCopy make_tandem_tract(RandomStream& random) {
  static constexpr double unit_shares[6] = {0.30, 0.58, 0.66, 0.86, 0.95, 1.0};  // cumulative; 2 and 4 are frequent
  const double share = random.unit();
  std::size_t unit_bases = 1;
  while (share >= unit_shares[unit_bases - 1]) ++unit_bases;
  Sequence unit;
  while (unit.size() < unit_bases) unit.push_back(random_base(0.35, random));
  if (unit_bases > 1 && std::ranges::all_of(unit, [&](BaseCode base) { return base == unit.front(); }))
    unit.back() = other_base(unit.back(), random);

  double draw = random.unit();
  draw *= draw;
  if (unit_bases == 1) draw *= draw;
  const double longest = unit_bases == 1 ? 22 : random.chance(0.05) ? 190 : 50;
  const auto bases = static_cast<std::size_t>(8 + draw * longest);
  Sequence tract;
  while (tract.size() < std::max(bases, 2 * unit_bases)) tract.push_back(unit[tract.size() % unit_bases]);
  RepeatCopy copy;
  copy.divergence = random.chance(0.6) ? 0.0 : 0.15 * random.unit();
  copy.bases = diverge(tract, copy.divergence, random);
  return copy;
}

RepeatCopy make_satellite(const Sequence& monomer, std::uint64_t bases, RandomStream& random) {
  // A higher-order unit of a few monomers, 20 % apart, is itself repeated with 1 to 4 % differences.
  Sequence higher_order;
  const std::uint64_t monomers = random.between(2, 6);
  for (std::uint64_t copy = 0; copy < monomers; ++copy) {
    const Sequence aged = diverge(monomer, 0.2, random);
    higher_order.insert(higher_order.end(), aged.begin(), aged.end());
  }
  RepeatCopy satellite;
  satellite.divergence = 0.01 + 0.03 * random.unit();
  while (satellite.bases.size() < bases) {
    const Sequence aged = diverge(higher_order, satellite.divergence, random);
    satellite.bases.insert(satellite.bases.end(), aged.begin(), aged.end());
  }
  return satellite;
}

}  // namespace norrsken
