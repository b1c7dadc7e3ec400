#include "pipeline/report/biomarker_content.hpp"

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"

namespace norrsken {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

object header(const char* title, const char* description, const char* format) {
  return {{"title", title}, {"description", description}, {"format", format}, {"min", 0}};
}

void copy(const value& from, const char* name, object& row, const char* column) {
  if (const value* figure = from.as_object().if_contains(name)) row[column] = *figure;
}

}  // namespace

void write_biomarker_content(const std::string& folder, const object& document) {
  const array& tumors = document.at("biomarkers").as_array();
  if (tumors.empty()) return;
  object data;
  for (const value& tumor : tumors) {
    object row;
    copy(tumor.at("tmb"), "per_megabase", row, "tmb");
    copy(tumor.at("tmb"), "low", row, "tmb_low");
    copy(tumor.at("tmb"), "high", row, "tmb_high");
    if (const value* msi = tumor.as_object().if_contains("msi")) {
      copy(*msi, "percent", row, "msi_percent");
      copy(*msi, "sites", row, "msi_sites");
    }
    data[tumor.at("sample").as_string()] = std::move(row);
  }
  const object content{{"id", "norrsken_biomarkers"},
                       {"parent_id", "norrsken"},
                       {"parent_name", "Norrsken"},
                       {"section_name", "Biomarkers"},
                       {"description", "Mutational burden and microsatellite instability with 95 % intervals."},
                       {"plot_type", "table"},
                       {"pconfig", {{"id", "norrsken_biomarkers_table"}, {"title", "Norrsken: biomarkers"}}},
                       {"headers",
                        {{"tmb", header("TMB", "Mutations per million callable bases", "{:,.2f}")},
                         {"tmb_low", header("TMB low", "Lower bound, 95 %", "{:,.2f}")},
                         {"tmb_high", header("TMB high", "Upper bound, 95 %", "{:,.2f}")},
                         {"msi_percent", header("MSI %", "Unstable repeats, percent", "{:,.2f}")},
                         {"msi_sites", header("Repeats", "Repeats that were judged", "{:,.0f}")}}},
                       {"data", std::move(data)}};
  create_private_folders(folder);
  write_file(folder + "/" + std::string(document.at("case").as_string()) + "_biomarkers_mqc.json", json_text(content));
}

}  // namespace norrsken
