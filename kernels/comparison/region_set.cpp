#include "kernels/comparison/region_set.hpp"

#include <algorithm>

namespace norrsken {

RegionSet::RegionSet(std::vector<ContigSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const ContigSpan& a, const ContigSpan& b) { return a.start < b.start; });
  for (const ContigSpan& span : spans) {
    if (span.end <= span.start) continue;
    if (!spans_.empty() && span.start <= spans_.back().end)
      spans_.back().end = std::max(spans_.back().end, span.end);
    else
      spans_.push_back(span);
  }
}

bool RegionSet::contains(const ContigSpan& span) const {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), span.start,
                                      [](std::int64_t position, const ContigSpan& s) { return position < s.start; });
  return after != spans_.begin() && span.end <= std::prev(after)->end;
}

bool RegionSet::overlaps(const ContigSpan& span) const {
  const auto first = std::upper_bound(spans_.begin(), spans_.end(), span.start,
                                      [](std::int64_t position, const ContigSpan& s) { return position < s.end; });
  return first != spans_.end() && first->start < span.end;
}

std::int64_t RegionSet::bases() const {
  std::int64_t total = 0;
  for (const ContigSpan& span : spans_) total += span.end - span.start;
  return total;
}

}  // namespace norrsken
