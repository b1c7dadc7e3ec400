#include "kernels/pileup/reference_window.hpp"

#include <algorithm>

namespace norrsken {

void ReferenceWindow::assign(const GenomeView& genome, GenomePosition start, GenomePosition end) {
  start_ = start;
  end = std::min(end, genome.length);
  bases_.resize(end > start ? end - start : 0);
  for (GenomePosition position = start; position < end; ++position)
    bases_[position - start] = genome.packed_base(position);
  auto run = std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                                  [&](const GenomeInterval& each) { return each.end <= start; });
  for (; run != genome.n_runs.end() && run->start < end; ++run)
    std::fill(bases_.begin() + (std::max(run->start, start) - start),
              bases_.begin() + (std::min(run->end, end) - start), base_n);
}

}  // namespace norrsken
