#include "kernels/umi/umi_consensus.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "kernels/umi/base_votes.hpp"
#include "kernels/umi/molecule_families.hpp"

namespace norrsken {
namespace {

// The name of a molecule, from that of its first fragment: another number for every number, with the UMI spread over
// all bits, so that down-sampling by name is fair.
std::uint64_t molecule_name(std::uint64_t name_hash) {
  name_hash ^= name_hash >> 32;
  name_hash *= 0xd6e8feb86659fd93ULL;
  name_hash ^= name_hash >> 32;
  name_hash *= 0xd6e8feb86659fd93ULL;
  return name_hash ^ name_hash >> 32;
}

// A copy that votes: bases run from its 5' end.
struct Copy {
  std::uint32_t index = 0;
  MoleculeStrand strand = MoleculeStrand::first_is_low;
  std::uint64_t name_hash = 0;
};

struct Orphan {
  std::uint64_t name_hash = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const Orphan&, const Orphan&) = default;
};

class ConsensusMaker {
 public:
  ConsensusMaker(PlacedReads& reads, const UmiOptions& options, GenomeInterval own, std::span<UmiCounts> counts)
      : reads_(reads), options_(options), own_(own), counts_(counts) {
    for (std::uint32_t index = 0; index < reads.size(); ++index)
      if (reads.reads[index].has(read_is_orphan)) orphans_.push_back({reads.reads[index].name_hash, index});
    std::sort(orphans_.begin(), orphans_.end());
    named_.resize(orphans_.size());
  }

  void take(std::span<const FamilyRead> family);
  // Orphans whose mates stand in other blocks keep to themselves.
  void name_left_orphans() {
    for (std::size_t i = 0; i < orphans_.size(); ++i)
      if (!named_[i]) rename(orphans_[i].index, orphans_[i].name_hash);
  }

 private:
  struct Size {
    std::uint32_t fragments = 0;
    std::uint32_t strands = 0;
  };
  static Size size_of(std::span<const FamilyRead> family);
  void count(std::span<const FamilyRead> family, Size size);
  void collect_orphans(std::span<const FamilyRead> family);
  void settle_end(std::uint64_t name, std::vector<Copy>& copies);
  void keep_majority(std::vector<Copy>& copies) const;
  [[nodiscard]] std::size_t best_header(const std::vector<Copy>& copies) const;
  void vote(const std::vector<Copy>& copies, PlacedRead& header, std::span<BaseQuality> out);
  void rename(std::uint32_t index, std::uint64_t family_name) {
    reads_.reads[index].name_hash = molecule_name(family_name);
  }
  void mark_duplicate(std::uint32_t index) { reads_.reads[index].flags |= read_is_duplicate; }
  [[nodiscard]] bool is_own(GenomePosition position) const { return position >= own_.start && position < own_.end; }

