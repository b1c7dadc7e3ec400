// A diploid sample of a small genome: reads without errors from two edited copies of its only contig, placed.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "../seeding/small_genome.hpp"
#include "kernels/assembly/haplotype.hpp"
#include "kernels/placement/placer.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {

inline std::vector<BaseCode> codes(std::string_view letters) {
  std::vector<BaseCode> result;
  for (const char letter : letters) result.push_back(base_code(letter));
  return result;
}

// Random bases with the given letters written over them.
inline std::vector<BaseCode> sequence_with(unsigned seed, std::size_t length,
                                           const std::vector<std::pair<std::size_t, std::string>>& stretches) {
  std::mt19937 random(seed);
  std::vector<BaseCode> sequence = random_codes(length, random);
  for (const auto& [at, letters] : stretches) {
    const auto bases = codes(letters);
    std::copy(bases.begin(), bases.end(), sequence.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return sequence;
}

// Reads `sequence` [start, start + length), reverse-complemented if asked for, every base Q35.
inline void append_read(const std::vector<BaseCode>& sequence, std::size_t start, std::size_t length, bool is_reverse,
                        ReadBatch& batch) {
  for (std::size_t i = 0; i < length; ++i) {
    const BaseCode code = sequence[start + (is_reverse ? length - 1 - i : i)];
    batch.bases.push_back(make_base_quality(is_reverse ? complement(code) : code, 35));
  }
  batch.offsets.push_back(static_cast<std::uint32_t>(batch.bases.size()));
}

// A forward-reverse pair over [start, start + insert); which mate is forward alternates with the name.
inline void append_pair(const std::vector<BaseCode>& sequence, std::size_t start, std::size_t insert,
                        std::size_t read_bases, std::uint64_t name, ReadBatch& batch) {
  const bool is_first_reverse = name % 4 >= 2;
  for (const bool is_reverse : {is_first_reverse, !is_first_reverse})
    append_read(sequence, is_reverse ? start + insert - read_bases : start, read_bases, is_reverse, batch);
  batch.first_read.push_back(static_cast<std::uint32_t>(batch.reads()));
  batch.name_hash.push_back(hash_read_name(std::to_string(name)));
}

struct SampleShape {
  std::size_t fragments = 1000;
  std::size_t read_bases = 100;
  std::size_t least_insert = 280;
  std::size_t insert_spread = 120;
};

struct Placing {
  SmallGenome genome;
  BuiltTable table;
  PlacedReads reads;
  PlacementCounts counts;

  explicit Placing(const std::vector<std::vector<BaseCode>>& contigs)
      : genome(contigs), table(build(all_seeds(genome.view(), 1U << 20), 1)) {}
  void place(const ReadBatch& batch) {
    Placer placer(table.index(), genome.view(), PlacementOptions{});
    placer.place(batch, reads, counts);
  }
};

// Fragments come from the two haplotypes in turn, so a heterozygous variant is shown by half of them.
inline ReadBatch draw_fragments(const std::array<std::vector<BaseCode>, 2>& haplotypes, const SampleShape& shape) {
  std::mt19937 random(5);
  ReadBatch batch;
  for (std::size_t i = 0; i < shape.fragments; ++i) {
    const auto& haplotype = haplotypes[i % 2];
    const std::size_t insert = shape.least_insert + random() % shape.insert_spread;
    append_pair(haplotype, random() % (haplotype.size() - insert + 1), insert, shape.read_bases, i, batch);
  }
  return batch;
}

}  // namespace norrsken
