#include "io/evidence_bam.hpp"

#include <htslib/sam.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "evidence_reads.hpp"
#include "input_files.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/placed_read.hpp"

using namespace norrsken;

namespace {

const std::vector<Contig> contigs{{"chr1", 2048, 10000}, {"chr2", 14096, 5000}};
const EvidenceHeader header{"1.2", "C1", {"T", "N"}};

EvidenceRead make_read(std::uint64_t name, GenomePosition position, std::uint8_t sample) {
  EvidenceRead read;
  read.name_hash = name;
  read.position = position;
  read.cigar = {{CigarKind::match, 3}, {CigarKind::deletion, 2}, {CigarKind::match, 2}};
  read.bases = {make_base_quality(0, 30), make_base_quality(1, 31), make_base_quality(2, 32), not_called,
                make_base_quality(3, 33)};
  read.flags = read_is_paired | read_is_reverse | read_is_second;
  read.confidence_phred = 47;
  read.sample = sample;
  return read;
}

// "name flag contig pos mapq cigar mate-contig mate-pos bases tags"
std::vector<std::string> lines_of(const std::string& path, const std::string& region) {
  htsFile* file = hts_open(path.c_str(), "r");
  sam_hdr_t* parsed = sam_hdr_read(file);
  hts_idx_t* index = sam_index_load(file, path.c_str());
  REQUIRE(index != nullptr);
  hts_itr_t* iterator = sam_itr_querys(index, parsed, region.c_str());
  bam1_t* record = bam_init1();
  kstring_t text = KS_INITIALIZE;
  std::vector<std::string> lines;
  while (sam_itr_next(file, iterator, record) >= 0) {
    REQUIRE(sam_format1(parsed, record, &text) >= 0);
    lines.emplace_back(text.s);
  }
  ks_free(&text);
  bam_destroy1(record);
  hts_itr_destroy(iterator);
  hts_idx_destroy(index);
  sam_hdr_destroy(parsed);
  hts_close(file);
  return lines;
}

}  // namespace

TEST_CASE("an evidence read is found by region with its tags") {
  const norrsken::TemporaryFolder folder;
  EvidenceRead read = make_read(0xabcULL, 2048 + 99, 0);
  read.haplotype = 2;
  read.variants = "103:TGG:T";
  read.mate_position = 2048 + 299;
  write_evidence_bam(folder.path(), header, 0, contigs, one_by_one({read, make_read(7, 14096, 0)}));
  const std::string path = folder.file("T.evidence.bam");
  CHECK(lines_of(path, "chr1:100-101") ==
        std::vector<std::string>{"0000000000000abc\t147\tchr1\t100\t47\t3M2D2M\t=\t300\t0\tACGNT\t?@A!B\tRG:Z:T\tHP:i:2"
                                 "\tXV:Z:103:TGG:T"});
  CHECK(lines_of(path, "chr2").size() == 1);
  CHECK(lines_of(path, "chr1:200-300").empty());
}

TEST_CASE("a read without a known haplotype or mate says nothing of them") {
  const norrsken::TemporaryFolder folder;
  write_evidence_bam(folder.path(), header, 1, contigs, one_by_one({make_read(7, 14096, 1)}));
  CHECK(lines_of(folder.file("N.evidence.bam"), "chr2") ==
        std::vector<std::string>{"0000000000000007\t145\tchr2\t1\t47\t3M2D2M\t*\t0\t0\tACGNT\t?@A!B\tRG:Z:N"});
}

TEST_CASE("a file without reads is a whole BAM with an index, readable by its owner only") {
  const norrsken::TemporaryFolder folder;
  write_evidence_bam(folder.file("bam"), header, 0, contigs, one_by_one({}));
  const std::string path = folder.path() + "/bam/T.evidence.bam";
  CHECK(lines_of(path, "chr1").empty());
  struct stat status {};
  for (const char* end : {"", ".bai"}) {
    REQUIRE(stat((path + end).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("a contig too long for BAI gets a CSI index") {
  const norrsken::TemporaryFolder folder;
  const std::vector<Contig> longer{{"long", 2048, 600000000}};
  write_evidence_bam(folder.path(), header, 0, longer, one_by_one({make_read(1, 590000000, 0)}));
  CHECK(std::ifstream(folder.file("T.evidence.bam.csi")).good());
  CHECK(lines_of(folder.file("T.evidence.bam"), "long:589990000-590000000").size() == 1);
}

TEST_CASE("a folder that cannot be written is told") {
  const norrsken::TemporaryFolder folder;
  std::ofstream(folder.file("file")) << "x";
  CHECK_THROWS_AS(write_evidence_bam(folder.file("file"), header, 0, contigs, one_by_one({})), SystemError);
}

TEST_CASE("evidence reads come out of their packing as they went in") {
  EvidenceRead read = make_read(5, 3000, 1);
  read.variants = "1:A:C";
  const std::vector<EvidenceRead> reads{read, EvidenceRead{}, make_read(6, 4000, 0)};
  const std::string packed = pack_evidence(reads);
  EvidenceRead unpacked;
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < packed.size();) {
    begins.push_back(at);
    at = unpack_evidence(packed, at, unpacked);
    REQUIRE(begins.size() <= reads.size());
    CHECK(unpacked == reads[begins.size() - 1]);
  }
  REQUIRE(begins.size() == reads.size());
  CHECK(unpack_evidence(packed, begins[1], unpacked) == begins[2]);
  CHECK(unpacked == reads[1]);
  CHECK_THROWS_AS(unpack_evidence(std::string_view(packed).substr(0, packed.size() - 1), begins[2], unpacked),
                  std::logic_error);
}
