#include "io/index_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "io/fasta.hpp"
#include "io/gzip_lines.hpp"
#include "io/index_file_layout.hpp"
#include "io/sha256.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/seed_format.hpp"

namespace norrsken {
namespace {
namespace layout = index_layout;

[[noreturn]] void refuse(const std::string& path, const std::string& reason, const std::string& reference = "") {
  throw InputError(path, "", reason,
                   "norrsken index " + (reference.empty() ? "REFERENCE.fa" : reference) + " -o " + path,
                   ExitCode::reference);
}

// For a file that may well be something else that the user needs: the hint must not overwrite it.
[[noreturn]] void refuse_foreign(const std::string& path, const std::string& reason) {
  throw InputError(path, "", reason, "give a file made by norrsken index REFERENCE.fa -o INDEX.nsk",
                   ExitCode::reference);
}

struct Mapping {
  const std::byte* data = nullptr;
  std::uint64_t size_bytes = 0;
};

Mapping map_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) refuse(path, "no such index");
  if (descriptor < 0) throw SystemError(path, "cannot be opened", std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    refuse_foreign(path, "is not a regular file");
  }
  const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  if (size_bytes < layout::page_bytes) {
    ::close(descriptor);
    refuse_foreign(path, "is too short for an index");
  }
  void* data = ::mmap(nullptr, size_bytes, PROT_READ, MAP_SHARED, descriptor, 0);
  const int error = errno;
  ::close(descriptor);
  if (data == MAP_FAILED) throw SystemError(path, "cannot be mapped into memory", std::strerror(error));
  return {static_cast<const std::byte*>(data), size_bytes};
}

// Only advice: a kernel that knows one of them not works all the same.
void advise(const std::byte* data, std::uint64_t size_bytes) {
  void* start = const_cast<std::byte*>(data);
  ::madvise(start, size_bytes, MADV_HUGEPAGE);
  ::madvise(start, size_bytes, MADV_WILLNEED);
}

layout::Header checked_header(const std::string& path, const std::byte* data, std::uint64_t size_bytes) {
  layout::Header header;
  std::memcpy(&header, data, sizeof header);
  if (header.magic_bytes != layout::magic) refuse_foreign(path, "is not a Norrsken index");
  if (header.byte_order != layout::byte_order_mark) refuse(path, "was written on a machine of another byte order");
  if (header.version != layout::format_version)
    refuse(path, "has index format " + std::to_string(header.version) + ", this program reads format " +
                     std::to_string(layout::format_version));
  if (header.checksum != layout::checksum_of(header)) refuse(path, "is damaged: checksum of the header");
  if (header.k != seed_bases || header.w != seed_window || header.max_places != max_seed_places ||
      header.rules != seed_rules)
    refuse(path, "was built with other seeds (k " + std::to_string(header.k) + ", w " + std::to_string(header.w) +
                     ", rules " + std::to_string(header.rules) + "; this program: k " + std::to_string(seed_bases) +
                     ", w " + std::to_string(seed_window) + ", rules " + std::to_string(seed_rules) + ")");
  if (header.file_bytes != size_bytes)
    refuse(path, "is truncated or overwritten: " + std::to_string(size_bytes) + " bytes instead of " +
                     std::to_string(header.file_bytes));
  // What the checksum of the header vouches for holds in each file that write_index_file() made; a made-up file must
  // not lead outside the mapping either.
  for (const layout::SectionEntry& section : header.sections)
    if (section.offset % layout::page_bytes != 0 || section.offset > size_bytes ||
        section.size_bytes > size_bytes - section.offset)
      refuse(path, "is damaged: a section lies outside the file");
  if (header.genome_length > std::numeric_limits<GenomePosition>::max() ||
      header.sections[layout::packed].size_bytes != (header.genome_length + 3) / 4 ||
      header.sections[layout::table].size_bytes % 64 != 0)
    refuse(path, "is damaged: sizes of the sections do not fit each other");
  return header;
}

GenomePosition to_position(std::string_view digits) {
  GenomePosition value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

template <typename Element>
std::span<const Element> elements(const std::byte* data, const layout::SectionEntry& section) {
  return {reinterpret_cast<const Element*>(data + section.offset), section.size_bytes / sizeof(Element)};
}

}  // namespace

IndexFile::IndexFile(IndexFile&& other) noexcept {
  *this = std::move(other);
}

