// One table of a TOML file: typed keys, each with its range; misspelt keys are found.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "io/provenance.hpp"
#include "kernels/types/genome.hpp"

namespace norrsken {

// Every reader throws InputError with file and line: key missing, of another type, out of range.
class TomlSection {
 public:
  // table and values must outlive the section; what is read is also noted in `values` as "name.key".
  TomlSection(const toml::table& table, std::string file, std::string name, NamedValues& values);

  std::string text(const char* key);
  // One of `words`; the message lists them.
  std::string word(const char* key, const std::vector<std::string>& words);
  bool yes_or_no(const char* key);
  std::uint64_t integer(const char* key, std::int64_t least, std::int64_t most);
  std::uint32_t integer32(const char* key, std::int64_t least, std::int64_t most) {
    return static_cast<std::uint32_t>(integer(key, least, most));
  }
  std::vector<std::string> texts(const char* key);
  std::vector<std::uint32_t> integers(const char* key, std::int64_t least, std::int64_t most);
  // 0.3 -> 300
  std::uint64_t per_mille(const char* key);
  // A number from 0 to 100: 0.25 (%) -> 2500 parts per million
  std::uint32_t percent_as_ppm(const char* key);
  // A number from 0 to 10,000: 6.3 -> 630
  std::uint32_t hundredths(const char* key);
  // [[1-based first, last], ...] -> 0-based half-open
  std::vector<GenomeInterval> intervals(const char* key);

  // The tables of [[name]], which stand in `parent` under `key`; none when there are none.
  static std::vector<TomlSection> all_of(const toml::table& parent, const char* key, const std::string& file,
                                         const std::string& name, NamedValues& values);

  [[nodiscard]] bool has(const char* key) const { return table_.contains(key); }
  void allow(const char* key) { seen_.insert(key); }
  void check_all_known() const;
  [[noreturn]] void fail(const char* key, const std::string& reason) const;

 private:
  const toml::node& node(const char* key);
  double number(const char* key, double most);
  void note(const char* key, const std::string& value) { values_.emplace_back(name_ + "." + key, value); }

  const toml::table& table_;
  std::string file_;
  std::string name_;
  NamedValues& values_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace norrsken
