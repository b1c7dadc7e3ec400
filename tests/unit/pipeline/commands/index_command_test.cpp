#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "../../temporary_folder.hpp"
#include "pipeline/commands/command.hpp"

namespace {
using namespace norrsken;
namespace fs = std::filesystem;

// The exit code and message with which the command leaves.
std::pair<ExitCode, std::string> refusal(const Arguments& arguments) {
  try {
    return {index_command(arguments), ""};
  } catch (const InputError& error) {
    return {error.code(), error.what()};
  }
}

TEST_CASE("the index command builds an index and verifies it") {
  const TemporaryFolder folder;
  std::mt19937 random(41);
  std::ofstream fasta(folder.file("a.fa"));
  fasta << ">a\n";
  for (int i = 0; i < 2000; ++i) fasta << "ACGT"[random() % 4];
  fasta.close();
  CHECK(index_command({folder.file("a.fa"), "-o", folder.file("a.nsk"), "--threads", "2"}) == ExitCode::ok);
  CHECK(index_command({"--verify", folder.file("a.nsk")}) == ExitCode::ok);
  CHECK(index_command({folder.file("a.fa"), "--verify", folder.file("a.nsk")}) == ExitCode::ok);
  std::ofstream(folder.file("b.fa")) << ">a\nACGT\n";
  const auto [stale_code, stale_message] = refusal({folder.file("b.fa"), "--verify", folder.file("a.nsk")});
  CHECK(stale_code == ExitCode::reference);
  CHECK_THAT(stale_message, Catch::Contains("contig \"a\" has 4 bases, in the index 2000"));

  std::fstream damaged(folder.file("a.nsk"), std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(4096 * 3 + 600);  // in the packed reference
  damaged.put('\x7f');
  damaged.close();
  const auto [code, message] = refusal({"--verify", folder.file("a.nsk")});
  CHECK(code == ExitCode::reference);
  CHECK_THAT(message, Catch::Contains("packed reference") && Catch::Contains("norrsken index a.fa -o"));
}

TEST_CASE("wrong words after norrsken index are usage errors that say what to type") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.fa")) << ">a\nACGT\n";
  const std::string fasta = folder.file("a.fa");
  for (const Arguments& arguments :
       std::vector<Arguments>{{},
                              {fasta},
                              {"-o", folder.file("a.nsk")},
                              {fasta, "-o", folder.path()},
                              {fasta, "-o", fasta},
                              {fasta, "-o", folder.file("a.nsk"), "--threads", "0"},
                              {fasta, "-o", folder.file("a.nsk"), "--threads", "x"},
                              {fasta, fasta, "-o", folder.file("a.nsk")},
                              {fasta, "-o", folder.file("a.nsk"), "--kmer", "21"},
                              {"--verify", folder.file("a.nsk"), "-o", folder.file("b.nsk")}}) {
    const auto [code, message] = refusal(arguments);
    CHECK(code == ExitCode::input);
    CHECK_THAT(message, Catch::Contains("Fix: "));
  }
  CHECK(fs::file_size(fasta) == 8);
  CHECK_FALSE(fs::exists(folder.file("a.nsk")));
}

TEST_CASE("a missing or malformed reference is a reference error and leaves no index") {
  const TemporaryFolder folder;
  CHECK(refusal({folder.file("none.fa"), "-o", folder.file("a.nsk")}).first == ExitCode::reference);
  std::ofstream(folder.file("bad.fa")) << ">a\nAC!T\n";
  const auto [code, message] = refusal({folder.file("bad.fa"), "-o", folder.file("a.nsk")});
  CHECK(code == ExitCode::reference);
  CHECK_THAT(message, Catch::Contains("bad.fa line 2"));
  CHECK_FALSE(fs::exists(folder.file("a.nsk")));
}

TEST_CASE("an output folder that does not exist is reported before any work") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(index_command({folder.file("none.fa"), "-o", folder.file("none/a.nsk")}), SystemError);
}

}  // namespace
