#include "pipeline/checkpoint/checkpoint.hpp"

#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <span>

#include "../../temporary_folder.hpp"
#include "pipeline/checkpoint/stop_request.hpp"
#include "pipeline/mpi/error.hpp"
#include "pipeline/mpi/session.hpp"

namespace norrsken {
namespace {

const Communicator& alone() {
  static const MpiSession session;
  return session.world();
}

std::vector<std::byte> some_bytes(unsigned first, std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t at = 0; at < count; ++at) bytes[at] = static_cast<std::byte>(first + at);
  return bytes;
}

// One attempt at a case in a folder.
struct Run {
  Run(const TemporaryFolder& folder, const std::string& name, const std::string& key = "key",
      const std::string& scratch = "disk1")
      : files(folder.path(), name),
        checkpoint(alone(), {folder.path(), folder.file(scratch), key, name, std::chrono::hours(1), [] {}}, files,
                   log) {}
  Log log;
  ScratchFiles files;
  Checkpoint checkpoint;
};

TEST_CASE("a manifest is read as it was written; none, or one that cannot be understood, is nothing") {
  const TemporaryFolder folder;
  CHECK_FALSE(read_manifest(folder.path()));
  Manifest manifest;
  manifest.key = "k";
  manifest.stage = CheckpointStage::calling;
  manifest.reads = {{"/a", {1, 2, 3}, "s1", "1-x"}, {"/b", {4, 5, 6}, "s2", "2-y"}};
  manifest.prepared = PieceAddress{"/c", {7, 8, 9}, "s3", "1-x"};
  manifest.scratch = {folder.file("disk1/C1"), folder.file("disk2/C1")};
  write_manifest(folder.path(), manifest);
  const std::optional<Manifest> read = read_manifest(folder.path());
  REQUIRE(read);
  CHECK(read->key == "k");
  CHECK(read->stage == CheckpointStage::calling);
  REQUIRE(read->reads.size() == 2);
  CHECK(address_text(read->reads[1]) == address_text(manifest.reads[1]));
  CHECK(address_text(*read->prepared) == address_text(*manifest.prepared));
  CHECK(read->calls.empty());
  CHECK(parse_address(address_text(manifest.reads[0])).extent.stored_bytes == 2);
  CHECK(read->scratch == manifest.scratch);
  std::filesystem::create_directories(folder.file("disk1/C1/1-x"));
  discard_manifest(folder.path());
  CHECK_FALSE(read_manifest(folder.path()));
  CHECK(std::filesystem::is_empty(folder.file("disk1")));
  for (const char* text : {"", "{}", R"({"format": 1})", R"({"format": 3, "key": 3})"}) {
    std::ofstream(folder.file(".checkpoint.json")) << text;
    CHECK_FALSE(read_manifest(folder.path()));
    discard_manifest(folder.path());
    CHECK_FALSE(std::filesystem::exists(folder.file(".checkpoint.json")));
  }
}

TEST_CASE("pieces of an attempt replace its own, join those of earlier ones, and go when blocks were prepared anew") {
  const TemporaryFolder folder;
  {
    Run run(folder, "1-a");
    CHECK_FALSE(run.checkpoint.restore());
    run.checkpoint.save_reads(some_bytes(1, 10));
    run.checkpoint.save_reads(some_bytes(2, 20));
  }
  {
    Run run(folder, "2-b");
    const auto work = run.checkpoint.restore();
    REQUIRE(work);
    CHECK(work->stage == CheckpointStage::placing);
    REQUIRE(work->reads.size() == 1);
    CHECK(work->reads[0].bytes == some_bytes(2, 20));
    CHECK(run.checkpoint.needed_files() == std::vector<std::string>{folder.file("1-a")});
    run.checkpoint.save_reads(some_bytes(3, 30));
    CHECK(read_manifest(folder.path())->reads.size() == 2);
    run.checkpoint.save_calls(some_bytes(9, 9), some_bytes(4, 40), some_bytes(5, 50));
    run.checkpoint.save_calls(some_bytes(9, 9), some_bytes(6, 60), some_bytes(7, 70));
  }
  Run run(folder, "3-c");
  const auto work = run.checkpoint.restore();
  REQUIRE(work);
  CHECK(work->stage == CheckpointStage::calling);
  REQUIRE(work->reads.size() == 1);
  CHECK(work->reads[0].bytes == some_bytes(6, 60));
  CHECK(work->reads[0].attempt == "2-b");
  REQUIRE(work->prepared);
  CHECK(work->prepared->bytes == some_bytes(9, 9));
  REQUIRE(work->calls.size() == 2);
  CHECK(work->calls[0].bytes == some_bytes(5, 50));
  run.checkpoint.discard();
  CHECK_FALSE(read_manifest(folder.path()));
}

TEST_CASE("a checkpoint of another key or with lost files is not used, a damaged one is an error") {
  const TemporaryFolder folder;
  Run(folder, "1-a").checkpoint.save_reads(some_bytes(1, 1000));
  CHECK_FALSE(Run(folder, "2-b", "other").checkpoint.restore());
  CHECK(Run(folder, "2-b").checkpoint.restore());
  Manifest manifest = *read_manifest(folder.path());
  manifest.reads[0].sha256 = std::string(64, '0');
  write_manifest(folder.path(), manifest);
  Run damaged(folder, "2-b");
  CHECK_THROWS_WITH(damaged.checkpoint.restore(), Catch::Contains("--fresh"));
  std::filesystem::remove(folder.file("1-a"));
  CHECK_FALSE(Run(folder, "3-c").checkpoint.restore());
}

TEST_CASE("all scratch folders that a case has had go with its checkpoint, also one of another key") {
  const TemporaryFolder folder;
  for (const char* name : {"disk1/1-a", "disk2/2-b"}) std::filesystem::create_directories(folder.file(name));
  Run(folder, "1-a", "other").checkpoint.save_reads(some_bytes(1, 10));
  Run run(folder, "2-b", "key", "disk2");
  CHECK_FALSE(run.checkpoint.restore());
  run.checkpoint.save_reads(some_bytes(2, 10));
  CHECK(read_manifest(folder.path())->scratch == std::vector<std::string>{folder.file("disk1"), folder.file("disk2")});
  run.checkpoint.discard();
  CHECK_FALSE(std::filesystem::exists(folder.file("disk1")));
  CHECK_FALSE(std::filesystem::exists(folder.file("disk2")));
}

TEST_CASE("who is asked to stop saves first, and leaves with the exit code for it") {
  const TemporaryFolder folder;
  Run run(folder, "1-a");
  CHECK_FALSE(run.checkpoint.should_pause());
  set_stop_request(true);
  CHECK(run.checkpoint.should_pause());
  try {
    run.checkpoint.save_reads(some_bytes(1, 10));
    FAIL("went on");
  } catch (const AgreedError& error) {
    CHECK(error.code() == ExitCode::requeue);
  }
  set_stop_request(false);
  CHECK(read_manifest(folder.path()));
}

TEST_CASE("inputs that have changed are told and nothing is saved") {
  const TemporaryFolder folder;
  Log log;
  ScratchFiles files(folder.path(), "1-a");
  const auto changed = [] { throw InputError("index", "", "was changed", "", ExitCode::reference); };
  Checkpoint checkpoint(alone(), {folder.path(), folder.file("disk1"), "key", "1-a", std::nullopt, changed}, files,
                        log);
  CHECK_FALSE(checkpoint.should_pause());
  CHECK_THROWS_AS(checkpoint.save_reads(some_bytes(1, 10)), AgreedError);
  CHECK_FALSE(read_manifest(folder.path()));
}

TEST_CASE("signals of a batch system are noted") {
  struct sigaction usr1 {};
  struct sigaction term {};
  sigaction(SIGUSR1, nullptr, &usr1);
  sigaction(SIGTERM, nullptr, &term);
  note_stop_requests();
  set_stop_request(false);
  for (const int number : {SIGUSR1, SIGTERM}) {
    raise(number);
    CHECK(is_stop_requested());
    set_stop_request(false);
    CHECK_FALSE(is_stop_requested());
  }
  struct sigaction now {};
  sigaction(SIGTERM, nullptr, &now);
  CHECK(now.sa_handler == SIG_DFL);  // a second one ends the process
  sigaction(SIGUSR1, &usr1, nullptr);
  sigaction(SIGTERM, &term, nullptr);
}

}  // namespace
}  // namespace norrsken
