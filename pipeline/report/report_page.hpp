// report.html: one file that needs nothing else, made from case.json and the evidence beside it.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norrsken {

// Sizes that keep the page under 10 MB whatever the case holds.
inline constexpr std::size_t max_inline_findings = 300;    // the rest is packed and unpacked when asked for
inline constexpr std::size_t max_packed_bytes = 3U << 20;  // of them
inline constexpr std::size_t max_reads_bytes = 3U << 20;   // of the viewer's reads, first findings first
inline constexpr std::size_t max_field_letters = 1000;     // longer texts are cut in the page
inline constexpr std::size_t max_hotspot_rows = 5000;      // in the page; all are in the table

// The page of one case. Reads bam/ and provenance.json of the folder where they are. Throws InputError: a document of
// another schema or that lacks what the page shows.
[[nodiscard]] std::string make_report_page(boost::json::object document, const std::string& case_folder);

// Reads CASE/case.json and writes CASE/report.html. Throws InputError, SystemError.
void write_report_page(const std::string& case_folder);

// Template with its {{places}} filled, each once. Values are put in as they are.
using PagePlaces = std::vector<std::pair<std::string_view, std::string>>;
[[nodiscard]] std::string fill_page(std::string_view page, const PagePlaces& places);
// JSON that cannot end the script element it stands in: "<" is written as \u003c.
[[nodiscard]] std::string json_for_script(const boost::json::value& value);
// Text of an element or attribute.
[[nodiscard]] std::string html_text(std::string_view text);

}  // namespace norrsken
