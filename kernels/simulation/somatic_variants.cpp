#include "kernels/simulation/somatic_variants.hpp"

#include <algorithm>
#include <map>

#include "kernels/comparison/variant_allele.hpp"
#include "kernels/simulation/random.hpp"

namespace norrsken {
namespace {

ContigSpan span_of(std::string_view letters, const Edit& edit) {
  return spelling_span(letters, {.start = edit.start, .end = edit.end, .bases = edit.inserted});
}

// Spans by start; none is longer than the longest seen.
class TakenSpans {
 public:
  void add(const ContigSpan& span) {
    spans_.emplace(span.start, span.end);
    longest_ = std::max(longest_, span.end - span.start);
  }
  [[nodiscard]] bool is_within(std::int64_t distance, const ContigSpan& span) const {
    for (auto other = spans_.lower_bound(span.start - distance - longest_); other != spans_.end(); ++other) {
      if (other->first > span.end + distance) return false;
      if (other->second + distance >= span.start) return true;
    }
    return false;
  }

 private:
  std::multimap<std::int64_t, std::int64_t> spans_;
  std::int64_t longest_ = 0;
};

std::uint8_t draw_clone(std::span<const Clone> clones, RandomStream& random) {
  const double at = random.unit();
  double end = 0;
  for (std::size_t index = 0; index < clones.size(); ++index)
    if (at < (end += clones[index].variant_share)) return static_cast<std::uint8_t>(index + 1);
  return static_cast<std::uint8_t>(clones.size());
}

bool continues(const SampleVariant& before, const SampleVariant& variant) {
  return !before.edit.changes_length() && !variant.edit.changes_length() && before.edit.end == variant.edit.start &&
         before.copies == variant.copies;
}

}  // namespace

std::vector<double> cell_shares(std::span<const Clone> clones, double purity) {
  std::vector<double> shares = {1 - purity};
  for (std::size_t index = 0; index < clones.size(); ++index) {
    const double later = index + 1 < clones.size() ? clones[index + 1].cell_fraction : 0;
    shares.push_back(purity * (clones[index].cell_fraction - later));
  }
  return shares;
}

std::vector<SampleVariant> select_somatic(std::string_view letters, std::span<const SampleVariant> germline,
                                          std::span<const SampleVariant> candidates, std::int64_t distance_bases,
                                          std::span<const Clone> clones, std::uint64_t seed,
                                          std::uint64_t contig_number) {
  TakenSpans germline_spans;
  for (const SampleVariant& variant : germline) germline_spans.add(span_of(letters, variant.edit));
  TakenSpans taken;
  std::vector<SampleVariant> kept;
  for (const SampleVariant& candidate : candidates) {
    const ContigSpan span = span_of(letters, candidate.edit);
    const bool is_continued = !kept.empty() && continues(kept.back(), candidate);
    if (germline_spans.is_within(germline_distance_bases, span)) continue;
    if (!is_continued && taken.is_within(distance_bases, span)) continue;
    taken.add(span);
    kept.push_back(candidate);
    RandomStream random(seed, RandomPurpose::somatic_clone, mix_bits(contig_number) ^ candidate.edit.start);
    kept.back().clone = is_continued ? kept[kept.size() - 2].clone : draw_clone(clones, random);
  }
  std::ranges::stable_sort(kept, {}, [](const SampleVariant& variant) { return variant.edit.start; });
  return kept;
}

}  // namespace norrsken
