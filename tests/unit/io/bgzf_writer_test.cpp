#include "io/bgzf_writer.hpp"

#include <htslib/bgzf.h>
#include <htslib/hts.h>
#include <htslib/kstring.h>
#include <htslib/tbx.h>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

namespace {

std::string inflate(const std::string& path) {
  BGZF* file = bgzf_open(path.c_str(), "r");
  REQUIRE(file != nullptr);
  std::string text;
  char buffer[65536];
  ssize_t count = 0;
  while ((count = bgzf_read(file, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(count));
  CHECK(count == 0);
  CHECK(bgzf_check_EOF(file) == 1);
  bgzf_close(file);
  return text;
}

std::vector<std::string> query(const std::string& path, const std::string& region) {
  htsFile* file = hts_open(path.c_str(), "r");
  tbx_t* index = tbx_index_load(path.c_str());
  REQUIRE(file != nullptr);
  REQUIRE(index != nullptr);
  std::vector<std::string> lines;
  if (hts_itr_t* iterator = tbx_itr_querys(index, region.c_str()); iterator != nullptr) {
    kstring_t line{0, 0, nullptr};
    while (tbx_itr_next(file, index, iterator, &line) >= 0) lines.emplace_back(line.s, line.l);
    free(line.s);
    tbx_itr_destroy(iterator);
  }
  tbx_destroy(index);
  hts_close(file);
  return lines;
}

void add_line(RecordText& text, const std::vector<Contig>& contigs, std::uint32_t contig, GenomePosition begin,
              GenomePosition bases) {
  text.text += contigs[contig].name + "\t" + std::to_string(begin + 1) + "\t.\t" + std::string(bases, 'A') + "\tC\n";
  text.end_record(contig, begin, begin + bases);
}

const std::vector<Contig> two_contigs = {{"chr1", 2048, 1000000}, {"chr2", 1004096, 500000}};

}  // namespace

TEST_CASE("shards give the same file however the blocks are grouped, and the index finds every record") {
  const TemporaryFolder folder;
  std::vector<RecordText> blocks;
  std::mt19937 random(11);
  std::vector<std::tuple<std::uint32_t, GenomePosition, GenomePosition>> records;
  for (std::uint32_t contig = 0; contig < 2; ++contig)
    for (GenomePosition start = 0; start < two_contigs[contig].length; start += 131072) {
      RecordText& block = blocks.emplace_back();
      if (start == 262144) continue;  // a block without records
      for (GenomePosition position = start; position < std::min(start + 131072, two_contigs[contig].length - 2000);
           position += 1 + random() % 60) {
        const GenomePosition bases = random() % 50 == 0 ? 1 + random() % 1500 : 1;
        add_line(block, two_contigs, contig, position, bases);
        records.emplace_back(contig, position, bases);
      }
    }
  std::string whole;
  for (const RecordText& block : blocks) whole += block.text;

  std::string first_bytes;
  std::string first_index;
  for (const std::size_t ranks : {1, 2, 3, 5}) {
    const std::string path = folder.file(fmt::format("r{}.vcf.gz", ranks));
    BgzfFile file(path, "##header\n", two_contigs, FileIndex::vcf);
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      BgzfCompressor compressor;
      BgzfShard rank_shard;
      for (std::size_t block = blocks.size() * rank / ranks; block < blocks.size() * (rank + 1) / ranks; ++block) {
        BgzfShard shard;
        compressor.compress(blocks[block], shard);
        rank_shard.append(shard);
      }
      file.append(rank_shard);
    }
    file.finish();
    if (first_bytes.empty()) {
      first_bytes = read_all(path);
      first_index = read_all(path + ".tbi");
      CHECK(inflate(path) == "##header\n" + whole);
    }
    CHECK(read_all(path) == first_bytes);
    CHECK(read_all(path + ".tbi") == first_index);
  }

  const std::string path = folder.file("r1.vcf.gz");
  for (int trial = 0; trial < 300; ++trial) {
    const std::uint32_t contig = random() & 1;
    const GenomePosition begin = random() % two_contigs[contig].length;
    const GenomePosition end = begin + 1 + random() % (trial % 2 == 0 ? 20 : 40000);
    std::vector<std::string> expected;
    for (const auto& [at, position, bases] : records)
      if (at == contig && position < end && position + bases > begin)
        expected.push_back(two_contigs[contig].name + "\t" + std::to_string(position + 1));
    const auto lines =
        query(path, two_contigs[contig].name + ":" + std::to_string(begin + 1) + "-" + std::to_string(end));
    REQUIRE(lines.size() == expected.size());
    for (std::size_t line = 0; line < lines.size(); ++line)
      REQUIRE(lines[line].substr(0, expected[line].size() + 1) == expected[line] + "\t");
  }
}

TEST_CASE("the index knows how many records a contig has, and lists only contigs with records") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"empty", 2048, 10}, {"chr1", 4106, 100000}};
  RecordText text;
  for (GenomePosition position = 0; position < 90000; position += 7) add_line(text, contigs, 1, position, 1);
  BgzfShard shard;
  BgzfCompressor().compress(text, shard);
  BgzfFile file(folder.file("a.vcf.gz"), "##h\n", contigs, FileIndex::vcf);
  file.append(shard);
  file.finish();
  tbx_t* index = tbx_index_load((folder.file("a.vcf.gz")).c_str());
  REQUIRE(index != nullptr);
  int names = 0;
  const char** list = tbx_seqnames(index, &names);
  REQUIRE(names == 1);
  CHECK(std::string(list[0]) == "chr1");
  std::uint64_t mapped = 0;
  std::uint64_t unmapped = 0;
  CHECK(hts_idx_get_stat(index->idx, 0, &mapped, &unmapped) == 0);
  CHECK(mapped == 90000 / 7 + 1);
  free(list);
  tbx_destroy(index);
}

