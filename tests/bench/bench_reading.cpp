// Bytes to reads and back: what the input costs before any of it is looked at, and the output after.
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "bench_sample.hpp"
#include "io/bgzf_text.hpp"
#include "io/bgzf_writer.hpp"
#include "io/convert_bases.hpp"
#include "io/fastq_parser.hpp"
#include "io/fastq_writer.hpp"
#include "io/gzip_text.hpp"
#include "io/index_file_layout.hpp"
#include "io/read_source.hpp"
#include "io/sha256.hpp"
#include "io/spill.hpp"
#include "registry.hpp"

namespace norrsken::bench {
namespace {

std::string fastq_of(const BenchSample& sample) {
  std::string text;
  std::vector<BaseCode> bases;
  std::vector<std::uint8_t> qualities;
  std::size_t number = 0;
  for (const ReadBatch& batch : sample.batches)
    for (std::size_t read = 0; read < batch.reads(); ++read, ++number) {
      bases.clear();
      qualities.clear();
      for (const BaseQuality value : batch.read(read)) {
        bases.push_back(is_called(value) ? base_of(value) : base_n);
        qualities.push_back(static_cast<std::uint8_t>(quality_of(value)));
      }
      append_fastq_record("A00100:1:HXXXXXXXX:1:1101:" + std::to_string(number) + ":1000", bases, qualities, text);
    }
  return text;
}

// The reads of the sample as FASTQ in all its forms, in a folder that goes away at the end.
struct FastqFiles {
  std::string folder;
  std::string text;
  std::size_t bases;
  std::size_t reads;

  FastqFiles()
      : text(fastq_of(BenchSample::get())), bases(BenchSample::get().bases()), reads(BenchSample::get().reads()) {
    std::string name = (std::filesystem::temp_directory_path() / "norrsken-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder beside " + name);
    folder = name;
    write(plain(), text);
    std::vector<std::uint8_t> blocks;
    BgzfCompressor().compress(text, blocks);
    write(bgzf(), {reinterpret_cast<const char*>(blocks.data()), blocks.size()});
    const gzFile stream = gzopen(gzip().c_str(), "wb6");
    gzwrite(stream, text.data(), static_cast<unsigned>(text.size()));
    gzclose(stream);
  }
  ~FastqFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  FastqFiles(const FastqFiles&) = delete;
  FastqFiles& operator=(const FastqFiles&) = delete;
  [[nodiscard]] std::string plain() const { return folder + "/reads.fastq"; }
  [[nodiscard]] std::string bgzf() const { return folder + "/reads.bgzf.gz"; }
  [[nodiscard]] std::string gzip() const { return folder + "/reads.gz"; }

  static const FastqFiles& get() {
    static const FastqFiles files;
    return files;
  }

 private:
  static void write(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
};

// Input bytes are those of the text, so that rows can be compared.
Work work_of(const FastqFiles& files) {
  return {files.bases, files.reads, files.text.size()};
}

template <class Source>
void inflate(benchmark::State& state, const std::string& path) {
  for (auto _ : state) {
    const auto source = open_text(path);
    if (dynamic_cast<Source*>(source.get()) == nullptr) throw std::logic_error("opened as another kind of file");
    for (TextPiece piece; source->fetch(piece);) source->expand(piece);
  }
  tell(state, work_of(FastqFiles::get()));
}

void inflate_bgzf(benchmark::State& state) {
  inflate<BgzfText>(state, FastqFiles::get().bgzf());
}
void inflate_gzip(benchmark::State& state) {
  inflate<GzipText>(state, FastqFiles::get().gzip());
}

// From a file without compression: lines, letters, names.
void parse_fastq(benchmark::State& state) {
  const FastqFiles& files = FastqFiles::get();
  ReadBatch batch;
  for (auto _ : state) {
    const auto source = open_reads({files.plain(), ""});
    while (source->next(batch)) benchmark::DoNotOptimize(batch.bases.data());
  }
  tell(state, work_of(files));
}

void convert_letters(benchmark::State& state) {
  constexpr std::size_t length = 150;
  const std::string letters(length, 'G');
  const std::string qualities(length, 'F');
  std::vector<BaseQuality> out(length);
  for (auto _ : state) {
    benchmark::DoNotOptimize(convert_bases(letters, qualities, out.data()));
    benchmark::ClobberMemory();
  }
  tell(state, {length, 1, 2 * length});
}

void hash_input(benchmark::State& state) {
  const std::string& text = FastqFiles::get().text;
  for (auto _ : state) {
    Digest digest(DigestKind::sha256);
    digest.update(text);
    benchmark::DoNotOptimize(digest.hex());
  }
  tell(state, {0, 0, text.size()});
}

// What opening an index costs: one thread of a node looks over all of it.
void check_index(benchmark::State& state) {
  const std::string& text = FastqFiles::get().text;
  for (auto _ : state) benchmark::DoNotOptimize(index_layout::checksum_of(text.data(), text.size()));
  tell(state, {0, 0, text.size()});
}

// Text of the kind that VCF and gVCF are made of, at the level that outputs are compressed with.
void compress_output(benchmark::State& state) {
  std::string text;
  for (unsigned line = 0; text.size() < (1U << 22); ++line)
    text += "chr1\t" + std::to_string(1000 * line + line * line % 997) + "\t.\tA\tG\t" +
            std::to_string(line * 7919 % 3000) +
            "\tPASS\tMQ=60;BQ=36\tGT:GQ:DP:AD\t0/1:99:" + std::to_string(20 + line * 31 % 17) + ":14,16\n";
  BgzfCompressor compressor;
  std::vector<std::uint8_t> bytes;
  for (auto _ : state) {
    bytes.clear();
    compressor.compress(text, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  tell(state, {0, 0, text.size()});
}

// A chunk of the store's size there and back.
void spill(benchmark::State& state, bool with_return) {
  const std::vector<BaseQuality>& bases = BenchSample::get().raw.bases;
  const std::size_t bytes = std::min<std::size_t>(bases.size(), 1U << 20);
  const auto chunk = std::as_bytes(std::span(bases).first(bytes));
  std::vector<std::byte> back(bytes);
  SpillFile file(FastqFiles::get().folder);
  const SpillExtent extent = file.put(chunk);
  for (auto _ : state)
    if (with_return)
      file.get(extent, back);
    else
      benchmark::DoNotOptimize(file.put(chunk));
  tell(state, {0, 0, bytes});
}

}  // namespace

void add_reading() {
  add_portable("inflate_bgzf", inflate_bgzf);
  add_portable("inflate_gzip", inflate_gzip);
  add_portable("parse_fastq", parse_fastq);
  add_per_target("convert_bases", convert_letters);
  add_portable("sha256", hash_input);
  add_portable("index_checksum", check_index);
  add_portable("compress_bgzf", compress_output);
  add_portable("spill_put", [](benchmark::State& state) { spill(state, false); });
  add_portable("spill_get", [](benchmark::State& state) { spill(state, true); });
}

}  // namespace norrsken::bench
