#include "pipeline/report/run_summary.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <vector>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/report/embedded_page.hpp"
#include "pipeline/report/json_file.hpp"
#include "pipeline/report/report_page.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t max_message_letters = 500;

bool is_case_folder(const fs::path& folder) {
  if (folder.filename().string().starts_with(".")) return false;
  constexpr std::array<const char*, 4> signs = {"case.json", "DONE", "FAILED", "logs"};
  return std::any_of(signs.begin(), signs.end(), [&](const char* name) { return fs::exists(folder / name); });
}

std::vector<fs::path> case_folders(const std::string& output_folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(output_folder, error))
    if (entry.is_directory() && is_case_folder(entry.path())) folders.push_back(entry.path());
  if (error) throw SystemError(output_folder, "cannot be read", error.message());
  if (folders.empty())
    throw InputError(output_folder, "", "holds no case", "give the folder that norrsken run wrote with -o");
  std::sort(folders.begin(), folders.end());
  return folders;
}

array samples_of(const object& document) {
  array samples;
  for (const value& sample : document.at("samples").as_array()) {
    const object& metrics = sample.at("quality").at("metrics").as_object();
    object entry{{"name", sample.at("name")}, {"role", sample.at("role")}};
    for (const char* metric : {"mean_depth", "target_mean_depth", "duplicate_percent", "placed_percent"})
      if (const value* figure = metrics.if_contains(metric)) entry[metric] = *figure;
    samples.push_back(std::move(entry));
  }
  return samples;
}

void add_results(const object& document, object& entry) {
  entry["assay"] = document.at("assay");
  entry["light"] = document.at("light");
  entry["discuss"] = document.at("findings").at("discuss");
  entry["variants"] = document.at("findings").at("total");
  entry["samples"] = samples_of(document);
  array biomarkers;
  for (const value& tumor : document.at("biomarkers").as_array()) {
    object shown{{"sample", tumor.at("sample")}, {"tmb", tumor.at("tmb")}};
    if (const value* msi = tumor.as_object().if_contains("msi")) shown["msi"] = *msi;
    biomarkers.push_back(std::move(shown));
  }
  entry["biomarkers"] = std::move(biomarkers);
}

object summarise_case(const fs::path& folder) {
  object entry{{"case", folder.filename().string()}, {"state", "unfinished"}};
  if (fs::exists(folder / "FAILED")) {
    entry["state"] = "failed";
    entry["message"] = read_whole_file((folder / "FAILED").string()).substr(0, max_message_letters);
  } else if (fs::exists(folder / "DONE")) {
    entry["state"] = "done";
  }
  const std::string document = (folder / "case.json").string();
  if (!fs::exists(document)) return entry;
  try {
    add_results(read_json_object(document), entry);
  } catch (const std::exception&) {
    throw InputError(document, "", "lacks what a summary shows", "run the case again");
  }
  return entry;
}

// What norrsken watch has found of the run's controls.
void add_controls(const std::string& path, object& summary) {
  if (!fs::exists(path)) return;
  const object watched = read_json_object(path);
  try {
    summary["controls"] = watched.at("controls");
    summary["control_breach"] = watched.at("control_breach");
  } catch (const std::exception&) {
    throw InputError(path, "", "lacks what a summary shows", "remove it and let norrsken watch look again");
  }
}

}  // namespace

object make_run_summary(const std::string& output_folder) {
  array cases;
  for (const fs::path& folder : case_folders(output_folder)) cases.push_back(summarise_case(folder));
  object summary{{"schema", "norrsken-run-1"},
                 {"program", {{"name", "norrsken"}, {"version", NORRSKEN_VERSION}}},
                 {"cases", std::move(cases)}};
  add_controls(output_folder + "/watch.json", summary);
  return summary;
}

void write_run_summary(const std::string& output_folder) {
  const object summary = make_run_summary(output_folder);
  write_file(output_folder + "/run_summary.json", json_text(summary));
  write_file(output_folder + "/run_summary.html",
             fill_page(embedded_page.html, {{"title", "norrsken"},
                                            {"style", std::string(embedded_page.style)},
                                            {"case", json_for_script(summary)},
                                            {"texts", json_for_script(boost::json::parse(embedded_page.texts))},
                                            {"more", ""},
                                            {"reads", "{}"},
                                            {"viewer", ""},
                                            {"script", std::string(embedded_page.summary_script)}}));
}

}  // namespace norrsken
