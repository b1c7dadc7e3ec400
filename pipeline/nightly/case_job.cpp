#include "pipeline/nightly/case_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <functional>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/text_file.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/nightly/process.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string record_path(const std::string& case_folder) {
  return case_folder + "/logs/job.json";
}

void write_case_job(const std::string& case_folder, const CaseJob& job) {
  create_private_folders(case_folder + "/logs");
  json::array words;
  for (const std::string& word : job.words) words.emplace_back(word);
  write_file(record_path(case_folder), json_text({{"name", job.name},
                                                  {"id", job.id},
                                                  {"tries", job.tries},
                                                  {"nodes", job.size.nodes},
                                                  {"cores", job.size.cores},
                                                  {"memory_bytes", job.size.memory_bytes},
                                                  {"minutes", job.size.minutes},
                                                  {"words", std::move(words)}}));
}

// "--option value" or "--option=value".
std::string option_value(const std::vector<std::string>& words, const std::string& option) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (*word == option && word + 1 != words.end()) return *(word + 1);
    if (word->starts_with(option + "=")) return word->substr(option.size() + 1);
  }
  return "";
}

}  // namespace

std::string scratch_of(const CaseJob& job) {
  return option_value(job.words, "--scratch");
}

std::optional<CaseJob> read_case_job(const std::string& case_folder) {
  const std::optional<std::string> text = read_text_file(record_path(case_folder));
  if (!text) return std::nullopt;
  try {
    const json::object object = json::parse(*text).as_object();
    const auto number = [&](const char* key) { return object.at(key).to_number<std::uint64_t>(); };
    CaseJob job;
    job.name = object.at("name").as_string();
    job.id = object.at("id").as_string();
    job.tries = number("tries");
    job.size = {number("nodes"), number("cores"), number("memory_bytes"), number("minutes")};
    for (const json::value& word : object.at("words").as_array()) job.words.emplace_back(word.as_string());
    return job;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

CaseJob plan_case_job(const Site& site, const CaseRequest& request) {
  CaseJob job;
  job.words = {"run", request.sheet, "--case", request.case_name, "-o", request.output};
  job.words.insert(job.words.end(), site.run_options.begin(), site.run_options.end());
  job.words.insert(job.words.end(), request.run_options.begin(), request.run_options.end());
  if (option_value(job.words, "--index").empty()) {
    if (site.index.empty())
      throw InputError("run.index", "", "no index is known", "set it in the site file, or add -- --index ref.nsk");
    job.words.insert(job.words.end(), {"--index", site.index});
  }
  if (!site.scratch.empty()) job.words.insert(job.words.end(), {"--scratch", site.scratch});
  const std::string index = option_value(job.words, "--index");
  std::error_code error;
  const std::uint64_t index_bytes = fs::file_size(index, error);
  if (error) throw InputError(index, "", "there is no such index", "norrsken index makes one", ExitCode::reference);
  job.size = size_job(request.input_bytes, index_bytes, site);
  job.name = fmt::format("norrsken-{}-{:08x}", request.case_name,
                         std::hash<std::string>{}(request.output + "/" + request.case_name) & 0xffffffffU);
  return job;
}

void start_case_job(const Site& site, const std::string& case_folder, CaseJob& job) {
  job.id.clear();
  ++job.tries;
  write_case_job(case_folder, job);
  std::vector<std::string> words = job.words;
  if (job.tries > 1) words.emplace_back("--take-over");  // the job before has ended, whatever is left of it
  if (site.run_with == RunWith::here) {
    words.insert(words.begin(), own_program());
    words.emplace_back("--quiet");
    static_cast<void>(run_program(words));  // its marker tells how it ended
    return;
  }
  job.id = submit_job(site, {job.name, case_folder + "/logs", job.size, words});
  write_case_job(case_folder, job);
}

std::optional<JobInfo> look_up(const Site& site, const std::string& case_folder, CaseJob& job) {
  if (site.run_with == RunWith::here) return std::nullopt;
  if (job.id.empty()) {
    job.id = find_job_named(job.name);
    if (!job.id.empty()) write_case_job(case_folder, job);
  }
  return find_job(job.id);
}

}  // namespace norrsken
