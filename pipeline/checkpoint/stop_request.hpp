// Signals: the wish of a batch system that this process end soon, and a mapped file that is not there any more.
#pragma once

#include <string>

namespace norrsken {

// From now on the first SIGUSR1 or SIGTERM is only noted, so that a run can write a checkpoint and end in order; a
// second SIGTERM ends the process at once.
void note_stop_requests();

// Has one come? Any thread.
[[nodiscard]] bool is_stop_requested();

// A memory-mapped file that is cut short while it is used kills its reader with SIGBUS: from now on one line says that
// this file is the cause, and the process ends with the exit code of reference data. `path` is copied.
void tell_when_cut_short(const std::string& path);

// As if a signal had come (true), or none yet (false): for tests.
void set_stop_request(bool is_requested);

}  // namespace norrsken
