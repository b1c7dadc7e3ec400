#include "pipeline/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace norrsken {

Progress::Progress(Log& log, std::string stage, std::string unit)
    : log_(log),
      stage_(std::move(stage)),
      unit_(std::move(unit)),
      before_(log.shown_before(stage_)),
      start_(std::chrono::steady_clock::now()) {
  log_.detail(stage_ + " begins");
  log_.report(status());
  log_.follow([this] { return status(); });
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

StageStatus Progress::status() const {
  StageStatus status;
  status.stage = stage_;
  const std::uint64_t total = count_.load(std::memory_order_relaxed);
  const double now = std::max(seconds(), 1e-3);
  const double share = done_share_.load(std::memory_order_relaxed);
  status.message = fmt::format("{:<8} {} {}  {} {}/s", stage_, with_commas(total), unit_,
                               rate_text(static_cast<double>(total) / now), unit_);
  if (before_ > 0) status.done_share = before_;
  if (share <= 0.001 || share > 1) return status;
  status.done_share = before_ + (1 - before_) * share;
  status.left_seconds = now * (1 - share) / share;
  status.message += fmt::format("  {:.0f} %, {} left", *status.done_share * 100, duration_text(*status.left_seconds));
  return status;
}

void Progress::add(std::uint64_t count, double done_share) {
  count_.fetch_add(count, std::memory_order_relaxed);
  done_share_.store(done_share, std::memory_order_relaxed);
  if (!log_.shows_passing()) return;
  const std::unique_lock lock(showing_, std::try_to_lock);
  const double now = seconds();
  if (!lock || now - shown_at_seconds_ < 0.5) return;
  shown_at_seconds_ = now;
  log_.passing(status().message);
}

void Progress::finish(std::uint64_t total) {
  const double now = seconds();
  log_.line(fmt::format("{:<8} {} {} in {} ({} {}/s)", stage_, with_commas(total), unit_, duration_text(now),
                        rate_text(static_cast<double>(total) / std::max(now, 1e-3)), unit_));
}

std::string with_commas(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) text += ',';
    text += digits[at];
  }
  return text;
}

std::string duration_text(double seconds) {
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string rate_text(double per_second) {
  if (per_second < 999.5) return fmt::format("{:.0f}", per_second);
  if (per_second < 999.5e3) return fmt::format("{:.3g} k", per_second / 1e3);
  return fmt::format("{:.3g} M", per_second / 1e6);
}

}  // namespace norrsken
