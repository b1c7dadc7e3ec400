#include "io/fastq_split.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "input_files.hpp"
#include "io/bgzf_text.hpp"

using namespace norrsken;
using namespace norrsken::test;
using Catch::Matchers::Contains;

namespace {

// Records whose qualities begin with '@' and '+', the letters that records are known by.
std::string tricky_fastq(std::size_t records, const std::string& line_end = "\n") {
  std::string text;
  for (std::size_t i = 0; i < records; ++i) {
    const std::size_t length = 25 + i % 13;
    std::string qualities(length, 'F');
    qualities[0] = i % 3 == 0 ? '@' : i % 3 == 1 ? '+' : 'I';
    const std::string name = std::to_string(i);
    text += "@r" + name + line_end + std::string(length, "ACGT"[i % 4]) + line_end;
    text += "+" + (i % 2 == 0 ? name : "") + line_end + qualities + line_end;
  }
  return text;
}

// Start of every record in the text, by name.
std::map<std::size_t, std::string> record_starts(const std::string& text) {
  std::map<std::size_t, std::string> starts;
  for (std::size_t at = 0, line = 0; at < text.size(); at = text.find('\n', at) + 1, ++line)
    if (line % 4 == 0) starts[at] = text.substr(at + 1, text.find_first_of("\r\n", at) - at - 1);
  return starts;
}

}  // namespace

TEST_CASE("the first record behind any byte of a plain file is found") {
  const TemporaryFolder folder;
  for (const char* line_end : {"\n", "\r\n"}) {
    const std::string text = tricky_fastq(12, line_end);
    const std::string path = folder.write("t.fq", text);
    const auto starts = record_starts(text);
    for (std::size_t byte = 0; byte < text.size(); ++byte) {
      const std::size_t line_start = byte == 0 ? 0 : text.find('\n', byte) + 1;
      const auto expected = starts.lower_bound(line_start);
      std::string name;
      const TextPosition found = find_record(path, byte, name);
      if (expected == starts.end()) {
        CHECK(found == text_end);
      } else {
        CHECK(found == TextPosition{expected->first, 0});
        CHECK(name == expected->second);
      }
    }
  }
}

TEST_CASE("a record is found by its name wherever the search begins") {
  const TemporaryFolder folder;
  const std::string text = tricky_fastq(3000);
  const auto starts = record_starts(text);
  const std::string plain = folder.write("t.fq", text);
  const std::string blocks = folder.write("t.fq.gz", bgzf(text, 700));
  const std::size_t size = bgzf(text, 700).size();
  for (const std::string name : {"r0", "r1", "r299", "r1500", "r2998", "r2999"}) {
    const auto start =
        std::find_if(starts.begin(), starts.end(), [&](const auto& entry) { return entry.second == name; });
    for (const double guess : {0.0, 0.3, 0.99, 1.0}) {
      CHECK(find_record_of_name(plain, name, static_cast<std::uint64_t>(guess * static_cast<double>(text.size())),
                                500) == TextPosition{start->first, 0});
      const TextPosition found =
          find_record_of_name(blocks, name, static_cast<std::uint64_t>(guess * static_cast<double>(size)), 300);
      CHECK(found.offset == start->first % 700);
    }
  }
  CHECK(find_record_of_name(plain, "r3000", 100, 500) == text_end);
  CHECK(find_record_of_name(blocks, "r", 100, 500) == text_end);
}

TEST_CASE("parts of any number and files of any packing fit together") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(700, 11);
  const std::vector<std::string> expected =
      read_all_parts({folder.write("p1.fq", pair.first), folder.write("p2.fq", pair.second)}, 1);
  REQUIRE(expected.size() == 700);
  const std::string half = bgzf(std::string_view(pair.second).substr(0, pair.second.size() / 3), 900) +
                           bgzf(std::string_view(pair.second).substr(pair.second.size() / 3), 40000);
  for (const ReadFiles& files :
       {ReadFiles{folder.file("p1.fq"), folder.file("p2.fq")},
        ReadFiles{folder.write("b1.fq", bgzf(pair.first, 333)), folder.write("b2.fq", bgzf(pair.second, 50000))},
        ReadFiles{folder.file("p1.fq"), folder.write("h2.fq", half)}}) {
    CHECK(lane_sharing(files) == LaneSharing::by_range);
    for (const unsigned parts : {2U, 3U, 17U}) CHECK(read_all_parts(files, parts) == expected);
  }
  CHECK(lane_sharing({folder.write("g.fq.gz", gzip(pair.first)), folder.file("p2.fq")}) == LaneSharing::by_skipping);
}

TEST_CASE("more parts than records leave parts empty") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(3, 5);
  const ReadFiles plain{folder.write("p1.fq", pair.first), folder.write("p2.fq", pair.second)};
  const ReadFiles blocks{folder.write("b1.fq", bgzf(pair.first)), folder.write("b2.fq", bgzf(pair.second))};
  const std::vector<std::string> expected = read_all_parts(plain, 1);
  CHECK(read_all_parts(plain, 20) == expected);
  CHECK(read_all_parts(blocks, 20) == expected);
  CHECK(read_all_parts({blocks.read1, ""}, 20).size() == 3);
}

TEST_CASE("mates that do not belong together are noticed for any number of parts") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(400, 5);
  const std::string first = folder.write("1.fq", pair.first);
  const std::size_t some_record = pair.second.find("@run:201 ");
  std::string renamed = pair.second;
  renamed.replace(some_record, 5, "@cat:");
  std::string missing = pair.second;
  missing.erase(some_record, pair.second.find("@run:202 ") - some_record);
  const std::string shorter = pair.second.substr(0, pair.second.find("@run:399 "));
  for (const unsigned parts : {1U, 2U, 3U, 7U})
    for (const std::string& second : {renamed, missing, shorter})
      CHECK_FALSE(error_of({first, folder.write("2.fq", second)}, parts).empty());
  CHECK_THAT(error_of({first, folder.write("2.fq", make_fastq(150, 5).second)}, 2),
             Contains("2.fq: holds no mate of read \"run:"));
}
