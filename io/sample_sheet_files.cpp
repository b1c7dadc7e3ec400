// Checks that the files of a sheet are there.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "io/sample_sheet.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files_compared = 10000;
constexpr std::size_t max_different_letters = 3;

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// The name in the same folder that differs least, the first by alphabet; empty when none is near.
std::string similar_file(const fs::path& missing) {
  const std::string wanted = missing.filename().string();
  std::string best;
  std::size_t best_distance = max_different_letters + 1;
  std::size_t compared = 0;
  std::error_code error;
  const fs::path folder = missing.has_parent_path() ? missing.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end && compared < max_files_compared;
       it.increment(error), ++compared) {
    const std::string name = it->path().filename().string();
    if (name.size() + max_different_letters < wanted.size() || wanted.size() + max_different_letters < name.size())
      continue;
    const std::size_t distance = edit_distance(name, wanted);
    if (distance < best_distance || (distance == best_distance && !best.empty() && name < best)) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string hint_for_missing(const fs::path& path) {
  std::error_code ignored;
  if (const std::string similar = similar_file(path); !similar.empty()) return "did you mean \"" + similar + "\"";
  fs::path folder = path.parent_path();
  while (!folder.empty() && folder != folder.root_path() && !fs::exists(folder, ignored)) {
    if (fs::exists(folder.parent_path(), ignored)) return "there is no folder \"" + folder.string() + "\"";
    folder = folder.parent_path();
  }
  return "check the path";
}

}  // namespace

void check_readable(const std::string& path, const std::string& file, const std::string& record) {
  const auto fail = [&](const std::string& reason, const std::string& hint) {
    throw InputError(file, record, "\"" + path + "\" " + reason, hint);
  };
  if (path.find("://") != std::string::npos) fail("is an address, not a file", "download it first");
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
      fail("cannot be reached: " + error.message(), "check the rights of its folders");
    fail("does not exist", hint_for_missing(path));
  }
  if (fs::is_directory(status)) fail("is a folder, not a file", "name the file in it");
  if (!fs::is_regular_file(status)) fail("is a pipe or device, not a file", "write it to a file first");
  if (::access(path.c_str(), R_OK) != 0) fail("may not be read by this user", "chmod or chgrp the file");
  if (fs::file_size(path, error) == 0 && !error) fail("is empty", "check the step that wrote it");
}

}  // namespace norrsken
