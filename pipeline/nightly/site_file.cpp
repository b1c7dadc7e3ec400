#include "pipeline/nightly/site_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "kernels/types/input_error.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;

// Optional keys of one table; what is never asked for is not known.
class Table {
 public:
  Table(const toml::table& root, const char* name, std::string file) : name_(name), file_(std::move(file)) {
    if (const toml::node* const node = root.get(name)) {
      table_ = node->as_table();
      if (table_ == nullptr) fail(*node, "is not a table");
    }
  }

  void read(const char* key, std::string& value) {
    if (const toml::node* const node = find(key)) value = text(*node);
  }
  void read_path(const char* key, std::string& value) {
    read(key, value);
    if (!value.empty() && table_ != nullptr && table_->contains(key))
      value = (fs::absolute(file_).parent_path() / value).lexically_normal().string();
  }
  void read(const char* key, std::vector<std::string>& values) {
    const toml::node* const node = find(key);
    if (node == nullptr) return;
    const toml::array* const array = node->as_array();
    if (array == nullptr) fail(*node, "is not a list of words");
    values.clear();
    for (const toml::node& word : *array) values.push_back(text(word));
  }
  void read(const char* key, std::uint64_t& value, std::int64_t least, std::int64_t most) {
    const toml::node* const node = find(key);
    if (node == nullptr) return;
    const auto number = node->value<std::int64_t>();
    if (!node->is_integer() || *number < least || *number > most)
      fail(*node, std::string(key) + " is not a number from " + std::to_string(least) + " to " + std::to_string(most));
    value = static_cast<std::uint64_t>(*number);
  }
  void read_bytes(const char* key, std::uint64_t& value) {
    if (const toml::node* const node = find(key)) value = parse_bytes(text(*node), file_ + ": " + key);
  }
  void read_controls(std::map<std::string, ControlTruth>& controls) {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_) {
      if (!node.is_table()) continue;
      const std::string sample(key.str());
      Table control(*table_, sample.c_str(), file_);
      control.read_path("truth", controls[sample].truth);
      control.read_path("confident", controls[sample].confident);
      if (controls[sample].truth.empty()) fail(node, "a control needs its truth");
      control.check_all_known();
      known_.push_back(sample);
    }
  }
  void check_all_known() const {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_)
      if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
        fail(node, "there is no key " + name_ + "." + std::string(key.str()));
  }
  [[noreturn]] void fail(const toml::node& node, const std::string& reason) const {
    throw InputError(file_, "line " + std::to_string(node.source().begin.line), reason,
                     "see slurm/site.toml of the program for every key");
  }

 private:
  const toml::node* find(const char* key) {
    known_.emplace_back(key);
    return table_ == nullptr ? nullptr : table_->get(key);
  }
  [[nodiscard]] std::string text(const toml::node& node) const {
    if (!node.is_string()) fail(node, "is not text");
    return *node.value<std::string>();
  }

  std::string name_;
  std::string file_;
  const toml::table* table_ = nullptr;
  std::vector<std::string> known_;
};

void read_slurm(Table& slurm, Site& site) {
  std::string run_with = "slurm";
  slurm.read("run_with", run_with);
  site.run_with = run_with == "here" ? RunWith::here : RunWith::slurm;
  slurm.read("account", site.account);
  slurm.read("partition", site.partition);
  slurm.read_path("script", site.script);
  slurm.read("launcher", site.launcher);
  slurm.read_path("setup", site.setup);
  slurm.read("options", site.slurm_options);
  slurm.read("node_cores", site.node_cores, 1, 1024);
  slurm.read_bytes("node_memory", site.node_memory_bytes);
  slurm.read("max_nodes", site.max_nodes, 1, 1024);
  slurm.read("max_hours", site.max_hours, 1, 720);
  slurm.read("requeues", site.requeues, 0, 10);
  slurm.check_all_known();
  const auto is_one_of = [](const std::string& word, const char* one, const char* other) {
    return word == one || word == other;
  };
  if (!is_one_of(run_with, "slurm", "here"))
    throw InputError("site file", "", "run_with = \"" + run_with + "\" is not known", "use \"slurm\" or \"here\"");
  if (!is_one_of(site.launcher, "srun", "mpirun"))
    throw InputError("site file", "", "launcher = \"" + site.launcher + "\" is not known",
                     "use \"srun\" or \"mpirun\"");
}

}  // namespace

Site read_site(const std::string& given) {
  const char* const usual = std::getenv("NORRSKEN_SITE");
  const std::string path = !given.empty() ? given : usual == nullptr ? "" : usual;
  Site site;
  if (path.empty()) return site;
  if (!fs::is_regular_file(path))
    throw InputError(path, "", "there is no such site file", "slurm/site.toml is one to copy");
  toml::table root;
  try {
    root = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw InputError(path, "line " + std::to_string(error.source().begin.line), std::string(error.description()),
                     "correct the file");
  }
  Table slurm(root, "slurm", path);
  read_slurm(slurm, site);
  Table run(root, "run", path);
  run.read_path("index", site.index);
  run.read_path("scratch", site.scratch);
  run.read("options", site.run_options);
  run.check_all_known();
  Table watch(root, "watch", path);
  watch.read("markers", site.markers);
  watch.read("sheet", site.sheet);
  watch.read("results", site.results);
  watch.read("retries", site.retries, 0, 10);
  watch.read("poll_seconds", site.poll_seconds, 1, 86400);
  watch.read("mail", site.mail);
  watch.read_path("summaries", site.summaries);
  watch.check_all_known();
  Table control(root, "control", path);
  control.read_path("history", site.control_history);
  control.read("last_runs", site.control_last_runs, 5, 1000);
  control.read_path("reference", site.control_reference);
  control.read_controls(site.controls);
  control.check_all_known();
  for (const auto& [name, node] : root)
    if (name != "slurm" && name != "run" && name != "watch" && name != "control")
      slurm.fail(node, "there is no table [" + std::string(name.str()) + "]");
  return site;
}

}  // namespace norrsken
