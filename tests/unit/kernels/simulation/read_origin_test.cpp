#include "kernels/simulation/read_origin.hpp"

#include <catch2/catch.hpp>

using namespace norrsken;

TEST_CASE("a read's name tells its origin and can be parsed again") {
  const ReadOrigin origin{41, "HLA-A*01:01:01:01", true, {1419, 1000}, 1, 7};
  std::string name = "rubbish";
  write_read_name(origin, name);
  CHECK(name == "sim:41:HLA-A*01:01:01:01:-:1419:1000:1:7");
  CHECK(parse_read_name(name) == origin);
  CHECK(parse_read_name(name + "/2") == origin);
  CHECK(parse_read_name(name + "_ACG+TTA") == origin);
  CHECK(parse_read_name(name + "_ACGTACGT/1") == origin);
  CHECK(origin.is_duplicate());
}

TEST_CASE("the longest name stays under 200 letters") {
  std::string name;
  write_read_name({~0ULL, std::string(max_origin_contig_letters, 'c'), false, {~0U, ~0U}, 1, ~0ULL}, name);
  CHECK(name.size() < 200);
  CHECK(parse_read_name(name).has_value());
}

TEST_CASE("names of other reads are not understood") {
  for (const char* name : {"", "sim:", "sim:1:chr1:+:5:9:0", "read7", "sim:x:chr1:+:5:9:0:1", "sim:1:chr1:*:5:9:0:1",
                           "sim:1:chr1:+:5:-9:0:1", "sim:1:chr1:+:5:99999999999:0:1"})
    CHECK_FALSE(parse_read_name(name).has_value());
}
