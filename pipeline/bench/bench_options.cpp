#include "pipeline/bench/bench_options.hpp"

#include <boost/program_options.hpp>
#include <sstream>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

namespace po = boost::program_options;

po::options_description shown_options() {
  po::options_description options("Options", 110);
  auto add = options.add_options();
  add("help,h", "print this");
  add("reference,r", po::value<std::string>()->value_name("FASTA"),
      "genome that both files refer to (.fa or bgzipped .fa.gz)");
  add("confident,c", po::value<std::string>()->value_name("BED"),
      "where the truth is complete; calls outside are unknown, not wrong");
  add("regions,R", po::value<std::string>()->value_name("BED"),
      "count here only (targets of a panel, a part of the genome)");
  add("stratify,s", po::value<std::vector<std::string>>()->composing()->value_name("NAME=BED"),
      "count again inside these regions; may be given many times");
  add("ignore-genotype,g",
      "an allele found counts, whatever its genotype: somatic calls. Adds recall by allele fraction and false calls "
      "per Mb");
  add("sample", po::value<std::string>()->value_name("NAME"), "sample of the calls, where the file has several");
  add("truth-sample", po::value<std::string>()->value_name("NAME"), "sample of the truth, where the file has several");
  add("all-filters", "count records that did not pass a filter too (of both files)");
  add("explain,e", "tell where each lost variant was lost and what each wrong call rests on");
  add("output,o", po::value<std::string>()->value_name("FOLDER"),
      "write summary, ROC, strata, annotated VCF, lists of FN and FP");
  return options;
}

std::string text_of(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
}

[[noreturn]] void fail(const std::string& reason) {
  throw InputError("command line", "", reason, "see: norrsken bench --help");
}

po::variables_map parse(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(shown_options());
  all.add_options()("truth", po::value<std::string>())("calls", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("truth", 1).add("calls", 1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
    po::notify(values);
  } catch (const po::error& error) {
    fail(error.what());
  }
  return values;
}

}  // namespace

BenchOptions parse_bench_options(const std::vector<std::string>& arguments) {
  const po::variables_map values = parse(arguments);
  BenchOptions options;
  options.wants_help = values.count("help") != 0;
  if (options.wants_help) return options;
  options.truth_path = text_of(values, "truth");
  options.calls_path = text_of(values, "calls");
  options.reference_path = text_of(values, "reference");
  if (options.calls_path.empty()) fail("two files are needed: truth and calls");
  if (options.reference_path.empty()) fail("--reference is missing");
  options.confident_path = text_of(values, "confident");
  options.regions_path = text_of(values, "regions");
  options.truth_sample = text_of(values, "truth-sample");
  options.calls_sample = text_of(values, "sample");
  options.output_folder = text_of(values, "output");
  options.wants_explanation = values.count("explain") != 0;
  if (values.count("all-filters") != 0) options.filters = FilterRule::all;
  if (values.count("ignore-genotype") != 0) options.comparison.genotypes = GenotypeRule::ignore;
  if (values.count("stratify") != 0) {
    for (const std::string& word : values["stratify"].as<std::vector<std::string>>()) {
      const std::size_t sign = word.find('=');
      if (sign == std::string::npos || sign == 0 || sign + 1 == word.size())
        fail("--stratify \"" + word + "\" is not of the form NAME=BED");
      options.strata.emplace_back(word.substr(0, sign), word.substr(sign + 1));
    }
  }
  return options;
}

std::string bench_help() {
  std::ostringstream text;
  text << "norrsken bench TRUTH.vcf.gz CALLS.vcf.gz --reference REF.fa [options]\n\n"
          "Compares calls with a truth set by the haplotypes they spell, not by how they are written.\n\n"
       << shown_options();
  return text.str();
}

}  // namespace norrsken
