#include "kernels/simulation/sequencer.hpp"

#include <algorithm>
#include <string_view>

namespace norrsken {
namespace {

constexpr int phred_scale = 64;
constexpr int max_phred = 41;
constexpr std::uint8_t not_called_phred = 2;

// TruSeq adapters as each mate reads them: the published sequences, with an index in the first.
constexpr std::array<std::string_view, 2> adapters = {
    "AGATCGGAAGAGCACACGTCTGAACTCCAGTCACATCACGATCTCGTATGCCGTCTTCTGCTTG",
    "AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGTAGATCTCGGTGGTCGCCGTATCATT"};

// What a base is taken for when it is miscalled, as shares of 256 (cumulative) and the bases in that order.
struct Miscalls {
  std::array<std::uint8_t, 2> shares;
  std::array<BaseCode, 3> bases;
};
constexpr std::array<Miscalls, 4> miscalls = {{{{115, 190}, {1, 2, 3}},    // A: C 45 %, G 29 %, T 26 %
                                               {{105, 190}, {0, 3, 2}},    // C: A 41 %, T 33 %, G 26 %
                                               {{115, 205}, {3, 0, 1}},    // G: T 45 %, A 35 %, C 20 %
                                               {{100, 190}, {2, 1, 0}}}};  // T: G 39 %, C 35 %, A 26 %

BaseCode miscall(BaseCode base, std::uint64_t bits) {
  const Miscalls& spectrum = miscalls[base];
  const auto share = static_cast<std::uint8_t>(bits & 0xff);
  return spectrum.bases[share < spectrum.shares[0] ? 0 : share < spectrum.shares[1] ? 1 : 2];
}

struct Curve {
  double start;    // quality of the first cycle
  double plateau;  // reached after five cycles
  double fall;     // lost at cycle 150; grows with the square of the cycle
};

Curve curve_of(SequencerProfile profile, Mate mate) {
  if (profile == SequencerProfile::novaseq) return mate == Mate::first ? Curve{34, 39.5, 3.0} : Curve{33, 39.0, 4.5};
  return mate == Mate::first ? Curve{33, 39.3, 5.0} : Curve{32, 38.8, 7.0};
}

}  // namespace

void SequencingCounts::add(const SequencingCounts& other) {
  for (std::size_t quality = 0; quality < bases.size(); ++quality) {
    bases[quality] += other.bases[quality];
    miscalled[quality] += other.miscalled[quality];
  }
  not_called += other.not_called;
  adapter_bases += other.adapter_bases;
  slips += other.slips;
  other_indels += other.other_indels;
}

Sequencer::Sequencer(SequencerProfile profile, std::uint32_t read_bases) : profile_(profile), read_bases_(read_bases) {
  for (const Mate mate : {Mate::first, Mate::second}) {
    const Curve curve = curve_of(profile, mate);
    std::vector<std::int32_t>& table = curve_[static_cast<std::size_t>(mate)];
    for (std::uint32_t cycle = 0; cycle < read_bases; ++cycle) {
      const double ramp = cycle < 5 ? (curve.plateau - curve.start) * (5 - cycle) / 5 : 0;
      const double late = static_cast<double>(cycle) / 150;
      table.push_back(static_cast<std::int32_t>((curve.plateau - ramp - curve.fall * late * late) * phred_scale));
    }
    std::vector<BaseCode>& adapter = adapter_[static_cast<std::size_t>(mate)];
    for (const char letter : adapters[static_cast<std::size_t>(mate)]) adapter.push_back(base_code(letter));
    // Beyond the adapter nothing shines: two-colour chemistry calls G, four-colour chemistry mostly A.
    adapter.resize(std::max<std::size_t>(adapter.size(), read_bases),
                   profile == SequencerProfile::novaseq ? BaseCode{2} : BaseCode{0});
  }
  double probability = 1;
  for (std::uint32_t& threshold : miscall_threshold_) {
    threshold = static_cast<std::uint32_t>(std::min(0.75, 0.9 * probability + 3e-5) * 0x1p32);
    probability *= 0.79432823472428150;  // 10^-0.1
  }
}

void Sequencer::draw_drops(Mate mate, RandomStream& random, std::vector<std::uint8_t>& drops) const {
  drops.assign(read_bases_, 0);
  const bool is_second = mate == Mate::second;
  const auto lower = [&](std::uint64_t start, std::uint64_t length, std::uint8_t phred) {
    for (std::uint64_t cycle = start; cycle < std::min<std::uint64_t>(start + length, read_bases_); ++cycle)
      drops[cycle] = std::max(drops[cycle], phred);
  };
  const double clusters_per_read = (is_second ? 0.0045 : 0.0025) * read_bases_;
  auto clusters = static_cast<std::uint64_t>(clusters_per_read + random.unit());
  for (; clusters > 0; --clusters) {
    std::uint64_t start = random.below(read_bases_);
    start = std::max(start, random.below(read_bases_));  // late cycles suffer more
    lower(start, random.geometric(0.8, 40), static_cast<std::uint8_t>(random.between(8, 34)));
  }
  if (random.chance(is_second ? 0.06 : 0.03))  // the tail fades away
    lower(random.between(read_bases_ / 2, read_bases_), read_bases_, static_cast<std::uint8_t>(random.between(14, 33)));
}

std::uint8_t Sequencer::reported(int quality) const {
  if (profile_ == SequencerProfile::hiseq) return static_cast<std::uint8_t>(quality);
  return quality >= 30 ? 37 : quality >= 17 ? 23 : 12;
}

void Sequencer::read(std::span<const BaseCode> fragment, Mate mate, RandomStream& random, SequencedRead& read,
                     SequencingCounts& counts) const {
  const std::vector<BaseCode>& adapter = adapter_[static_cast<std::size_t>(mate)];
  const auto inside = static_cast<std::uint32_t>(std::min<std::size_t>(fragment.size(), read_bases_));
  read.bases.assign(fragment.begin(), fragment.begin() + inside);
  read.bases.insert(read.bases.end(), adapter.begin(), adapter.begin() + (read_bases_ - inside));
  counts.adapter_bases += read_bases_ - inside;
  if (profile_ == SequencerProfile::perfect) {
    read.qualities_phred.assign(read_bases_, 40);
    counts.bases[40] += read_bases_;
    return;
  }

  draw_drops(mate, random, read.qualities_phred);
  const std::vector<std::int32_t>& curve = curve_[static_cast<std::size_t>(mate)];
  double offset = 1.3 * random.normal();
  if (random.chance(mate == Mate::second ? 0.08 : 0.04)) offset -= 3 + 15 * random.unit();
  const auto read_offset = static_cast<std::int32_t>(offset * phred_scale);
  std::int32_t noise = 0;  // of neighbouring cycles alike; standard deviation about 2 phred
  // NovaSeq has no tail of hopeless bases: what its lowest bin holds is wrong about as often as 12 says.
  const int lowest = profile_ == SequencerProfile::novaseq ? 8 : 2;
  std::uint32_t before = 0;  // the fragment's bases before this one, two bits each
  for (std::uint32_t cycle = 0; cycle < read_bases_; ++cycle) {
    const std::uint64_t bits = random.next();
    const auto sum = static_cast<std::int32_t>((bits & 0xff) + (bits >> 8 & 0xff) + (bits >> 16 & 0xff)) - 382;
    noise = (noise * 3 + sum * 8 / 3) / 4;
    const bool follows_ggc = cycle >= 3 && (before & 0x3f) == 0b101001;
    int quality =
        (curve[cycle] + read_offset + noise) / phred_scale - read.qualities_phred[cycle] - (follows_ggc ? 3 : 0);
    quality = std::clamp(quality, lowest, max_phred);
    std::uint8_t shown = reported(quality);
    const BaseCode base = read.bases[cycle];
    before = before << 2 | base;
    const std::uint32_t motif_extra = follows_ggc ? 4'294'967U : 0;  // 0.1 %
    if ((bits >> 32) < miscall_threshold_[static_cast<std::size_t>(quality)] + motif_extra) {
      const std::uint64_t more = random.next();
      if ((more >> 32 & 0xff) < (quality <= lowest + 2 ? 40U : 5U)) {
        read.bases[cycle] = base_n;
        shown = not_called_phred;
        ++counts.not_called;
      } else {
        read.bases[cycle] = miscall(base, more);
        ++counts.miscalled[shown];
      }
    }
    ++counts.bases[shown];
    read.qualities_phred[cycle] = shown;
  }
}

}  // namespace norrsken
