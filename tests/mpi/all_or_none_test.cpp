#include "pipeline/mpi/all_or_none.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <new>

#include "mpi_world.hpp"

namespace norrsken {
namespace {

struct Outcome {
  std::string message;
  ExitCode code = ExitCode::ok;
  int rank = -1;
};

Outcome outcome_of(const std::function<void()>& work) {
  try {
    all_or_none(world(), "counting", work);
  } catch (const AgreedError& error) {
    return {error.what(), error.code(), error.rank()};
  }
  return {};
}

TEST_CASE("work that succeeds everywhere returns its result") {
  const int doubled = all_or_none(world(), "doubling", [] { return 2 * world().rank(); });
  CHECK(doubled == 2 * world().rank());
}

TEST_CASE("the failure of any one rank is thrown by all, and they stay in step") {
  for (int failing = 0; failing < world().size(); ++failing) {
    const Outcome outcome = outcome_of([&] {
      if (world().rank() == failing) throw InputError("a.fastq", "record 7", "too short", "trim less");
    });
    const auto all = world().maximum(1);
    CHECK(outcome.message == "a.fastq record 7: too short. Fix: trim less.");
    CHECK(outcome.code == ExitCode::input);
    CHECK(outcome.rank == failing);
    CHECK(all == 1);
  }
}

TEST_CASE("when several ranks fail, the lowest one's error is told") {
  const Outcome outcome = outcome_of([&] {
    if (world().rank() >= world().size() / 2) throw InputError("rank " + std::to_string(world().rank()), "", "no", "");
  });
  CHECK(outcome.message == "rank " + std::to_string(world().size() / 2) + ": no.");
}

TEST_CASE("every kind of exception has its exit code") {
  const int last = world().size() - 1;
  const auto on_last = [&](const std::function<void()>& thrower) {
    return outcome_of([&] {
      if (world().rank() == last) thrower();
    });
  };
  const Outcome system = on_last([] { throw SystemError("/data", "write failed", "No space left on device"); });
  const Outcome memory = on_last([] { throw std::bad_alloc(); });
  const Outcome bug = on_last([] { throw std::logic_error("3 is not 4"); });
  const Outcome reference = on_last([] { throw InputError("x.nsk", "", "stale", "", ExitCode::reference); });
  CHECK(system.code == ExitCode::resource);
  CHECK(memory.code == ExitCode::resource);
  CHECK(bug.code == ExitCode::internal);
  CHECK(bug.message == "internal error while counting: 3 is not 4");
  CHECK(reference.code == ExitCode::reference);
}

TEST_CASE("an agreed error passes through an outer agreement unchanged") {
  Outcome outer;
  try {
    all_or_none(world(), "outer", [] { agree(world(), Failure{"inner", ExitCode::quality_stop}); });
  } catch (const AgreedError& error) {
    outer = {error.what(), error.code(), error.rank()};
  }
  CHECK(outer.message == "inner");
  CHECK(outer.code == ExitCode::quality_stop);
}

}  // namespace
}  // namespace norrsken
