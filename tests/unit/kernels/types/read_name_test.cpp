#include "kernels/types/read_name.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace {
using namespace norrsken;

TEST_CASE("a fragment's name ends before the first blank or tab, wherever it stands") {
  for (std::size_t length = 0; length < 40; ++length)
    for (std::size_t blank = 0; blank <= length; ++blank)
      for (const char mark : {' ', '\t'}) {
        std::string text(length, '\x89');  // next to a tab, with the high bit
        for (std::size_t i = 0; i < length; ++i)
          if (i % 3 == 0) text[i] = '!';  // next to a blank
        if (blank < length) text[blank] = mark;
        if (blank + 3 < length) text[blank + 3] = ' ';
        CHECK(letters_before_blank(text) == blank);
      }
}

TEST_CASE("mates share a name") {
  CHECK(fragment_name("A:1:2/1") == "A:1:2");
  CHECK(fragment_name("A:1:2/2 comment") == "A:1:2");
  CHECK(fragment_name("A:1:2 1:N:0:ACGT") == "A:1:2");
  CHECK(fragment_name("A:1:2/3") == "A:1:2/3");
  CHECK(fragment_name("/1") == "/1");
  CHECK(fragment_name("") == "");
  CHECK(hash_read_name("A:1:2/1 x") == hash_read_name("A:1:2/2"));
  CHECK(hash_read_name("A:1:2/1") == hash_fragment_name("A:1:2"));
}

TEST_CASE("names of a flow cell have different hashes, and each letter changes half of the bits") {
  std::set<std::uint64_t> hashes;
  std::set<std::uint32_t> low;
  constexpr std::size_t count = 200000;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "A00001:12:HXXXXXXXX:" + std::to_string(1 + i % 4) +
                             ":1101:" + std::to_string(1000 + i / 4 % 500) + ":" + std::to_string(1000 + i / 2000 * 10);
    hashes.insert(hash_fragment_name(name));
    low.insert(static_cast<std::uint32_t>(hash_fragment_name(name)));
  }
  CHECK(hashes.size() == count);
  CHECK(low.size() > count - 20);  // of 2^32: five collisions are expected
  unsigned changed = 0;
  unsigned tries = 0;
  const std::string name = "HSQ1004:134:C0D8DACXX:1:1304:7855:18692";
  for (std::size_t at = 0; at < name.size(); ++at)
    for (const char mark : {'0', '1', '2', '7', 'Z'}) {
      std::string other = name;
      other[at] = mark;
      if (other == name) continue;
      changed += static_cast<unsigned>(std::popcount(hash_fragment_name(name) ^ hash_fragment_name(other)));
      ++tries;
    }
  CHECK(changed / tries >= 30);
  CHECK(changed / tries <= 34);
  CHECK(hash_fragment_name(std::string("ab")) != hash_fragment_name(std::string("ab\0", 3)));
}

}  // namespace
