#include "io/gzip_text.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "input_files.hpp"
#include "io/bgzf_text.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using namespace norrsken::test;
using Catch::Matchers::Contains;

namespace {

std::string inflate(TextSource& source) {
  std::string text;
  TextPiece piece;
  while (source.fetch(piece)) {
    source.expand(piece);
    text += piece.chunk.text().substr(std::min(piece.skip_front, piece.chunk.size));
  }
  return text;
}

std::string text_of(std::size_t bytes, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text;
  while (text.size() < bytes) text += "ACGT\n@IIIIIIII"[random() % 14];
  return text;
}

}  // namespace

TEST_CASE("gzip files of several members are inflated through buffers of any size") {
  const TemporaryFolder folder;
  const std::string one = text_of(100000, 1);
  const std::string two = text_of(17, 2);
  const std::string path = folder.write("m.gz", gzip(one) + gzip("") + gzip(two) + gzip(one) + std::string(100, '\0'));
  for (const std::size_t input_bytes : {1, 2, 3, 7, 8, 9, 100, 4096, 1 << 18})
    for (const std::size_t chunk_bytes : {1, 10, 1000, 1 << 19}) {
      if (input_bytes * chunk_bytes < 100) continue;
      GzipText source(InputFile(path), input_bytes, chunk_bytes);
      CAPTURE(input_bytes, chunk_bytes);
      const bool is_same = inflate(source) == one + two + one;
      CHECK(is_same);
    }
}

TEST_CASE("a gzip file cut off anywhere is refused") {
  const TemporaryFolder folder;
  const std::string whole = gzip(text_of(500, 1)) + gzip(text_of(300, 2));
  const std::size_t first_bytes = gzip(text_of(500, 1)).size();
  for (std::size_t bytes = 2; bytes < whole.size(); ++bytes) {
    if (bytes == first_bytes) continue;
    const std::string path = folder.write("c.gz", whole.substr(0, bytes));
    GzipText source{InputFile(path)};
    CHECK_THROWS_AS(inflate(source), InputError);
  }
}

TEST_CASE("a damaged gzip file is refused with its name") {
  const TemporaryFolder folder;
  const std::string whole = gzip(text_of(5000, 1));
  const auto error = [&](const std::string& content) -> std::string {
    const std::string path = folder.write("d.gz", content);
    GzipText source{InputFile(path)};
    try {
      (void)inflate(source);
    } catch (const InputError& failure) {
      return failure.what();
    }
    return "";
  };
  std::string wrong_sum = whole;
  wrong_sum[whole.size() - 8] = static_cast<char>(~wrong_sum[whole.size() - 8]);
  CHECK_THAT(error(wrong_sum), Contains("d.gz: its checksum is wrong"));
  std::string wrong_length = whole;
  wrong_length[whole.size() - 2] = static_cast<char>(~wrong_length[whole.size() - 2]);
  CHECK_FALSE(error(wrong_length).empty());
  std::string wrong_data = whole;
  wrong_data[whole.size() / 2] = static_cast<char>(~wrong_data[whole.size() / 2]);
  CHECK_FALSE(error(wrong_data).empty());
  CHECK_THAT(error(whole + "more"), Contains("something else behind"));
  CHECK_FALSE(error(whole + "\x1f\x8b").empty());
  CHECK(error(whole).empty());
}

TEST_CASE("any range of a BGZF file is inflated exactly") {
  const TemporaryFolder folder;
  const std::string text = text_of(20000, 3);
  const std::string bytes =
      bgzf_blocks(text.substr(0, 10000), 1000) + std::string(bgzf_end) + bgzf(text.substr(10000), 777);
  const std::string path = folder.write("r.gz", bytes);
  struct Place {
    std::uint64_t block;
    std::size_t text;
    std::size_t text_bytes;
  };
  std::vector<Place> places;
  std::size_t text_bytes = 0;
  std::uint64_t byte = 0;
  for (const BgzfBlock& block : bgzf_blocks_of(bytes)) {
    places.push_back({byte, text_bytes, block.text_bytes});
    byte += block.file_bytes;
    text_bytes += block.text_bytes;
  }
  REQUIRE(text_bytes == text.size());
  std::mt19937_64 random(4);
  for (int i = 0; i < 300; ++i) {
    const Place a = places[random() % places.size()];
    const Place b = places[random() % places.size()];
    const std::size_t from = a.text + random() % (a.text_bytes + 1);
    const std::size_t to = b.text + random() % (b.text_bytes + 1);
    if (from >= to) continue;
    BgzfText source(InputFile(path), {{a.block, from - a.text}, {b.block, to - b.text}}, 1 + random() % 3000);
    CAPTURE(from, to);
    const bool is_same = inflate(source) == text.substr(from, to - from);
    CHECK(is_same);
  }
}

TEST_CASE("the next BGZF block is found from any byte") {
  const TemporaryFolder folder;
  const std::string bytes = bgzf(text_of(3000, 5), 500);
  InputFile file(folder.write("f.gz", bytes));
  std::vector<std::uint64_t> starts{0};
  for (const BgzfBlock& block : bgzf_blocks_of(bytes)) starts.push_back(starts.back() + block.file_bytes);
  for (std::uint64_t byte = 0; byte <= bytes.size(); ++byte)
    CHECK(find_bgzf_block(file, byte) == *std::lower_bound(starts.begin(), starts.end(), byte));
}

TEST_CASE("BGZF reads as text whatever lies in its blocks, and damage in any block is noticed") {
  const TemporaryFolder folder;
  const std::string text = text_of(5000, 6);
  const std::string whole = bgzf(text, 1000);
  const auto read = [&](const std::string& content) {
    const std::string path = folder.write("b.gz", content);
    BgzfText source(InputFile(path), {}, 100);
    return inflate(source);
  };
  CHECK(read(whole) == text);
  CHECK(read(bgzf_blocks(text, 1000)) == text);
  CHECK(read(std::string(bgzf_end) + whole + whole) == text + text);
  CHECK_THROWS_WITH(read(bgzf_blocks(text, 1000) + gzip(text)), Contains("is gzip but not BGZF"));
  CHECK_THROWS_WITH(read(bgzf_blocks(text, 1000) + "else"), Contains("is no BGZF block"));
  std::mt19937_64 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string damaged = whole;
    const std::size_t at = random() % (whole.size() - bgzf_end.size());
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    std::string result;
    try {
      result = read(damaged);
    } catch (const InputError&) {
      continue;
    }
    CHECK(result == text);  // time and system in a header mean nothing
  }
  for (std::size_t bytes = 1; bytes < whole.size() - bgzf_end.size(); bytes += 13) {
    const std::string cut = whole.substr(0, bytes);
    bool is_between_blocks = false;
    std::size_t at = 0;
    for (const BgzfBlock& block : bgzf_blocks_of(whole)) is_between_blocks |= (at += block.file_bytes) == bytes;
    if (!is_between_blocks) CHECK_THROWS_AS(read(cut), InputError);
  }
}

TEST_CASE("a BGZF file cut off between two blocks is refused when its mate is whole") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(100, 8);
  const std::string whole = folder.write("1.fq.gz", bgzf(pair.first));
  const std::string no_end = folder.write("2.fq.gz", bgzf_blocks(pair.second));
  CHECK_THAT(error_of({whole, no_end}), Contains("2.fq.gz: lacks the block that ends a BGZF file"));
  CHECK(error_of({folder.write("3.fq.gz", bgzf_blocks(pair.first)), no_end}).empty());
}
