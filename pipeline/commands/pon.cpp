#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <filesystem>
#include <optional>

#include "io/index_file.hpp"
#include "kernels/types/repeat_site.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/panel_of_normals/build_panel.hpp"

namespace norrsken {
namespace {
namespace po = boost::program_options;

constexpr const char* usage =
    "usage: norrsken pon build -o PANEL.pon.vcf.gz --index ref.nsk NORMAL...\n\n"
    "Counts what normals show beside the reference, for norrsken run --pon. Each NORMAL is a folder OUT/CASE, or its\n"
    "vcf/CASE.somatic.vcf.gz, of a normal that was run with role tumor and no normal, by the assay of the later "
    "runs.\n\n";

struct PonOptions {
  std::string output;
  std::string index;
  std::vector<std::string> normals;
};

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw InputError("pon", "", reason, hint);
}

// Nothing: the help was printed.
std::optional<PonOptions> parse(const Arguments& arguments) {
  PonOptions parsed;
  std::string action;
  CommandLine line("pon", usage);
  line.options()                                                                                    //
      ("output,o", po::value(&parsed.output)->value_name("FILE"), "panel to write, with FILE.tbi")  //
      ("index,i", po::value(&parsed.index)->value_name("FILE"), "index that the normals were called with");
  line.words("action", po::value(&action));
  line.words("normals", po::value(&parsed.normals), CommandLine::any_number);
  if (!line.read(arguments)) return std::nullopt;
  if (action != "build")
    refuse(action.empty() ? "nothing to do" : "\"" + action + "\" is not known", "norrsken pon build ...");
  if (parsed.index.empty()) refuse("needs an index", "add --index ref.nsk, as the normals were called with");
  if (!parsed.output.ends_with(".vcf.gz")) refuse("needs the name of a .vcf.gz file to write", "-o panel.pon.vcf.gz");
  return parsed;
}

// Before hours of work, and before an input is overwritten.
void check_output(const PonOptions& wanted) {
  std::error_code ignored;
  for (const std::string& normal : wanted.normals)
    if (std::filesystem::equivalent(normal, wanted.output, ignored))
      throw InputError(wanted.output, "", "is one of the normals", "another name after -o");
}

}  // namespace

ExitCode pon_command(const Arguments& arguments) {
  std::optional<PonOptions> parsed = parse(arguments);
  if (!parsed) return ExitCode::ok;
  PonOptions& wanted = *parsed;
  for (std::string& normal : wanted.normals) normal = somatic_vcf_of(normal);
  check_output(wanted);
  const IndexFile index = IndexFile::open(wanted.index);
  const PanelSummary summary = build_panel(wanted.normals, index, wanted.output);
  fmt::print("{}: {} normals, {} alleles, {} of them in two or more normals\n", wanted.output, summary.normals,
             summary.alleles, summary.shared_alleles);
  fmt::print("repeats: {} that {} normals or more span", summary.repeats, min_repeat_normals);
  if (summary.normals_with_repeats < summary.normals)
    fmt::print("; {} normals have no tables/SAMPLE.repeats.tsv.gz: run them again to judge instability by them",
               summary.normals - summary.normals_with_repeats);
  fmt::print("\n");
  return ExitCode::ok;
}

}  // namespace norrsken
