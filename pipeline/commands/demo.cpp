#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "pipeline/commands/command_line.hpp"
#include "pipeline/nightly/process.hpp"

namespace norrsken {
namespace {

namespace po = boost::program_options;

constexpr const char* name = "DEMO";

constexpr const char* usage =
    "usage: norrsken demo [-o FOLDER]\n\n"
    "Makes up a genome of 2 million bases with genes, a tumor of 90x and its normal of 35x and what others know\n"
    "of their variants; calls both on two ranks, writes the report, and compares the calls with the truth.\n"
    "Needs no network, no reference and about half a minute.\n\n";

class Demo {
 public:
  explicit Demo(std::string folder) : folder_(std::move(folder)), program_(own_program()) {}

  ExitCode show() {
    const std::string reads = folder_ + "/reads/";
    const std::string vcf = fmt::format("{}/calls/{}/vcf/{}", folder_, name, name);
    step("A genome with repeats and genes, a tumor of 60 % with a subclone, its normal, made-up sources of annotation",
         {"simulate",
          "-o",
          folder_ + "/reads",
          "--synthetic-bases",
          "2M",
          "--depth",
          "35",
          "--tumor-depth",
          "90",
          "--purity",
          "0.6",
          "--subclone",
          "0.25:0.5",
          "--somatic-mnvs",
          "0.1",
          "--sources",
          "--profile",
          "novaseq",
          "--sample",
          name,
          "--seed",
          "2026",
          "--threads",
          "2"});
    step("The seed index of the genome", {"index", reads + "genome.fa", "-o", folder_ + "/genome.nsk"});
    step_on_ranks("Variants of the pair, annotated, with a report",
                  {"run", reads + "samples.csv", "--index", folder_ + "/genome.nsk", "--annotation",
                   reads + "annotation/annotation.toml", "-o", folder_ + "/calls", "--threads", "1", "--force"});
    compare("Somatic calls against the truth, and why each difference", "somatic_truth", vcf + ".somatic.vcf.gz",
            {"--sample", std::string(name) + "_tumor", "--ignore-genotype"});
    compare("The same for what the person was born with", "truth", vcf + ".germline.vcf.gz",
            {"--sample", std::string(name) + "_normal", "--stratify",
             "tandem_repeats=" + reads + "strata/tandem_exact.bed"});
    if (exit_code_ != 0) return static_cast<ExitCode>(exit_code_);
    print_paths(vcf);
    return ExitCode::ok;
  }

 private:
  void compare(const std::string& title, const std::string& truth, const std::string& calls, const Arguments& more) {
    const std::string reads = folder_ + "/reads/";
    Arguments words = {"bench",
                       reads + truth + ".vcf.gz",
                       calls,
                       "--reference",
                       reads + "genome.fa",
                       "--confident",
                       reads + "truth.bed",
                       "--stratify",
                       "not_duplicated=" + reads + "strata/not_duplicated.bed"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--explain", "-o", folder_ + "/bench_" + truth});
    step(title, words);
  }

  void print_paths(const std::string& vcf) const {
    const std::string folder = fmt::format("{}/calls/{}", folder_, name);
    fmt::print("\n{:.0f} s in all. Look at:\n", seconds_);
    fmt::print("  somatic     {}.somatic.vcf.gz\n", vcf);
    fmt::print("  germline    {}.germline.vcf.gz\n", vcf);
    fmt::print("  findings    {}/combined.tsv\n", folder);
    fmt::print("  quality     {0}/qc/{1}_tumor.json, {0}/qc/{1}_normal.json\n", folder, name);
    fmt::print("  truth       {0}/reads/somatic_truth.vcf.gz, {0}/reads/truth.vcf.gz\n", folder_);
    fmt::print("  comparison  {0}/bench_somatic_truth/summary.tsv, {0}/bench_truth/summary.tsv\n", folder_);
    fmt::print("report: {}/report.html (a file for any browser; a click on a finding shows its reads)\n", folder);
  }

  void announce(const std::string& title, const Arguments& words) {
    fmt::print("\n[{}/5] {}\n$ {}norrsken", ++steps_, title, ranks_ > 1 ? "mpirun -n 2 " : "");
    for (const std::string& word : words) fmt::print(" {}", word);
    fmt::print("\n");
  }

  int timed(const std::vector<std::string>& words) {
    const auto start = std::chrono::steady_clock::now();
    const int exit_code = run_program(words);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    seconds_ += seconds;
    fmt::print("({:.1f} s)\n", seconds);
    return exit_code;
  }

  void step(const std::string& title, const Arguments& words) {
    if (exit_code_ != 0) return;
    ranks_ = 1;
    announce(title, words);
    std::vector<std::string> command = {program_};
    command.insert(command.end(), words.begin(), words.end());
    exit_code_ = timed(command);
  }

  void step_on_ranks(const std::string& title, const Arguments& words) {
    if (exit_code_ != 0) return;
    const std::optional<std::string> mpirun = find_program("mpirun");
    if (!mpirun) {
      fmt::print("\nNote: mpirun is not installed, so the next step runs on one rank instead of two.\n");
      return step(title, words);
    }
    if (geteuid() == 0) {  // Open MPI refuses root unless told twice
      setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
      setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    }
    ranks_ = 2;
    announce(title, words);
    std::vector<std::string> command = {*mpirun, "-q", "-n", "2", "--oversubscribe", program_};
    command.insert(command.end(), words.begin(), words.end());
    exit_code_ = timed(command);
    // Exit codes 2 to 6 are ours and have been explained; anything else may be a launcher that cannot start here.
    if (exit_code_ == 0 || (exit_code_ >= 2 && exit_code_ <= 6)) return;
    fmt::print("\nNote: mpirun ended with exit code {}; trying again on one rank.\n", exit_code_);
    exit_code_ = 0;
    --steps_;
    step(title, words);
  }

  std::string folder_;
  std::string program_;
  int steps_ = 0;
  int ranks_ = 1;
  int exit_code_ = 0;
  double seconds_ = 0;
};

}  // namespace

ExitCode demo_command(const Arguments& arguments) {
  std::string output = "demo";
  CommandLine line("demo", usage);
  line.options()("output,o", po::value(&output)->value_name("FOLDER"), "where to write (default: demo)");
  return line.read(arguments) ? Demo(output).show() : ExitCode::ok;
}

}  // namespace norrsken
