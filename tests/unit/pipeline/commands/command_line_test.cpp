#include "pipeline/commands/command_line.hpp"

#include <catch2/catch.hpp>

namespace norrsken {
namespace {

namespace po = boost::program_options;

struct Order {
  std::string size = "small", dish;
  std::vector<std::string> guests;
  bool is_hot = false;

  // Throws InputError. The text of --help.
  std::string read(const Arguments& arguments) {
    CommandLine line("order", "usage: norrsken order DISH GUEST...\n\n");
    line.options()("size,s", po::value(&size)->value_name("SIZE"), "how much")("hot", po::bool_switch(&is_hot), "warm");
    line.words("dish", po::value(&dish));
    line.words("guests", po::value(&guests), CommandLine::any_number);
    const std::string help = line.parse(arguments);
    has_size = line.has("size");
    given = line.given();
    return help;
  }
  bool has_size = false;
  std::vector<po::option> given;
};

TEST_CASE("options and words without a name set their variables") {
  Order order;
  CHECK(order.read({"soup", "--size", "large", "ann", "--hot", "bo"}).empty());
  CHECK(order.size == "large");
  CHECK(order.dish == "soup");
  CHECK(order.guests == std::vector<std::string>{"ann", "bo"});
  CHECK(order.is_hot);
  CHECK(order.has_size);
  REQUIRE(order.given.size() == 5);
  CHECK(order.given[1].string_key == "size");
  CHECK(order.given[1].value == std::vector<std::string>{"large"});

  Order nothing;
  CHECK(nothing.read({}).empty());
  CHECK(nothing.size == "small");
  CHECK(nothing.dish.empty());
  CHECK_FALSE(nothing.has_size);
}

TEST_CASE("the help shows the usage and the named options, itself last") {
  for (const char* word : {"--help", "-h"}) {
    const std::string help = Order().read({"soup", word});
    CHECK_THAT(help, Catch::StartsWith("usage: norrsken order DISH GUEST...\n\noptions:\n"));
    CHECK_THAT(help, Catch::Contains("-s [ --size ] SIZE"));
    CHECK(help.find("--hot") < help.find("--help"));
    CHECK_THAT(help, !Catch::Contains("--guests"));
  }
}

TEST_CASE("words that the command does not understand are refused by its name") {
  const auto refusal = [](const Arguments& arguments) -> std::string {
    try {
      return Order().read(arguments);
    } catch (const InputError& error) {
      return error.what();
    }
  };
  CHECK(refusal({"--colour"}) ==
        "order: unrecognised option '--colour'. Fix: norrsken order --help lists the options.");
  CHECK_THAT(refusal({"--size"}), Catch::StartsWith("order: the required argument for option '--size' is missing."));

  CHECK_THROWS_AS(CommandLine("nothing", "").read({"word"}), InputError);  // it takes none
}

TEST_CASE("who reads a command line goes on unless it asks for help") {
  CHECK(CommandLine("nothing", "").read({}));
  CHECK_FALSE(CommandLine("nothing", "").read({"-h"}));
}

}  // namespace
}  // namespace norrsken
