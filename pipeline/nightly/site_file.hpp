// What a laboratory says once about its machines and its nights: site.toml (slurm/site.toml explains every key).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace norrsken {

enum class RunWith { slurm, here };

struct ControlTruth {
  std::string truth;      // VCF
  std::string confident;  // BED; may be empty
};

struct Site {
  RunWith run_with = RunWith::slurm;
  std::string account, partition, script, setup;
  std::string launcher = "srun";
  std::vector<std::string> slurm_options;
  std::uint64_t node_cores = 32;
  std::uint64_t node_memory_bytes = 128ULL << 30;
  std::uint64_t max_nodes = 4;
  std::uint64_t max_hours = 24;
  std::uint64_t requeues = 2;

  std::string index, scratch;
  std::vector<std::string> run_options;

  std::vector<std::string> markers{"CopyComplete.txt", "RTAComplete.txt", "UploadComplete.txt"};
  std::string sheet = "samples.csv";
  std::string results = "norrsken";
  std::uint64_t retries = 2;
  std::uint64_t poll_seconds = 60;
  std::string mail, summaries;

  std::string control_history, control_reference;
  std::uint64_t control_last_runs = 20;
  std::map<std::string, ControlTruth> controls;  // by sample
};

// path: of --site; empty: the file that NORRSKEN_SITE names, or no file and all defaults. Paths in the file are
// relative to it. Throws InputError with the line: unknown keys, wrong types, values out of range.
[[nodiscard]] Site read_site(const std::string& path);

}  // namespace norrsken
