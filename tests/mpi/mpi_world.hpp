#pragma once

#include "pipeline/mpi/session.hpp"

// The ranks that run this test program.
const norrsken::Communicator& world();
