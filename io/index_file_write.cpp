#include <fcntl.h>
#include <isa-l/crc64.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "io/index_file.hpp"
#include "io/index_file_layout.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/seed_format.hpp"

namespace norrsken {
namespace index_layout {

std::uint64_t checksum_of(const void* data, std::uint64_t size_bytes) {
  return crc64_ecma_refl(0, static_cast<const unsigned char*>(data), size_bytes);
}
std::uint64_t checksum_of(const Header& header) {
  return checksum_of(&header, offsetof(Header, checksum));
}

}  // namespace index_layout

namespace {
namespace layout = index_layout;
namespace fs = std::filesystem;

// A file under a temporary name that takes its final one when complete, or disappears.
class PendingFile {
 public:
  explicit PendingFile(const std::string& path) : path_(path), temporary_(path + ".tmp." + std::to_string(::getpid())) {
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail("cannot be created", "choose a folder that exists and that you may write to");
  }
  ~PendingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!is_complete_) ::unlink(temporary_.c_str());
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write_at(std::uint64_t offset, const void* data, std::uint64_t size_bytes) {
    constexpr std::uint64_t portion = std::uint64_t{1} << 30;  // a single write ends at 2 GiB
    const auto* next = static_cast<const char*>(data);
    while (size_bytes > 0) {
      const ssize_t written = ::pwrite(descriptor_, next, std::min(size_bytes, portion), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot be written", "free space on that disk or choose another folder");
      next += written;
      offset += static_cast<std::uint64_t>(written);
      size_bytes -= static_cast<std::uint64_t>(written);
    }
  }

  void complete() {
    if (::fsync(descriptor_) != 0) fail("cannot be flushed to disk", "");
    if (const int descriptor = std::exchange(descriptor_, -1); ::close(descriptor) != 0) fail("cannot be closed", "");
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot be renamed to its final name", "");
    is_complete_ = true;
    // The rename itself reaches the disk with the folder; a file system that cannot flush a folder is no error.
    const std::string folder = fs::path(path_).has_parent_path() ? fs::path(path_).parent_path().string() : ".";
    if (const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
      ::fsync(descriptor);
      ::close(descriptor);
    }
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& hint) const {
    throw SystemError(path_, what, std::strerror(errno), hint);
  }

  std::string path_;
  std::string temporary_;
  int descriptor_ = -1;
  bool is_complete_ = false;
};

std::string contig_text(const IndexContent& content) {
  std::string text = "reference\t" + content.reference_name + "\t" + content.reference_sha256 + "\n";
  for (std::size_t i = 0; i < content.genome.contigs.size(); ++i) {
    const Contig& contig = content.genome.contigs[i];
    text += contig.name + "\t" + std::to_string(contig.start) + "\t" + std::to_string(contig.length) + "\t" +
            content.contig_md5[i] + "\n";
  }
  return text;
}

}  // namespace

std::uint64_t write_index_file(const std::string& path, const IndexContent& content) {
  const std::string contigs = contig_text(content);
  const std::array<std::span<const std::byte>, layout::section_count> sections = {
      std::as_bytes(std::span(contigs)), std::as_bytes(content.genome.n_runs), std::as_bytes(content.genome.packed),
      std::as_bytes(content.seed_table), std::as_bytes(content.seed_lists)};
  layout::Header header;
  header.k = seed_bases;
  header.w = seed_window;
  header.max_places = max_seed_places;
  header.rules = seed_rules;
  header.genome_length = content.genome.length;

  PendingFile file(path);
  std::uint64_t offset = layout::page_bytes;
  for (unsigned i = 0; i < layout::section_count; ++i) {
    header.sections[i] = {offset, sections[i].size(), layout::checksum_of(sections[i].data(), sections[i].size())};
    file.write_at(offset, sections[i].data(), sections[i].size());
    const std::uint64_t end = offset + sections[i].size() + layout::slack_bytes;
    offset = (end + layout::page_bytes - 1) / layout::page_bytes * layout::page_bytes;
  }
  header.file_bytes = offset;
  header.checksum = layout::checksum_of(header);
  file.write_at(offset - 1, "", 1);  // the last section's slack
  file.write_at(0, &header, sizeof header);
  file.complete();
  return offset;
}

}  // namespace norrsken
