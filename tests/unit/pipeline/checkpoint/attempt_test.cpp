#include "pipeline/checkpoint/attempt.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

struct SlurmEnvironment {
  SlurmEnvironment(const char* job, const char* restart) {
    setenv("SLURM_JOB_ID", job, 1);
    setenv("SLURM_RESTART_COUNT", restart, 1);
  }
  ~SlurmEnvironment() {
    unsetenv("SLURM_JOB_ID");
    unsetenv("SLURM_RESTART_COUNT");
  }
  SlurmEnvironment(const SlurmEnvironment&) = delete;
  SlurmEnvironment& operator=(const SlurmEnvironment&) = delete;
};

TEST_CASE("the last to take a case holds it, and the others are told by whom") {
  const TemporaryFolder folder;
  CHECK_FALSE(read_attempt(folder.path()));
  const Attempt first = take_attempt(folder.path());
  CHECK(first.number == 1);
  CHECK_NOTHROW(check_attempt(folder.path(), first));
  const Attempt second = take_attempt(folder.path());
  CHECK(second.number == 2);
  CHECK(second.label() != first.label());
  CHECK_NOTHROW(check_attempt(folder.path(), second));
  CHECK_THROWS_WITH(check_attempt(folder.path(), first), Catch::Contains("attempt 2 on"));
  release_attempt(folder.path(), first);  // not its own any more
  CHECK(read_attempt(folder.path())->id == second.id);
  release_attempt(folder.path(), second);
  CHECK_FALSE(read_attempt(folder.path()));
  CHECK_THROWS_WITH(check_attempt(folder.path(), second), Catch::Contains("finished"));
  CHECK_THROWS_AS(take_attempt(folder.file("missing")), SystemError);
}

TEST_CASE("a file that cannot be understood names no holder") {
  const TemporaryFolder folder;
  for (const char* text : {"", "{", "[]", R"({"attempt": -1})"}) {
    std::ofstream(folder.file(".attempt")) << text;
    CHECK_FALSE(read_attempt(folder.path()));
  }
}

TEST_CASE("a later start of the same Slurm job succeeds the earlier one, another job does not") {
  const TemporaryFolder folder;
  Attempt holder;
  {
    const SlurmEnvironment slurm("17", "0");
    holder = take_attempt(folder.path());
    CHECK_FALSE(succeeds(holder));  // itself
  }
  CHECK_FALSE(succeeds(holder));  // outside Slurm
  {
    const SlurmEnvironment slurm("17", "1");
    CHECK(succeeds(holder));
  }
  const SlurmEnvironment slurm("18", "1");
  CHECK_FALSE(succeeds(holder));
}

}  // namespace
}  // namespace norrsken
