#include "fuzz_targets.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include "input_files.hpp"
#include "io/fastq_text.hpp"
#include "io/panel_reader.hpp"
#include "io/read_source.hpp"
#include "io/sample_sheet.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken::fuzz {
namespace {

using test::bgzf;
using test::gzip;
using test::make_fastq;
using test::MatePair;

const TemporaryFolder& folder() {
  static const TemporaryFolder kept;
  return kept;
}

void require(bool is_good, const char* what) {
  if (!is_good) throw Finding{what};
}

struct Delivered {
  std::uint64_t fragments = 0;
  std::uint64_t reads = 0;
  std::uint64_t hash = 0;  // does not depend on the order of the fragments
  friend bool operator==(const Delivered&, const Delivered&) = default;
};

void add_batch(const ReadBatch& batch, Delivered& delivered) {
  require(batch.fragments() > 0 && batch.fragments() <= batch_fragments, "a batch is empty or too large");
  require(batch.first_read.size() == batch.fragments() + 1, "first_read has another size");
  require(batch.offsets.back() == batch.bases.size(), "offsets do not end with the bases");
  for (std::size_t fragment = 0; fragment < batch.fragments(); ++fragment) {
    std::uint64_t hash = batch.name_hash[fragment];
    const std::uint32_t begin = batch.first_read[fragment];
    const std::uint32_t end = batch.first_read[fragment + 1];
    require(end == begin + 1 || end == begin + 2, "a fragment has neither one nor two reads");
    for (std::uint32_t read = begin; read < end; ++read) {
      const std::size_t length = batch.read(read).size();
      require(length >= min_read_bases && length <= max_read_bases, "a read's length is out of bounds");
      for (const BaseQuality value : batch.read(read)) hash = (hash ^ value) * 0x100000001b3ULL;
    }
    delivered.hash += hash ^ hash >> 29;
    ++delivered.fragments;
    delivered.reads += end - begin;
  }
}

// Nothing when the reader refuses the files.
std::optional<Delivered> read_parts(const ReadFiles& files, unsigned parts, const std::string& reference_path,
                                    const UmiPattern& umi = {}) {
  Delivered delivered;
  try {
    for (unsigned part = 0; part < parts; ++part) {
      const auto source = open_reads(files, part, parts, reference_path, parts, umi);
      const std::uint64_t reads_before = delivered.reads;
      ReadBatch batch;
      while (source->next(batch)) add_batch(batch, delivered);
      require(source->counts().reads == delivered.reads - reads_before, "counts().reads is wrong");
      require(source->bytes_read() <= source->bytes_total(), "more bytes are read than there are");
    }
  } catch (const InputError& error) {
    require(std::string(error.what()).find("Fix:") != std::string::npos, "an error names no way out");
    return std::nullopt;
  }
  return delivered;
}

void check_parts_agree(const ReadFiles& files, const std::string& reference_path) {
  const auto whole = read_parts(files, 1, reference_path);
  const auto parts = read_parts(files, 3, reference_path);
  require(whole == parts, "three parts deliver something else than one");
}

void run_single_end(const std::string& bytes) {
  check_parts_agree({folder().write("reads", bytes), ""}, "");
}

// Mate 2 of the same lane stays as it was.
void run_mate_1(const std::string& bytes) {
  static const std::string second = folder().write("mates", make_fastq(30, 1).second);
  const ReadFiles files{folder().write("reads", bytes), second};
  const auto whole = read_parts(files, 1, "");
  const auto parts = read_parts(files, 3, "");
  require(!whole || !parts || whole == parts, "three parts deliver something else than one");
}

std::vector<std::string> fastq_corpus() {
  const std::string text = make_fastq(30, 1).first;
  std::string windows;
  for (const char letter : text) windows += letter == '\n' ? "\r\n" : std::string(1, letter);
  return {text, windows, text.substr(0, text.size() - 1) + "\n\n", make_fastq(1, 2).first};
}

std::vector<std::string> compressed_corpus() {
  const std::string text = make_fastq(30, 1).first;
  return {gzip(text),
          gzip(text.substr(0, 700)) + gzip(text.substr(700)),
          bgzf(text),
          bgzf(text, 300),
          test::bgzf_blocks(text, 900),
          gzip("")};
}

// The text is changed before it is compressed, so that what lies behind the checksums is reached.
void run_recompressed(const std::string& bytes) {
  run_single_end(gzip(bytes));
  run_single_end(bgzf(bytes, 500));
}

std::string sam_text() {
  const std::string bases = "ACGTTGCAACGTACGTAGCTAGCTAGNNAC";
  const std::string rest = "\tr\t11\t60\t30M\t=\t40\t0\t" + bases + "\t" + std::string(30, 'F') + "\n";
  std::string text = "@HD\tVN:1.6\n@SQ\tSN:r\tLN:200\n@RG\tID:a\tSM:s\n";
  for (int i = 0; i < 10; ++i) {
    const std::string name = std::string("q").append(std::to_string(i));
    text += name + "\t99" + rest;
    if (i % 3 == 0) text += name + "\t355" + rest;
    if (i % 4 != 0) text += name + "\t147" + rest;
  }
  return text;
}

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string reference() {
  static const std::string path = [] {
    (void)folder().write("ref.fa.fai", "r\t200\t3\t200\t201\n");
    return folder().write("ref.fa", std::string(">r\n").append(200, 'A').append("\n"));
  }();
  return path;
}

std::vector<std::string> bam_corpus() {
  return {content(test::write_alignments(folder(), "c.bam", sam_text(), "wb"))};
}

// The bytes inside the blocks of a BAM file: blocks with good checksums are made of them again, so that a change
// reaches the records.
std::vector<std::string> inner_bam_corpus() {
  std::string bytes;
  const auto source = open_text(test::write_alignments(folder(), "u.bam", sam_text(), "wb"));
  for (TextPiece piece; source->fetch(piece);) {
    source->expand(piece);
    bytes += piece.chunk.text();
  }
  return {bytes};
}

void run_inner_bam(const std::string& bytes) {
  check_parts_agree({folder().write("reads", bgzf(bytes)), ""}, "");
}

std::vector<std::string> cram_corpus() {
  return {content(test::write_alignments(folder(), "c.cram", sam_text(), "wc", reference()))};
}

void run_cram(const std::string& bytes) {
  check_parts_agree({folder().write("reads", bytes), ""}, reference());
}

std::vector<std::string> sheet_corpus() {
  return {
      "case,sample,role,assay,lane,read1,read2,sex,father,mother,tumor_content,tumor_site\n"
      "C,T,tumor,wgs,1,a,b,F,,,70%,lung\nC,N,normal,wgs,1,c,d,2,,,,\n",
      "patient,sex,status,sample,lane,fastq_1,fastq_2\nP,XX,0,N,1,a,b\nP,XX,1,T,1,c,d\n",
      "\xef\xbb\xbfsample;lane;fastq_1;fastq_2;sex;phenotype;paternal_id;maternal_id;case_id\r\n"
      "\"dad\";1;a;b;1;1;0;0;f\r\nkid;1;\"c\";\"d\";2;2;dad;0;f\r\n"};
}

void run_sheet(const std::string& bytes) {
  static const bool has_files = [] {
    for (const char* name : {"a", "b", "c", "d"}) (void)folder().write(name, "x");
    return true;
  }();
  require(has_files, "");
  try {
    const SampleSheet sheet = read_sample_sheet(folder().write("samples.csv", bytes));
    require(!sheet.cases.empty(), "a sheet without cases");
    for (const Case& one : sheet.cases)
      for (const Sample& sample : one.samples)
        require(!sample.lanes.empty() && !sample.name.empty() && sample.name.find('/') == std::string::npos,
                "a sample without lanes or name");
  } catch (const InputError& error) {
    require(std::string(error.what()).find("Fix:") != std::string::npos, "an error names no way out");
  }
}

UmiPattern pattern(UmiSource source) {
  UmiPattern umi{source, UmiKind::duplex, 3, {}, {}};
  if (source == UmiSource::read) umi.read1 = umi.read2 = ReadStructure::parse("3M2S+T", "", "");
  return umi;
}

// Damaged: the reads with UMIs in their names, then the file of the UMIs.
std::vector<std::string> umi_corpus() {
  std::string names;
  std::string umis;
  for (int i = 0; i < 20; ++i) {
    const std::string name = std::string("@run:").append(std::to_string(i)) + ":ACG+TTA";
    names += name + " 1:N:0\n" + std::string(40, 'A') + "\n+\n" + std::string(40, 'F') + "\n";
    umis += name + " 2:N:0\nACGTTA\n+\nFFFFFF\n";
  }
  return {names, umis};
}

void run_umis(const std::string& bytes) {
  static const std::string good = folder().write("good", umi_corpus()[0]);
  const std::string damaged = folder().write("reads", bytes);
  for (const ReadFiles& files : {ReadFiles{damaged, ""}, ReadFiles{damaged, good}})
    for (const UmiSource source : {UmiSource::name, UmiSource::read}) {
      const auto whole = read_parts(files, 1, "", pattern(source));
      const auto parts = read_parts(files, 3, "", pattern(source));
      require(!whole || !parts || whole == parts, "three parts deliver something else than one");
    }
  const auto whole = read_parts({good, "", damaged}, 1, "", pattern(UmiSource::file));
  const auto parts = read_parts({good, "", damaged}, 3, "", pattern(UmiSource::file));
  require(!whole || !parts || whole == parts, "three parts deliver something else than one");
}

// 1,000 A and as many C.
struct SmallGenome {
  std::vector<Contig> contigs{{"one", contig_gap, 1000}, {"two", 2 * contig_gap + 1000, 1000}};
  std::vector<std::uint8_t> packed = std::vector<std::uint8_t>((3 * contig_gap + 2000) / 4 + 1);
  std::vector<GenomeInterval> gaps{
      {0, contig_gap}, {contig_gap + 1000, 2 * contig_gap + 1000}, {2 * contig_gap + 2000, 3 * contig_gap + 2000}};
  SmallGenome() {
    for (GenomePosition at = 2 * contig_gap + 1000; at < 2 * contig_gap + 2000; ++at)
      packed[at / 4] = static_cast<std::uint8_t>(packed[at / 4] | 1 << 2 * (at % 4));
  }
  [[nodiscard]] GenomeView view() const { return {contigs, packed, gaps, 3 * contig_gap + 2000}; }
};

void run_panel_targets(const std::string& bytes) {
  static const SmallGenome genome;
  try {
    const TargetPanel panel = read_targets(folder().write("t.bed", bytes), genome.view(), "_", 20);
    require(!panel.targets.empty(), "a panel without targets");
    for (const norrsken::Target& target : panel.targets)
      require(target.place.start < target.place.end && target.place.end <= genome.view().length &&
                  target.gene < panel.genes.size(),
              "a target lies nowhere");
  } catch (const InputError& error) {
    require(std::string(error.what()).find("Fix:") != std::string::npos, "an error names no way out");
  }
}

void run_hotspots(const std::string& bytes) {
  static const SmallGenome genome;
  try {
    for (const Hotspot& hotspot : read_hotspots(folder().write("h.tsv", bytes), genome.view()))
      require(hotspot.position >= contig_gap && hotspot.position + hotspot.reference.size() <= genome.view().length &&
                  !hotspot.alternate.empty() && hotspot.reference != hotspot.alternate,
              "a hot-spot lies nowhere");
  } catch (const InputError& error) {
    require(std::string(error.what()).find("Fix:") != std::string::npos, "an error names no way out");
  }
}

std::vector<std::string> panel_targets_corpus() {
  return {"#chrom\tstart\tend\tname\tref\none\t10\t20\tEGFR_1\tAAA\ntwo\t0\t1000\tKRAS\tC\n",
          "one 5 9\r\ntwo 7 8 x\r\n"};
}

std::vector<std::string> hotspots_corpus() {
  return {"contig\tpos\tref\talt\tgene\tname\none\t10\tA\tC,AT\tEGFR\tx\ntwo\t7\tCC\tC\n",
          "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\ntwo\t1\t.\tC\tCC\t.\t.\tGENE=K;A\n"};
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> list = {
      {"fastq", fastq_corpus, run_single_end},
      {"fastq_pairs", fastq_corpus, run_mate_1},
      {"fastq_gz", compressed_corpus, run_single_end},
      {"fastq_recompressed", fastq_corpus, run_recompressed},
      {"bam", bam_corpus, run_single_end},
      {"inner_bam", inner_bam_corpus, run_inner_bam},
      {"cram", cram_corpus, run_cram},
      {"sample_sheet", sheet_corpus, run_sheet},
      {"umis", umi_corpus, run_umis},
      {"panel_targets", panel_targets_corpus, run_panel_targets},
      {"hotspots", hotspots_corpus, run_hotspots},
  };
  return list;
}

}  // namespace norrsken::fuzz
