#include "pipeline/report/report_page.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <filesystem>
#include <stdexcept>

#include "io/atomic_file.hpp"
#include "io/evidence_slice.hpp"
#include "io/packed_text.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/report/embedded_page.hpp"
#include "pipeline/report/json_file.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t raw_per_packed = 12;  // findings as JSON shrink about so much; tried first
constexpr const char* cut_mark = "\xe2\x80\xa6";

// Cuts at a letter, not inside one (UTF-8).
void cut_texts(value& node) {
  if (auto* list = node.if_array()) {
    for (value& each : *list) cut_texts(each);
  } else if (auto* members = node.if_object()) {
    for (auto& member : *members) cut_texts(member.value());
  } else if (auto* text = node.if_string(); text != nullptr && text->size() > max_field_letters) {
    std::size_t end = max_field_letters;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xc0) == 0x80) --end;
    text->resize(end);
    text->append(cut_mark);
  }
}

// Names that igv.js takes for something else ("HLA-A*01:01") get others: a slice has one contig only.
std::string viewer_name(std::string_view contig) {
  std::string name(contig.substr(0, 60));
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0 && letter != '.' && letter != '-') letter = '_';
  return name.empty() ? "contig" : name;
}

// First `count` of the findings that are not in the page, packed.
std::string pack(const array& items, std::size_t first, std::size_t count) {
  std::string text = "[";
  for (std::size_t i = first; i < first + count; ++i) {
    if (i != first) text += ',';
    text += boost::json::serialize(items[i]);
  }
  return gzip_base64(text + "]");
}

// Leaves the first findings in the document; the text of the others that fit.
std::string split_findings(object& findings) {
  array& items = findings.at("items").as_array();
  const std::size_t first = std::min(items.size(), max_inline_findings);
  std::size_t count = 0;
  std::size_t raw = 0;
  while (first + count < items.size() && raw < raw_per_packed * max_packed_bytes) {
    items[first + count].as_object().erase("slice");
    raw += boost::json::serialize(items[first + count]).size();
    ++count;
  }
  std::string packed = count == 0 ? "" : pack(items, first, count);
  while (packed.size() > max_packed_bytes) {
    count = count * max_packed_bytes / packed.size() * 9 / 10;
    packed = pack(items, first, count);
  }
  findings["packed"] = count;
  items.resize(first);
  return packed;
}

std::string key_of(const object& finding) {
  std::string key(finding.at("contig").as_string());
  key += ':' + std::to_string(finding.at("position").to_number<std::int64_t>()) + ':';
  key += finding.at("reference").as_string();
  key += ':';
  key += finding.at("alternate").as_string();
  return key;
}

// {key: [base64 of a BAM of each sample]}; findings in their order until the page would become too large.
object reads_object(object& document, const std::string& case_folder) {
  object reads;
  std::vector<EvidenceFile> files;
  for (const value& sample : document.at("samples").as_array()) {
    const std::string path = case_folder + "/bam/" + std::string(sample.at("name").as_string()) + ".evidence.bam";
    std::error_code none;  // a name may be too long for a file
    if (!std::filesystem::exists(path, none)) return reads;
    files.emplace_back(path);
  }
  std::size_t bytes = 0;
  for (value& item : document.at("findings").at("items").as_array()) {
    object& finding = item.as_object();
    const value* slice = finding.if_contains("slice");
    if (slice == nullptr || slice->as_object().empty()) continue;
    const auto position = finding.at("position").to_number<std::int64_t>();
    SliceRequest request;
    request.contig = finding.at("contig").as_string();
    request.start = std::max<std::int64_t>(0, position - 100);
    request.end = position + 100;
    request.shown_contig = viewer_name(request.contig);
    const std::string key = key_of(finding);
    request.variant = key.substr(request.contig.size() + 1);
    finding["slice"].as_object()["contig"] = request.shown_contig;
    array packed;
    for (EvidenceFile& file : files) {
      packed.emplace_back(base64(file.slice(request)));
      bytes += packed.back().as_string().size();
    }
    if (bytes > max_reads_bytes) break;
    reads[key] = std::move(packed);
  }
  return reads;
}

