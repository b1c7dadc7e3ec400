#include "pipeline/stages/memory_limit.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

// "MemAvailable:  123 kB" in a file of such lines.
std::optional<std::uint64_t> kibibytes_of(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key + ":")) continue;
    std::istringstream rest(line.substr(key.size() + 1));
    std::uint64_t value = 0;
    if (rest >> value) return value << 10;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  if (file >> value) return value;
  return std::nullopt;  // missing, or "max"
}

// What the control groups of this process (version 2) leave, from its own up to the root.
std::uint64_t control_group_room() {
  std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("0::")) continue;
    std::string group = line.substr(3);
    while (!group.empty()) {
      const std::string folder = fmt::format("/sys/fs/cgroup{}", group == "/" ? "" : group);
      const auto limit = number_in(folder + "/memory.max");
      const auto used = number_in(folder + "/memory.current");
      if (limit) room = std::min(room, *limit - std::min(*limit, used.value_or(0)));
      if (group == "/") break;
      group.resize(group.find_last_of('/'));
      if (group.empty()) group.assign(1, '/');
    }
  }
  return room;
}

}  // namespace

std::uint64_t parse_bytes(const std::string& text, const std::string& option) {
  const auto refuse = [&](const std::string& reason) {
    throw InputError(option, "", fmt::format("\"{}\" {}", text, reason),
                     "give a number with K, M, G or T, for instance 8G");
  };
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !(value > 0)) refuse("is not an amount of memory");
  std::string unit(end, text.data() + text.size());
  std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char letter) { return std::toupper(letter); });
  if (unit.ends_with("IB")) unit.resize(unit.size() - 2);
  if (unit.ends_with("B")) unit.resize(unit.size() - 1);
  constexpr std::array<const char*, 5> units = {"", "K", "M", "G", "T"};
  const auto found = std::find(units.begin(), units.end(), unit);
  if (found == units.end()) refuse("has an unknown unit");
  const double bytes = value * static_cast<double>(std::uint64_t{1} << (10 * (found - units.begin())));
  if (bytes >= 1e18) refuse("is more than any machine has");
  return static_cast<std::uint64_t>(bytes);
}

std::uint64_t available_memory_bytes() {
  const auto of_system = kibibytes_of("/proc/meminfo", "MemAvailable");
  return std::min(of_system.value_or(std::uint64_t{4} << 30), control_group_room());
}

std::uint64_t private_memory_bytes() {
  return kibibytes_of("/proc/self/status", "RssAnon").value_or(0);
}

std::uint64_t free_disk_bytes(const std::string& folder) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0)
    throw SystemError(folder, "cannot tell how much space is free", std::strerror(errno));
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < (1U << 20)) return fmt::format("{} KiB", (bytes + 1023) >> 10);
  if (bytes < (1U << 30)) return fmt::format("{} MiB", (bytes + (1U << 20) - 1) >> 20);
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1U << 30));
}

ByteBudget::Loan::Loan(ByteBudget& budget, std::uint64_t bytes)
    : budget_(budget), bytes_(std::min(bytes, budget.all_)) {
  std::unique_lock lock(budget_.mutex_);
  budget_.returned_.wait(lock, [&] { return budget_.free_ >= bytes_; });
  budget_.free_ -= bytes_;
}

ByteBudget::Loan::~Loan() {
  {
    const std::lock_guard lock(budget_.mutex_);
    budget_.free_ += bytes_;
  }
  budget_.returned_.notify_all();
}

}  // namespace norrsken