TEST_CASE("lines that do not shrink, longer than a block, and blocks filled to the last byte come back unchanged") {
  const TemporaryFolder folder;
  std::mt19937 random(3);
  std::string noise(300000, ' ');
  for (char& letter : noise) letter = static_cast<char>(random() % 256);
  for (const std::string& text : {std::string(), std::string(65280, 'a'), std::string(65279, 'a') + "\n" + "b\n",
                                  std::string(65281, 'a'), noise}) {
    std::vector<std::uint8_t> bytes;
    BgzfCompressor().compress(text, bytes);
    BgzfFile file(folder.file("a.gz"), "", {}, FileIndex::none);
    file.append(bytes, {});
    file.finish();
    CHECK(inflate(folder.file("a.gz")) == text);
  }
}

TEST_CASE("a file without records is a valid file with a valid index") {
  const TemporaryFolder folder;
  BgzfFile file(folder.file("a.vcf.gz"), "##fileformat=VCFv4.3\n#CHROM\n", two_contigs, FileIndex::vcf);
  file.append(BgzfShard{});
  file.finish();
  CHECK(inflate(folder.file("a.vcf.gz")) == "##fileformat=VCFv4.3\n#CHROM\n");
  CHECK(query(folder.file("a.vcf.gz"), "chr1").empty());
  CHECK(folder.entries() == 2);
}

TEST_CASE("a contig longer than a tabix index reaches gets a CSI index") {
  const TemporaryFolder folder;
  const std::vector<Contig> contigs = {{"long", 2048, 700000000}};
  RecordText text;
  add_line(text, contigs, 0, 5, 1);
  add_line(text, contigs, 0, 650000000, 1);
  BgzfShard shard;
  BgzfCompressor().compress(text, shard);
  BgzfFile file(folder.file("a.vcf.gz"), "##h\n", contigs, FileIndex::vcf);
  file.append(shard);
  file.finish();
  CHECK(std::filesystem::exists(folder.file("a.vcf.gz.csi")));
  CHECK(query(folder.file("a.vcf.gz"), "long:650000001-650000001").size() == 1);
}

TEST_CASE("shards in the wrong order are refused, and the unfinished file leaves nothing behind") {
  const TemporaryFolder folder;
  const auto shard_at = [](std::uint32_t contig, GenomePosition position) {
    RecordText text;
    add_line(text, two_contigs, contig, position, 1);
    BgzfShard shard;
    BgzfCompressor().compress(text, shard);
    return shard;
  };
  {
    BgzfFile file(folder.file("a.vcf.gz"), "##h\n", two_contigs, FileIndex::vcf);
    file.append(shard_at(0, 200000));
    CHECK_THROWS_WITH(file.append(shard_at(0, 100)), Catch::Contains("chr1:101 comes out of order"));
  }
  {
    BgzfFile file(folder.file("a.vcf.gz"), "##h\n", two_contigs, FileIndex::vcf);
    file.append(shard_at(1, 1));
    CHECK_THROWS_AS(file.append(shard_at(0, 100)), std::logic_error);
  }
  CHECK(folder.entries() == 0);
}
