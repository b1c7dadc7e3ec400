#include "io/bgzf_block_reader.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "input_files.hpp"

using namespace norrsken;
using namespace norrsken::test;

namespace {

struct CloseFile {
  void operator()(hFILE* file) const { CHECK(hclose(file) == 0); }
};

// A file of these bytes, and a reader of it.
struct OpenBlocks {
  OpenBlocks(const TemporaryFolder& folder, const std::string& bytes)
      : file(hopen(folder.write("t.gz", bytes).c_str(), "r")), reader(*file) {}
  std::unique_ptr<hFILE, CloseFile> file;
  BgzfBlockReader reader;
};

// What is left, by so many bytes at a time; "damaged" at its end where that is so.
std::string rest_of(BgzfBlockReader& reader, std::size_t step_bytes) {
  std::string all;
  for (;;) {
    const auto text = reader.text();
    if (!text) return all + "damaged";
    if (text->empty()) return all;
    const std::string_view some = text->substr(0, step_bytes);
    all += some;
    reader.use(some.size());
  }
}

// The same block with a field of another program in its header, before the one that tells its size.
std::string with_other_field(std::string block) {
  const std::string field("XY\x03\0abc", 7);
  block[10] = static_cast<char>(block[10] + static_cast<char>(field.size()));
  block[16] = static_cast<char>(block[16] + static_cast<char>(field.size()));
  return block.insert(12, field);
}

}  // namespace

TEST_CASE("blocks are read in their order, empty ones and such with further fields too") {
  const TemporaryFolder folder;
  const std::string file =
      bgzf_blocks("one") + std::string(bgzf_end) + with_other_field(bgzf_blocks("two")) + bgzf("three");
  OpenBlocks open(folder, file);
  for (const std::size_t step_bytes : {1, 2, 100}) {
    REQUIRE(open.reader.seek(0));
    CHECK(rest_of(open.reader, step_bytes) == "onetwothree");
    CHECK(open.reader.tell() == file.size() << 16);
    CHECK(rest_of(open.reader, 1).empty());
  }
}

TEST_CASE("a place of the index is a block and a byte of its text") {
  const TemporaryFolder folder;
  const std::size_t second = bgzf_blocks("0123456789").size();
  OpenBlocks open(folder, bgzf("0123456789abc", 10));
  REQUIRE(open.reader.seek(4));  // of the first block's text
  CHECK(open.reader.tell() == 4);
  CHECK(rest_of(open.reader, 100) == "456789abc");
  REQUIRE(open.reader.seek(second << 16 | 2));
  CHECK(rest_of(open.reader, 100) == "c");
  REQUIRE(open.reader.seek(7));
  REQUIRE(open.reader.text() == "789");
  open.reader.use(2);
  CHECK(open.reader.tell() == 9);
  open.reader.use(1);
  CHECK(open.reader.tell() == second << 16);
  CHECK_FALSE(open.reader.seek(11));              // behind the text
  CHECK_FALSE(open.reader.seek(1ULL << 16 | 1));  // no block begins there
}

TEST_CASE("a block that is damaged or cut off gives no text") {
  const TemporaryFolder folder;
  const std::string first = bgzf_blocks("first");
  const std::string second = bgzf_blocks("second");
  for (std::size_t bytes = 1; bytes < second.size(); ++bytes) {
    OpenBlocks cut(folder, first + second.substr(0, bytes));
    CHECK(rest_of(cut.reader, 100) == "firstdamaged");
  }
  for (const std::size_t at : {std::size_t{0}, second.size() - 8, second.size() - 4}) {  // magic, checksum, length
    std::string changed = second;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    OpenBlocks damaged(folder, first + changed + second);
    CHECK(rest_of(damaged.reader, 100) == "firstdamaged");
  }
}
