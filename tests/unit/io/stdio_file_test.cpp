#include "io/stdio_file.hpp"

#include <catch2/catch.hpp>

#include "input_files.hpp"

using namespace norrsken;
using norrsken::TemporaryFolder;

TEST_CASE("a file is opened to read its bytes, and one that is missing is told or is null") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "xy");
  CHECK(std::fgetc(open_to_read(path).get()) == 'x');
  CHECK(std::fgetc(try_to_open(path).get()) == 'x');
  CHECK_FALSE(try_to_open(folder.file("none")));
  CHECK(errno == ENOENT);
  CHECK_THROWS_AS(open_to_read(folder.file("none")), SystemError);
}
