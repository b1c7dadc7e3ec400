// Reads that lost or gained units of a tandem tract while they were copied: what lies on one side of the tract, or of
// two tracts, is moved by the slip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/likelihood/diagonal_costs.hpp"
#include "kernels/likelihood/slip_penalties.hpp"
#include "kernels/pileup/tandem_tracts.hpp"
#include "kernels/types/base_quality.hpp"

namespace norrsken {

// What a read costs with its cheapest slip: it has so many bases, whole units, more than the sequence has in the tract,
// or fewer; 0 where no slip costs less than what was known.
struct CheapestSlip {
  unsigned cost_phred = 0;
  TandemTract tract;
  int gained_bases = 0;
};

// Costs are in phred: of the unmoved bases, of the moved ones and of the slips.
class SlipSearch {
 public:
  enum class Ends : std::uint8_t { left, right, both };  // of a read that may be moved
  // A read on the diagonals that it may start from, with its costs on each.
  struct OnDiagonals {
    std::span<const BaseQuality> bases;
    std::span<const int> diagonals;
    std::span<const PrefixCosts> costs;
  };

  explicit SlipSearch(const SlipPenalties& penalties) : penalties_(penalties) {}

  // Slips are sought in the tracts of bases [first, last) of a sequence that must outlive its use here.
  void set_sequence(std::span<const BaseCode> sequence, std::size_t first, std::size_t last);
  // Of one unit in any of these tracts.
  [[nodiscard]] unsigned least_phred() const { return least_phred_; }

  // The least cost with one slip, or `best` where none is below it.
  [[nodiscard]] CheapestSlip one_slip(const OnDiagonals& read, unsigned best) const;
  // The same with two, where the end that slips in one tract slips once more in a tract further out.
  [[nodiscard]] unsigned two_slips(const OnDiagonals& read, Ends ends, unsigned best);

 private:
  struct Stretch {  // of a read, on one diagonal
    std::span<const BaseQuality> bases;
    int diagonal;
    const PrefixCosts& costs;
    [[nodiscard]] bool reaches(const TandemTract& tract) const {
      return static_cast<int>(tract.start) - diagonal < static_cast<int>(bases.size()) &&
             static_cast<int>(tract.end) > diagonal;
    }
  };
  struct SlippedEnd {  // bases [first, last) of a stretch on another diagonal; penalty and all others cost kept_phred
    Ends end;
    int first;
    int last;
    int diagonal;
    unsigned kept_phred;
  };

  [[nodiscard]] unsigned hamming(std::span<const BaseQuality> bases, int diagonal, int first, int last) const {
    return diagonal_cost(sequence_, bases, diagonal, first, last);
  }
  [[nodiscard]] unsigned base_cost_on(std::span<const BaseQuality> bases, int diagonal, int base) const {
    const int place = diagonal + base;
    if (place < 0 || place >= static_cast<int>(sequence_.size())) return 0;
    return base_cost(bases[static_cast<std::size_t>(base)], sequence_[static_cast<std::size_t>(place)]);
  }
  [[nodiscard]] unsigned tail_cost(std::span<const BaseQuality> bases, int diagonal, int first, unsigned limit) const;
  [[nodiscard]] unsigned head_cost(std::span<const BaseQuality> bases, int diagonal, int last, unsigned limit) const;
  // Of the slips of these ends in the tract, attempts those whose penalty and unmoved bases cost less than `best`.
  template <typename Try>
  void for_slips_in(const TandemTract& tract, const Stretch& stretch, Ends ends, const unsigned& best,
                    Try attempt) const;
  struct Slipped {
    unsigned cost_phred;
    int gained_bases;  // 0 where no slip costs less
  };
  [[nodiscard]] Slipped best_slip_in(const TandemTract& tract, const Stretch& stretch, Ends ends, unsigned best) const;

  const SlipPenalties& penalties_;
  std::span<const BaseCode> sequence_;
  std::vector<TandemTract> tracts_;
  unsigned least_phred_ = 0;
  PrefixCosts moved_;  // of the end that slips
};

}  // namespace norrsken
