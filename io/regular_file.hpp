// Refuses what is no file: inputs are read more than once, for what they say and for their checksum.
#pragma once

#include <sys/stat.h>

#include <string>

#include "kernels/types/input_error.hpp"

namespace norrsken {

// mode: st_mode of what stands at `path`. Throws InputError.
inline void require_regular(mode_t mode, const std::string& path) {
  if (!S_ISREG(mode))
    throw InputError(path, "", "is a pipe or device, but files are read more than once", "write it to a file first");
}

}  // namespace norrsken
