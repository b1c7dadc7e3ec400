#include "pipeline/stages/file_hashes.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "io/sha256.hpp"
#include "io/stdio_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {
namespace {

// Returns early, with what was read so far, when told to stop.
void identify(FileIdentity& file, const std::stop_token& stop) {
  const StdioFile stream = open_to_read(file.path);
  std::vector<char> buffer(1U << 18);
  Digest digest(DigestKind::sha256);
  file.bytes = 0;
  while (!stop.stop_requested()) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), stream.get());
    if (count == 0) break;
    digest.update({buffer.data(), count});
    file.bytes += count;
  }
  if (std::ferror(stream.get()) != 0) throw SystemError(file.path, "cannot be read", std::strerror(errno));
  file.sha256 = digest.hex();
}

}  // namespace

FileHashes::FileHashes(const Communicator& comm, std::vector<FileIdentity> files)
    : comm_(comm), files_(std::move(files)), thread_([this](const std::stop_token& stop) { hash(stop); }) {}

void FileHashes::hash(const std::stop_token& stop) {
  try {
    const auto ranks = static_cast<std::size_t>(comm_.size());
    for (auto at = static_cast<std::size_t>(comm_.rank()); at < files_.size(); at += ranks) identify(files_[at], stop);
  } catch (...) {
    error_ = std::current_exception();
  }
}

std::vector<FileIdentity> FileHashes::collect() {
  thread_.join();
  all_or_none(comm_, "hashing the input files", [&] {
    if (error_) std::rethrow_exception(error_);
  });
  std::ostringstream mine;
  const auto ranks = static_cast<std::size_t>(comm_.size());
  for (auto at = static_cast<std::size_t>(comm_.rank()); at < files_.size(); at += ranks)
    mine << files_[at].bytes << ' ' << files_[at].sha256 << '\n';
  const std::vector<std::string> all = comm_.gather(mine.str());
  if (!comm_.is_root()) return {};
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    std::istringstream lines(all[rank]);
    for (std::size_t at = rank; at < files_.size(); at += ranks) lines >> files_[at].bytes >> files_[at].sha256;
  }
  return files_;
}

}  // namespace norrsken
