#include "kernels/seeding/minimizer.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "kernels/seeding/marked_kmers.hpp"

namespace norrsken {
namespace {

// The last seed_window ranks, and which of them the current window chooses.
class SlidingWindow {
 public:
  explicit SlidingWindow(std::vector<Minimizer>& minimizers) : minimizers_(minimizers) {}

  // Forgets the k-mers before a break.
  void restart() {
    kmers_ = 0;
    forward_reported_ = reverse_reported_ = none;
  }

  // Takes the next k-mer of an unbroken stretch; `offset` is its first base.
  void push(std::uint64_t rank, bool is_reverse, std::uint32_t offset) {
    ring_[offset % ring_size] = rank << 1 | static_cast<std::uint64_t>(is_reverse);
    ++kmers_;
    if (kmers_ < seed_window) return;
    // The two common steps: a new smallest k-mer comes in, or none comes and the old one stays. (With the same k-mer on
    // both strands the distances to the window's ends decide, and they change with each step.)
    if (kmers_ > seed_window && first_smallest_ + seed_window > offset && !is_mixed_) {
      if (rank > smallest_) return;
      if (rank < smallest_) {
        smallest_ = rank;
        first_smallest_ = offset;
        report(offset, is_reverse);
        return;
      }
    }
    scan(offset);
  }

 private:
  static constexpr std::uint32_t ring_size = 16;
  static_assert(ring_size >= seed_window);
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  // Looks at the whole window: leftmost forward and rightmost reverse occurrence of the smallest rank, of which the
  // one nearer to its end is the choice, both when they are equally near.
  void scan(std::uint32_t last) {
    const std::uint32_t first = last + 1 - seed_window;
    std::uint64_t smallest = ~std::uint64_t{0};
    for (std::uint32_t i = first; i <= last; ++i) smallest = std::min(smallest, ring_[i % ring_size] >> 1);
    std::uint32_t forward = none;
    std::uint32_t reverse = none;
    first_smallest_ = none;
    for (std::uint32_t i = first; i <= last; ++i) {
      const std::uint64_t entry = ring_[i % ring_size];
      if (entry >> 1 != smallest) continue;
      first_smallest_ = std::min(first_smallest_, i);
      if ((entry & 1) != 0)
        reverse = i;
      else if (forward == none)
        forward = i;
    }
    smallest_ = smallest;
    is_mixed_ = forward != none && reverse != none;
    const std::uint32_t from_left = forward == none ? seed_window : forward - first;
    const std::uint32_t from_right = reverse == none ? seed_window : last - reverse;
    if (from_left <= from_right) report(forward, false);
    if (from_right <= from_left) report(reverse, true);
  }

  void report(std::uint32_t offset, bool is_reverse) {
    std::uint32_t& reported = is_reverse ? reverse_reported_ : forward_reported_;
    if (reported == offset) return;
    reported = offset;
    minimizers_.push_back({seed_hash(ring_[offset % ring_size] >> 1), offset, is_reverse});
  }

  std::vector<Minimizer>& minimizers_;
  std::array<std::uint64_t, ring_size> ring_{};  // rank << 1 | is_reverse of the k-mer at offset % ring_size
  std::uint64_t smallest_ = 0;
  std::uint32_t first_smallest_ = 0;  // leftmost offset in the window with that rank, on either strand
  bool is_mixed_ = false;             // the window holds it on both strands
  std::uint32_t kmers_ = 0;           // since the last break
  std::uint32_t forward_reported_ = none;
  std::uint32_t reverse_reported_ = none;
};

// Every k-mer instead of one a window.
struct EveryKmer {
  std::vector<Minimizer>& kmers;
  void restart() {}
  void push(std::uint64_t rank, bool is_reverse, std::uint32_t offset) {
    kmers.push_back({seed_hash(rank), offset, is_reverse});
  }
};

// is_base(value) and code(value) read one element of the sequence; `window` takes its k-mers.
template <typename Window, typename IsBase, typename Code>
void push_kmers(std::span<const std::uint8_t> sequence, Window window, IsBase is_base, Code code) {
  constexpr std::uint64_t mask = (std::uint64_t{1} << seed_hash_bits) - 1;
  std::uint64_t forward = 0;
  std::uint64_t reverse = 0;
  std::uint32_t called = 0;
  for (std::uint32_t i = 0; i < sequence.size(); ++i) {
    if (!is_base(sequence[i])) {
      if (called >= seed_bases) window.restart();
      called = 0;
      continue;
    }
    const std::uint64_t base = code(sequence[i]);
    forward = (forward << 2 | base) & mask;
    reverse = reverse >> 2 | (3 - base) << (seed_hash_bits - 2);
    if (++called < seed_bases) continue;
    window.push(kmer_rank(std::min(forward, reverse)), reverse < forward, i + 1 - seed_bases);
  }
}

// The minimizers of a read without a base that is not called and without a k-mer twice in a window; else false, and
// nothing is appended.
bool append_marked(std::span<const BaseQuality> read, std::vector<Minimizer>& minimizers) {
  MarkedKmers marked;
  if (!mark_kmers(read, marked)) return false;
  const std::size_t before = minimizers.size();
  std::uint64_t last_rank = 0;
  for (std::uint32_t first = 0; first + seed_bases <= read.size(); first += 8)
    for (unsigned bits = marked.chosen[first / 8]; bits != 0; bits &= bits - 1) {
      const std::uint32_t offset = first + static_cast<std::uint32_t>(std::countr_zero(bits));
      const auto key = static_cast<std::uint64_t>(marked.keys[offset]);
      const std::uint64_t rank = key >> 1;
      if (minimizers.size() > before && rank == last_rank && offset - minimizers.back().offset < seed_window) {
        minimizers.resize(before);
        return false;
      }
      minimizers.push_back({seed_hash(rank), offset, (key & 1) != 0});
      last_rank = rank;
    }
  return true;
}

}  // namespace

void append_read_minimizers(std::span<const BaseQuality> read, std::vector<Minimizer>& minimizers) {
  if (append_marked(read, minimizers)) return;
  push_kmers(read, SlidingWindow(minimizers), is_called, base_of);
}

void append_read_kmers(std::span<const BaseQuality> read, std::vector<Minimizer>& kmers) {
  push_kmers(read, EveryKmer{kmers}, is_called, base_of);
}

void append_reference_minimizers(std::span<const BaseCode> bases, std::vector<Minimizer>& minimizers) {
  push_kmers(
      bases, SlidingWindow(minimizers), [](BaseCode value) { return value < base_n; },
      [](BaseCode value) { return value; });
}

}  // namespace norrsken
