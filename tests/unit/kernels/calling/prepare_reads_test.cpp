#include "kernels/calling/prepare_reads.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

PlacedRead read_at(std::uint64_t name, GenomePosition position, unsigned flags = 0) {
  PlacedRead read;
  read.name_hash = name;
  read.position = position;
  read.flags = static_cast<std::uint8_t>(flags);
  return read;
}

void append(PlacedReads& reads, PlacedRead read, std::size_t length, BaseCode base, unsigned quality) {
  reads.append(read, std::vector<BaseQuality>(length, make_base_quality(base, quality)));
}

TEST_CASE("reads are sorted by place, name and mate, with their bases, and one given twice is an error") {
  PlacedReads reads;
  append(reads, read_at(2, 500), 3, 0, 30);
  append(reads, read_at(1, 500, read_is_second), 4, 1, 30);
  append(reads, read_at(1, 500), 5, 2, 30);
  append(reads, read_at(9, 100), 6, 3, 30);
  sort_reads(reads);
  std::vector<unsigned> lengths;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    lengths.push_back(reads.reads[i].length);
    CHECK(base_of(reads.bases_of(i)[0]) == reads.reads[i].length - 3);
  }
  CHECK(lengths == std::vector<unsigned>{6, 5, 4, 3});
  append(reads, read_at(9, 100), 6, 3, 30);
  CHECK_THROWS_AS(sort_reads(reads), InputError);
  PlacedReads none;
  sort_reads(none);
  CHECK(none.size() == 0);
}

TEST_CASE("of copies of a molecule the best stays, and orphans share their mate's verdict") {
  PlacedReads reads;
  const auto add = [&](std::uint64_t name, GenomePosition at, GenomePosition mate, unsigned quality, unsigned flags) {
    PlacedRead read = read_at(name, at, flags);
    read.mate_five_prime = mate;
    read.fragment_quality = static_cast<std::uint16_t>(quality);
    append(reads, read, 10, 0, 30);
  };
  constexpr unsigned paired = read_is_paired | mate_is_placed | mate_is_reverse;
  add(1, 100, 400, 50, paired);
  add(2, 100, 400, 70, paired);  // the best of three
  add(3, 100, 400, 50, paired);
  add(4, 100, 401, 10, paired);                               // another mate
  add(5, 100, 400, 10, paired & ~unsigned{mate_is_reverse});  // another strand
  add(6, 90, 0, 60, read_is_reverse | read_is_paired);        // same 5' end (100) but reverse
  add(7, 200, 0, 60, read_is_paired);                         // mate is an orphan
  add(7, 200, 200, 60, read_is_paired | read_is_orphan | read_is_second | mate_is_placed);
  add(8, 200, 0, 61, read_is_paired);
  add(8, 200, 200, 61, read_is_paired | read_is_orphan | read_is_second | mate_is_placed);
  mark_duplicates(reads);
  std::multiset<std::uint64_t> marked;
  for (const PlacedRead& read : reads.reads)
    if (read.has(read_is_duplicate)) marked.insert(read.name_hash);
  CHECK(marked == std::multiset<std::uint64_t>{1, 3, 7, 7});
}

TEST_CASE("overlapping mates keep the better quality once, or the difference where they disagree") {
  PlacedReads reads;
  append(reads, read_at(1, 100, read_is_paired | mate_is_placed | mate_is_reverse), 10, 0, 30);
  append(reads, read_at(1, 106, read_is_paired | mate_is_placed | read_is_second | read_is_reverse), 10, 0, 20);
  append(reads, read_at(2, 100), 10, 0, 30);  // no mate here
  reads.reads[0].mate_five_prime = 116;
  reads.reads[1].mate_five_prime = 100;
  reads.bases_of(1)[1] = make_base_quality(3, 37);
  reads.bases_of(1)[2] = not_called;
  merge_overlapping_mates(reads);
  const auto a = reads.bases_of(0);
  const auto b = reads.bases_of(1);
  CHECK(quality_of(a[5]) == 30);
  CHECK(quality_of(a[6]) == 30);  // better than the mate's 20
  CHECK(quality_of(b[0]) == quality_counted_in_mate);
  CHECK(quality_of(a[7]) == quality_counted_in_mate);  // disagree: 37 - 30, in the better one
  CHECK(quality_of(b[1]) == 7);
  CHECK(base_of(b[1]) == 3);
  CHECK(quality_of(a[8]) == 30);  // the mate is not called there
  CHECK(b[2] == not_called);
  CHECK(quality_of(b[4]) == 20);  // beyond the overlap
  CHECK(quality_of(reads.bases_of(2)[6]) == 30);
}

TEST_CASE("pile-ups are capped per 256 bases by name, whatever the order") {
  PlacedReads reads;
  for (std::uint64_t name = 0; name < 50; ++name) append(reads, read_at((name * 37) % 50, 300), 4, 0, 30);
  append(reads, read_at(1000, 600), 4, 0, 30);  // another cell
  cap_pileups(reads, 1, 10);
  CHECK(reads.size() == 11);
  for (const PlacedRead& read : reads.reads) CHECK((read.name_hash < 10 || read.name_hash == 1000));
}

}  // namespace
}  // namespace norrsken
