// Which processors the threads of this rank may use.
//
// mpirun binds each rank to one core by default, and all threads of the rank with it. The launcher itself runs on
// everything that the job was given, so a rank may take back what its parent has.
#pragma once

namespace norrsken {

// Processors of this job on this node: of this process or of its parent, whichever has more; at least 1.
[[nodiscard]] unsigned usable_cpus();

// Lets this process, and the threads it starts from now on, use as many processors as its parent when `threads` are
// more than it may use now. Never more than the job was given. Call before any thread is started.
void release_binding(unsigned threads);

}  // namespace norrsken
