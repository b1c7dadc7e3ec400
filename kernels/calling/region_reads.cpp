#include "kernels/calling/region_reads.hpp"

#include <algorithm>

namespace norrsken {
namespace {

bool is_usable(const PlacedRead& read) {
  return !read.has(read_is_duplicate) && !read.has(placement_is_secondary);
}

}  // namespace

BlockReads measured(const PlacedReads& reads) {
  BlockReads block{&reads, &reads, 0, 0};
  for (const PlacedRead& read : reads.reads) {
    block.longest_span = std::max(block.longest_span, read.end() - read.position);
    block.longest_read_bases = std::max<unsigned>(block.longest_read_bases, read.length);
  }
  return block;
}

void RegionReads::collect(const BlockReads& block, GenomeInterval place) {
  block_ = block;
  for (auto& indices : indices_) indices.clear();
  fragments_.clear();
  first_fragment_.assign(1, 0);
  hit_limit_ = false;
  const auto& reads = block.reads->reads;
  const GenomePosition least = place.start > block.longest_span ? place.start - block.longest_span : 0;
  auto read =
      std::partition_point(reads.begin(), reads.end(), [&](const PlacedRead& each) { return each.position < least; });
  for (; read != reads.end() && read->position < place.end; ++read) {
    if (!is_usable(*read) || read->end() <= place.start) continue;
    const auto index = static_cast<std::uint32_t>(read - reads.begin());
    block.reads->prefetch(index);
    indices_[read->sample].push_back(index);
  }
  for (const auto& indices : indices_) {
    collect_fragments(indices);
    first_fragment_.push_back(fragments_.size());
  }
}

void RegionReads::collect_fragments(std::span<const std::uint32_t> indices) {
  const auto& reads = block_.reads->reads;
  std::vector<std::uint32_t> by_name;
  for (const std::uint32_t index : indices)
    if (!reads[index].has(read_is_orphan)) by_name.push_back(index);
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return reads[a].name_hash != reads[b].name_hash ? reads[a].name_hash < reads[b].name_hash : a < b;
  });
  const std::size_t first = fragments_.size();
  for (const std::uint32_t index : by_name) {
    if (fragments_.size() == first || fragments_.back().name_hash != reads[index].name_hash ||
        fragments_.back().count == 2) {
      if (fragments_.size() == first + max_fragments_) {  // sorted by hash: what is kept depends on no order
        hit_limit_ = true;
        break;
      }
      fragments_.push_back({reads[index].name_hash, {index, 0}, 1, reads[index].confidence_phred});
    } else {
      RegionFragment& fragment = fragments_.back();
      fragment.reads[fragment.count++] = index;
      fragment.confidence_phred = std::max<unsigned>(fragment.confidence_phred, reads[index].confidence_phred);
    }
  }
}

std::size_t RegionReads::count() const {
  std::size_t reads = 0;
  for (const auto& indices : indices_) reads += indices.size();
  return reads;
}

bool RegionReads::reaches(std::size_t fragment, const HaplotypeVariant& variant) const {
  const GenomePosition last = variant.start + std::max(1U, variant.reference_bases);
  for (unsigned r = 0; r < fragments_[fragment].count; ++r) {
    const PlacedRead& read = block_.reads->reads[fragments_[fragment].reads[r]];
    if (read.position <= last && read.end() >= variant.start) return true;
  }
  return false;
}

}  // namespace norrsken
