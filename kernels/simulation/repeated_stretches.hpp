// Stretches of a genome that stand in it more than once, letter for letter, on either strand: a fragment that lies
// inside one has no place of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/types/dna.hpp"

namespace norrsken {

struct RepeatedStretch {
  std::uint32_t contig = 0;  // as given to want()
  std::uint32_t start = 0;   // half-open
  std::uint32_t end = 0;
};

// Looks at every 50th window, so the ends of a stretch are found to the nearest 50 bases, and a repeat of less than
// window_bases + 50 may be missed. Windows with N are left out. 24 bytes a window, and two for telling others quickly.
class RepeatSearch {
 public:
  explicit RepeatSearch(std::uint32_t window_bases);  // at least 1

  // Windows of this sequence are looked for.
  void want(std::uint32_t contig, std::span<const BaseCode> bases);
  // Counts wanted windows in a sequence of the genome, whether it is wanted itself or not. All want() come before.
  void scan(std::span<const BaseCode> bases);
  // Wanted stretches met more than once so far, by contig and start, merged.
  [[nodiscard]] std::vector<RepeatedStretch> repeated() const;

 private:
  struct Window {
    std::uint64_t hash = 0;
    std::uint32_t contig = 0;
    std::uint32_t start = 0;
    std::uint32_t times = 0;
  };

  template <class Visit>
  void each_window(std::span<const BaseCode> bases, Visit visit) const;
  void prepare();
  void count(std::uint64_t hash);

  std::uint32_t window_bases_;
  std::vector<Window> windows_;        // by hash once prepared
  std::vector<std::uint64_t> filter_;  // bits of hashes that are wanted; most others are told by it
  bool is_prepared_ = false;
};

}  // namespace norrsken
