#include "pipeline/stages/build_index.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "../../temporary_folder.hpp"
#include "io/fasta.hpp"
#include "io/index_file.hpp"
#include "kernels/seeding/minimizer.hpp"
#include "kernels/seeding/seed_index.hpp"

namespace {
using namespace norrsken;
namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A genome long enough for several chunks and partitions, with N, a repeat family and a satellite.
void write_random_fasta(const std::string& path) {
  std::mt19937 random(31);
  std::ofstream file(path);
  std::string family(500, 'A');
  for (char& letter : family) letter = "ACGT"[random() % 4];
  for (int contig = 0; contig < 3; ++contig) {
    std::string sequence(600000 + static_cast<std::size_t>(contig) * 1234, 'A');
    for (char& letter : sequence) letter = "ACGTacgt"[random() % 8];
    for (int copy = 0; copy < 30; ++copy) sequence.replace(random() % 590000, family.size(), family);
    for (std::size_t i = 0; i < 3000; ++i) sequence[10000 + i] = "ACCTG"[i % 5];
    sequence.replace(300000, 5000, std::string(5000, 'N'));
    file << ">contig" << contig << "\n" << sequence << "\n";
  }
}

// How many of the windows at every `step` bases of the genome miss their own place; windows with N do not count.
std::pair<unsigned, unsigned> windows_missed(const IndexFile& index, GenomePosition step) {
  const SeedIndex seeds(index.seed_table(), index.seed_lists());
  const GenomeView genome = index.genome();
  unsigned windows = 0;
  unsigned missed = 0;
  std::vector<BaseQuality> read(seed_window_bases);
  for (const Contig& contig : genome.contigs)
    for (GenomePosition start = contig.start; start + seed_window_bases <= contig.end(); start += step) {
      const auto run = std::partition_point(genome.n_runs.begin(), genome.n_runs.end(),
                                            [&](const GenomeInterval& interval) { return interval.end <= start; });
      if (run != genome.n_runs.end() && run->start < start + seed_window_bases) continue;
      for (GenomePosition i = 0; i < seed_window_bases; ++i)
        read[i] = make_base_quality(genome.packed_base(start + i), 30);
      ++windows;
      const auto minimizer = window_minimizer(read, 0);
      const SeedPlaces places = minimizer ? seeds.find(minimizer->hash) : SeedPlaces{};
      const GenomePosition expected = minimizer ? start + minimizer->offset : 0;
      const bool is_found = places.kind == SeedKind::many ||
                            (places.kind == SeedKind::unique && places.unique_position == expected &&
                             places.unique_is_reverse == minimizer->is_reverse) ||
                            (places.kind == SeedKind::few &&
                             std::ranges::binary_search(places.positions_of(minimizer->is_reverse), expected));
      missed += is_found ? 0 : 1;
    }
  return {windows, missed};
}

TEST_CASE("an index has the same bytes for any number of threads, and each window finds its place in it") {
  const TemporaryFolder folder;
  const std::string fasta = folder.file("genome.fa");
  write_random_fasta(fasta);
  std::string first;
  for (const unsigned threads : {1U, 2U, 5U}) {
    const std::string path = folder.file("genome.nsk");
    const IndexSummary summary = build_index(fasta, path, threads);
    CHECK(summary.contigs == 3);
    CHECK(summary.bases == 3 * 600000 + 3 * 1234);
    CHECK(summary.n_bases == 15000);
    CHECK(summary.seeds.few > 5);
    CHECK(summary.seeds.many > 5);
    CHECK(summary.file_bytes == fs::file_size(path));
    if (first.empty()) first = bytes_of(path);
    CHECK((bytes_of(path) == first));
  }
  const auto [windows, missed] = windows_missed(IndexFile::open(folder.file("genome.nsk"), IndexCheck::everything), 3);
  CHECK(windows > 590000);
  CHECK(missed == 0);
}

TEST_CASE("the steps of a build are reported up to their end") {
  const TemporaryFolder folder;
  write_random_fasta(folder.file("genome.fa"));
  std::vector<std::string> steps;
  double last = 0;
  build_index(folder.file("genome.fa"), folder.file("genome.nsk"), 2, [&](const char* step, double done) {
    if (steps.empty() || steps.back() != step) {
      if (!steps.empty()) CHECK(last == Approx(1));
      steps.emplace_back(step);
    }
    last = done;
  });
  CHECK(steps == std::vector<std::string>{"reading", "counting seeds", "collecting seeds", "sorting seeds",
                                          "filling the table", "writing"});
}

TEST_CASE("a genome without any seed has an index that opens") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("n.fa")) << ">n\nNNNNNNNNNN\n>short\nACGTACGTACGT\n";
  const IndexSummary summary = build_index(folder.file("n.fa"), folder.file("n.nsk"), 2);
  CHECK(summary.seeds.minimizers == 0);
  const IndexFile index = IndexFile::open(folder.file("n.nsk"), IndexCheck::everything);
  CHECK(SeedIndex(index.seed_table(), index.seed_lists()).find(77).kind == SeedKind::absent);
}

TEST_CASE("real sequence takes at most 1.6 bytes a base and each window finds its place") {
  const char* given = std::getenv("NORRSKEN_TEST_DATA");
  const std::string fasta = (given == nullptr ? std::string("../shared/data") : given) + "/mini/mini.GRCh38.fa.gz";
  if (!fs::exists(fasta)) {
    WARN("skipped: " << fasta << " is absent; set NORRSKEN_TEST_DATA");
    return;
  }
  const TemporaryFolder folder;
  const IndexSummary summary = build_index(fasta, folder.file("mini.nsk"), 2);
  CHECK(summary.contigs == 13);
  CHECK(static_cast<double>(summary.file_bytes) <= 1.6 * static_cast<double>(summary.bases));
  const auto [windows, missed] = windows_missed(IndexFile::open(folder.file("mini.nsk")), 17);
  CHECK(windows > 1200000);
  CHECK(missed == 0);
}

}  // namespace
