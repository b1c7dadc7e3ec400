#include "kernels/evidence/project_read.hpp"

#include <algorithm>
#include <cstdint>

#include "kernels/mismatch/byte_hamming.hpp"
#include "kernels/pileup/pileup.hpp"

namespace norrsken {
namespace {

constexpr GenomePosition margin_bases = 400;  // of haplotype around a read: more than the longest indel and its repeat
constexpr unsigned break_phred = 40;          // a read's own gap, and each end of it left out, must be worth that
constexpr std::int64_t inserted = -1;         // no place on the reference

// A stretch of haplotype and where its bases lie on the reference.
struct Lifted {
  std::vector<BaseCode> bases;
  std::vector<std::int64_t> places;        // genome position or `inserted`
  std::vector<std::int64_t> shifts = {0};  // by which variants so far move a base to the right
  GenomePosition start = 0;                // of bases[0]

  void add(BaseCode base, std::int64_t place) {
    bases.push_back(base);
    places.push_back(place);
  }
};

Lifted lift(const PlacedRead& read, const ReferenceWindow& window, std::span<const HaplotypeVariant> variants) {
  Lifted lifted;
  const GenomePosition before = read.position - std::min(read.position, margin_bases);
  const GenomePosition end = std::min(window.end(), read.end() + margin_bases);
  lifted.start = std::max(window.start(), before);
  GenomePosition at = lifted.start;
  const auto add_reference = [&](GenomePosition to) {
    for (; at < to; ++at) lifted.add(window[at], at);
  };
  for (const HaplotypeVariant& variant : variants) {
    if (variant.start < at || variant.start + variant.reference_bases > end) continue;
    add_reference(variant.start);
    for (std::size_t i = 0; i < variant.alternate.size(); ++i)
      lifted.add(variant.alternate[i], i < variant.reference_bases ? static_cast<std::int64_t>(at + i) : inserted);
    at += variant.reference_bases;
    if (variant.shift() != 0) lifted.shifts.push_back(lifted.shifts.back() + variant.shift());
  }
  add_reference(end);
  return lifted;
}

// Where on the reference every base lies, `inserted` for none.
using Places = std::vector<std::int64_t>;

struct Fit {
  unsigned cost_phred = ~0U;
  Places places;
};

// The best ungapped diagonal on the haplotype; the first among equals, beginning with the read's own.
Fit fit_to_haplotype(const PlacedRead& read, std::span<const BaseQuality> bases, const Lifted& lifted) {
  const ReadParts parts = parts_on_reference(read);
  Fit best;
  std::int64_t best_first = 0;
  for (unsigned p = 0; p < parts.count; ++p)
    for (const std::int64_t shift : lifted.shifts) {
      const std::int64_t first = static_cast<std::int64_t>(parts.parts[p].start) - lifted.start + shift;
      if (first < 0 || first + static_cast<std::int64_t>(bases.size()) > static_cast<std::int64_t>(lifted.bases.size()))
        continue;
      const unsigned cost = byte_hamming(bases.data(), lifted.bases.data() + first, bases.size());
      if (cost >= best.cost_phred) continue;
      best.cost_phred = cost;
      best_first = first;
    }
  if (best.cost_phred != ~0U)
    best.places.assign(lifted.places.begin() + best_first,
                       lifted.places.begin() + best_first + static_cast<std::ptrdiff_t>(bases.size()));
  return best;
}

// As the read was placed: on one diagonal or two, with what it left out.
Fit fit_as_placed(const PlacedRead& read, std::span<const BaseQuality> bases, const ReferenceWindow& window) {
  const ReadParts parts = parts_on_reference(read);
  Fit fit{0, Places(bases.size(), inserted)};
  for (unsigned p = 0; p < parts.count; ++p) {
    const OnDiagonal& part = parts.parts[p];
    for (unsigned i = part.first; i < part.last; ++i) {
      const GenomePosition place = part.start + i;
      if (place < window.start() || place >= window.end()) continue;
      fit.places[i] = place;
      if (base_of(bases[i]) != window[place] && is_called(bases[i])) fit.cost_phred += quality_of(bases[i]);
    }
  }
  if (parts.count == 2 || read.clip != 0) fit.cost_phred += break_phred;
  return fit;
}

void add_part(CigarKind kind, std::int64_t bases, std::vector<CigarPart>& cigar) {
  if (bases <= 0) return;
  if (!cigar.empty() && cigar.back().kind == kind)
    cigar.back().bases += static_cast<std::uint32_t>(bases);
  else
    cigar.push_back({kind, static_cast<std::uint32_t>(bases)});
}

// A read on one diagonal whose haplotype moves no base lies as it was placed.
bool lies_as_placed(const PlacedRead& read, std::span<const HaplotypeVariant> variants) {
  return read.break_offset == 0 && read.clip == 0 &&
         std::all_of(variants.begin(), variants.end(), [](const HaplotypeVariant& each) { return each.shift() == 0; });
}

// The same for such a read: one match, and what lies beyond the window or on unknown bases at either end left out.
std::optional<ReadProjection> project_as_placed(const PlacedRead& read, std::size_t bases,
                                                const ReferenceWindow& window) {
  GenomePosition first = std::max(read.position, window.start());
  GenomePosition last = std::min(read.position + static_cast<GenomePosition>(bases), window.end());
  while (first < last && window[first] >= 4) ++first;
  while (first < last && window[last - 1] >= 4) --last;
  if (first >= last) return std::nullopt;
  ReadProjection projection{first, {}};
  add_part(CigarKind::soft_clip, first - read.position, projection.cigar);
  add_part(CigarKind::match, last - first, projection.cigar);
  add_part(CigarKind::soft_clip, read.position + static_cast<std::int64_t>(bases) - last, projection.cigar);
  return projection;
}

bool is_known(std::int64_t place, const ReferenceWindow& window) {
  return place != inserted && window[static_cast<GenomePosition>(place)] < 4;
}

}  // namespace

std::optional<ReadProjection> project_read(const PlacedRead& read, std::span<const BaseQuality> bases,
                                           const ReferenceWindow& window, std::span<const HaplotypeVariant> variants) {
  if (read.has(read_is_orphan) || read.end() + margin_bases <= window.start() || read.position >= window.end())
    return std::nullopt;
  if (lies_as_placed(read, variants)) return project_as_placed(read, bases.size(), window);
  Fit fit = fit_as_placed(read, bases, window);
  Fit through = fit_to_haplotype(read, bases, lift(read, window, variants));
  if (through.cost_phred <= fit.cost_phred) fit = std::move(through);
  const auto lies = [&](std::int64_t place) { return is_known(place, window); };
  const auto first = std::find_if(fit.places.begin(), fit.places.end(), lies);
  if (first == fit.places.end()) return std::nullopt;
  const auto last = std::find_if(fit.places.rbegin(), fit.places.rend(), lies).base();
  ReadProjection projection{static_cast<GenomePosition>(*first), {}};
  add_part(CigarKind::soft_clip, first - fit.places.begin(), projection.cigar);
  std::int64_t next = *first;
  for (auto place = first; place != last; ++place) {
    if (*place == inserted) {
      add_part(CigarKind::insertion, 1, projection.cigar);
      continue;
    }
    add_part(CigarKind::deletion, *place - next, projection.cigar);
    add_part(CigarKind::match, 1, projection.cigar);
    next = *place + 1;
  }
  add_part(CigarKind::soft_clip, fit.places.end() - last, projection.cigar);
  return projection;
}

}  // namespace norrsken
