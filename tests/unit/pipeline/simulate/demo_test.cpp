#include <catch2/catch.hpp>

#include "pipeline/commands/command.hpp"

using namespace norrsken;

TEST_CASE("the demo refuses options that it does not know") {
  CHECK_THROWS_AS(demo_command({"--depth", "3"}), InputError);
  CHECK_THROWS_AS(demo_command({"stray"}), InputError);
  CHECK_THROWS_AS(demo_command({"-o"}), InputError);
}
