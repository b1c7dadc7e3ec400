#include "kernels/pileup/reference_window.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace norrsken {
namespace {

// The four base codes of every packed byte, first base first.
constexpr auto unpacked_bytes = [] {
  std::array<std::array<BaseCode, 4>, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte)
    for (unsigned base = 0; base < 4; ++base) table[byte][base] = static_cast<BaseCode>(byte >> (2 * base) & 3);
  return table;
}();

// The first run of N that ends behind `position`.
auto first_run_behind(const GenomeView& genome, GenomePosition position) {
  return std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                              [&](const GenomeInterval& each) { return each.end <= position; });
}

}  // namespace

std::vector<GenomeInterval> known_stretches(const GenomeView& genome, GenomePosition start, GenomePosition end) {
  std::vector<GenomeInterval> stretches;
  for (auto run = first_run_behind(genome, start); start < end; ++run) {
    const bool has_run = run != genome.n_runs.end() && run->start < end;
    const GenomePosition stop = has_run ? run->start : end;
    if (start < stop) stretches.push_back({start, stop});
    start = has_run ? run->end : end;
  }
  return stretches;
}

void ReferenceWindow::assign(const GenomeView& genome, GenomePosition start, GenomePosition end) {
  start_ = start;
  end = std::min(end, genome.length);
  bases_.resize(end > start ? end - start : 0);
  GenomePosition position = start;
  for (; position < end && position % 4 != 0; ++position) bases_[position - start] = genome.packed_base(position);
  for (; position + 4 <= end; position += 4)
    std::memcpy(bases_.data() + (position - start), unpacked_bytes[genome.packed[position / 4]].data(), 4);
  for (; position < end; ++position) bases_[position - start] = genome.packed_base(position);
  for (auto run = first_run_behind(genome, start); run != genome.n_runs.end() && run->start < end; ++run)
    std::fill(bases_.begin() + (std::max(run->start, start) - start),
              bases_.begin() + (std::min(run->end, end) - start), base_n);
}

}  // namespace norrsken
