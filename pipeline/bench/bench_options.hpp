// The command line of `norrsken bench`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernels/comparison/compare.hpp"

namespace norrsken {

enum class FilterRule { pass_only, all };

struct BenchOptions {
  std::string truth_path;
  std::string calls_path;
  std::string reference_path;
  std::string confident_path;                               // empty: everywhere
  std::string regions_path;                                 // empty: everywhere
  std::vector<std::pair<std::string, std::string>> strata;  // name, BED
  std::string truth_sample;                                 // empty: the only one
  std::string calls_sample;
  std::string output_folder;  // empty: print only
  FilterRule filters = FilterRule::pass_only;
  bool wants_explanation = false;
  bool wants_help = false;
  ComparisonOptions comparison;
};

// Throws InputError naming the option.
[[nodiscard]] BenchOptions parse_bench_options(const std::vector<std::string>& arguments);
[[nodiscard]] std::string bench_help();

}  // namespace norrsken
