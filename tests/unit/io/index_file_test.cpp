#include "io/index_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "input_files.hpp"
#include "io/fasta.hpp"
#include "io/index_file_layout.hpp"
#include "io/sha256.hpp"
#include "kernels/types/input_error.hpp"

namespace {
using namespace norrsken;
namespace layout = index_layout;
namespace fs = std::filesystem;

constexpr const char* fasta_text = ">one\nACGTACGTNNACGTAGGG\n>two\nTTTTGACA\n";

// A small index with a made-up table, and the FASTA that its reference came from.
struct SmallIndex {
  TemporaryFolder folder;
  std::string fasta = folder.write("small.fa", fasta_text);
  std::string path = folder.file("small.nsk");
  ReferenceGenome genome = read_fasta(fasta);
  std::vector<std::uint64_t> table = {1, 2, 3, 4, 5, 6, 7, 0};
  std::vector<GenomePosition> lists = {2, 11, 12};
  std::uint64_t size_bytes = write();

  [[nodiscard]] std::uint64_t write() const {
    return write_index_file(path, {genome.view(), genome.contig_md5, "small.fa", sha256_of_file(fasta), table, lists});
  }
  [[nodiscard]] std::string bytes() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Writes changed bytes in place of the index and returns what open() says of them.
  [[nodiscard]] std::string refusal(const std::string& changed, IndexCheck check = IndexCheck::quick) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << changed;
    try {
      (void)IndexFile::open(path, check);
    } catch (const InputError& error) {
      CHECK(error.code() == ExitCode::reference);
      // A file that is no index at all may be one that the user needs: no command to overwrite it.
      const std::string message = error.what();
      const bool is_foreign =
          message.find("not a Norrsken index") != std::string::npos || message.find("too short") != std::string::npos;
      CHECK_THAT(message, Catch::StartsWith(path) && Catch::Contains("norrsken index "));
      CHECK((message.find("-o " + path) != std::string::npos) != is_foreign);
      return error.what();
    }
    return "accepted";
  }
  // As refusal(), of a header changed with its checksum made right again.
  [[nodiscard]] std::string refusal_of_header(const std::function<void(layout::Header&)>& change) const {
    std::string changed = bytes();
    layout::Header header;
    std::memcpy(&header, changed.data(), sizeof header);
    change(header);
    header.checksum = layout::checksum_of(header);
    std::memcpy(changed.data(), &header, sizeof header);
    return refusal(changed);
  }
};

TEST_CASE("an index file gives back what was written") {
  const SmallIndex small;
  for (const IndexCheck check : {IndexCheck::quick, IndexCheck::everything}) {
    const IndexFile opened = IndexFile::open(small.path, check);
    CHECK(opened.size_bytes() == small.size_bytes);
    CHECK(opened.size_bytes() == fs::file_size(small.path));
    CHECK(opened.reference_name() == "small.fa");
    CHECK(opened.reference_sha256() == sha256_of_file(small.fasta));
    CHECK(opened.checksum().size() == 16);
    CHECK(opened.checksum() == IndexFile::open(small.path).checksum());
    CHECK(std::vector<std::string>(opened.contig_md5().begin(), opened.contig_md5().end()) == small.genome.contig_md5);
    const GenomeView view = opened.genome();
    CHECK(view.length == small.genome.length);
    REQUIRE(view.contigs.size() == 2);
    CHECK(view.contigs[1].name == "two");
    CHECK(view.contigs[1].start == small.genome.contigs[1].start);
    CHECK(view.contigs[1].length == 8);
    CHECK(std::vector<std::uint8_t>(view.packed.begin(), view.packed.end()) == small.genome.packed);
    REQUIRE(view.n_runs.size() == small.genome.n_runs.size());
    for (std::size_t i = 0; i < view.n_runs.size(); ++i) {
      CHECK(view.n_runs[i].start == small.genome.n_runs[i].start);
      CHECK(view.n_runs[i].end == small.genome.n_runs[i].end);
    }
    CHECK(std::vector<std::uint64_t>(opened.seed_table().begin(), opened.seed_table().end()) == small.table);
    CHECK(std::vector<GenomePosition>(opened.seed_lists().begin(), opened.seed_lists().end()) == small.lists);
    CHECK(reinterpret_cast<std::uintptr_t>(opened.seed_table().data()) % 64 == 0);
  }
}

TEST_CASE("views of an index stay valid when it is moved") {
  const SmallIndex small;
  IndexFile first = IndexFile::open(small.path);
  const GenomeView view = first.genome();
  IndexFile second = std::move(first);
  IndexFile third = IndexFile::open(small.path);
  third = std::move(second);
  CHECK(view.contigs[0].name == "one");
  CHECK(view.contigs.data() == third.genome().contigs.data());
  CHECK(third.genome().packed[contig_gap / 4] == 0xE4);  // ACGT
}

TEST_CASE("equal contents give equal bytes, and nothing but the index is left in the folder") {
  const SmallIndex small;
  const std::string first = small.bytes();
  (void)small.write();
  CHECK((small.bytes() == first));
  CHECK(std::distance(fs::directory_iterator(fs::path(small.path).parent_path()), {}) == 2);
  struct stat status {};
  REQUIRE(stat(small.path.c_str(), &status) == 0);
  const mode_t mask = umask(0);
  umask(mask);
  CHECK((status.st_mode & 0777) == (0666 & ~mask));
}