void add_provenance(object& document, const std::string& case_folder) {
  const std::string path = case_folder + "/provenance.json";
  if (!std::filesystem::exists(path)) return;
  const object all = read_json_object(path);
  object shown;
  for (const char* name : {"started", "finished"})
    if (const value* text = all.if_contains(name)) shown[name] = *text;
  if (const value* files = all.if_contains("files"))
    for (const value& file : files->as_array())
      if (file.at("role") == "reference") shown["reference"] = file.at("path");
  document["provenance"] = std::move(shown);
}

// What `norrsken bench -o CASE/bench` found, where somebody has compared the case with a truth set.
void add_benchmark(object& document, const std::string& case_folder) {
  const std::string path = case_folder + "/bench/summary.json";
  if (!std::filesystem::exists(path)) return;
  const object summary = read_json_object(path);
  object shown;
  for (const auto& [type, counts] : summary.at("counts").as_object()) {
    object row;
    for (const char* name : {"recall", "precision", "f1", "truth_total", "fn", "fp"})
      if (const value* figure = counts.as_object().if_contains(name)) row[name] = *figure;
    shown[type] = std::move(row);
  }
  document["benchmark"] = std::move(shown);
}

}  // namespace

std::string fill_page(std::string_view page, const PagePlaces& places) {
  std::string filled;
  while (true) {
    const std::size_t open = page.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : page.find("}}", open);
    if (close == std::string_view::npos) return filled.append(page);
    const std::string_view name = page.substr(open + 2, close - open - 2);
    const auto place = std::find_if(places.begin(), places.end(), [&](const auto& each) { return each.first == name; });
    if (place == places.end()) throw std::logic_error("a page has no text for " + std::string(name));
    filled.append(page.substr(0, open)).append(place->second);
    page.remove_prefix(close + 2);
  }
}

std::string json_for_script(const value& node) {
  std::string text;
  for (const char letter : boost::json::serialize(node)) {
    if (letter == '<')
      text += "\\u003c";
    else
      text += letter;
  }
  return text;
}

std::string html_text(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string make_report_page(object document, const std::string& case_folder) {
  try {
    if (document.at("schema") != "norrsken-case-1")
      throw InputError(case_folder + "/case.json", "", "is of another schema than this program writes",
                       "run the case again with this version");
    const object reads = reads_object(document, case_folder);
    const std::string more = split_findings(document.at("findings").as_object());
    if (array& hotspots = document.at("hotspots").as_array(); hotspots.size() > max_hotspot_rows)
      hotspots.resize(max_hotspot_rows);
    add_provenance(document, case_folder);
    add_benchmark(document, case_folder);
    value cut(std::move(document));
    cut_texts(cut);
    const std::string title = "norrsken " + std::string(cut.at("case").as_string());
    return fill_page(embedded_page.html, {{"title", html_text(title)},
                                          {"style", std::string(embedded_page.style)},
                                          {"case", json_for_script(cut)},
                                          {"texts", json_for_script(boost::json::parse(embedded_page.texts))},
                                          {"more", more},
                                          {"reads", json_for_script(reads)},
                                          {"viewer", std::string(embedded_page.viewer)},
                                          {"script", std::string(embedded_page.report_script)}});
  } catch (const boost::system::system_error&) {
    throw InputError(case_folder + "/case.json", "", "lacks what a report shows", "run the case again");
  } catch (const std::out_of_range&) {
    throw InputError(case_folder + "/case.json", "", "lacks what a report shows", "run the case again");
  } catch (const std::invalid_argument&) {
    throw InputError(case_folder + "/case.json", "", "lacks what a report shows", "run the case again");
  }
}

void write_report_page(const std::string& case_folder) {
  write_file(case_folder + "/report.html", make_report_page(read_json_object(case_folder + "/case.json"), case_folder));
}

}  // namespace norrsken
