#include "kernels/umi/umi_consensus.hpp"
#include "kernels/types/read_name.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <string>
#include <tuple>

#include "kernels/calling/prepare_reads.hpp"
#include "kernels/types/read_batch.hpp"

namespace norrsken {
namespace {

constexpr GenomeInterval everywhere{0, 1U << 30};
constexpr unsigned read_bases = 50;

struct Fragment {
  std::string name;
  std::string first_umi;  // as read: of the end where read 1 is
  std::string second_umi;
  GenomePosition start = 1000;
  GenomePosition end = 1200;
  bool first_is_low = true;
};

enum class Ends { both, low, high };

// Bases are a function of the position; `wrong` ones are changed.
struct Builder {
  UmiLayout layout = UmiLayout::of(3, 3);
  PlacedReads reads;

  static BaseQuality base_at(GenomePosition position, unsigned quality) {
    return make_base_quality(static_cast<BaseCode>(position * 2654435761U >> 13 & 3), quality);
  }
  std::uint64_t hash(const Fragment& fragment) const {
    return pack_umi(layout, fragment.first_umi, fragment.second_umi, hash_read_name(fragment.name));
  }
  PlacedRead header(const Fragment& fragment, bool is_low) const {
    PlacedRead read;
    read.name_hash = hash(fragment);
    read.position = is_low ? fragment.start : fragment.end - read_bases;
    read.mate_five_prime = is_low ? fragment.end : fragment.start;
    read.confidence_phred = 60;
    read.flags =
        static_cast<std::uint8_t>(read_is_paired | mate_is_placed | (is_low ? mate_is_reverse : read_is_reverse) |
                                  (is_low == fragment.first_is_low ? 0 : read_is_second));
    return read;
  }
  void add(const Fragment& fragment, unsigned quality = 20, Ends ends = Ends::both,
           const std::vector<GenomePosition>& wrong = {}) {
    for (const bool is_low : {true, false}) {
      if ((is_low && ends == Ends::high) || (!is_low && ends == Ends::low)) continue;
      PlacedRead read = header(fragment, is_low);
      std::vector<BaseQuality> bases;
      for (unsigned i = 0; i < read_bases; ++i) bases.push_back(base_at(read.position + i, quality));
      for (const GenomePosition position : wrong)
        if (position >= read.position && position < read.position + read_bases)
          bases[position - read.position] = complement_called(bases[position - read.position]);
      reads.append(read, bases);
    }
  }
  UmiCounts run(UmiOptions options = {}, GenomeInterval own = everywhere) {
    options.layout = layout;
    UmiCounts counts;
    make_umi_consensus(reads, options, own, {&counts, 1});
    return counts;
  }
  std::vector<std::uint32_t> kept() const {
    std::vector<std::uint32_t> indices;
    for (std::uint32_t i = 0; i < reads.size(); ++i)
      if (!reads.reads[i].has(read_is_duplicate)) indices.push_back(i);
    return indices;
  }
};

TEST_CASE("copies of a molecule leave one read a mate, with better qualities and without the errors of one copy") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"}, 20, Ends::both, {1010});
  builder.add({"b", "ACG", "TTA"});
  builder.add({"c", "ACG", "TTA"}, 20, Ends::both, {1180});
  for (PlacedRead& read : builder.reads.reads) read.is_exact = 1;
  const UmiCounts counts = builder.run();
  const auto kept = builder.kept();
  REQUIRE(kept.size() == 2);
  for (const std::uint32_t index : kept) CHECK(builder.reads.reads[index].is_exact == 0);
  CHECK(builder.reads.reads[kept[0]].name_hash == builder.reads.reads[kept[1]].name_hash);
  for (const std::uint32_t index : kept) {
    const PlacedRead& read = builder.reads.reads[index];
    for (unsigned i = 0; i < read_bases; ++i) {
      const BaseQuality base = builder.reads.bases_of(index)[i];
      const GenomePosition position = read.position + i;
      CHECK(base_of(base) == base_of(Builder::base_at(position, 20)));
      CHECK(quality_of(base) == (position == 1010 || position == 1180 ? 25U : 45U));
    }
  }
  CHECK(counts.single_families[3] == 1);
  CHECK(counts.fragments == 3);
  CHECK(counts.duplex_bases == 0);
}

TEST_CASE("both strands of a duplex molecule make one read, and a base that one strand alone has is not called") {
  Builder builder;
  for (const char* name : {"a", "b"}) builder.add({name, "ACG", "TTA", 1000, 1200, true}, 30, Ends::both, {1020});
  for (const char* name : {"c", "d"}) builder.add({name, "TTA", "ACG", 1000, 1200, false}, 30);
  const UmiCounts counts = builder.run();
  const auto kept = builder.kept();
  REQUIRE(kept.size() == 2);
  const PlacedRead& a = builder.reads.reads[kept[0]];
  const PlacedRead& b = builder.reads.reads[kept[1]];
  CHECK(a.has(read_is_second) != b.has(read_is_second));
  const std::uint32_t low = a.position == 1000 ? kept[0] : kept[1];
  CHECK(builder.reads.bases_of(low)[20] == not_called);
  CHECK(quality_of(builder.reads.bases_of(low)[21]) == 60);
  CHECK(counts.duplex_families[4] == 1);
  CHECK(counts.strand_disagreements == 1);
  CHECK(counts.duplex_bases == 2 * read_bases);
}

TEST_CASE("the other strand is another molecule when its UMI is not the mirrored one, or there is no duplex") {
  Builder builder;
  builder.add({"a", "ACG", "TTA", 1000, 1200, true});
  builder.add({"b", "ACG", "TTA", 1000, 1200, false});
  CHECK(builder.run().single_families[1] == 2);
  Builder simplex;
  simplex.layout = UmiLayout::of(3, 0);
  simplex.add({"a", "ACG", "", 1000, 1200, true});
  simplex.add({"b", "ACG", "", 1000, 1200, false});
  simplex.add({"c", "ACG", "", 1000, 1200, false});
  const UmiCounts counts = simplex.run();
  CHECK(counts.single_families[1] == 1);
  CHECK(counts.single_families[2] == 1);
}

TEST_CASE("one mismatch in the UMI is tolerated; another place or another UMI is another molecule") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"});
  builder.add({"b", "ACG", "TTA"});
  builder.add({"c", "ACG", "TTA"});
  builder.add({"d", "ACG", "TTC"});              // misread
  builder.add({"e", "ACG", "GGC"});              // another molecule
  builder.add({"f", "ACG", "TTA", 1000, 1201});  // ends elsewhere
  const UmiCounts counts = builder.run();
  CHECK(counts.single_families[4] == 1);
  CHECK(counts.single_families[1] == 2);
  CHECK(builder.kept().size() == 6);
}