TEST_CASE("an index that cannot be written leaves nothing and says why") {
  const SmallIndex small;
  const IndexContent content{small.genome.view(), small.genome.contig_md5, "small.fa", "", small.table, small.lists};
  CHECK_THROWS_AS(write_index_file(small.folder.file("none") + "/a.nsk", content), SystemError);
  CHECK_FALSE(fs::exists(small.folder.file("none")));
}

TEST_CASE("what is no index, or one of another kind, is refused with the command that rebuilds it") {
  const SmallIndex small;
  const std::string good = small.bytes();
  CHECK_THAT(small.refusal(""), Catch::Contains("too short"));
  CHECK_THAT(small.refusal(std::string(10000, 'A')), Catch::Contains("not a Norrsken index"));
  CHECK_THAT(small.refusal(good.substr(0, good.size() - 1)), Catch::Contains("truncated"));
  CHECK_THAT(small.refusal(good.substr(0, 4096)), Catch::Contains("truncated"));
  CHECK_THAT(small.refusal(good + "A"), Catch::Contains("overwritten"));
  CHECK(small.refusal(good) == "accepted");
  CHECK_THAT(small.refusal_of_header([](layout::Header& header) { header.version = 99; }),
             Catch::Contains("format 99"));
  (void)small.refusal(good);
  CHECK_THAT(small.refusal_of_header([](layout::Header& header) { header.byte_order = 0x04030201; }),
             Catch::Contains("byte order"));
  const std::vector<std::function<void(layout::Header&)>> other_seeds = {
      [](layout::Header& header) { header.k = 21; }, [](layout::Header& header) { header.w = 11; },
      [](layout::Header& header) { header.max_places = 64; }, [](layout::Header& header) { header.rules += 1; }};
  for (const auto& change : other_seeds) {
    (void)small.refusal(good);
    CHECK_THAT(small.refusal_of_header(change), Catch::Contains("other seeds"));
  }
  const std::vector<std::function<void(layout::Header&)>> misfits = {
      [](layout::Header& header) { header.sections[layout::lists].offset += 1; },
      [](layout::Header& header) { header.sections[layout::lists].offset += 1U << 20; },
      [](layout::Header& header) { header.sections[layout::table].size_bytes = ~std::uint64_t{0}; },
      [](layout::Header& header) { header.sections[layout::table].size_bytes -= 8; },
      [](layout::Header& header) { header.genome_length += 4; }};
  for (const auto& change : misfits) {
    (void)small.refusal(good);
    CHECK_THAT(small.refusal_of_header(change), Catch::Contains("damaged"));
  }
  const fs::path missing = small.folder.file("missing.nsk");
  CHECK_THROWS_WITH(IndexFile::open(missing.string()),
                    Catch::Contains("no such index") && Catch::Contains("norrsken index REFERENCE.fa -o"));
  CHECK_THROWS_AS(IndexFile::open(small.folder.path()), InputError);
}

TEST_CASE("a changed byte is noticed in the header and in each section") {
  const SmallIndex small;
  const std::string good = small.bytes();
  for (std::size_t i = 0; i < sizeof(layout::Header); ++i) {
    std::string changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    REQUIRE(small.refusal(changed) != "accepted");
  }
  layout::Header header;
  std::memcpy(&header, good.data(), sizeof header);
  for (unsigned section = 0; section < layout::section_count; ++section) {
    const layout::SectionEntry& entry = header.sections[section];
    REQUIRE(entry.size_bytes > 0);
    for (const std::uint64_t at : {std::uint64_t{0}, entry.size_bytes / 2, entry.size_bytes - 1}) {
      std::string changed = good;
      changed[entry.offset + at] = static_cast<char>(changed[entry.offset + at] ^ 0x01);
      INFO(layout::section_names[section]);
      CHECK_THAT(small.refusal(changed, IndexCheck::everything),
                 Catch::Contains(std::string("checksum of the ") + layout::section_names[section]));
      // Without reading the large sections only the small ones are known to be whole.
      CHECK((small.refusal(changed) == "accepted") == (section > layout::n_runs));
    }
  }
}

TEST_CASE("the same genome in another file passes for the reference of an index, another genome does not") {
  const SmallIndex small;
  const IndexFile opened = IndexFile::open(small.path);
  CHECK_NOTHROW(check_same_reference(opened, small.fasta));
  const auto check = [&](std::string_view text) { check_same_reference(opened, small.folder.write("other.fa", text)); };
  CHECK_NOTHROW(check(test::gzip(">one text\nacgtacgt\nNNACGTAGGG\n>two\nTTTTGACA\n")));
  CHECK_THROWS_WITH(check(">one\nACGTACGTNNACGTAGGG\n>two\nTTTTGACC\n"),
                    Catch::Contains("\"two\" has another sequence") && Catch::Contains("small.fa"));
  CHECK_THROWS_WITH(check(">one\nACGTACGTNNACGTAGG\n>two\nTTTTGACA\n"), Catch::Contains("has 17 bases"));
  CHECK_THROWS_WITH(check(">chr1\nACGTACGTNNACGTAGGG\n>two\nTTTTGACA\n"), Catch::Contains("contig 1 is \"chr1\""));
  CHECK_THROWS_WITH(check(">one\nACGTACGTNNACGTAGGG\n"), Catch::Contains("1 contigs, in the index 2"));
  CHECK_THROWS_AS(check("no FASTA\n"), InputError);
}

}  // namespace
