#include "io/packer.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <stdexcept>

namespace norrsken {

struct PackedPoint {
  std::uint32_t x = 0;
  std::int8_t y = 0;
  friend bool operator==(const PackedPoint&, const PackedPoint&) = default;
};
struct PackedName {
  std::string text;
  std::optional<std::string> alias;
  friend bool operator==(const PackedName&, const PackedName&) = default;
};
struct PackedShape {
  PackedName name;
  std::vector<PackedPoint> points;
  std::vector<PackedName> labels;
  std::optional<PackedPoint> centre;
  bool is_closed = false;
  std::array<std::uint16_t, 2> size{0, 0};
  friend bool operator==(const PackedShape&, const PackedShape&) = default;
};

auto fields(Either<PackedName> auto& name) {
  return std::tie(name.text, name.alias);
}
auto fields(Either<PackedShape> auto& shape) {
  return std::tie(shape.name, shape.points, shape.labels, shape.centre, shape.is_closed, shape.size);
}

// What all_fields() demands.
static_assert(field_count<PackedPoint>() == 2);
static_assert(field_count<PackedName>() == 2);
static_assert(field_count<PackedShape>() == 6);

namespace {

const std::out_of_range too_short("too short");

PackedShape example() {
  return {{"lake", "loch"}, {{1, -1}, {2, 3}}, {{"a", std::nullopt}, {"", "b"}}, PackedPoint{5, 6}, true, {7, 8}};
}

TEST_CASE("values are unpacked as they were packed") {
  const std::array<std::uint64_t, 2> list{9, 10};
  std::uint32_t number = 11;
  std::string text = "ACGT";
  Packer packer;
  packer.put(example(), PackedShape{}, std::vector<std::uint64_t>{}, std::uint8_t{4});
  packer.put_list(std::span<const std::uint64_t>(list));
  packer.put(std::tie(number, text));
  const std::string message(packer.text());
  const std::vector<std::byte> bytes = packer.take();
  CHECK(packer.take().empty());
  CHECK(std::equal(bytes.begin(), bytes.end(), std::as_bytes(std::span(message)).begin()));

  Unpacker unpacker(bytes, too_short);
  CHECK(unpacker.take<PackedShape>() == example());
  PackedShape shape = example();
  std::vector<std::uint64_t> numbers{1};
  unpacker.take(shape, numbers);
  CHECK(shape == PackedShape{});  // nothing is left of what it held
  CHECK(numbers.empty());
  CHECK(unpacker.take<std::uint8_t>() == 4);
  CHECK(unpacker.take<std::vector<std::uint64_t>>() == std::vector<std::uint64_t>{9, 10});
  number = 0;
  text.clear();
  CHECK_FALSE(unpacker.is_at_end());
  unpacker.take(std::tie(number, text));
  CHECK(number == 11);
  CHECK(text == "ACGT");
  CHECK(unpacker.is_at_end());
}

TEST_CASE("bytes that end early are the error that was asked for, wherever they end") {
  Packer packer;
  packer.put(example());
  const std::string bytes(packer.text());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    Unpacker unpacker(std::string_view(bytes).substr(0, length), too_short);
    CHECK_THROWS_AS(unpacker.take<PackedShape>(), std::out_of_range);
  }
}

TEST_CASE("a count that the bytes cannot hold is that error too, and asks for no memory") {
  for (const std::uint64_t count : {std::uint64_t{2}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    Packer packer;
    packer.put(count, std::uint8_t{1});
    const std::vector<std::byte> bytes = packer.take();
    CHECK_THROWS_AS(Unpacker(bytes, too_short).take<std::string>(), std::out_of_range);
    CHECK_THROWS_AS(Unpacker(bytes, too_short).take<std::vector<PackedPoint>>(), std::out_of_range);
    CHECK_THROWS_AS(Unpacker(bytes, too_short).take<std::vector<PackedName>>(), std::out_of_range);
    CHECK_THROWS_AS(Unpacker(bytes, too_short).take<PackedShape>(), std::out_of_range);
  }
}

}  // namespace
}  // namespace norrsken
