#include "pipeline/checkpoint/case_key.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "io/regular_file.hpp"
#include "io/sha256.hpp"
#include "io/stdio_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::uint64_t whole_bytes = 16U << 20;  // files up to here are read whole
constexpr std::uint64_t probe_bytes = 256U << 10;
constexpr unsigned scratch_format = 2;  // to be raised when checkpoints of the same version hold something else

struct stat stat_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) throw SystemError(path, "cannot be looked at", std::strerror(errno));
  return status;
}

std::string probe(const std::string& path, const struct stat& status) {
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const StdioFile file = open_to_read(path);
  Digest digest(DigestKind::sha256);
  std::vector<char> buffer(probe_bytes);
  const auto read_from = [&](std::uint64_t offset, std::uint64_t bytes) {
    if (std::fseek(file.get(), static_cast<long>(offset), SEEK_SET) != 0)
      throw SystemError(path, "cannot be read", std::strerror(errno));
    for (std::uint64_t done = 0; done < bytes;) {
      const std::size_t count = std::fread(buffer.data(), 1, std::min(probe_bytes, bytes - done), file.get());
      if (count == 0) throw SystemError(path, "cannot be read", std::strerror(errno));
      digest.update({buffer.data(), count});
      done += count;
    }
  };
  if (size <= whole_bytes) {
    read_from(0, size);
    return fmt::format("{} {}", size, digest.hex());
  }
  for (const std::uint64_t offset : {std::uint64_t{0}, size / 2, size - probe_bytes}) read_from(offset, probe_bytes);
  return fmt::format("{} {} {}.{}", size, digest.hex(), status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace

std::string case_key(const CaseContext& context, const IndexFile& index, const RunOptions& options,
                     const std::vector<FileIdentity>& files) {
  std::string text = fmt::format("norrsken {} scratch {}\nindex {}\ncase {}\n", NORRSKEN_VERSION, scratch_format,
                                 index.checksum(), context.input.name);
  for (const Sample& sample : context.input.samples) {
    text += fmt::format("sample {} {} {} father {} mother {} lanes", sample.name, role_name(sample.role),
                        sex_name(sample.sex), sample.father, sample.mother);
    for (const Lane& lane : sample.lanes)
      text += fmt::format(" {}{}", !lane.files.read2.empty(), !lane.files.umi.empty());
    text += fmt::format(" content {} site {}\n", sample.tumor_content.value_or(-1), sample.tumor_site);
    for (const auto& [name, value] : sample.metadata) text += fmt::format("{}={}\n", name, value);
  }
  text += fmt::format("assay {}\n", context.assay.name);
  for (const auto& [name, value] : context.assay.values) text += fmt::format("{}={}\n", name, value);
  const auto& allowed = options.allowed_mismatches;
  text += fmt::format("mismatch {}\n", std::find(allowed.begin(), allowed.end(), context.input.name) != allowed.end());
  for (const FileIdentity& file : files) {
    const struct stat status = stat_of(file.path);
    require_regular(status.st_mode, file.path);
    if (file.role != "sample sheet") text += fmt::format("{} {}\n", file.role, probe(file.path, status));
  }
  Digest digest(DigestKind::sha256);
  digest.update(text);
  return digest.hex();
}

InputWatch::InputWatch(const std::vector<FileIdentity>& files, const std::string& index_path) {
  const auto add = [&](const std::string& role, const std::string& path) {
    const struct stat status = stat_of(path);
    if (S_ISREG(status.st_mode))
      seen_.push_back({role, path, status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                       status.st_mtim.tv_sec, status.st_mtim.tv_nsec});
  };
  add("index", index_path);
  for (const FileIdentity& file : files)
    if (file.role != "sample sheet") add(file.role, file.path);
}

void InputWatch::check() const {
  for (const Seen& seen : seen_) {
    struct stat now {};
    const bool is_there = stat(seen.path.c_str(), &now) == 0;
    const bool is_same = is_there && now.st_dev == seen.device && now.st_ino == seen.inode &&
                         static_cast<std::uint64_t>(now.st_size) == seen.bytes && now.st_mtim.tv_sec == seen.seconds &&
                         now.st_mtim.tv_nsec == seen.nanoseconds;
    if (is_same) continue;
    const bool is_reference = seen.role == "index" || seen.role == "reference of CRAM";
    throw InputError(seen.path, "", std::string(is_there ? "was changed" : "was removed") + " while it was in use",
                     "put the file back as it was and run the same command again",
                     is_reference ? ExitCode::reference : ExitCode::input);
  }
}

}  // namespace norrsken
