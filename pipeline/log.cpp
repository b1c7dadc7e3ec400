#include "pipeline/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/provenance.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {

struct Log::Sink {
  std::unique_ptr<spdlog::logger> file;
  std::string status_path;
  Terminal terminal = Terminal::quiet;
  bool is_terminal = false;  // stderr can take a line back
  std::mutex mutex;
  bool has_passing = false;
  std::string stage_before;
  double share_before = 0;

  void clear_passing() {
    if (has_passing) std::fputs("\r\033[K", stderr);
    has_passing = false;
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

Log::Log(const std::string& path, Terminal terminal) : sink_(std::make_unique<Sink>()) {
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

void Log::report(const StageStatus& status) noexcept {
  if (!sink_) return;
  try {
    const auto number = [](const std::optional<double>& value) {
      return value ? boost::json::value(std::llround(*value)) : boost::json::value(nullptr);
    };
    std::optional<double> percent;
    if (status.done_share) percent = *status.done_share * 100;
    write_file(sink_->status_path, json_text({{"stage", status.stage},
                                              {"message", status.message},
                                              {"percent", number(percent)},
                                              {"left_seconds", number(status.left_seconds)},
                                              {"updated", utc_timestamp()}}));
  } catch (const std::exception&) {  // a later attempt has the case, or the disk is full
  }
}

void Log::go_on() {
  if (!sink_) return;
  try {
    const auto before = boost::json::parse(read_text_file(sink_->status_path).value_or("")).as_object();
    sink_->stage_before = before.at("stage").as_string();
    if (!before.at("percent").is_null()) sink_->share_before = before.at("percent").to_number<double>() / 100;
  } catch (const std::exception&) {  // none, or half a file: then it seems to begin
  }
}

double Log::shown_before(std::string_view stage) const {
  return sink_ && sink_->stage_before == stage ? sink_->share_before : 0;
}

bool Log::shows_passing() const {
  return sink_ && sink_->is_terminal;
}

}  // namespace norrsken
