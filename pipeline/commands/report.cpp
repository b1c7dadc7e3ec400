// norrsken report: pages again from what a run left.
#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <cstdio>
#include <filesystem>

#include "pipeline/commands/command_line.hpp"
#include "pipeline/report/report_page.hpp"
#include "pipeline/report/run_summary.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* usage =
    "norrsken report FOLDER\n\n"
    "Writes report.html again from case.json and the evidence of a case, without calling. FOLDER is a case, or the\n"
    "output folder of a run: then of all its cases, with run_summary.html and run_summary.json.\n\n";

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw InputError("report", "", reason, hint);
}

// Cases that have not got so far are in the summary only.
unsigned report_all(const std::string& folder) {
  unsigned reports = 0;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "case.json")) {
      write_report_page(entry.path().string());
      ++reports;
    }
  write_run_summary(folder);
  return reports;
}

}  // namespace

ExitCode report_command(const Arguments& arguments) {
  std::string folder;
  CommandLine line("report", usage, "Options");
  line.words("folder", po::value(&folder));
  if (!line.read(arguments)) return ExitCode::ok;
  if (folder.empty()) refuse("needs a folder", "give the folder of a case, or the one that run wrote with -o");
  if (!fs::is_directory(folder))
    refuse(fmt::format("{} is no folder", folder), "give a folder that norrsken run wrote");
  if (fs::exists(fs::path(folder) / "case.json")) {
    write_report_page(folder);
    fmt::print("{}\n", (fs::path(folder) / "report.html").string());
    return ExitCode::ok;
  }
  const unsigned reports = report_all(folder);
  fmt::print("{} ({} reports)\n", (fs::path(folder) / "run_summary.html").string(), reports);
  return ExitCode::ok;
}

}  // namespace norrsken
