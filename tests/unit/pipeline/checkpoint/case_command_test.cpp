#include "pipeline/checkpoint/case_command.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "io/atomic_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a command is kept as it was given, with its launcher and its folder") {
  const TemporaryFolder folder;
  CHECK_FALSE(read_case_command(folder.path()));
  CHECK_THROWS_AS(write_case_command(folder.path(), {}), SystemError);  // no logs/
  create_private_folders(folder.file("logs"));
  const CaseCommand command = this_command({"run", "it's.csv", "-o", "out"}, 4);
  CHECK(command.folder == std::filesystem::current_path());
  CHECK(command.launcher == Words{"mpirun", "-q", "-n", "4"});
  CHECK(this_command({"run"}, 1).launcher.empty());
  write_case_command(folder.path(), command);
  const auto read = read_case_command(folder.path());
  REQUIRE(read);
  CHECK(shell_line(*read) == shell_line(command));
  CHECK(shell_line({"/a b", {}, {"run", "it's.csv", ""}}) == R"(cd '/a b' && norrsken run 'it'\''s.csv' '')");
  CHECK(shell_words({}).empty());
  CHECK(shell_words({"--a=/b", "c d"}) == "--a=/b 'c d'");
  CHECK(shell_line({"/a", {"mpirun", "-n", "2"}, {"run", "x"}}) == "cd /a && mpirun -n 2 norrsken run x");
  std::ofstream(folder.file("logs/command.json")) << "{}";
  CHECK_FALSE(read_case_command(folder.path()));
}

TEST_CASE("under the batch script it is the script that is submitted again, without what it added") {
  setenv("NORRSKEN_BATCH", "2", 1);
  setenv("SLURM_JOB_NUM_NODES", "3", 1);
  setenv("SLURM_MEM_PER_NODE", "900", 1);
  const CaseCommand command = this_command({"run", "x.csv", "--threads", "8"}, 3);
  for (const char* name : {"NORRSKEN_BATCH", "SLURM_JOB_NUM_NODES", "SLURM_MEM_PER_NODE"}) unsetenv(name);
  CHECK(command.launcher == Words{"sbatch", "--nodes=3", "--mem=900M", "norrsken.sbatch"});
  CHECK(command.words == Words{"run", "x.csv"});
  CHECK(shell_line(command).ends_with("&& sbatch --nodes=3 --mem=900M norrsken.sbatch run x.csv"));
}

TEST_CASE("what goes on with a case does not start over, and leaves other cases of the sheet alone") {
  const CaseCommand sheet{"/a", {}, {"run", "x.csv", "--fre", "--force", "--take-over", "-o", "out"}};
  CHECK(going_on(sheet, "C1").words == Words{"run", "x.csv", "-o", "out", "--case", "C1"});
  const CaseCommand chosen{"/a", {}, {"run", "x.csv", "--case", "C1", "C2"}};
  CHECK(going_on(chosen, "C1").words == chosen.words);
  const CaseCommand reads{"/a", {}, {"run", "--reads", "r.fq", "--sample", "S"}};
  CHECK(going_on(reads, "S").words == reads.words);
}

}  // namespace
}  // namespace norrsken