TEST_CASE("a molecule of too few fragments is left out") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"});
  builder.add({"b", "GGG", "CCC"});
  builder.add({"c", "GGG", "CCC"});
  UmiOptions options;
  options.min_family = 2;
  const UmiCounts counts = builder.run(options);
  CHECK(builder.kept().size() == 2);
  CHECK(counts.small_families == 1);
  CHECK(counts.single_families[1] == 1);
}

TEST_CASE("copies with an indel that most do not have have no vote") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"}, 20, Ends::low);
  builder.add({"b", "ACG", "TTA"}, 20, Ends::low);
  builder.add({"c", "ACG", "TTA"}, 20, Ends::low);
  PlacedRead& broken = builder.reads.reads[0];
  broken.shift = 2;
  broken.break_offset = 20;
  for (unsigned i = 20; i < read_bases; ++i) builder.reads.bases_of(0)[i] = Builder::base_at(1002 + i, 20);
  builder.run();
  const auto kept = builder.kept();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0] != 0);
  for (unsigned i = 0; i < read_bases; ++i) CHECK(quality_of(builder.reads.bases_of(kept[0])[i]) == 45);
}

TEST_CASE("reverse copies of different length are lined up at their first base") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"}, 20, Ends::high);
  PlacedRead header = builder.header({"b", "ACG", "TTA"}, false);
  header.position += 10;
  std::vector<BaseQuality> bases;
  for (unsigned i = 0; i < read_bases - 10; ++i) bases.push_back(Builder::base_at(header.position + i, 20));
  builder.reads.append(header, bases);
  builder.run();
  const auto kept = builder.kept();
  REQUIRE(kept == std::vector<std::uint32_t>{0});
  CHECK(quality_of(builder.reads.bases_of(0)[9]) == 20);
  CHECK(quality_of(builder.reads.bases_of(0)[10]) == 45);
}

TEST_CASE("orphans follow their mates into the family") {
  Builder builder;
  for (const char* name : {"a", "b", "c"}) {
    PlacedRead anchor = builder.header({name, "ACG", "TTA"}, true);
    anchor.mate_five_prime = 0;
    anchor.flags = read_is_paired;
    PlacedRead orphan = anchor;
    orphan.flags = read_is_paired | read_is_orphan | read_is_second | read_is_reverse | mate_is_placed;
    orphan.mate_five_prime = anchor.position;
    std::vector<BaseQuality> bases(read_bases, make_base_quality(2, 20));
    builder.reads.append(anchor, bases);
    builder.reads.append(orphan, bases);
  }
  builder.reads.bases_of(3)[7] = make_base_quality(1, 20);
  builder.run();
  const auto kept = builder.kept();
  REQUIRE(kept.size() == 2);
  CHECK(builder.reads.reads[kept[0]].name_hash == builder.reads.reads[kept[1]].name_hash);
  CHECK(builder.reads.reads[kept[0]].has(read_is_orphan) != builder.reads.reads[kept[1]].has(read_is_orphan));
  for (const std::uint32_t index : kept)
    for (const BaseQuality base : builder.reads.bases_of(index)) CHECK(base_of(base) == 2);
}