IndexFile& IndexFile::operator=(IndexFile&& other) noexcept {
  // The views stay right: vectors keep their memory when they are moved.
  std::swap(mapping_, other.mapping_);
  std::swap(size_bytes_, other.size_bytes_);
  std::swap(path_, other.path_);
  std::swap(contigs_, other.contigs_);
  std::swap(contig_md5_, other.contig_md5_);
  std::swap(reference_name_, other.reference_name_);
  std::swap(reference_sha256_, other.reference_sha256_);
  std::swap(checksum_, other.checksum_);
  std::swap(genome_, other.genome_);
  std::swap(seed_table_, other.seed_table_);
  std::swap(seed_lists_, other.seed_lists_);
  return *this;
}

IndexFile::~IndexFile() {
  if (mapping_ != nullptr) ::munmap(const_cast<std::byte*>(mapping_), size_bytes_);
}

IndexFile IndexFile::open(const std::string& path, IndexCheck check) {
  IndexFile index;
  index.path_ = path;
  const Mapping mapping = map_file(path);
  index.mapping_ = mapping.data;
  index.size_bytes_ = mapping.size_bytes;
  const layout::Header header = checked_header(path, index.mapping_, index.size_bytes_);
  index.checksum_ = fmt::format("{:016x}", header.checksum);
  advise(index.mapping_, index.size_bytes_);
  for (unsigned i = 0; i < layout::section_count; ++i) {
    if (check == IndexCheck::quick && i > layout::n_runs) break;
    const layout::SectionEntry& section = header.sections[i];
    if (layout::checksum_of(index.mapping_ + section.offset, section.size_bytes) != section.checksum)
      refuse(path, std::string("is damaged: checksum of the ") + layout::section_names[i], index.reference_name_);
    if (i == layout::contigs) {
      const auto text = elements<char>(index.mapping_, section);
      index.parse_contigs({text.data(), text.size()});
    }
  }
  index.genome_ = {index.contigs_, elements<std::uint8_t>(index.mapping_, header.sections[layout::packed]),
                   elements<GenomeInterval>(index.mapping_, header.sections[layout::n_runs]),
                   static_cast<GenomePosition>(header.genome_length)};
  index.seed_table_ = elements<std::uint64_t>(index.mapping_, header.sections[layout::table]);
  index.seed_lists_ = elements<GenomePosition>(index.mapping_, header.sections[layout::lists]);
  return index;
}

void IndexFile::parse_contigs(std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + 1);
    const std::string name(take_field(line, '\t'));
    if (reference_sha256_.empty()) {  // the first line
      reference_name_ = take_field(line, '\t');
      reference_sha256_ = take_field(line, '\t');
      continue;
    }
    const GenomePosition start = to_position(take_field(line, '\t'));
    contigs_.push_back({name, start, to_position(take_field(line, '\t'))});
    contig_md5_.emplace_back(take_field(line, '\t'));
  }
}

void check_same_reference(const IndexFile& index, const std::string& fasta_path) {
  if (sha256_of_file(fasta_path) == index.reference_sha256()) return;
  const ReferenceGenome other = read_fasta(fasta_path);
  const auto differ = [&](const std::string& how) {
    throw InputError(
        fasta_path, "", "is not the reference that " + index.path() + " was built from: " + how,
        "give that reference (" + index.reference_name() + "), or norrsken index " + fasta_path + " -o " + index.path(),
        ExitCode::reference);
  };
  const auto contigs = index.genome().contigs;
  for (std::size_t i = 0; i < contigs.size() && i < other.contigs.size(); ++i) {
    if (contigs[i].name != other.contigs[i].name)
      differ("contig " + std::to_string(i + 1) + " is \"" + other.contigs[i].name + "\", in the index \"" +
             contigs[i].name + "\"");
    if (contigs[i].length != other.contigs[i].length)
      differ("contig \"" + contigs[i].name + "\" has " + std::to_string(other.contigs[i].length) +
             " bases, in the index " + std::to_string(contigs[i].length));
    if (index.contig_md5()[i] != other.contig_md5[i]) differ("contig \"" + contigs[i].name + "\" has another sequence");
  }
  if (contigs.size() != other.contigs.size())
    differ(std::to_string(other.contigs.size()) + " contigs, in the index " + std::to_string(contigs.size()));
}

}  // namespace norrsken
