// What an attempt leaves behind that has written DONE and is killed while it cleans up: the lock, .attempt,
// .checkpoint.json, folders on scratch.
#pragma once

#include <string>

#include "pipeline/mpi/communicator.hpp"
#include "pipeline/stages/case_folder.hpp"

namespace norrsken {

// Removes it. Nothing happens when the case is not DONE or somebody is at work on it: what a living attempt uses stays,
// whether the file system passes locks on or not. What cannot be removed stays too: the case is done all the same.
void clear_leftovers(const CaseFolders& folders);

// The same on every rank for its own scratch disk. Throws AgreedError. Collective.
void clear_leftovers(const Communicator& comm, const CaseFolders& folders);

}  // namespace norrsken
