#include "kernels/placement/confidence.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

constexpr unsigned table_size = 121;

// Built by repeated multiplication, not by pow(), whose last bit differs between machines.
constexpr std::array<std::uint64_t, table_size> make_table() {
  constexpr double one_decibel = 0.79432823472428150207;
  std::array<std::uint64_t, table_size> table{};
  double value = 1099511627776.0;  // 2^40
  for (auto& entry : table) {
    entry = static_cast<std::uint64_t>(value);
    value *= one_decibel;
  }
  return table;
}
constexpr auto likelihoods = make_table();

}  // namespace

std::uint64_t likelihood_units(unsigned cost_phred) {
  return cost_phred < table_size ? likelihoods[cost_phred] : 0;
}

unsigned odds_phred(std::uint64_t chosen, std::uint64_t total) {
  __extension__ using Wide = unsigned __int128;
  const Wide wrong = static_cast<Wide>(total - chosen) << 40;
  const auto least_odds =
      std::partition_point(likelihoods.begin() + 1, likelihoods.begin() + 1 + max_confidence_phred,
                           [&](std::uint64_t likelihood) { return wrong <= static_cast<Wide>(total) * likelihood; });
  return static_cast<unsigned>(least_odds - likelihoods.begin() - 1);
}

unsigned confidence_phred(std::uint64_t chosen, std::uint64_t total) {
  constexpr unsigned trusted_phred = 30;
  const unsigned odds = odds_phred(chosen, total);
  if (odds == max_confidence_phred) return odds;
  return odds <= trusted_phred ? odds - odds * odds / 900 : 29 + (odds - trusted_phred) / 6;
}

}  // namespace norrsken
