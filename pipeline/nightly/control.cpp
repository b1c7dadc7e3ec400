#include "pipeline/nightly/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <utility>

#include "io/atomic_file.hpp"
#include "io/provenance.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/nightly/process.hpp"

namespace norrsken {
namespace {

namespace json = boost::json;

constexpr std::size_t least_runs = 5;  // a standard deviation of fewer says little

json::object read_object(const std::string& path) {
  const std::optional<std::string> text = read_text_file(path);
  if (!text) throw InputError(path, "", "is missing", "run the case again");
  try {
    return json::parse(*text).as_object();
  } catch (const std::exception&) {
    throw InputError(path, "", "cannot be understood", "run the case again");
  }
}

void add_if_number(const json::object& object, const char* key, const std::string& name, ControlRun& run) {
  if (const json::value* const value = object.if_contains(key); value != nullptr && value->is_number())
    run.metrics.push_back({name, value->to_number<double>()});
}

// The runs of one sample that hold a metric, the latest last.
std::vector<double> values_of(const std::vector<ControlRun>& runs, const std::string& sample, const std::string& name) {
  std::vector<double> values;
  for (const ControlRun& run : runs)
    for (const ControlMetric& metric : run.metrics)
      if (run.sample == sample && metric.name == name) values.push_back(metric.value);
  return values;
}

}  // namespace

ControlRun judge_control(const Site& site, const std::string& case_folder, const std::string& sample) {
  const ControlTruth& truth = site.controls.at(sample);
  if (site.control_reference.empty())
    throw InputError("control.reference", "", "is not set in the site file", "give the FASTA of the index");
  const std::string bench = case_folder + "/bench";
  std::vector<std::string> words{
      own_program(),          "bench", truth.truth, case_folder + "/vcf/" + sample + ".vcf.gz", "--reference",
      site.control_reference, "-o",    bench};
  if (!truth.confident.empty()) words.insert(words.end(), {"--confident", truth.confident});
  const ProgramOutput result = capture_program(words);
  if (result.exit_code != 0)
    throw InputError("control " + sample, "",
                     "norrsken bench failed: " + result.errors.substr(0, result.errors.find('\n')),
                     "see [control] of the site file");
  ControlRun run{utc_timestamp(), "", sample, {}};
  const json::object summary = read_object(bench + "/summary.json");
  for (const auto& [row, type] : {std::pair("SNV", "snv"), std::pair("other", "indel")})
    if (const json::value* const tally = summary.at("counts").as_object().if_contains(row))
      for (const char* key : {"f1", "recall", "precision"})
        add_if_number(tally->as_object(), key, fmt::format("{}_{}", type, key), run);
  const json::object quality = read_object(case_folder + "/qc/" + sample + ".json");
  add_if_number(quality.at("metrics").as_object(), "mean_depth", "mean_depth", run);
  return run;
}

std::vector<ControlRun> read_history(const std::string& path) {
  std::vector<ControlRun> runs;
  std::istringstream lines(read_text_file(path).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    ControlRun run;
    if (!std::getline(fields, run.date, '\t') || !std::getline(fields, run.run, '\t') ||
        !std::getline(fields, run.sample, '\t'))
      continue;
    for (std::string field; std::getline(fields, field, '\t');)
      if (const std::size_t equals = field.find('='); equals != std::string::npos)
        run.metrics.push_back({field.substr(0, equals), std::strtod(field.c_str() + equals + 1, nullptr)});
    runs.push_back(std::move(run));
  }
  return runs;
}

void append_history(const std::string& path, const ControlRun& run) {
  std::string text = read_text_file(path).value_or("#date\trun\tsample\tmetrics\n");
  text += run.date + "\t" + run.run + "\t" + run.sample;
  for (const ControlMetric& metric : run.metrics) text += fmt::format("\t{}={}", metric.name, metric.value);
  write_file(path, text + "\n");
}

std::vector<ControlVerdict> hold_against(const std::vector<ControlRun>& before, const ControlRun& run,
                                         std::size_t last_runs) {
  std::vector<ControlVerdict> verdicts;
  for (const ControlMetric& metric : run.metrics) {
    std::vector<double> values = values_of(before, run.sample, metric.name);
    if (values.size() > last_runs) values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(last_runs));
    ControlVerdict verdict{metric, 0, 0, false, values};
    if (values.size() >= least_runs) {
      double sum = 0;
      double squares = 0;
      for (const double value : values) sum += value;
      const double mean = sum / static_cast<double>(values.size());
      for (const double value : values) squares += (value - mean) * (value - mean);
      const double spread = 3 * std::sqrt(squares / static_cast<double>(values.size() - 1));
      verdict.low = mean - spread;
      verdict.high = mean + spread;
      // The same figure every night has no spread, and rounding is no breach.
      verdict.is_breach = metric.value < verdict.low - 1e-9;
    }
    verdicts.push_back(verdict);
  }
  return verdicts;
}

std::vector<ControlVerdict> follow_control(const Site& site, const std::string& history_path, ControlRun control) {
  std::vector<ControlRun> history = read_history(history_path);
  // A watcher may have been killed just after it had written the line.
  const bool is_known = std::erase_if(history, [&](const ControlRun& each) {
                          return each.run == control.run && each.sample == control.sample;
                        }) > 0;
  if (!is_known) append_history(history_path, control);
  return hold_against(history, control, site.control_last_runs);
}

std::string control_text(const std::string& sample, const std::vector<ControlVerdict>& verdicts) {
  std::string text = fmt::format("control {}:", sample);
  for (const ControlVerdict& verdict : verdicts)
    text += fmt::format(" {} {:.5g}{}", verdict.metric.name, verdict.metric.value,
                        verdict.is_breach ? fmt::format(" BELOW {:.5g}", verdict.low) : "");
  return text;
}

json::object control_object(const std::string& sample, const std::vector<ControlVerdict>& verdicts) {
  json::array metrics;
  for (const ControlVerdict& each : verdicts)
    metrics.push_back({{"name", each.metric.name},
                       {"value", each.metric.value},
                       {"low", each.low},
                       {"high", each.high},
                       {"breach", each.is_breach},
                       {"before", json::value_from(each.before)}});
  return {{"sample", sample}, {"metrics", std::move(metrics)}};
}

}  // namespace norrsken
