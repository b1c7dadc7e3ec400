#include "pipeline/checkpoint/attempt.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <random>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/provenance.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

std::string attempt_path(const std::string& case_folder) {
  return case_folder + "/.attempt";
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::uint64_t restart_count() {
  return std::strtoull(environment("SLURM_RESTART_COUNT").c_str(), nullptr, 10);
}

std::string random_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

}  // namespace

std::optional<Attempt> read_attempt(const std::string& case_folder) {
  const std::optional<std::string> text = read_text_file(attempt_path(case_folder));
  if (!text) return std::nullopt;
  try {
    const boost::json::object object = boost::json::parse(*text).as_object();
    const auto word = [&](const char* key) { return std::string(object.at(key).as_string()); };
    return Attempt{object.at("attempt").to_number<std::uint64_t>(),
                   word("id"),
                   word("host"),
                   object.at("process").to_number<std::int64_t>(),
                   word("job"),
                   object.at("restart").to_number<std::uint64_t>(),
                   word("started")};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Attempt take_attempt(const std::string& case_folder) {
  const std::optional<Attempt> before = read_attempt(case_folder);
  const Attempt mine{before ? before->number + 1 : 1, random_id(),     host_name(),    getpid(),
                     environment("SLURM_JOB_ID"),     restart_count(), utc_timestamp()};
  write_file(attempt_path(case_folder), json_text({{"attempt", mine.number},
                                                   {"id", mine.id},
                                                   {"host", mine.host},
                                                   {"process", mine.process},
                                                   {"job", mine.job},
                                                   {"restart", mine.restart},
                                                   {"started", mine.started}}));
  return mine;
}

void check_attempt(const std::string& case_folder, const Attempt& mine) {
  const std::optional<Attempt> holder = read_attempt(case_folder);
  if (holder && holder->id == mine.id) return;
  throw SystemError(case_folder, fmt::format("attempt {} may write here no more", mine.number),
                    holder
                        ? fmt::format("attempt {} on {} took over at {}", holder->number, holder->host, holder->started)
                        : std::string("the case was finished or taken away"));
}

bool succeeds(const Attempt& holder) {
  return !holder.job.empty() && holder.job == environment("SLURM_JOB_ID") && restart_count() > holder.restart;
}

void release_attempt(const std::string& case_folder, const Attempt& mine) {
  const std::optional<Attempt> holder = read_attempt(case_folder);
  if (holder && holder->id == mine.id) unlink(attempt_path(case_folder).c_str());
}

}  // namespace norrsken