  PlacedReads& reads_;
  const UmiOptions& options_;
  GenomeInterval own_;
  std::span<UmiCounts> counts_;  // one a sample
  std::vector<Orphan> orphans_;  // by name
  std::vector<bool> named_;      // of orphans_
  std::vector<Copy> low_, high_, orphan_copies_;
  std::vector<BaseVotes> votes_[2];
};

ConsensusMaker::Size ConsensusMaker::size_of(std::span<const FamilyRead> family) {
  Size size;
  bool seen[2] = {false, false};
  for (std::size_t i = 0; i < family.size(); ++i) {
    seen[static_cast<std::size_t>(family[i].strand)] = true;
    if (i == 0 || family[i].name_hash != family[i - 1].name_hash) ++size.fragments;
  }
  size.strands = static_cast<std::uint32_t>(seen[0]) + static_cast<std::uint32_t>(seen[1]);
  return size;
}

void ConsensusMaker::count(std::span<const FamilyRead> family, Size size) {
  if (!is_own(family.front().place.low)) return;
  UmiCounts& counts = counts_[family.front().place.sample];
  auto& histogram = size.strands == 2 ? counts.duplex_families : counts.single_families;
  ++histogram[std::min<std::size_t>(size.fragments, UmiCounts::sizes - 1)];
  counts.fragments += size.fragments;
  if (size.fragments < options_.min_family) ++counts.small_families;
}

void ConsensusMaker::collect_orphans(std::span<const FamilyRead> family) {
  orphan_copies_.clear();
  if (orphans_.empty()) return;
  for (std::size_t i = 0; i < family.size(); ++i) {
    if (i > 0 && family[i].name_hash == family[i - 1].name_hash) continue;
    auto found = std::lower_bound(orphans_.begin(), orphans_.end(), Orphan{family[i].name_hash, 0});
    for (; found != orphans_.end() && found->name_hash == family[i].name_hash; ++found) {
      orphan_copies_.push_back({found->index, family[i].strand, found->name_hash});
      named_[static_cast<std::size_t>(found - orphans_.begin())] = true;
    }
  }
}

void ConsensusMaker::take(std::span<const FamilyRead> family) {
  const Size size = size_of(family);
  count(family, size);
  low_.clear();
  high_.clear();
  for (const FamilyRead& read : family)
    (read.is_low_end ? low_ : high_).push_back({read.index, read.strand, read.name_hash});
  collect_orphans(family);
  if (size.fragments < options_.min_family) {
    for (const auto* copies : {&low_, &high_, &orphan_copies_})
      for (const Copy& copy : *copies) mark_duplicate(copy.index);
    return;
  }
  // Both ends get the name and the strand of the same fragment, whichever of its reads stand in this block.
  const FamilyRead& first = family.front();
  for (auto* copies : {&low_, &high_, &orphan_copies_}) {
    if (copies->empty()) continue;
    settle_end(first.name_hash, *copies);
    PlacedRead& kept = reads_.reads[copies->front().index];
    if (size.strands == 1) continue;
    const bool reads_first =
        copies->front().strand == first.strand ? !kept.has(read_is_second) : kept.has(read_is_second);
    kept.flags = static_cast<std::uint8_t>(reads_first ? kept.flags & ~read_is_second : kept.flags | read_is_second);
  }
}

// One read of an end stays and gets the consensus; it becomes the first of `copies`.
void ConsensusMaker::settle_end(std::uint64_t name, std::vector<Copy>& copies) {
  for (const Copy& copy : copies) mark_duplicate(copy.index);
  keep_majority(copies);
  std::swap(copies.front(), copies[best_header(copies)]);
  const std::uint32_t kept = copies.front().index;
  PlacedRead& header = reads_.reads[kept];
  header.flags = static_cast<std::uint8_t>(header.flags & ~read_is_duplicate);
  if (copies.size() > 1) vote(copies, header, reads_.bases_of(kept));
  rename(kept, name);
}

// Leaves those on the diagonals that most copies lie on: an indel that one copy has would shift its bases. Of equally
// many the smaller shift.
void ConsensusMaker::keep_majority(std::vector<Copy>& copies) const {
  if (copies.size() == 1) return;
  const auto order = [&](const Copy& copy) {
    const PlacedRead& read = reads_.reads[copy.index];
    return std::tuple(std::abs(static_cast<int>(read.shift)), read.shift, read.has(read_is_reverse));
  };
  std::stable_sort(copies.begin(), copies.end(), [&](const Copy& a, const Copy& b) { return order(a) < order(b); });
  std::size_t best = 0;
  std::size_t most = 0;
  for (std::size_t from = 0, to = 0; from < copies.size(); from = to) {
    while (to < copies.size() && order(copies[to]) == order(copies[from])) ++to;
    if (to - from > most) {
      most = to - from;
      best = from;
    }
  }
  copies.erase(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(best));
  copies.resize(most);
}

// The copy that breaks or is clipped where most are; of those the longest, then the lowest name.
std::size_t ConsensusMaker::best_header(const std::vector<Copy>& copies) const {
  const auto break_of = [&](const Copy& copy) {
    const PlacedRead& read = reads_.reads[copy.index];
    const int from_five_prime = read.has(read_is_reverse) ? read.length - read.break_offset : read.break_offset;
    return std::pair(read.clip, read.break_offset == 0 ? 0 : from_five_prime);
  };
  std::vector<std::pair<std::uint8_t, int>> breaks;
  for (const Copy& copy : copies) breaks.push_back(break_of(copy));
  std::sort(breaks.begin(), breaks.end());
  std::size_t best = 0;
  const auto rank = [&](const Copy& copy) {
    const auto [from, to] = std::equal_range(breaks.begin(), breaks.end(), break_of(copy));
    return std::tuple(-static_cast<std::int64_t>(to - from), -static_cast<int>(reads_.reads[copy.index].length),
                      copy.name_hash);
  };
  for (std::size_t i = 1; i < copies.size(); ++i)
    if (rank(copies[i]) < rank(copies[best])) best = i;
  return best;
}

void ConsensusMaker::vote(const std::vector<Copy>& copies, PlacedRead& header, std::span<BaseQuality> out) {
  for (auto& strand : votes_) strand.assign(out.size(), {});
  std::vector<std::uint8_t> confidences;
  for (const Copy& copy : copies) {
    auto& strand = votes_[static_cast<std::size_t>(copy.strand)];
    add_copy(reads_.bases_of(copy.index),
             reads_.reads[copy.index].has(read_is_reverse) ? CopyStrand::reverse : CopyStrand::forward, strand);
    confidences.push_back(reads_.reads[copy.index].confidence_phred);
  }
  const bool is_counted = is_own(header.position) && !header.has(placement_is_secondary);
  const bool is_reverse = header.has(read_is_reverse);
  header.is_exact = 0;  // other copies may differ
  for (std::size_t offset = 0; offset < out.size(); ++offset) {
    const BaseQuality a = consensus_base(votes_[0][offset], options_.max_single_phred);
    const BaseQuality b = consensus_base(votes_[1][offset], options_.max_single_phred);
    out[is_reverse ? out.size() - 1 - offset : offset] = join_strands(a, b, options_.max_duplex_phred);
    if (is_counted && is_called(a) && is_called(b)) {
      ++counts_[header.sample].duplex_bases;
      if (base_of(a) != base_of(b)) ++counts_[header.sample].strand_disagreements;
    }
  }
  std::nth_element(confidences.begin(), confidences.begin() + static_cast<std::ptrdiff_t>(confidences.size() / 2),
                   confidences.end());
  header.confidence_phred = confidences[confidences.size() / 2];
}

}  // namespace

void make_umi_consensus(PlacedReads& reads, const UmiOptions& options, GenomeInterval own,
                        std::span<UmiCounts> counts) {
  ConsensusMaker maker(reads, options, own, counts);
  for_each_family(reads, options, [&](std::span<const FamilyRead> family) { maker.take(family); });
  maker.name_left_orphans();
}

void drop_duplicates(PlacedReads& reads) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (reads.reads[i].has(read_is_duplicate)) continue;
    reads.reads[kept] = reads.reads[i];
    reads.offsets[kept] = reads.offsets[i];
    ++kept;
  }
  reads.reads.resize(kept);
  reads.offsets.resize(kept);
}

}  // namespace norrsken
