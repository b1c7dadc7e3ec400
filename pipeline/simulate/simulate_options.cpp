#include "pipeline/simulate/simulate_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "kernels/simulation/synthetic_genome.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"
#include "pipeline/simulate/option_values.hpp"

namespace norrsken {

namespace simulate_values {

void fail(const std::string& reason, const std::string& hint) {
  throw InputError("command line", "", reason, hint);
}

double within(const po::variables_map& values, const char* name, double low, double high) {
  const auto value = values[name].as<double>();
  if (!(value >= low && value <= high)) fail(fmt::format("--{} {} is outside {} .. {}", name, value, low, high));
  return value;
}

std::uint32_t count_within(const po::variables_map& values, const char* name, std::uint32_t low, std::uint32_t high) {
  const auto value = values[name].as<std::uint32_t>();
  if (value < low || value > high) fail(fmt::format("--{} {} is outside {} .. {}", name, value, low, high));
  return value;
}

std::vector<std::string> split_names(const std::string& text, char separator) {
  std::vector<std::string> names;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, separator);)
    if (!name.empty()) names.push_back(name);
  return names;
}

double parse_number(const std::string& text, const char* option, double low, double high) {
  const auto value = norrsken::parse_number<double>(text);
  if (!value || !(*value >= low && *value <= high))
    fail(fmt::format("--{}: \"{}\" is no number within {} .. {}", option, text, low, high));
  return *value;
}

}  // namespace simulate_values

namespace {

using namespace simulate_values;

po::options_description shown_options() {
  po::options_description options("Options", 110);
  auto add = options.add_options();
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  const auto number = [](double standard, const char* shown) {
    return po::value<double>()->default_value(standard, shown)->value_name("X");
  };
  const auto count = [](std::uint32_t standard) {
    return po::value<std::uint32_t>()->default_value(standard)->value_name("N");
  };
  add("help,h", "print this");
  add("output,o", text("FOLDER"), "where to write");
  add("reference", text("FASTA"), "genome to take (.fa or bgzipped .fa.gz)");
  add("contigs", text("A,B"), "of the reference, only these");
  add("synthetic-bases", text("5M"), "without a reference: make up a genome of this size");
  add("variants", text("VCF"), "variants that the sample carries, phased or not, whatever their FILTER");
  add("variants-sample", text("NAME"), "sample to take from a VCF that has several");
  add("draw-snvs", po::value<double>()->value_name("X"), "SNVs a base to draw (0.001; 0 when variants are given)");
  add("draw-indels", po::value<double>()->value_name("X"),
      "indels a base to draw, half of them in short tandem repeats (0.000125; 0 when variants are given)");
  add("depth", number(30, "30"), "sequenced bases per base of the genome");
  add("read-length", count(150), "bases");
  add("insert-mean", number(420, "420"), "outer distance of two mates, bases");
  add("insert-sd", number(80, "80"), "its standard deviation");
  add("duplicates", number(0.05, "0.05"), "share of fragments that are PCR copies of others");
  add("seed", po::value<std::uint64_t>()->default_value(1)->value_name("N"), "same seed, same bytes");
  add("lanes", count(1), "FASTQ pairs to spread the reads over");
  add("single-end", "no second reads");
  add("sample", po::value<std::string>()->default_value("SIM")->value_name("NAME"), "name of the sample");
  add("profile", po::value<std::string>()->default_value("hiseq")->value_name("NAME"),
      "hiseq (qualities 2-41), novaseq (2, 12, 23, 37) or none (no errors)");
  add("sex", text("female|male"),
      "copies of chrX and chrY (female unless given; a synthetic genome then has chrX, chrY and chrM)");
  add("sources", "of a made-up genome: genes, population frequencies and clinical sources too, for run --annotation");
  add("threads", count(1), "the bytes do not depend on it");
  add_case_options(options);
  return options;
}

// "5M" -> 5000000.
std::uint64_t parse_bases(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string suffix(end, text.data() + text.size());
  const double factor = suffix.empty()                   ? 1
                        : suffix == "k" || suffix == "K" ? 1e3
                        : suffix == "M"                  ? 1e6
                        : suffix == "G"                  ? 1e9
                                                         : 0;
  if (error != std::errc{} || factor == 0)
    fail("--synthetic-bases \"" + text + "\" is not a number of bases", "for instance 5M");
  const double bases = value * factor;
  if (bases < static_cast<double>(min_synthetic_bases) || bases > 3.5e9)
    fail("--synthetic-bases " + text + " is outside 20k .. 3.5G", "choose a size in between");
  return static_cast<std::uint64_t>(bases);
}

SequencerProfile parse_profile(const std::string& name) {
  if (name == "hiseq") return SequencerProfile::hiseq;
  if (name == "novaseq") return SequencerProfile::novaseq;
  if (name == "none") return SequencerProfile::perfect;
  fail("--profile \"" + name + "\" is unknown", "one of hiseq, novaseq, none");
}

SexChromosomes parse_sex(const std::string& name) {
  if (name == "female") return SexChromosomes::xx;
  if (name == "male") return SexChromosomes::xy;
  fail("--sex \"" + name + "\" is unknown", "female or male");
}

void read_library(const po::variables_map& values, SimulateOptions& options) {
  LibraryOptions& library = options.library;
  library.seed = values["seed"].as<std::uint64_t>();
  library.profile = parse_profile(values["profile"].as<std::string>());
  library.read_bases = count_within(values, "read-length", 20, 1000);
  library.insert_mean_bases = within(values, "insert-mean", 40, 5000);
  library.insert_sd_bases = within(values, "insert-sd", 0, library.insert_mean_bases);
  library.duplicate_share = within(values, "duplicates", 0, 0.9);
  library.is_paired = values.count("single-end") == 0;
  options.depth = within(values, "depth", 0.01, 100'000);
}

void read_variants(const po::variables_map& values, SimulateOptions& options) {
  if (values.count("variants") != 0) {
    options.variants_path = values["variants"].as<std::string>();
    options.draw.snvs_per_base = options.draw.indels_per_base = 0;
    if (values.count("variants-sample") != 0) options.variants_sample = values["variants-sample"].as<std::string>();
  }
  if (values.count("draw-snvs") != 0) options.draw.snvs_per_base = within(values, "draw-snvs", 0, 0.2);
  if (values.count("draw-indels") != 0) options.draw.indels_per_base = within(values, "draw-indels", 0, 0.05);
}

std::string check_sample_name(const std::string& name) {
  const auto is_fine = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           letter == '_' || letter == '-' || letter == '.';
  };
  if (name.empty() || name.size() > 80 || name.front() == '.' || !std::ranges::all_of(name, is_fine))
    fail("--sample \"" + name + "\" cannot be a file's name", "letters, digits, \"_\", \"-\" and \".\", at most 80");
  return name;
}

}  // namespace

