#include "input_files.hpp"

#include <htslib/hts.h>
#include <htslib/sam.h>
#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>

#include "kernels/types/input_error.hpp"

namespace norrsken::test {

std::string gzip(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(6), libdeflate_free_compressor);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

std::string bgzf_blocks(std::string_view text, std::size_t block_bytes) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += block_bytes) {
    const std::string member = gzip(text.substr(at, block_bytes));
    // The ten bytes of the header become eighteen, with the extra field that holds the block's size.
    const std::size_t bytes = member.size() + 8;
    std::string header(bgzf_end.substr(0, 18));
    header[16] = static_cast<char>((bytes - 1) & 0xff);
    header[17] = static_cast<char>((bytes - 1) >> 8);
    out += header + member.substr(10);
  }
  return out;
}

MatePair make_fastq(std::size_t fragments, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  MatePair pair;
  for (std::size_t i = 0; i < fragments; ++i) {
    for (std::string* file : {&pair.first, &pair.second}) {
      const std::size_t length = 36 + random() % 115;
      *file += "@run:" + std::to_string(i) + (file == &pair.first ? " 1:N:0" : " 2:N:0") + "\n";
      for (std::size_t base = 0; base < length; ++base) *file += "ACGTACGTACGTACGTN"[random() % 17];
      *file += "\n+\n";
      for (std::size_t base = 0; base < length; ++base) *file += static_cast<char>('!' + random() % 94);
      *file += "\n";
    }
  }
  return pair;
}

std::string write_alignments(const TemporaryFolder& folder, const std::string& name, const std::string& sam_text,
                             const char* mode, const std::string& reference_path) {
  const std::string text_path = folder.write(name + ".sam", sam_text);
  const auto close = [](htsFile* file) { hts_close(file); };
  const auto require = [&](bool is_good) {
    if (!is_good) throw std::runtime_error("cannot write " + name);
  };
  const std::unique_ptr<htsFile, decltype(close)> in(hts_open(text_path.c_str(), "r"), close);
  const std::unique_ptr<htsFile, decltype(close)> out(hts_open(folder.file(name).c_str(), mode), close);
  require(in && out);
  if (!reference_path.empty()) require(hts_set_fai_filename(out.get(), reference_path.c_str()) == 0);
  const std::unique_ptr<sam_hdr_t, void (*)(sam_hdr_t*)> header(sam_hdr_read(in.get()), sam_hdr_destroy);
  const std::unique_ptr<bam1_t, void (*)(bam1_t*)> record(bam_init1(), bam_destroy1);
  require(header && sam_hdr_write(out.get(), header.get()) == 0);
  while (sam_read1(in.get(), header.get(), record.get()) >= 0)
    require(sam_write1(out.get(), header.get(), record.get()) >= 0);
  return folder.file(name);
}

std::vector<std::string> read_fragments(const ReadFiles& files, unsigned part, unsigned parts,
                                        const std::string& reference_path) {
  const auto source = open_reads(files, part, parts, reference_path);
  std::vector<std::string> fragments;
  ReadBatch batch;
  while (source->next(batch)) {
    for (std::size_t fragment = 0; fragment < batch.fragments(); ++fragment) {
      std::string text = std::to_string(batch.name_hash[fragment]);
      for (std::size_t read = batch.first_read[fragment]; read < batch.first_read[fragment + 1]; ++read) {
        text += " ";
        for (const BaseQuality value : batch.read(read)) text += static_cast<char>(value);
      }
      fragments.push_back(std::move(text));
    }
  }
  return fragments;
}

std::vector<std::string> read_all_parts(const ReadFiles& files, unsigned parts) {
  std::vector<std::string> all;
  for (unsigned part = 0; part < parts; ++part) {
    std::vector<std::string> some = read_fragments(files, part, parts);
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string error_of(const ReadFiles& files, unsigned parts, const std::string& reference_path) {
  try {
    for (unsigned part = 0; part < parts; ++part) (void)read_fragments(files, part, parts, reference_path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace norrsken::test
