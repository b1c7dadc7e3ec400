// Counter-based random numbers: number n of stream (seed, purpose, index) depends on nothing else, so fragment 7 is the
// same fragment however many threads there are and whichever was made first. The standard library's distributions
// are not used, because their values differ between implementations; nor are log, exp and pow, for the same reason.
#pragma once

#include <cstdint>

namespace norrsken {

// What a stream is for: streams of different purposes are independent.
enum class RandomPurpose : std::uint64_t {
  genome_layout = 1,
  repeat_family,
  genome_duplication,
  genome_gap,
  snv,
  indel,
  repeat_indel,
  phase,
  unknown_base,
  duplicate,
  molecule,
  sequencing,
  cell_population,
  family,
  strand,
  umi,
  strand_damage,
  pcr_error,
  somatic_clone,
  tandem_duplication,
  inheritance,
  off_target,
  made_up_source
};

// Finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the result depends on every bit of `value`.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
  return value ^ value >> 31;
}

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index = 0)
      : state_(mix_bits(mix_bits(mix_bits(seed + step) ^ static_cast<std::uint64_t>(purpose) * step) + index * step)) {}

  // 64 independent bits.
  [[nodiscard]] std::uint64_t next() { return mix_bits(state_ += step); }
  // Uniform in [0, 1).
  [[nodiscard]] double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  // Uniform in 0 .. limit - 1; 0 when limit is 0. limit < 2^53.
  [[nodiscard]] std::uint64_t below(std::uint64_t limit) {
    return static_cast<std::uint64_t>(unit() * static_cast<double>(limit));
  }
  // Uniform in low .. high, both included.
  [[nodiscard]] std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
  [[nodiscard]] bool chance(double probability) { return unit() < probability; }
  // 1, 2, ... with P(n + 1) = P(n) * more, at most `limit`.
  [[nodiscard]] std::uint32_t geometric(double more, std::uint32_t limit) {
    std::uint32_t value = 1;
    while (value < limit && chance(more)) ++value;
    return value;
  }
  // Mean 0, variance 1, within -6 .. 6: twelve uniform numbers added (Irwin-Hall), exact in any implementation.
  [[nodiscard]] double normal() {
    std::uint64_t sum = 0;
    for (int pair = 0; pair < 6; ++pair) {
      const std::uint64_t bits = next();
      sum += (bits >> 32) + (bits & 0xffffffffULL);
    }
    return static_cast<double>(sum) * 0x1p-32 - 6.0;
  }

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
  std::uint64_t state_;
};

}  // namespace norrsken
