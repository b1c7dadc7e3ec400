#include "kernels/types/number_text.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

namespace norrsken {
namespace {

TEST_CASE("a text that is a number all through is that number") {
  CHECK(parse_number<int>("-5") == -5);
  CHECK(parse_number<std::uint64_t>("18446744073709551615") == ~std::uint64_t{0});
  CHECK(parse_number<double>("1e3") == 1000.0);
  CHECK(parse_number<double>("0.25") == 0.25);
}

TEST_CASE("any other text is none") {
  for (const char* text : {"", " 1", "1 ", "12x", "+1", "x", "-"}) CHECK_FALSE(parse_number<int>(text));
  CHECK_FALSE(parse_number<std::uint8_t>("300"));
  CHECK_FALSE(parse_number<std::uint32_t>("-1"));
  CHECK_FALSE(parse_number<double>("0.5,0.1"));
}

}  // namespace
}  // namespace norrsken
