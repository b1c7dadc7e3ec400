#include "io/provenance.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

TEST_CASE("provenance holds version, command, options, files and libraries in one file") {
  const TemporaryFolder folder;
  Provenance provenance;
  provenance.case_name = "C1";
  provenance.program_version = "0.1.0";
  provenance.command = "norrsken run --reads \"a b\"";
  provenance.parameters = {{"min_quality_phred", "20"}, {"a", "b"}};
  provenance.files = {{"reads", "/data/R1.fastq.gz", 12, "ab"}, {"reference", "ref.fa", 5000000000, "cd"}};
  provenance.libraries = io_library_versions();
  provenance.host = host_name();
  provenance.started = utc_timestamp();
  provenance.ranks = 4;
  provenance.stages = {{"place", 2.5, 9.25}, {"call", 1, 3}};
  provenance.peak_memory_bytes = 6000000000;
  write_provenance(folder.file("provenance.json"), provenance);
  const auto document = boost::json::parse(read_all(folder.file("provenance.json")));
  CHECK(document.at_pointer("/command").as_string() == "norrsken run --reads \"a b\"");
  CHECK(document.at_pointer("/parameters/min_quality_phred").as_string() == "20");
  CHECK(document.at_pointer("/files/1/bytes").to_number<std::uint64_t>() == 5000000000);
  CHECK(document.at_pointer("/files/0/sha256").as_string() == "ab");
  CHECK(document.at_pointer("/machine/ranks").to_number<int>() == 4);
  CHECK(document.at_pointer("/stages/0/stage").as_string() == "place");
  CHECK(document.at_pointer("/stages/0/cpu_seconds").to_number<double>() == 9.25);
  CHECK(document.at_pointer("/stages/1/wall_seconds").to_number<double>() == 1);
  CHECK(document.at_pointer("/peak_memory_bytes").to_number<std::uint64_t>() == 6000000000);
  for (const char* library : {"htslib", "libdeflate", "isa-l", "zlib", "zstd", "openssl", "boost"})
    CHECK(!document.at("libraries").at(library).as_string().empty());
}

TEST_CASE("a time stamp is ISO 8601 in UTC") {
  const std::string now = utc_timestamp();
  REQUIRE(now.size() == 20);
  CHECK(now[4] == '-');
  CHECK(now[10] == 'T');
  CHECK(now.substr(0, 2) == "20");
  CHECK(now.back() == 'Z');
}

TEST_CASE("a case is DONE or FAILED, never both, and none while it is worked on") {
  const TemporaryFolder folder;
  write_marker(folder.path(), CaseMarker::failed, "disk full");
  CHECK(read_all(folder.file("FAILED")) == "disk full\n");
  write_marker(folder.path(), CaseMarker::done, "ok");
  CHECK(std::filesystem::exists(folder.file("DONE")));
  CHECK(folder.entries() == 1);
  remove_markers(folder.path());
  CHECK(folder.entries() == 0);
  remove_markers(folder.path());
}

TEST_CASE("a marker in a folder that is not there is a SystemError") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_marker(folder.file("missing"), CaseMarker::done, ""), SystemError);
}
