// The night's control: a GIAB sample in a sheet, judged by norrsken bench, and held against the runs before it.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "pipeline/nightly/site_file.hpp"

namespace norrsken {

struct ControlMetric {
  std::string name;  // "snv_f1"
  double value = 0;
};
struct ControlRun {
  std::string date;  // UTC
  std::string run;
  std::string sample;
  std::vector<ControlMetric> metrics;
};

// A metric of a run within what the runs before it let expect.
struct ControlVerdict {
  ControlMetric metric;
  double low = 0;  // mean -+ 3 standard deviations of the last runs of the sample; both 0 with fewer than 5
  double high = 0;
  bool is_breach = false;
  std::vector<double> before;  // of those runs, the latest last
};

// Runs norrsken bench on the calls of a control and reads its figures, and the depth from qc/SAMPLE.json; without the
// name of the run.
// Throws InputError or SystemError.
[[nodiscard]] ControlRun judge_control(const Site& site, const std::string& case_folder, const std::string& sample);

// A table with tabs: date, run, sample, then name=value of every metric. Lines that cannot be read are passed over.
[[nodiscard]] std::vector<ControlRun> read_history(const std::string& path);
void append_history(const std::string& path, const ControlRun& run);

// before: earlier runs, the latest last; those of other samples are passed over. Recall, precision, F1 and depth breach
// when they fall below their limit.
[[nodiscard]] std::vector<ControlVerdict> hold_against(const std::vector<ControlRun>& before, const ControlRun& run,
                                                       std::size_t last_runs);

// Judges the control of a run and holds it against the history, to which it is added once.
[[nodiscard]] std::vector<ControlVerdict> follow_control(const Site& site, const std::string& history_path,
                                                         ControlRun control);

// "control HG002: snv_f1 0.9991 mean_depth 12 BELOW 25".
[[nodiscard]] std::string control_text(const std::string& sample, const std::vector<ControlVerdict>& verdicts);
// Sample and metrics with values, limits and the runs before, as watch.json and the run summary hold them.
[[nodiscard]] boost::json::object control_object(const std::string& sample,
                                                 const std::vector<ControlVerdict>& verdicts);

}  // namespace norrsken
