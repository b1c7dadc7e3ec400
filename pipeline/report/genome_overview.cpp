#include "pipeline/report/genome_overview.hpp"

#include <algorithm>
#include <vector>

#include "kernels/coverage/genome_tracks.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;

std::vector<const Contig*> chromosomes_of(std::span<const Contig> contigs) {
  GenomePosition longest = 0;
  for (const Contig& contig : contigs) longest = std::max(longest, contig.length);
  std::vector<const Contig*> chromosomes;
  for (const Contig& contig : contigs)
    if (contig.length >= longest / 50) chromosomes.push_back(&contig);
  return chromosomes;
}

// What the tracks of a case say, by contig.
class Overview {
 public:
  Overview(std::size_t samples, std::span<const std::uint64_t> depth_track, std::span<const std::uint64_t> balances)
      : samples_(samples), depth_track_(depth_track), balances_(balances) {}

  // group: bins of the tracks that make one of the picture.
  [[nodiscard]] object chromosome(const Contig& contig, std::size_t group) const {
    // A bin belongs to the contig in which most of it lies: contigs do not begin at bins.
    const std::size_t first = (contig.start + track_bin_bases / 2) / track_bin_bases;
    const std::size_t end = (contig.end() + track_bin_bases / 2) / track_bin_bases;
    const std::size_t last = std::min(std::max(first + 1, end), depth_track_.size() / samples_);
    std::vector<array> depths(samples_);
    for (std::size_t bin = first; bin < last; bin += group)
      for (std::size_t sample = 0; sample < samples_; ++sample)
        depths[sample].emplace_back(depth_x10(bin, std::min(bin + group, last), sample, contig));
    return {{"name", contig.name},
            {"bases", contig.length},
            {"depth_x10", array(depths.begin(), depths.end())},
            {"balance", balance(contig, group)}};
  }

 private:
  // Mean depth x 10 of the bins [first, last), cut to the contig.
  [[nodiscard]] std::uint64_t depth_x10(std::size_t first, std::size_t last, std::size_t sample,
                                        const Contig& contig) const {
    std::uint64_t bases = 0;
    std::uint64_t covered = 0;
    for (std::size_t bin = first; bin < last; ++bin) {
      bases += depth_track_[bin * samples_ + sample];
      const std::uint64_t start = std::max<std::uint64_t>(bin * track_bin_bases, contig.start);
      const std::uint64_t end = std::min<std::uint64_t>((bin + 1) * track_bin_bases, contig.end());
      covered += end > start ? end - start : 0;
    }
    return covered == 0 ? 0 : bases * 10 / covered;
  }

  // The first SNV of each group of bins.
  [[nodiscard]] array balance(const Contig& contig, std::size_t group) const {
    array points;
    std::uint64_t next = contig.start;
    const std::size_t size = balance_point_size(samples_);
    for (std::size_t at = 0; at + size <= balances_.size(); at += size) {
      const std::uint64_t place = balances_[at];
      if (place < next || place >= contig.end()) continue;
      next = (place / (group * track_bin_bases) + 1) * group * track_bin_bases;
      points.push_back(balance_point(balances_.subspan(at, size), contig));
    }
    return points;
  }

  static array balance_point(std::span<const std::uint64_t> values, const Contig& contig) {
    array point{values[0] - contig.start + 1};
    for (std::size_t i = 1; i < values.size(); i += 2) {
      const std::uint64_t total = values[i] + values[i + 1];
      point.push_back(total == 0 ? boost::json::value(nullptr) : boost::json::value(values[i + 1] * 1000 / total));
    }
    return point;
  }

  std::size_t samples_;
  std::span<const std::uint64_t> depth_track_;
  std::span<const std::uint64_t> balances_;
};

}  // namespace

object overview_object(const CaseContext& context, std::span<const std::uint64_t> depth_track,
                       std::span<const std::uint64_t> balances) {
  const std::vector<const Contig*> chromosomes = chromosomes_of(context.genome.contigs);
  std::size_t bins = 0;
  for (const Contig* contig : chromosomes) bins += contig->length / track_bin_bases + 1;
  const std::size_t group = std::max<std::size_t>(1, (bins + max_overview_bins - 1) / max_overview_bins);
  const Overview overview(context.input.samples.size(), depth_track, balances);
  array list;
  for (const Contig* contig : chromosomes) list.push_back(overview.chromosome(*contig, group));
  return {{"bin_bases", group * track_bin_bases}, {"chromosomes", std::move(list)}};
}

}  // namespace norrsken
