#include "io/evidence_slice.hpp"

#include <htslib/sam.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "evidence_reads.hpp"
#include "input_files.hpp"
#include "io/evidence_bam.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/placed_read.hpp"

using namespace norrsken;
using norrsken::TemporaryFolder;

namespace {

const std::vector<Contig> contigs{{"chr1", 2048, 10000}, {"HLA:1", 14096, 5000}};

// Twenty fragments over position 500, the first five with a variant; two mates each.
std::string write_bam(const TemporaryFolder& folder) {
  std::vector<EvidenceRead> reads;
  for (std::uint64_t name = 0; name < 20; ++name)
    for (const GenomePosition mate : {0U, 200U}) {
      EvidenceRead read;
      read.name_hash = name;
      read.position = 2048 + 450 + mate;
      read.mate_position = 2048 + 650 - mate;
      read.cigar = {{CigarKind::match, 100}};
      read.bases.assign(100, make_base_quality(1, 30));
      read.flags = static_cast<std::uint8_t>(read_is_paired | (mate != 0 ? read_is_second : 0));
      if (name < 5) read.variants = "400:A:G,500:A:C";
      reads.push_back(read);
    }
  std::stable_sort(reads.begin(), reads.end(),
                   [](const EvidenceRead& a, const EvidenceRead& b) { return a.position < b.position; });
  write_evidence_bam(folder.path(), {"1", "C", {"T"}}, 0, contigs, one_by_one(std::move(reads)));
  return folder.file("T.evidence.bam");
}

struct Slice {
  std::string header;
  std::multiset<std::string> names;
  std::set<std::int64_t> places;
};

Slice read_slice(const TemporaryFolder& folder, const std::vector<std::uint8_t>& bytes) {
  const std::string path = folder.write("slice.bam", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  htsFile* file = hts_open(path.c_str(), "r");
  CHECK(hts_check_EOF(file) == 1);
  sam_hdr_t* header = sam_hdr_read(file);
  REQUIRE(header != nullptr);
  bam1_t* record = bam_init1();
  Slice slice{sam_hdr_str(header), {}, {}};
  int state = 0;
  while ((state = sam_read1(file, header, record)) >= 0) {
    slice.names.insert(bam_get_qname(record));
    slice.places.insert(record->core.pos);
    CHECK(bam_aux_get(record, "RG") != nullptr);
    CHECK(record->core.mtid == 0);
  }
  CHECK(state == -1);
  bam_destroy1(record);
  sam_hdr_destroy(header);
  hts_close(file);
  return slice;
}

SliceRequest request_of(std::size_t most) {
  return {"chr1", 400, 800, "plain_name", "500:A:C", most};
}

}  // namespace

TEST_CASE("a slice is a whole BAM with one contig under the name asked for") {
  const TemporaryFolder folder;
  EvidenceFile file(write_bam(folder));
  const Slice slice = read_slice(folder, file.slice(request_of(60)));
  CHECK(slice.header == "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:plain_name\tLN:10000\n");
  CHECK(slice.names.size() == 40);
  CHECK(slice.places == std::set<std::int64_t>{450, 650});
}

TEST_CASE("of many fragments half are those with the variant") {
  const TemporaryFolder folder;
  EvidenceFile file(write_bam(folder));
  const Slice slice = read_slice(folder, file.slice(request_of(6)));
  CHECK(std::set<std::string>(slice.names.begin(), slice.names.end()) ==
        std::set<std::string>{"0000000000000000", "0000000000000001", "0000000000000002", "0000000000000005",
                              "0000000000000006", "0000000000000007"});
  SliceRequest other = request_of(6);
  other.variant = "00:A:G";  // the end of another one
  const Slice without = read_slice(folder, file.slice(other));
  CHECK(without.names.count("0000000000000005") == 2);
}

TEST_CASE("a place without reads and a contig that is not there give an empty BAM") {
  const TemporaryFolder folder;
  EvidenceFile file(write_bam(folder));
  SliceRequest request = request_of(60);
  request.start = 5000;
  request.end = 6000;
  CHECK(read_slice(folder, file.slice(request)).names.empty());
  request.contig = "chrNone";
  CHECK(read_slice(folder, file.slice(request)).names.empty());
}

TEST_CASE("no BAM, or no index beside it, is told") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(EvidenceFile(folder.file("none.bam")), InputError);
  CHECK_THROWS_AS(EvidenceFile(folder.write("text.bam", "text")), InputError);
  const std::string bam = write_bam(folder);
  std::remove((bam + ".bai").c_str());
  CHECK_THROWS_AS(EvidenceFile(bam), InputError);
}
