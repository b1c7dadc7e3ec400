#include "pipeline/stages/case_hold.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "io/provenance.hpp"
#include "pipeline/checkpoint/case_command.hpp"
#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {
namespace fs = std::filesystem;

CaseHold::CaseHold(const Communicator& comm, const CaseFolders& folders, const RunOptions& options,
                   std::span<const std::string> samples, Log& log)
    : folder_(folders.output) {
  log = all_or_none(comm, "preparing the output folder", [&] {
    if (!comm.is_root()) return Log();
    lock_ = prepare_case_folder(folders, options.overwrite, options.holder);
    attempt_ = take_attempt(folder_);
    guard_ = std::make_unique<CommitGuard>(folder_, [this] { check_attempt(folder_, *attempt_); });
    remove_results(folder_, samples);
    put_log_aside(folders, attempt_->number);
    write_case_command(folder_, this_command(options.words, comm.size()));
    fs::remove(last_words_path(folder_, attempt_->number));  // of an earlier time that the case was done
    return Log(folders.logs + "/norrsken.log", options.terminal);
  });
  label_ = comm.broadcast(attempt_ ? attempt_->label() : "");
  const Place place = comm.broadcast(host_name()) == host_name() ? Place::beside_root : Place::elsewhere;
  last_words_.emplace(fs::path(folder_).filename().string(), last_words_path(folder_, std::stoull(label_)), place);
  if (attempt_ && attempt_->number > 1) log.line(fmt::format("{:<8} number {}", "attempt", attempt_->number));
}

void CaseHold::release() const {
  if (attempt_) release_attempt(folder_, *attempt_);
}

}  // namespace norrsken
