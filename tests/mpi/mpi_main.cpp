// Catch2's main inside an MPI session. Every rank runs every test: communicate first, check after, and never REQUIRE
// between collectives, because one rank's failure would leave the others waiting.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "mpi_world.hpp"

namespace {
const norrsken::MpiSession* session = nullptr;
}

const norrsken::Communicator& world() {
  return session->world();
}

int main(int count, char** words) {
  const norrsken::MpiSession the_session;
  session = &the_session;
  return Catch::Session().run(count, words);
}
