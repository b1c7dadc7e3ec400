#include "pipeline/commands/command_line.hpp"

#include <cstdio>
#include <sstream>
#include <utility>

namespace norrsken {

namespace po = boost::program_options;

CommandLine::CommandLine(std::string name, std::string usage, const std::string& title)
    : name_(std::move(name)), usage_(std::move(usage)), shown_(title) {}

void CommandLine::words(const char* name, const po::value_semantic* value, int most) {
  hidden_.add_options()(name, value);
  positions_.add(name, most);
}

std::string CommandLine::parse(const Arguments& arguments) {
  options()("help,h", "print this text");
  po::options_description all;
  all.add(shown_).add(hidden_);
  try {
    const auto parsed = po::command_line_parser(arguments).options(all).positional(positions_).run();
    po::store(parsed, values_);
    po::notify(values_);
    given_ = parsed.options;
  } catch (const po::error& error) {
    throw InputError(name_, "", error.what(), "norrsken " + name_ + " --help lists the options");
  }
  if (!has("help")) return {};
  std::ostringstream text;
  text << usage_ << shown_;
  return text.str();
}

bool CommandLine::read(const Arguments& arguments) {
  const std::string help = parse(arguments);
  std::fputs(help.c_str(), stdout);
  return help.empty();
}

}  // namespace norrsken
