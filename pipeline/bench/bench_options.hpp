// What `norrsken bench` is to compare.
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
  ComparisonOptions comparison;
};

}  // namespace norrsken
