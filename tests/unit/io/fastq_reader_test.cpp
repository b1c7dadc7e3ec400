#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iterator>
#include <thread>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/read_name.hpp"

using namespace norrsken;
using namespace norrsken::test;
using Catch::Matchers::Contains;

namespace {

const std::string bases_40(40, 'C');
const std::string good_record = "@a\n" + bases_40 + "\n+\n" + std::string(40, 'I') + "\n";

// The record that the parser must make of one line of letters and one of qualities, by the types' own functions.
std::string expected_read(std::string_view letters, std::string_view qualities) {
  std::string read = " ";
  for (std::size_t i = 0; i < letters.size(); ++i)
    read += static_cast<char>(make_base_quality(base_code(letters[i]), static_cast<unsigned>(qualities[i] - '!')));
  return read;
}

std::vector<std::string> expected_fragments(const MatePair& pair) {
  std::vector<std::string> fragments;
  std::istringstream first(pair.first);
  std::istringstream second(pair.second);
  std::string lines[8];
  while (std::getline(first, lines[0])) {
    for (int i = 1; i < 4; ++i) std::getline(first, lines[i]);
    for (int i = 4; i < 8; ++i) std::getline(second, lines[i]);
    fragments.push_back(std::to_string(hash_read_name(lines[0].substr(1))) + expected_read(lines[1], lines[3]) +
                        expected_read(lines[5], lines[7]));
  }
  return fragments;
}

}  // namespace

TEST_CASE("FASTQ reads arrive in order with the bases and qualities of the file, however it is compressed") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(10000, 1);
  const std::vector<std::string> expected = expected_fragments(pair);
  REQUIRE(expected.size() == 10000);
  CHECK(read_fragments({folder.write("p1.fq", pair.first), folder.write("p2.fq", pair.second)}) == expected);
  CHECK(read_fragments({folder.write("g1.fq", gzip(pair.first)), folder.write("g2.fq", gzip(pair.second))}) ==
        expected);
  CHECK(read_fragments({folder.write("b1.fq", bgzf(pair.first)), folder.write("b2.fq", bgzf(pair.second))}) ==
        expected);
  CHECK(read_fragments({folder.file("p1.fq"), folder.file("b2.fq")}) == expected);
}

TEST_CASE("the parts of a lane together deliver every fragment exactly once") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(9000, 2);
  std::vector<std::string> expected = expected_fragments(pair);
  std::sort(expected.begin(), expected.end());
  const ReadFiles plain{folder.write("p1.fq", pair.first), folder.write("p2.fq", pair.second)};
  const ReadFiles gz{folder.write("g1.fq", gzip(pair.first)), folder.write("g2.fq", gzip(pair.second))};
  const ReadFiles blocks{folder.write("b1.fq", bgzf(pair.first, 5000)), folder.write("b2.fq", bgzf(pair.second))};
  for (const ReadFiles& files :
       {plain, gz, blocks, ReadFiles{plain.read1, blocks.read2}, ReadFiles{gz.read1, plain.read2}})
    for (const unsigned parts : {1U, 2U, 3U, 5U}) CHECK(read_all_parts(files, parts) == expected);
}

TEST_CASE("several threads may take batches from one source at once") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(30000, 3);
  const ReadFiles blocks{folder.write("b1.fq", bgzf(pair.first)), folder.write("b2.fq", bgzf(pair.second))};
  const ReadFiles streams{folder.write("g1.fq", gzip(pair.first)), folder.write("g2.fq", gzip(pair.second))};
  std::uint64_t expected = 0;
  for (int i = 0; i < 30000; ++i) expected += hash_read_name("run:" + std::to_string(i));
  for (const ReadFiles& files : {blocks, streams, ReadFiles{streams.read1, blocks.read2}})
    for (const unsigned callers : {1U, 2U, 5U}) {
      const auto source = open_reads(files, 0, 1, "", callers);
      std::atomic<std::uint64_t> hashes{0};
      std::atomic<std::uint64_t> fragments{0};
      std::vector<std::thread> threads;
      for (unsigned i = 0; i < callers; ++i)
        threads.emplace_back([&] {
          ReadBatch batch;
          while (source->next(batch)) {
            fragments += batch.fragments();
            for (const std::uint64_t hash : batch.name_hash) hashes += hash;
          }
        });
      for (std::thread& thread : threads) thread.join();
      CHECK(fragments == 30000);
      CHECK(hashes == expected);
      CHECK(source->counts().reads == 60000);
      CHECK(source->bytes_read() == source->bytes_total());
    }
}

