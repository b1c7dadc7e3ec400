#include "pipeline/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "kernels/types/input_error.hpp"

namespace norrsken {

struct Log::Sink {
  std::unique_ptr<spdlog::logger> file;
  Terminal terminal = Terminal::quiet;
  bool is_terminal = false;  // stderr can take a line back
  std::mutex mutex;
  bool has_passing = false;

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

bool Log::shows_passing() const {
  return sink_ && sink_->is_terminal;
}

}  // namespace norrsken
