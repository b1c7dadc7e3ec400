#include "pipeline/stages/case_folder.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

CaseFolders folders_in(const TemporaryFolder& folder) {
  return {folder.file("out/C1"), folder.file("out/C1/logs"), folder.file("out/.scratch/norrsken-C1")};
}

TEST_CASE("a new case gets private folders and no marker") {
  const TemporaryFolder folder;
  const CaseFolders folders = folders_in(folder);
  auto lock = prepare_case_folder(folders, Overwrite::refuse);
  lock.reset();
  CHECK(fs::is_directory(folders.logs));
  CHECK((fs::status(folders.output).permissions() & fs::perms::mask) == fs::perms::owner_all);
  CHECK_FALSE(fs::exists(folders.output + "/DONE"));
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(folders.output)) entries += entry.path().filename() != "logs" ? 1 : 0;
  CHECK(entries == 0);  // the probe is gone
}

TEST_CASE("finished results are refused unless they may be replaced; other files stay") {
  const TemporaryFolder folder;
  const CaseFolders folders = folders_in(folder);
  fs::create_directories(folders.output);
  std::ofstream(folders.output + "/DONE") << "done\n";
  std::ofstream(folders.output + "/notes.txt") << "mine\n";
  CHECK_THROWS_AS(prepare_case_folder(folders, Overwrite::refuse), InputError);
  CHECK(fs::exists(folders.output + "/DONE"));
  CHECK(prepare_case_folder(folders, Overwrite::allow));
  CHECK_FALSE(fs::exists(folders.output + "/DONE"));
  CHECK(fs::exists(folders.output + "/notes.txt"));
}

TEST_CASE("results of an earlier run are removed, those of others stay") {
  const TemporaryFolder folder;
  const std::string output = folder.file("C1");
  const std::vector<std::string> samples{"S"};
  CHECK_NOTHROW(remove_results(output, samples));  // nothing there
  const std::vector<std::string> ours{
      "vcf/S.vcf.gz",        "vcf/S.vcf.gz.tbi", "vcf/S.g.vcf.gz", "tables/S.regions.tsv.gz",
      "qc/S_depth_mqc.json", "qc/S.json",        "provenance.json"};
  const std::vector<std::string> others{"vcf/S2.vcf.gz", "vcf/mine.vcf", "qc/S_notes.txt", "logs/norrsken.log",
                                        "notes"};
  for (const char* part : {"vcf", "tables", "qc", "logs"}) fs::create_directories(output + "/" + part);
  for (const auto* files : {&ours, &others})
    for (const std::string& name : *files) std::ofstream(output + "/" + name) << "x";
  remove_results(output, samples);
  for (const std::string& name : ours) CHECK_FALSE(fs::exists(output + "/" + name));
  for (const std::string& name : others) CHECK(fs::exists(output + "/" + name));
}

TEST_CASE("a failed or killed attempt is taken up again without being told to") {
  const TemporaryFolder folder;
  const CaseFolders folders = folders_in(folder);
  std::vector<std::string> left{folders.output + "/FAILED"};
  for (const char* part : {"vcf", "tables", "qc", "bam", "logs"}) {
    fs::create_directories(folders.output + "/" + part);
    left.push_back(folders.output + "/" + part + "/.half.a1b2c3.norrsken-part");
  }
  for (const std::string& name : left) std::ofstream(name) << "why\n";
  CHECK(prepare_case_folder(folders, Overwrite::refuse));
  for (const std::string& name : left) CHECK_FALSE(fs::exists(name));
}

TEST_CASE("a second run in the same folder is kept out until the first has ended") {
  const TemporaryFolder folder;
  const CaseFolders folders = folders_in(folder);
  auto first = prepare_case_folder(folders, Overwrite::allow);
  CHECK_THROWS_WITH(prepare_case_folder(folders, Overwrite::allow), Catch::Matchers::Contains("another run"));
  first.reset();
  CHECK_NOTHROW(prepare_case_folder(folders, Overwrite::allow));
}

TEST_CASE("an output folder that is a file is bad input") {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("out"));
  std::ofstream(folder.file("out/C1")) << "x";
  CHECK_THROWS_AS(prepare_case_folder(folders_in(folder), Overwrite::allow), InputError);
}