TEST_CASE("reading FASTQ starts no thread beside those that call") {
  const TemporaryFolder folder;
  const MatePair pair = make_fastq(9000, 5);
  const auto threads_now = [] {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  const auto before = threads_now();
  for (const auto& pack : {bgzf(pair.first), gzip(pair.first)}) {
    const auto source = open_reads({folder.write("1.fq", pack), folder.write("2.fq", gzip(pair.second))}, 0, 1, "", 3);
    ReadBatch batch;
    CHECK(source->next(batch));
    CHECK(threads_now() == before);
  }
}

TEST_CASE("line ends of Windows, a missing last line end and blank last lines are accepted") {
  const TemporaryFolder folder;
  const std::vector<std::string> expected = read_fragments({folder.write("unix.fq", good_record), ""});
  REQUIRE(expected.size() == 1);
  CHECK(read_fragments({folder.write("dos.fq", "@a\r\n" + bases_40 + "\r\n+\r\n" + std::string(40, 'I') + "\r\n"),
                        ""}) == expected);
  CHECK(read_fragments({folder.write("cut.fq", good_record.substr(0, good_record.size() - 1)), ""}) == expected);
  CHECK(read_fragments({folder.write("blank.fq", good_record + "\n\r\n\n"), ""}) == expected);
}

TEST_CASE("reads too short to place are counted and left out, their mates stay") {
  const TemporaryFolder folder;
  const std::string short_record = "@a\nACGTACGTACGTACGTACG\n+\n" + std::string(19, 'I') + "\n";
  const auto source = open_reads({folder.write("1.fq", short_record), folder.write("2.fq", good_record)});
  ReadBatch batch;
  REQUIRE(source->next(batch));
  CHECK(batch.fragments() == 1);
  CHECK_FALSE(batch.is_paired(0));
  CHECK(batch.read(0).size() == 40);
  CHECK_FALSE(source->next(batch));
  CHECK(source->counts().too_short == 1);
  CHECK(source->counts().reads == 1);
}

TEST_CASE("a malformed record is named with its file, number and reason") {
  const TemporaryFolder folder;
  const std::string q40(40, 'I');
  const auto error = [&](const std::string& record) {
    return error_of({folder.write("bad.fq", "@first" + good_record.substr(2) + record), ""});
  };
  CHECK_THAT(error("a\n" + bases_40 + "\n+\n" + q40 + "\n"), Contains("bad.fq record 2: the name line does not begin"));
  CHECK_THAT(error("@ a\n" + bases_40 + "\n+\n" + q40 + "\n"), Contains("record 2: the name line does not begin"));
  CHECK_THAT(error("@a\n" + bases_40 + "\n-\n" + q40 + "\n"),
             Contains("record 2: its third line does not begin with '+'"));
  CHECK_THAT(error("@a\n" + bases_40 + "\n+\nIII\n"), Contains("record 2: has 40 bases but 3 qualities"));
  CHECK_THAT(error("@a\n\n+\n\n"), Contains("record 2: has no bases"));
  CHECK_THAT(error("@a\n" + bases_40 + "\n+\n" + std::string(39, 'I') + " \n"),
             Contains("quality character lies outside"));
  CHECK_THAT(error("@a\n" + std::string(39, 'A') + "*\n+\n" + q40 + "\n"), Contains("a character that is no letter"));
  CHECK_THAT(error("@a\n" + bases_40 + "\n+\n"), Contains("record 2: the file ends within this record"));
  CHECK_THAT(error("@a\n" + std::string(1001, 'A') + "\n+\n" + std::string(1001, 'I') + "\n"),
             Contains("has 1001 bases"));
  CHECK_THAT(error("\n" + good_record), Contains("record 2: a blank line stands where a record should begin"));
  CHECK_THAT(error("@" + std::string(70000, 'x') + "\n"), Contains("record 2"));
  CHECK(error(good_record).empty());
}

TEST_CASE("an error message shows no sequence") {
  const TemporaryFolder folder;
  const std::string error = error_of({folder.write("bad.fq", good_record + good_record.substr(3)), ""});
  CHECK_FALSE(error.empty());
  CHECK_THAT(error, !Contains("CCCC"));
}

TEST_CASE("mates of different names or different number are refused") {
  const TemporaryFolder folder;
  const std::string first = folder.write("1.fq", "@x/1\n" + good_record.substr(3) + good_record);
  CHECK(error_of({first, folder.write("2.fq", "@x/2 more\n" + good_record.substr(3) + good_record)}).empty());
  CHECK_THAT(error_of({first, folder.write("2.fq", "@x/2\n" + good_record.substr(3) + "@b\n" + good_record.substr(3))}),
             Contains("1.fq record 2: is \"a\" but in ") && Contains("2.fq it is \"b\""));
  CHECK_THAT(error_of({first, folder.write("2.fq", "@x/2\n" + good_record.substr(3))}),
             Contains("2.fq: ends after 1 records, but ") && Contains("1.fq goes on"));
}

TEST_CASE("a part says that its numbers are its own") {
  const TemporaryFolder folder;
  std::string first, second;
  for (int read = 0; read < 10; ++read) {
    const std::string record = "@r" + std::to_string(read) + good_record.substr(2);
    first += record;
    if (read != 8) second += record;
  }
  const ReadFiles files{folder.write("1.fq", first), folder.write("2.fq", second)};
  const auto message = [&](unsigned part) -> std::string {
    ReadBatch batch;
    try {
      const auto source = open_reads(files, part, 2);
      while (source->next(batch)) {
      }
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message(0).empty());
  CHECK_THAT(message(1), Contains("2.fq part 2 of 2: ends after 3 records, but ") && Contains("1.fq goes on"));
}

TEST_CASE("every thread hears of the first batch that went wrong") {
  const TemporaryFolder folder;
  std::string first;
  for (std::size_t read = 0; read < 8 * batch_fragments; ++read) first += good_record;
  const ReadFiles files{folder.write("1.fq", first), folder.write("2.fq", good_record)};
  for (int round = 0; round < 60; ++round) {
    const auto source = open_reads(files);
    std::array<std::string, 8> messages;
    std::vector<std::thread> threads;
    for (std::string& message : messages)
      threads.emplace_back([&] {
        ReadBatch batch;
        try {
          while (source->next(batch)) {
          }
        } catch (const InputError& error) {
          message = error.what();
        }
      });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& message : messages) CHECK_THAT(message, Contains("2.fq: ends after 1 records"));
  }
}

TEST_CASE("counts are added and taken apart") {
  ReadCounts sum{1, 2, 30, 4, 5, 6};
  CHECK(sum.malformed() == 9);
  CHECK(sum.in_file() == 11);
  const ReadCounts more{10, 20, 300, 40, 50, 60};
  sum.add(more);
  CHECK(sum.mates_missing == 66);
  CHECK(sum.in_file() == 121);
  const ReadCounts rest = sum.since(more);
  CHECK(rest.fragments == 1);
  CHECK(rest.bases == 30);
  CHECK(rest.in_file() == 11);
}

TEST_CASE("one mate in the place of both and interleaved pairs are refused") {
  const TemporaryFolder folder;
  const std::string rest = good_record.substr(2);
  const std::string first = folder.write("1.fq", "@a 1:N:0" + rest);
  CHECK_THAT(error_of({first, first}), Contains("1.fq: is given as mate 1 and as mate 2"));
  CHECK_THAT(error_of({first, folder.write("copy.fq", "@a 1:N:0" + rest)}),
             Contains("record 1: is mate 1, and so is that of"));
  CHECK_THAT(error_of({folder.write("s1.fq", "@a/2" + rest), folder.write("s2.fq", "@a/2" + rest)}),
             Contains("is mate 2, and so"));
  CHECK(error_of({first, folder.write("2.fq", "@a 2:N:0" + rest)}).empty());
  const std::string lane = folder.write("lane_1.fq", "@a 1:1101:20:7" + rest);
  CHECK(error_of({lane, folder.write("lane_2.fq", "@a 1:1101:20:7" + rest)}).empty());
  CHECK_THAT(error_of({folder.write("both.fq", "@a 1:N:0" + rest + "@a 2:N:0" + rest), ""}),
             Contains("both.fq record 2: has the name of the record before it: the file holds interleaved pairs"));
}

TEST_CASE("missing, empty and foreign files are refused with what they are") {
  const TemporaryFolder folder;
  CHECK_THAT(error_of({folder.file("none.fq"), ""}), Contains("none.fq: there is no such file"));
  CHECK_THAT(error_of({folder.path(), ""}), Contains("is a folder"));
  CHECK_THAT(error_of({folder.write("0.fq", ""), ""}), Contains("0.fq: is empty"));
  CHECK_THAT(error_of({folder.write("n.fq", "\n\n"), ""}), Contains("holds no reads"));
  CHECK_THAT(error_of({folder.write("e.fq", gzip("")), ""}), Contains("holds no reads"));
  CHECK_THAT(error_of({folder.write("b.fq", bgzf("")), ""}), Contains("holds no reads"));
  CHECK_THAT(error_of({folder.write("z.fq", "\x28\xb5\x2f\xfd"), ""}), Contains("zstd"));
  CHECK_THAT(error_of({folder.write("s.fq", "@SQ\tSN:1\tLN:5\n"), ""}), Contains("SAM text"));
  CHECK_THAT(error_of({folder.write("f.fq", ">1\nACGT\n"), ""}), Contains("FASTA"));
  CHECK_THAT(error_of({folder.write("x.fq", "hello"), ""}), Contains("is neither FASTQ"));
}
