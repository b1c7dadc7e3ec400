// What an Illumina sequencer makes of a fragment: bases with errors, and qualities that (nearly) tell how many.
//
// A quality in 1/64 phred is the sum of a falling curve over the cycles, an offset of the read, noise that is alike in
// neighbouring cycles, and drops over clusters of cycles. The base is wrong with 0.9 x 10^(-Q/10) + 3e-5: low qualities
// are a little better than they say, high ones a little worse. After GGC errors are more frequent than the quality
// says.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/simulation/random.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {

enum class SequencerProfile : std::uint8_t {
  hiseq,    // qualities 2..41
  novaseq,  // binned: 2 (not called), 12, 23, 37
  perfect   // no errors, all 40
};
enum class Mate : std::uint8_t { first = 0, second = 1 };

struct SequencedRead {
  std::vector<BaseCode> bases;                // base_n where not called
  std::vector<std::uint8_t> qualities_phred;  // as reported
};

// Integer sums: they can be added in any order.
struct SequencingCounts {
  std::array<std::uint64_t, 64> bases{};      // by reported quality
  std::array<std::uint64_t, 64> miscalled{};  // of them: another base than the fragment (or adapter) has
  std::uint64_t not_called = 0;
  std::uint64_t adapter_bases = 0;  // read beyond the fragment's end
  std::uint64_t slips = 0;          // fragments' repeats that lost or won units
  std::uint64_t other_indels = 0;

  void add(const SequencingCounts& other);
};

class Sequencer {
 public:
  // read_bases > 0.
  Sequencer(SequencerProfile profile, std::uint32_t read_bases);

  // Reads `fragment` (as that mate's strand runs, 5' first) from its start; a shorter fragment is followed by the
  // adapter and then by what the instrument sees in empty cycles. Fills `read` and adds to `counts`.
  void read(std::span<const BaseCode> fragment, Mate mate, RandomStream& random, SequencedRead& read,
            SequencingCounts& counts) const;

  [[nodiscard]] SequencerProfile profile() const { return profile_; }

 private:
  void draw_drops(Mate mate, RandomStream& random, std::vector<std::uint8_t>& drops) const;
  [[nodiscard]] std::uint8_t reported(int quality) const;

  SequencerProfile profile_;
  std::uint32_t read_bases_;
  std::array<std::vector<std::int32_t>, 2> curve_;     // by mate, then cycle; 1/64 phred
  std::array<std::uint32_t, 64> miscall_threshold_{};  // by quality: probability x 2^32
  std::array<std::vector<BaseCode>, 2> adapter_;
};

// Polymerase slips in tandem repeats, more the longer the repeat (a run of 10: 1.5e-3, of 15: 1e-2; units of 2 to 4
// bases likewise per copy), and single-base indels elsewhere (1e-5 a base). Both mates of the fragment see them.
void add_indel_errors(std::vector<BaseCode>& fragment, RandomStream& random, SequencingCounts& counts);

// Probability that a repeat of `copies` units of `unit` bases (1..4) slips: the table behind add_indel_errors().
[[nodiscard]] double slip_probability(unsigned unit, std::uint32_t copies);

}  // namespace norrsken
