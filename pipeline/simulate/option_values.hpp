// Reading checked values of `norrsken simulate`'s options.
#pragma once

#include <boost/program_options.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/simulate/simulate_options.hpp"

namespace norrsken::simulate_values {

namespace po = boost::program_options;

[[noreturn]] void fail(const std::string& reason, const std::string& hint = "see: norrsken simulate --help");
[[nodiscard]] inline bool has(const po::variables_map& values, const char* name) {
  return values.count(name) != 0;
}
[[nodiscard]] double within(const po::variables_map& values, const char* name, double low, double high);
[[nodiscard]] std::uint32_t count_within(const po::variables_map& values, const char* name, std::uint32_t low,
                                         std::uint32_t high);
// "a,b" -> a, b
[[nodiscard]] std::vector<std::string> split_names(const std::string& text, char separator = ',');
// Of `option`; the text must be a number within low .. high.
[[nodiscard]] double parse_number(const std::string& text, const char* option, double low, double high);

// Tumors, trios, targets, UMIs and damage.
void add_case_options(po::options_description& options);
// Reads them into `options`, whose other members are read already.
void read_case_options(const po::variables_map& values, SimulateOptions& options);

}  // namespace norrsken::simulate_values
