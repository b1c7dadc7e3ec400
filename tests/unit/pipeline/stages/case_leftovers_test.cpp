#include "pipeline/stages/case_leftovers.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "io/atomic_file.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/checkpoint/manifest.hpp"
#include "pipeline/mpi/session.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

// A case as an attempt leaves it that is killed after DONE.
struct KilledCase {
  TemporaryFolder folder;
  CaseFolders folders = case_folders(folder.file("out"), "", "C1");
  std::string other_scratch = folder.file("disk/norrsken-C1/1-a/rank-0");
  std::string marker = folders.output + "/DONE";

  KilledCase() {
    fs::create_directories(folders.output);
    const std::string scratch = folders.scratch + "/" + take_attempt(folders.output).label();
    for (const std::string& path : {scratch + "/rank-0", other_scratch}) {
      fs::create_directories(fs::path(path).parent_path());
      write_file(path, "reads");
    }
    Manifest manifest;
    manifest.scratch = {folder.file("disk/norrsken-C1")};
    write_manifest(folders.output, manifest);
    write_file(folders.output + "/.lock", "");
    write_file(marker, "finished\n");
  }
  [[nodiscard]] bool has_leftovers() const {
    return fs::exists(folders.scratch) && fs::exists(other_scratch) && read_attempt(folders.output) &&
           read_manifest(folders.output);
  }
};

TEST_CASE("what is left of a done case goes, with the folders that were made for it") {
  const KilledCase killed;
  REQUIRE(killed.has_leftovers());
  clear_leftovers(killed.folders);
  CHECK(fs::exists(killed.marker));
  CHECK(std::distance(fs::directory_iterator(killed.folders.output), {}) == 1);
  CHECK_FALSE(fs::exists(killed.folder.file("out/.scratch")));
  CHECK(fs::is_empty(killed.folder.file("disk")));
  CHECK_NOTHROW(clear_leftovers(killed.folders));  // nothing there
}

TEST_CASE("what a living run uses stays, and so does what an unfinished case needs") {
  const MpiSession session;
  const KilledCase killed;
  {
    const CaseLock living(killed.folders.output);
    clear_leftovers(killed.folders);
    CHECK(killed.has_leftovers());
  }
  fs::remove(killed.marker);
  clear_leftovers(session.world(), killed.folders);
  CHECK(killed.has_leftovers());
  write_file(killed.marker, "finished\n");
  clear_leftovers(session.world(), killed.folders);
  CHECK_FALSE(killed.has_leftovers());
}

TEST_CASE("folders of a case: scratch beside the results or elsewhere, another one for other results") {
  const CaseFolders beside = case_folders("out", "", "C1");
  CHECK(beside.output == "out/C1");
  CHECK(beside.logs == "out/C1/logs");
  CHECK(beside.scratch.starts_with((fs::current_path() / "out/.scratch/norrsken-C1-").string()));
  const CaseFolders elsewhere = case_folders("out", "/disk", "C1");
  CHECK(elsewhere.scratch.starts_with("/disk/norrsken-C1-"));
  CHECK(case_folders("./out", "/disk", "C1").scratch == elsewhere.scratch);
  CHECK(case_folders("out2", "/disk", "C1").scratch != elsewhere.scratch);
}

}  // namespace
}  // namespace norrsken
