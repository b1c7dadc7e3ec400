#include "pipeline/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <thread>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/provenance.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/progress.hpp"

namespace norrsken {

namespace {

using Clock = std::chrono::steady_clock;

// What an attempt before this one has left; empty when there is none, or half a file.
StageStatus read_status(const std::string& path) {
  StageStatus status;
  try {
    const auto object = boost::json::parse(read_text_file(path).value_or("")).as_object();
    if (!object.at("percent").is_null()) status.done_share = object.at("percent").to_number<double>() / 100;
    status.stage = object.at("stage").as_string();
  } catch (const std::exception&) {
    return {};
  }
  return status;
}

void write_status(const std::string& path, const StageStatus& status) {
  const auto number = [](const std::optional<double>& value) {
    return value ? boost::json::value(std::llround(*value)) : boost::json::value(nullptr);
  };
  std::optional<double> percent;
  if (status.done_share) percent = *status.done_share * 100;
  write_file(path, json_text({{"stage", status.stage},
                              {"message", status.message},
                              {"percent", number(percent)},
                              {"left_seconds", number(status.left_seconds)},
                              {"updated", utc_timestamp()}}));
}

}  // namespace

struct Log::Sink {
  std::unique_ptr<spdlog::logger> file;
  std::string status_path;
  Terminal terminal = Terminal::quiet;
  bool is_terminal = false;  // stderr can take a line back
  std::mutex mutex;
  bool has_passing = false;

  StageStatus before;  // that of an earlier attempt
  bool goes_on = false;
  std::mutex telling;  // of what follows
  StageStatus shown;   // last
  bool is_own = true;  // what is shown is of this attempt
  std::string stage;
  Clock::time_point stage_begin = Clock::now();
  std::function<StageStatus()> followed;
  std::condition_variable_any wake;
  std::jthread ticker;  // last: stops before the others go

  void clear_passing() {
    if (has_passing) std::fputs("\r\033[K", stderr);
    has_passing = false;
  }

  void show(const StageStatus& status) noexcept {
    shown = status;
    try {
      write_status(status_path, status);
    } catch (const std::exception&) {  // a later attempt has the case, or the disk is full
    }
  }

  // While this attempt finds out where it begins, it is where the earlier one was.
  [[nodiscard]] StageStatus time_of_stage() const {
    StageStatus status;
    status.stage = is_own ? stage : shown.stage;
    if (status.stage == shown.stage) status.done_share = shown.done_share;
    const double seconds = std::chrono::duration<double>(Clock::now() - stage_begin).count();
    status.message = fmt::format("{:<8} {} so far", stage, duration_text(seconds));
    return status;
  }

  void tick(const std::stop_token& stop, std::chrono::milliseconds period) {
    std::unique_lock lock(telling);
    while (!wake.wait_for(lock, stop, period, [] { return false; }) && !stop.stop_requested()) {
      if (!followed && stage.empty()) continue;
      if (followed) is_own = true;
      const StageStatus now = followed ? followed() : time_of_stage();
      file->info("{}", now.message);
      show(now);
    }
  }
};

Log::Log() = default;
Log::~Log() {
  if (!sink_) return;
  const std::lock_guard lock(sink_->mutex);
  sink_->clear_passing();
}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Log::Log(const std::string& path, Terminal terminal, std::chrono::milliseconds period)
    : sink_(std::make_unique<Sink>()) {
  try {
    auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    sink_->file = std::make_unique<spdlog::logger>("norrsken", std::move(file));
  } catch (const spdlog::spdlog_ex&) {
    throw SystemError(path, "cannot write the log", std::strerror(errno));
  }
  sink_->file->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %v");
  sink_->file->flush_on(spdlog::level::info);
  // A full disk is told by whoever writes results; the log itself must not stop a run.
  sink_->file->set_error_handler([](const std::string&) {});
  sink_->status_path = (std::filesystem::path(path).parent_path() / "status.json").string();
  sink_->terminal = terminal;
  sink_->is_terminal = terminal == Terminal::lines && isatty(STDERR_FILENO) == 1;
  sink_->before = sink_->shown = read_status(sink_->status_path);
  sink_->is_own = sink_->before.stage.empty();
  sink_->ticker = std::jthread([sink = sink_.get(), period](const std::stop_token& stop) { sink->tick(stop, period); });
}

void Log::line(std::string_view text) {
  if (!sink_) return;
  detail(text);
  if (sink_->terminal == Terminal::quiet) return;
  const std::lock_guard lock(sink_->mutex);
  sink_->clear_passing();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void Log::detail(std::string_view text) {
  if (sink_) sink_->file->info("{}", text);
}

void Log::passing(std::string_view text) {
  if (!shows_passing()) return;
  const std::lock_guard lock(sink_->mutex);
  sink_->clear_passing();
  std::fprintf(stderr, "%.*s", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
  sink_->has_passing = true;
}

void Log::begin_stage(std::string_view name) {
  if (!sink_) return;
  const std::lock_guard lock(sink_->telling);
  sink_->stage = name;
  sink_->stage_begin = Clock::now();
}

void Log::follow(std::function<StageStatus()> status) {
  if (!sink_) return;
  const std::lock_guard lock(sink_->telling);
  sink_->followed = std::move(status);
}

void Log::report(const StageStatus& status) noexcept {
  if (!sink_) return;
  const std::lock_guard lock(sink_->telling);
  sink_->is_own = true;
  sink_->show(status);
}

void Log::go_on() {
  if (sink_) sink_->goes_on = true;
}

double Log::shown_before(std::string_view stage) const {
  return sink_ && sink_->goes_on && sink_->before.stage == stage ? sink_->before.done_share.value_or(0) : 0;
}

bool Log::shows_passing() const {
  return sink_ && sink_->is_terminal;
}

}  // namespace norrsken
