#include "pipeline/checkpoint/case_command.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/text_file.hpp"

namespace norrsken {
namespace {

namespace json = boost::json;

std::string command_path(const std::string& case_folder) {
  return case_folder + "/logs/command.json";
}

void add_option(std::vector<std::string>& words, const std::string& option, const char* variable,
                const std::string& unit = "") {
  if (const char* const value = std::getenv(variable)) words.push_back(option + "=" + value + unit);
}

std::vector<std::string> sbatch_launcher() {
  std::vector<std::string> words{"sbatch"};
  add_option(words, "--nodes", "SLURM_JOB_NUM_NODES");
  add_option(words, "--ntasks-per-node", "SLURM_NTASKS_PER_NODE");
  add_option(words, "--cpus-per-task", "SLURM_CPUS_PER_TASK");
  add_option(words, "--mem", "SLURM_MEM_PER_NODE", "M");
  words.emplace_back("norrsken.sbatch");
  return words;
}

// Options may be shortened as long as they are plain: "--fre".
bool is_left_out(std::string_view word) {
  constexpr std::array<std::string_view, 3> options = {"--fresh", "--force", "--take-over"};
  return word.size() > 3 &&
         std::any_of(options.begin(), options.end(), [&](std::string_view option) { return option.starts_with(word); });
}

// 'it'\''s'; plain words stay.
std::string quoted(const std::string& word) {
  const auto is_plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           std::string_view("_-+=./:,@%").find(letter) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

std::vector<std::string> words_of(const json::value& value) {
  std::vector<std::string> words;
  for (const json::value& word : value.as_array()) words.emplace_back(word.as_string());
  return words;
}

}  // namespace

CaseCommand this_command(std::vector<std::string> words, int ranks) {
  CaseCommand command{std::filesystem::current_path().string(), {}, std::move(words)};
  if (const char* const given = std::getenv("NORRSKEN_BATCH")) {
    command.launcher = sbatch_launcher();
    command.words.resize(std::min<std::size_t>(std::strtoull(given, nullptr, 10), command.words.size()));
  } else if (ranks > 1) {
    command.launcher = {"mpirun", "-q", "-n", std::to_string(ranks)};
  }
  return command;
}

void write_case_command(const std::string& case_folder, const CaseCommand& command) {
  write_file(command_path(case_folder), json_text({{"folder", command.folder},
                                                   {"launcher", json::value_from(command.launcher)},
                                                   {"words", json::value_from(command.words)}}));
}

std::optional<CaseCommand> read_case_command(const std::string& case_folder) {
  const std::optional<std::string> text = read_text_file(command_path(case_folder));
  if (!text) return std::nullopt;
  try {
    const json::object object = json::parse(*text).as_object();
    return CaseCommand{std::string(object.at("folder").as_string()), words_of(object.at("launcher")),
                       words_of(object.at("words"))};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

CaseCommand going_on(CaseCommand command, const std::string& case_name) {
  std::erase_if(command.words, is_left_out);
  const auto has = [&](std::string_view option) {
    return std::any_of(command.words.begin(), command.words.end(),
                       [&](const std::string& word) { return word.starts_with(option); });
  };
  if (!has("--reads") && !has("--case")) command.words.insert(command.words.end(), {"--case", case_name});
  return command;
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

std::string shell_line(const CaseCommand& command) {
  std::vector<std::string> words = command.launcher;
  if (words.empty() || words.front() != "sbatch") words.emplace_back("norrsken");
  words.insert(words.end(), command.words.begin(), command.words.end());
  return "cd " + quoted(command.folder) + " && " + shell_words(words);
}

}  // namespace norrsken