SimulateOptions parse_simulate_options(const std::vector<std::string>& arguments) {
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(shown_options()).positional({}).run(), values);
    po::notify(values);
  } catch (const po::error& error) {
    fail(error.what());
  }
  SimulateOptions options;
  options.wants_help = values.count("help") != 0;
  if (options.wants_help) return options;
  if (values.count("output") == 0) fail("-o is missing", "name a folder for the reads with -o");
  options.output_folder = values["output"].as<std::string>();
  if (values.count("reference") != 0) options.reference_path = values["reference"].as<std::string>();
  if (values.count("contigs") != 0) options.contigs = split_names(values["contigs"].as<std::string>());
  if (options.is_synthetic() && !options.contigs.empty()) fail("--contigs needs --reference");
  if (values.count("synthetic-bases") != 0) {
    if (!options.is_synthetic()) fail("--synthetic-bases and --reference exclude each other", "leave one out");
    options.synthetic_bases = parse_bases(values["synthetic-bases"].as<std::string>());
  }
  if (values.count("variants") != 0 && options.is_synthetic()) fail("--variants needs the --reference they refer to");
  if (values.count("sex") != 0) {
    options.sex = parse_sex(values["sex"].as<std::string>());
    options.sex_contigs = SexContigs::present;
  }
  read_library(values, options);
  read_variants(values, options);
  options.lanes = count_within(values, "lanes", 1, 99);
  options.threads = count_within(values, "threads", 1, 1024);
  options.wants_sources = values.count("sources") != 0;
  if (options.wants_sources && !options.is_synthetic())
    fail("--sources and --reference exclude each other", "a real genome has real sources; see refdata/manifest.tsv");
  options.sample = check_sample_name(values["sample"].as<std::string>());
  read_case_options(values, options);
  return options;
}

std::string simulate_help() {
  std::ostringstream text;
  text
      << "norrsken simulate -o FOLDER [--reference REF.fa | --synthetic-bases 5M] [options]\n\n"
         "Sequences a made-up diploid sample: reads, its true variants and where they can be judged.\n\n"
      << shown_options()
      << "\nFOLDER gets NAME_L001_R1.fastq.gz (and _R2), samples.csv, truth.vcf.gz, truth.bed, skipped.tsv,\n"
         "strata/*.bed, simulate.json and, when synthetic, genome.fa. A tumor adds somatic_truth.vcf.gz (INFO CCF and\n"
         "VAF), a trio NAME_mother.truth.vcf.gz, NAME_father.truth.vcf.gz and de_novo_truth.vcf.gz, --haplotypes\n"
         "haplotypes/*.fa and haplotypes.tsv (what share of a sample's depth each must get), --sources annotation/.\n"
         "Read names: sim:<number>:<contig>:<strand>:<mate 1>:<mate 2>:<copy>:<molecule>, positions 0-based 5' ends;\n"
         "copies 2 and 3 are those of the tumor's first clone, 4 and 5 of its second.\n";
  return text.str();
}

}  // namespace norrsken
