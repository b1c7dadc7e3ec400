#include <isa-l/crc64.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "io/atomic_file.hpp"
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

constexpr std::uint64_t round_up_to_page(std::uint64_t bytes) {
  return (bytes + layout::page_bytes - 1) / layout::page_bytes * layout::page_bytes;
}

// A reference is no patient data: others may read its index as the user's umask says.
void open_to_others(const AtomicFile& file) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::chmod(file.temporary_path().c_str(), 0666 & ~mask) != 0)
    throw SystemError(file.path(), "cannot set its permissions", std::strerror(errno));
}

template <typename Element>
std::span<const std::uint8_t> bytes_of(std::span<const Element> elements) {
  return {reinterpret_cast<const std::uint8_t*>(elements.data()), elements.size_bytes()};
}

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
  const std::array<std::span<const std::uint8_t>, layout::section_count> sections = {
      bytes_of(std::span<const char>(contigs)), bytes_of(content.genome.n_runs), content.genome.packed,
      bytes_of(content.seed_table), bytes_of(content.seed_lists)};
  layout::Header header;
  header.k = seed_bases;
  header.w = seed_window;
  header.max_places = max_seed_places;
  header.rules = seed_rules;
  header.genome_length = content.genome.length;

  std::uint64_t end = layout::page_bytes;
  for (unsigned i = 0; i < layout::section_count; ++i) {
    header.sections[i] = {end, sections[i].size(), layout::checksum_of(sections[i].data(), sections[i].size())};
    end = round_up_to_page(end + sections[i].size() + layout::slack_bytes);
  }
  header.file_bytes = end;
  header.checksum = layout::checksum_of(header);

  AtomicFile file(path);
  std::uint64_t written = 0;
  const auto write = [&](std::span<const std::uint8_t> bytes, std::uint64_t until) {
    file.write(bytes);
    file.write(std::vector<std::uint8_t>(until - written - bytes.size()));
    written = until;
  };
  write({reinterpret_cast<const std::uint8_t*>(&header), sizeof header}, layout::page_bytes);
  for (unsigned i = 0; i < layout::section_count; ++i)
    write(sections[i], i + 1 < layout::section_count ? header.sections[i + 1].offset : end);
  open_to_others(file);
  file.commit();
  return end;
}

}  // namespace norrsken
