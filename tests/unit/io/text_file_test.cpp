#include "io/text_file.hpp"

#include <catch2/catch.hpp>

#include "io/atomic_file.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

namespace norrsken {
namespace {

TEST_CASE("a text file is read whole; one that is not there is nothing, one that cannot be read an error") {
  const TemporaryFolder folder;
  const std::string text(100'000, 'x');
  write_file(folder.file("long.txt"), text);
  write_file(folder.file("empty.txt"), "");
  CHECK(read_text_file(folder.file("long.txt")) == text);
  CHECK(read_text_file(folder.file("empty.txt")) == "");
  CHECK_FALSE(read_text_file(folder.file("missing.txt")));
  CHECK_FALSE(read_text_file(folder.file("long.txt/below.txt")));
  CHECK_THROWS_AS(read_text_file(folder.path()), SystemError);
}

}  // namespace
}  // namespace norrsken