// What stays, in an order of its own.
using Kept = std::map<std::tuple<std::uint64_t, GenomePosition, unsigned>, std::vector<BaseQuality>>;
Kept kept_of(const Builder& builder) {
  Kept found;
  for (const std::uint32_t index : builder.kept()) {
    const PlacedRead& read = builder.reads.reads[index];
    const auto bases = builder.reads.bases_of(index);
    found[{read.name_hash, read.position, read.flags}] = {bases.begin(), bases.end()};
  }
  return found;
}

// 300 molecules of 1 to 12 copies at few places, with errors in reads and UMIs.
std::vector<Fragment> many_fragments(std::mt19937& random) {
  std::vector<Fragment> fragments;
  const auto letters = [&] {
    std::string text;
    for (int i = 0; i < 3; ++i) text += "ACGT"[random() % 4];
    return text;
  };
  for (int molecule = 0; molecule < 300; ++molecule) {
    const std::string a = letters();
    const std::string b = letters();
    const auto start = static_cast<GenomePosition>(1000 + random() % 5);
    const auto end = static_cast<GenomePosition>(1200 + random() % 3);
    const std::size_t copies = 1 + random() % 12;
    for (std::size_t copy = 0; copy < copies; ++copy) {
      const bool first_is_low = random() % 2 == 0;
      Fragment fragment{"m" + std::to_string(molecule) + "." + std::to_string(copy),
                        first_is_low ? a : b,
                        first_is_low ? b : a,
                        start,
                        end,
                        first_is_low};
      if (random() % 20 == 0) fragment.first_umi[random() % 3] = 'A';
      fragments.push_back(std::move(fragment));
    }
  }
  return fragments;
}

void add_all(Builder& builder, const std::vector<Fragment>& fragments, Ends ends) {
  for (const Fragment& fragment : fragments) {
    const auto noise = static_cast<GenomePosition>(hash_read_name(fragment.name) % 200);
    builder.add(fragment, 15 + noise % 20, ends, {1000 + noise});
  }
}

TEST_CASE("samples of a case have molecules and counts of their own") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"});
  builder.add({"b", "ACG", "TTA"});
  for (std::size_t i = 2; i < 4; ++i) builder.reads.reads[i].sample = 1;
  std::vector<UmiCounts> counts(2);
  UmiOptions options;
  options.layout = builder.layout;
  make_umi_consensus(builder.reads, options, everywhere, counts);
  CHECK(builder.kept().size() == 4);
  CHECK(counts[0].single_families[1] == 1);
  CHECK(counts[1].single_families[1] == 1);
}

TEST_CASE("the order of the reads does not matter") {
  std::mt19937 random(5);
  std::vector<Fragment> fragments = many_fragments(random);
  Builder first;
  add_all(first, fragments, Ends::both);
  const UmiCounts counts = first.run();
  const Kept expected = kept_of(first);
  CHECK(expected.size() > 300);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(fragments.begin(), fragments.end(), random);
    Builder again;
    add_all(again, fragments, Ends::both);
    const UmiCounts same = again.run();
    CHECK(kept_of(again) == expected);
    CHECK(same.single_families == counts.single_families);
    CHECK(same.duplex_families == counts.duplex_families);
    CHECK(same.strand_disagreements == counts.strand_disagreements);
  }
}

TEST_CASE("mates in different blocks come to the same families, each counted once") {
  std::mt19937 random(6);
  const std::vector<Fragment> fragments = many_fragments(random);
  Builder together;
  Builder low;
  Builder high;
  add_all(together, fragments, Ends::both);
  add_all(low, fragments, Ends::low);
  add_all(high, fragments, Ends::high);
  const UmiCounts counts = together.run();
  UmiCounts apart = low.run({}, {0, 1100});
  apart.add(high.run({}, {1100, 2000}));
  Kept united = kept_of(low);
  united.merge(kept_of(high));
  CHECK(united == kept_of(together));
  CHECK(apart.single_families == counts.single_families);
  CHECK(apart.duplex_families == counts.duplex_families);
  CHECK(apart.fragments == counts.fragments);
  CHECK(apart.duplex_bases == counts.duplex_bases);
  std::uint64_t fragments_counted = 0;
  for (std::size_t size = 0; size < UmiCounts::sizes; ++size)
    fragments_counted += size * (counts.single_families[size] + counts.duplex_families[size]);
  CHECK(fragments_counted == fragments.size());
  CHECK(counts.fragments == fragments.size());
}

TEST_CASE("dropped duplicates leave the others with their bases") {
  Builder builder;
  builder.add({"a", "ACG", "TTA"});
  builder.add({"b", "ACG", "TTA"});
  builder.add({"c", "GGG", "CCC"});
  builder.run();
  const Kept expected = kept_of(builder);
  drop_duplicates(builder.reads);
  CHECK(builder.reads.size() == 4);
  CHECK(builder.reads.offsets.size() == 4);
  CHECK(kept_of(builder) == expected);
  sort_reads(builder.reads);
  CHECK(kept_of(builder) == expected);
}

}  // namespace
}  // namespace norrsken
