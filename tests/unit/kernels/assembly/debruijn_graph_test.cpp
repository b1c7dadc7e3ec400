#include "kernels/assembly/debruijn_graph.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "read_pile.hpp"

namespace norrsken {
namespace {

GraphHaplotypes assemble(const ReadPile& pile, GenomePosition from = 390, GenomePosition to = 410,
                         const GraphOptions& options = {}) {
  return assemble_graph(pile.reads, pile.all(), pile.window, contig_gap + from, contig_gap + to, options);
}

// What a copy of the contig shows between the graph's ends; `growth` is by how much it is longer than the reference.
std::vector<BaseCode> between(const GraphHaplotypes& graph, const std::vector<BaseCode>& copy, int growth) {
  return stretch(copy, graph.start - contig_gap,
                 static_cast<std::size_t>(static_cast<int>(graph.end - contig_gap) + growth));
}

TEST_CASE("reads of the reference alone assemble to nothing new") {
  ReadPile pile(sequence_with(21, 800, {}));
  CHECK(assemble(pile).haplotypes.empty());
  pile.add_all(pile.sequence, 250, 500, 5);
  CHECK(assemble(pile).haplotypes.empty());
}

TEST_CASE("the graph gives back the two haplotypes that reads were drawn from, and nothing else") {
  std::mt19937 random(22);
  for (unsigned round = 0; round < 60; ++round) {
    INFO("round " << round);
    ReadPile pile(sequence_with(200 + round, 800, {}));
    struct Copy {
      std::vector<BaseCode> bases;
      int growth = 0;
    };
    const auto change = [&] {  // an SNV and, two times in three, an indel of up to 60 bases
      Copy copy{with_base(pile.sequence, 392 + random() % 6, 1 + random() % 3), 0};
      const int size = 1 + static_cast<int>(random() % 60);
      if (round % 3 == 0)
        copy = {with_insertion(copy.bases, 402, random_codes(static_cast<std::size_t>(size), random)), size};
      if (round % 3 == 1) copy = {without(copy.bases, 400, static_cast<std::size_t>(size)), -size};
      return copy;
    };
    const Copy first = change();
    const Copy second = change();
    for (const Copy& copy : {first, second}) pile.add_all(copy.bases, 200, 620, 4);
    const GraphHaplotypes graph = assemble(pile, 385, 465);
    CHECK_FALSE(graph.hit_limit);
    CHECK(graph.start <= contig_gap + 385);
    CHECK(graph.end >= contig_gap + 465);
    std::set<std::string> expected{letters(between(graph, first.bases, first.growth)),
                                   letters(between(graph, second.bases, second.growth))};
    std::set<std::string> got;
    for (const Haplotype& haplotype : graph.haplotypes) got.insert(letters(haplotype.bases));
    for (const auto& bases : expected) CHECK(got.count(bases) == 1);
    // Two sites further apart than k can be combined in four ways; what is not expected is such a combination.
    CHECK(got.size() <= 4);
    for (const Haplotype& haplotype : graph.haplotypes) {
      CHECK(haplotype.origin == HaplotypeOrigin::graph);
      CHECK(haplotype.support >= GraphOptions{}.min_edge_reads);
    }
  }
}

TEST_CASE("sequence that one read shows does not become a haplotype") {
  ReadPile pile(sequence_with(21, 800, {}));
  pile.add_all(pile.sequence, 250, 500, 5);
  pile.add(with_base(pile.sequence, 400), 350);
  CHECK(assemble(pile).haplotypes.empty());
  pile.add(with_base(pile.sequence, 400), 352);
  CHECK(assemble(pile).haplotypes.size() == 1);
}

TEST_CASE("poor and unknown bases break k-mers instead of making new ones") {
  ReadPile pile(sequence_with(21, 800, {}));
  pile.add_all(pile.sequence, 250, 500, 5);
  const std::vector<BaseCode> changed = with_base(pile.sequence, 400);
  for (std::size_t at = 330; at < 390; at += 6) pile.add(changed, at)[400 - at] = make_base_quality(changed[400], 7);
  CHECK(assemble(pile).haplotypes.empty());
  for (std::size_t at = 330; at < 390; at += 6) pile.add(changed, at)[400 - at] = not_called;
  CHECK(assemble(pile).haplotypes.empty());
  for (std::size_t at = 330; at < 390; at += 6)  // counted in the mate: as good as the mate's
    pile.add(changed, at)[400 - at] = static_cast<BaseQuality>(quality_counted_in_mate << 2 | changed[400]);
  CHECK(assemble(pile).haplotypes.size() == 1);
}

TEST_CASE("orphans carry the middle of a long insertion, whichever strand they were read from") {
  ReadPile pile(sequence_with(23, 1000, {}));
  std::mt19937 random(24);
  const std::vector<BaseCode> inserted = random_codes(200, random);
  const std::vector<BaseCode> changed = with_insertion(pile.sequence, 400, inserted);
  pile.add_all(changed, 200, 330, 5);
  pile.add_all(changed, 560, 700, 5);
  pile.add_all(pile.sequence, 200, 600, 5);
  CHECK(assemble(pile).haplotypes.empty());
  for (std::size_t at = 320; at < 570; at += 5) {
    PlacedRead orphan;
    orphan.flags = read_is_orphan;
    orphan.position = contig_gap + 400;
    const auto bases = pile.add(changed, at, orphan);
    if (at % 2 == 0) {
      std::reverse(bases.begin(), bases.end());
      for (BaseQuality& value : bases) value = complement_called(value);
    }
  }
  const GraphHaplotypes graph = assemble(pile);
  REQUIRE(graph.haplotypes.size() == 1);
  CHECK(graph.haplotypes[0].bases == between(graph, changed, 200));
}

TEST_CASE("a tandem duplication longer than any k-mer of the reads is a walk that goes round twice") {
  ReadPile pile(sequence_with(26, 900, {}));
  const std::vector<BaseCode> copy(pile.sequence.begin() + 400, pile.sequence.begin() + 460);
  const std::vector<BaseCode> changed = with_insertion(pile.sequence, 400, copy);
  pile.add_all(pile.sequence, 250, 550, 5);
  for (std::size_t at = 250; at < 600; at += 5) pile.add(changed, at)[50] = not_called;
  const GraphHaplotypes graph = assemble(pile, 395, 465);
  REQUIRE(graph.haplotypes.size() == 1);
  CHECK(graph.haplotypes[0].bases == between(graph, changed, 60));
}

TEST_CASE("a repeat longer than the shortest k-mer is passed with a longer one") {
  std::vector<BaseCode> sequence = sequence_with(25, 900, {});
  std::copy(sequence.begin() + 360, sequence.begin() + 390, sequence.begin() + 440);  // 30 bases twice
  ReadPile pile(sequence);
  const std::vector<BaseCode> changed = with_base(pile.sequence, 415);
  pile.add_all(changed, 200, 650, 3, 150);
  const GraphHaplotypes graph = assemble(pile, 395, 435);
  REQUIRE(graph.haplotypes.size() >= 1);
  CHECK(graph.haplotypes[0].bases == between(graph, changed, 0));
}

TEST_CASE("a variant beside the region hides that of its haplotype unless walks reach beyond it") {
  ReadPile pile(sequence_with(27, 900, {}));
  std::vector<BaseCode> changed = with_base(pile.sequence, 430);  // closer to the region's end than a k-mer is long
  changed = with_insertion(without(changed, 400, 6), 400, codes("GGCTTTCA"));
  for (const auto& copy : {pile.sequence, changed}) pile.add_all(copy, 250, 600, 7);
  CHECK(assemble(pile, 395, 410).haplotypes.empty());
  GraphOptions options;
  options.anchors = GraphAnchors::of_most_reads;
  const GraphHaplotypes graph = assemble(pile, 395, 410, options);
  REQUIRE(graph.haplotypes.size() == 1);
  CHECK(graph.end > contig_gap + 430);
  CHECK(graph.haplotypes[0].bases == between(graph, changed, 2));
}

TEST_CASE("more walks than are looked at are said to be") {
  ReadPile pile(sequence_with(26, 900, {}));
  for (unsigned copy = 0; copy < 2; ++copy) {  // sites further apart than k combine freely: 2^8 walks
    std::vector<BaseCode> changed = pile.sequence;
    for (std::size_t at = 350; copy == 1 && at < 350 + 8 * 26; at += 26) changed[at] ^= 1;
    pile.add_all(changed, 250, 650, 1, 30);  // reads that see one site each
  }
  GraphOptions options;
  options.kmer_bases = {25, 25, 25, 25, 25};
  const GraphHaplotypes graph = assemble(pile, 345, 560, options);
  CHECK(graph.hit_limit);
  CHECK(graph.haplotypes.size() == options.max_haplotypes);
}

TEST_CASE("a region at an N or at the end of the window is left alone") {
  std::vector<BaseCode> sequence = sequence_with(21, 800, {});
  sequence[370] = base_n;
  std::vector<BaseCode> changed = with_base(sequence, 400);
  changed[370] = 0;
  ReadPile pile(sequence);
  pile.add_all(changed, 250, 500, 5);
  CHECK(assemble(pile).haplotypes.empty());
  ReadPile edge(sequence_with(21, 800, {}));
  edge.add_all(with_base(edge.sequence, 15), 0, 200, 5);
  CHECK(assemble(edge, 10, 20).haplotypes.empty());
}

}  // namespace
}  // namespace norrsken
