// What a command understands: named options, --help among them, and words without a name.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "pipeline/commands/command.hpp"

namespace norrsken {

class CommandLine {
 public:
  static constexpr int any_number = -1;

  // name: as in "norrsken name". usage: what --help prints above the options. title: the line between them.
  CommandLine(std::string name, std::string usage, const std::string& title = "options");

  // To be called with ("long,l", value(&variable), "what it does") as often as there are options; --help comes last.
  [[nodiscard]] boost::program_options::options_description_easy_init options() { return shown_.add_options(); }
  // Words without a name, after those of earlier calls. Takes `value` over, as options() does.
  void words(const char* name, const boost::program_options::value_semantic* value, int most = 1);

  // Once. Sets the variables. Returns the text of --help where it was asked for, else nothing. Throws InputError.
  [[nodiscard]] std::string parse(const Arguments& arguments);
  // The same, but prints the text; false: it was asked for.
  [[nodiscard]] bool read(const Arguments& arguments);

  // After parse().
  [[nodiscard]] bool has(const std::string& option) const { return values_.count(option) != 0; }
  // In the order given: Boost joins the words of repeated options, here they are apart.
  [[nodiscard]] const std::vector<boost::program_options::option>& given() const { return given_; }

 private:
  std::string name_;
  std::string usage_;
  boost::program_options::options_description shown_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positions_;
  std::vector<boost::program_options::option> given_;
  boost::program_options::variables_map values_;
};

}  // namespace norrsken
