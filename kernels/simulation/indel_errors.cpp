#include <algorithm>
#include <array>

#include "kernels/simulation/sequencer.hpp"

namespace norrsken {
namespace {

constexpr unsigned max_slip_unit = 4;
constexpr std::uint32_t max_slip_copies = 64;
constexpr double other_indels_per_base = 1e-5;

// From `first_copies` on the probability grows by `early_growth` a copy up to `late_copies`, then by `late_growth`.
// Homopolymers follow the real NA12878 reads of chr20:10.0-10.1M (Platinum, PCR-free): at sites without a known indel
// 1e-3 of the reads of runs of 8 have one, 2e-3 of 9, 6e-3 of 11, 3 to 7e-2 of 18 to 23.
struct SlipModel {
  std::uint32_t first_copies;  // fewer never slip
  double first_probability;
  double early_growth;
  std::uint32_t late_copies;
  double late_growth;
  double most;
};
constexpr std::array<SlipModel, max_slip_unit + 1> slip_models = {{{0, 0, 0, 0, 0, 0},
                                                                   {4, 4e-5, 1.9, 9, 1.5, 0.10},
                                                                   {4, 5e-5, 1.7, 8, 1.5, 0.10},
                                                                   {4, 5e-5, 1.6, 8, 1.4, 0.08},
                                                                   {4, 4e-5, 1.5, 8, 1.4, 0.06}}};

using SlipTable = std::array<std::array<double, max_slip_copies + 1>, max_slip_unit + 1>;
constexpr SlipTable make_slip_table() {
  SlipTable table{};
  for (unsigned unit = 1; unit <= max_slip_unit; ++unit) {
    const SlipModel& model = slip_models[unit];
    double probability = model.first_probability;
    for (std::uint32_t copies = model.first_copies; copies <= max_slip_copies; ++copies) {
      table[unit][copies] = std::min(probability, model.most);
      probability = std::min(probability * (copies < model.late_copies ? model.early_growth : model.late_growth), 1.0);
    }
  }
  return table;
}
constexpr SlipTable slip_table = make_slip_table();

struct Slip {
  std::uint32_t start;  // of the repeat
  std::uint32_t bases;  // to take away or to repeat
  bool is_loss;
};

void apply(const Slip& slip, std::vector<BaseCode>& fragment) {
  const auto first = fragment.begin() + slip.start;
  if (slip.is_loss) {
    fragment.erase(first, first + slip.bases);
  } else {
    const std::vector<BaseCode> unit(first, first + slip.bases);
    fragment.insert(first, unit.begin(), unit.end());
  }
}

void draw_slips(const std::vector<BaseCode>& fragment, unsigned unit, RandomStream& random, std::vector<Slip>& slips) {
  const auto bases = static_cast<std::uint32_t>(fragment.size());
  const std::uint32_t shortest = slip_models[unit].first_copies * unit;
  std::uint32_t matches = 0;
  for (std::uint32_t at = unit; at <= bases; ++at) {
    if (at < bases && fragment[at] == fragment[at - unit]) {
      ++matches;
      continue;
    }
    const std::uint32_t length = matches + unit;
    const std::uint32_t start = at - length;
    matches = 0;
    if (length < shortest) continue;
    // A run of one letter is no repeat of two-base units as well.
    const bool is_smaller_unit = unit > 1 && std::equal(fragment.begin() + start + 1,
                                                        fragment.begin() + start + unit + 1, fragment.begin() + start);
    if (is_smaller_unit || !random.chance(slip_probability(unit, length / unit))) continue;
    const std::uint32_t units = random.geometric(0.12, 3);
    slips.push_back({start, units * unit, random.chance(0.6)});
  }
}

}  // namespace

double slip_probability(unsigned unit, std::uint32_t copies) {
  return slip_table[unit][std::min(copies, max_slip_copies)];
}

void add_indel_errors(std::vector<BaseCode>& fragment, RandomStream& random, SequencingCounts& counts) {
  std::vector<Slip> slips;
  for (unsigned unit = 1; unit <= max_slip_unit; ++unit) draw_slips(fragment, unit, random, slips);
  // From right to left, so that positions stay valid; of two that overlap, the left one is left out.
  std::ranges::sort(slips, [](const Slip& left, const Slip& right) { return left.start > right.start; });
  auto untouched_from = static_cast<std::uint32_t>(fragment.size());
  for (const Slip& slip : slips) {
    if (slip.start + slip.bases > untouched_from) continue;
    apply(slip, fragment);
    untouched_from = slip.start;
    ++counts.slips;
  }
  const double any = random.unit();
  if (any >= other_indels_per_base * static_cast<double>(fragment.size()) || fragment.size() < 2) return;
  const auto at = static_cast<std::ptrdiff_t>(random.below(fragment.size()));
  if (random.chance(0.6))
    fragment.erase(fragment.begin() + at);
  else
    fragment.insert(fragment.begin() + at, static_cast<BaseCode>(random.below(4)));
  ++counts.other_indels;
}

}  // namespace norrsken