TEST_CASE("a scratch folder is private, and goes with its user and the folder made for it") {
  const TemporaryFolder folder;
  const std::string path = folders_in(folder).scratch;
  {
    const ScratchFolder scratch(path, "1-a");
    CHECK(scratch.path() == path + "/1-a");
    CHECK((fs::status(scratch.path()).permissions() & fs::perms::mask) == fs::perms::owner_all);
  }
  CHECK_FALSE(fs::exists(folder.file("out/.scratch")));
}

TEST_CASE("a scratch folder leaves alone what others put beside or into it") {
  const TemporaryFolder folder;
  fs::create_directories(folder.file("scratch/other"));
  const std::string path = folder.file("scratch/norrsken-C1");
  { const ScratchFolder scratch(path, "1-a"); }
  CHECK(fs::exists(folder.file("scratch/other")));
  {
    const ScratchFolder scratch(path, "1-a");
    std::ofstream(scratch.path() + "/foreign") << "x";
  }
  CHECK(fs::exists(path + "/1-a/foreign"));
}

TEST_CASE("scratch of other attempts goes unless it is needed, and all of it when the case is done") {
  const TemporaryFolder folder;
  const std::string path = folders_in(folder).scratch;
  for (const char* name : {"/1-a/rank-0", "/2-b/rank-0"}) {
    fs::create_directories(fs::path(path + name).parent_path());
    std::ofstream(path + name) << "x";
  }
  const ScratchFolder scratch(path, "3-c");
  scratch.remove_other_attempts(std::vector<std::string>{path + "/2-b/rank-0"});
  CHECK_FALSE(fs::exists(path + "/1-a"));
  CHECK(fs::exists(path + "/2-b/rank-0"));
  CHECK(fs::exists(path + "/3-c"));
  scratch.remove_all();
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a case is done with a key when its marker says so") {
  const TemporaryFolder folder;
  CHECK_FALSE(is_done_with(folder.path(), "k1"));
  std::ofstream(folder.file("DONE")) << done_line("k1") << "\n";
  CHECK(is_done_with(folder.path(), "k1"));
  CHECK_FALSE(is_done_with(folder.path(), "1"));
  std::ofstream(folder.file("DONE")) << "finished\n";  // of an earlier version
  CHECK_FALSE(is_done_with(folder.path(), "k1"));
}

TEST_CASE("a lost holder is replaced, and takes no lock away when it ends") {
  const TemporaryFolder folder;
  const CaseFolders folders = folders_in(folder);
  auto lost = prepare_case_folder(folders, Overwrite::allow);
  const auto mine = prepare_case_folder(folders, Overwrite::allow, Holder::replace);
  lost.reset();
  CHECK_THROWS_WITH(prepare_case_folder(folders, Overwrite::allow), Catch::Matchers::Contains("--take-over"));
}

TEST_CASE("the log of an earlier attempt is put aside") {
  const TemporaryFolder folder;
  const CaseFolders folders{folder.path(), folder.path(), ""};
  CHECK_NOTHROW(put_log_aside(folders, 2));  // there is none
  std::ofstream(folder.file("norrsken.log")) << "x";
  std::ofstream(folder.file("status.json")) << "x";
  put_log_aside(folders, 1);
  CHECK(fs::exists(folder.file("norrsken.log")));
  CHECK_FALSE(fs::exists(folder.file("status.json")));
  std::ofstream(folder.file("status.json")) << "x";
  put_log_aside(folders, 3);
  CHECK(fs::exists(folder.file("status.json")));  // an attempt that goes on begins with it
  CHECK_FALSE(fs::exists(folder.file("norrsken.log")));
  CHECK(fs::exists(folder.file("norrsken.attempt-2.log")));
}

TEST_CASE("too little disk space is told with both figures") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(check_disk_space(folder.path(), 1, "results"));
  CHECK_THROWS_WITH(check_disk_space(folder.path(), std::uint64_t{1} << 60, "results"),
                    Catch::Matchers::Contains("free for results") && Catch::Matchers::Contains("are needed"));
}

}  // namespace
}  // namespace norrsken
