#include "pipeline/report/report_page.hpp"

#include <openssl/evp.h>

#include <array>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "kernels/types/input_error.hpp"
#include "pipeline/report/embedded_page.hpp"
#include "pipeline/report/scout_config.hpp"

namespace norrsken {

TEST_CASE("places of a page are filled, and what is put in is not looked at again") {
  CHECK(fill_page("<a>{{one}}</a>{{two}}!", {{"one", "{{two}}"}, {"two", "2"}}) == "<a>{{two}}</a>2!");
  CHECK(fill_page("nothing { to {{ fill", {}) == "nothing { to {{ fill");
  CHECK_THROWS_AS(fill_page("{{three}}", {}), std::logic_error);
}

TEST_CASE("JSON cannot end the element it stands in, nor begin a comment") {
  CHECK(json_for_script(boost::json::value("</script><!--")) == R"("\u003c/script>\u003c!--")");
}

TEST_CASE("text of a title is text") {
  CHECK(html_text("<b>\"A&B\"</b>") == "&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;");
}

TEST_CASE("Scout knows two builds of the genome") {
  CHECK(scout_build("GRCh38") == "38");
  CHECK(scout_build("hg19") == "37");
  CHECK(scout_build("T2T-CHM13").empty());
  CHECK(scout_build("").empty());
}

TEST_CASE("a document of another schema is refused") {
  CHECK_THROWS_AS(make_report_page({{"schema", "norrsken-case-0"}}, "nowhere"), InputError);
  CHECK_THROWS_AS(make_report_page({{"schema", "norrsken-case-1"}}, "nowhere"), InputError);
  CHECK_THROWS_AS(make_report_page({}, "nowhere"), InputError);
}

// The last eight bytes of a gzip file: checksum and length of what it holds, little-endian.
TEST_CASE("the viewer is in the program as it was bought") {
  CHECK(embedded_page.viewer.starts_with("H4sI"));
  const std::string last(embedded_page.viewer.substr(embedded_page.viewer.size() - 16));
  std::array<std::uint8_t, 12> bytes{};
  REQUIRE(EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(last.data()), 16) == 12);
  const std::size_t padding = last.size() - last.find_last_not_of('=') - 1;
  const std::uint8_t* const end = bytes.data() + bytes.size() - padding;
  const auto number_at = [](const std::uint8_t* at) {
    return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
  };
  CHECK(number_at(end - 8) == 0x1ef4bd5e);
  CHECK(number_at(end - 4) == 1504208);
}

TEST_CASE("names in YAML are one line whatever they hold") {
  CHECK(yaml_text("plain") == "\"plain\"");
  CHECK(yaml_text("a\"b\\c\n- d: e") == "\"a\\\"b\\\\c\\x0a- d: e\"");
}

}  // namespace norrsken
