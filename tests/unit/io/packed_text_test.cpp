#include "io/packed_text.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace norrsken;

namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("base64 has its padding") {
  CHECK(base64(bytes_of("")).empty());
  CHECK(base64(bytes_of("h")) == "aA==");
  CHECK(base64(bytes_of("hi")) == "aGk=");
  CHECK(base64(bytes_of("hi!")) == "aGkh");
  CHECK(base64(std::vector<std::uint8_t>{0xff, 0xfe, 0x00}) == "//4A");
}

TEST_CASE("packed text is a gzip file in base64, the same every time") {
  const std::string text(100000, 'x');
  const std::string packed = gzip_base64(text);
  CHECK(packed.substr(0, 4) == "H4sI");
  CHECK(packed.size() < 1000);
  CHECK(gzip_base64(text) == packed);
  CHECK(gzip_base64("") != packed);
}
