// The night's control: a GIAB sample in a sheet, judged by norrsken bench, and held against the runs before it.
#pragma once

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
};

// Runs norrsken bench on the calls of a control and reads its figures, and the depth from qc/SAMPLE.json.
// Throws InputError or SystemError.
[[nodiscard]] ControlRun judge_control(const Site& site, const std::string& case_folder, const std::string& sample);

// A table with tabs: date, run, sample, then name=value of every metric. Lines that cannot be read are passed over.
[[nodiscard]] std::vector<ControlRun> read_history(const std::string& path);
void append_history(const std::string& path, const ControlRun& run);

// before: earlier runs, the latest last; those of other samples are passed over. Recall, precision, F1 and depth breach
// when they fall below their limit.
[[nodiscard]] std::vector<ControlVerdict> hold_against(const std::vector<ControlRun>& before, const ControlRun& run,
                                                       std::size_t last_runs);

// A plot of every metric over the runs of a sample, with the limits of the last one.
[[nodiscard]] std::string trend_svg(const std::vector<ControlRun>& runs, const std::vector<ControlVerdict>& verdicts);

}  // namespace norrsken
