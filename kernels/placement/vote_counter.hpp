// Counts how often each diagonal is named.
#pragma once

#include <cstdint>
#include <vector>

#include <hwy/contrib/sort/vqsort.h>

#include "kernels/types/genome.hpp"

namespace norrsken {

// A diagonal that seeds voted for.
struct Candidate {
  GenomePosition start = 0;  // of read base 0 of that strand
  bool is_reverse = false;
  unsigned votes = 0;
};

// Seeds of a repeat name each of its copies many times: votes are counted in a hash table, and only what differs is
// sorted. Its memory is used again.
class VoteCounter {
 public:
  VoteCounter();
  void add(GenomePosition start, bool is_reverse);
  // All that was named since the last time, most votes first (ties by strand and start), into `candidates`.
  void take(std::vector<Candidate>& candidates);

 private:
  struct Named {
    std::uint64_t diagonal = 0;  // strand << 32 | start
    std::uint32_t slot = 0;
    std::uint32_t votes = 0;
  };
  [[nodiscard]] std::uint32_t slot_of(std::uint64_t diagonal) const;
  void grow();
  void sort();

  std::vector<std::uint32_t> slots_;  // number of an element of `named_`, from 1 on; 0 is free; a power of two of them
  unsigned slots_log2_;
  std::vector<Named> named_;
  std::vector<std::uint64_t> order_;
  hwy::Sorter sorter_;
};

}  // namespace norrsken
