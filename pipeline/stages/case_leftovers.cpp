#include "pipeline/stages/case_leftovers.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "kernels/types/input_error.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/checkpoint/manifest.hpp"
#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

// Seen before the marker is looked at. An attempt that begins later removes the marker before it makes anything of its
// own: if DONE still stands afterwards, none of this is a living attempt's.
struct Leftovers {
  bool has_lock = false;
  std::optional<Attempt> attempt;
  bool has_manifest = false;
  std::vector<std::string> scratch;  // folders of attempts

  [[nodiscard]] bool is_nothing() const { return !has_lock && !attempt && !has_manifest && scratch.empty(); }
};

Leftovers find_leftovers(const CaseFolders& folders) {
  std::error_code ignored;
  return {fs::exists(folders.output + "/.lock", ignored), read_attempt(folders.output),
          read_manifest(folders.output).has_value(), attempts_on_scratch(folders.scratch)};
}

// What lies in the folder of the case. False: it is in use, or not done.
bool clear_case_folder(const CaseFolders& folders, const Leftovers& left) {
  try {
    const CaseLock lock(folders.output);
    std::error_code ignored;
    if (!fs::exists(folders.output + "/DONE", ignored)) return false;
    if (left.has_manifest) discard_manifest(folders.output);
    if (left.attempt) release_attempt(folders.output, *left.attempt);
    return true;
  } catch (const InputError&) {  // another run has the lock
    return false;
  } catch (const SystemError&) {  // a folder that may only be read
    return false;
  }
}

}  // namespace

void clear_leftovers(const CaseFolders& folders) {
  const Leftovers left = find_leftovers(folders);
  if (!left.is_nothing() && clear_case_folder(folders, left)) remove_scratch(folders.scratch, left.scratch);
}

void clear_leftovers(const Communicator& comm, const CaseFolders& folders) {
  const Leftovers left = all_or_none(comm, "looking at a finished case", [&] { return find_leftovers(folders); });
  if (comm.maximum(left.is_nothing() ? 0 : 1) == 0) return;
  const bool is_ours =
      all_or_none(comm, "clearing a finished case", [&] { return comm.is_root() && clear_case_folder(folders, left); });
  if (comm.maximum(is_ours ? 1 : 0) == 1) remove_scratch(folders.scratch, left.scratch);
}

}  // namespace norrsken
