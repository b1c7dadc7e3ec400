#include "io/fastq_writer.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace norrsken;

TEST_CASE("a read is appended as four FASTQ lines") {
  std::string text = "before\n";
  const std::vector<BaseCode> bases = {0, 1, 2, 3, base_n};
  const std::vector<std::uint8_t> qualities = {40, 2, 0, 93, 12};
  append_fastq_record("sim:1", bases, qualities, text);
  CHECK(text == "before\n@sim:1\nACGTN\n+\nI#!~-\n");
}

TEST_CASE("a read without bases has two empty lines") {
  std::string text;
  append_fastq_record("r", {}, {}, text);
  CHECK(text == "@r\n\n+\n\n");
}

TEST_CASE("codes that are no base are written as N") {
  std::string text;
  const std::vector<BaseCode> bases = {9};
  const std::vector<std::uint8_t> qualities = {2};
  append_fastq_record("r", bases, qualities, text);
  CHECK(text == "@r\nN\n+\n#\n");
}
