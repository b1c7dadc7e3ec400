#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include "io/atomic_file.hpp"
#include "io/index_file.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/stages/build_index.hpp"

namespace norrsken {
namespace {
namespace options = boost::program_options;

constexpr const char* usage =
    "usage: norrsken index REFERENCE.fa[.gz] -o INDEX.nsk [--threads N]\n"
    "       norrsken index [REFERENCE.fa[.gz]] --verify INDEX.nsk\n\n"
    "Builds the seed index of a reference genome, or checks all of an existing one, and whether it is of that "
    "reference.\n\n";

struct IndexOptions {
  std::string reference;
  std::string output;
  std::string verify;
  unsigned threads = 1;
};

// Nothing: the help was printed.
std::optional<IndexOptions> parse(const Arguments& arguments) {
  IndexOptions parsed;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  CommandLine line("index", usage);
  line.options()                                                                                            //
      ("output,o", options::value(&parsed.output)->value_name("FILE"), "index file to write")               //
      ("threads", options::value(&threads)->value_name("N"), "threads to build with (default: all cores)")  //
      ("verify", options::value(&parsed.verify)->value_name("FILE"), "check every byte of an index file");
  line.words("reference", options::value(&parsed.reference));
  if (!line.read(arguments)) return std::nullopt;
  if (threads < 1 || threads > 1024)
    throw InputError("index", "", fmt::format("--threads {} is not between 1 and 1024", threads), "--threads 8");
  parsed.threads = static_cast<unsigned>(threads);
  if (!parsed.verify.empty()) {
    if (!parsed.output.empty())
      throw InputError("index", "", "--verify writes nothing (-o)", "norrsken index --verify INDEX.nsk");
    return parsed;
  }
  if (parsed.reference.empty() || parsed.output.empty())
    throw InputError("index", "", parsed.reference.empty() ? "no reference given" : "no output given (-o)",
                     "norrsken index REFERENCE.fa -o INDEX.nsk");
  return parsed;
}

void require_sensible_paths(const IndexOptions& wanted) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::is_directory(wanted.output, ignored))
    throw InputError(wanted.output, "", "is a folder", "-o " + wanted.output + "/reference.nsk");
  // Better now than after minutes of work.
  const fs::path folder = fs::path(wanted.output).parent_path();
  if (::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0) {
    const int error_number = errno;
    throw SystemError(wanted.output, "cannot be created", std::strerror(error_number), write_hint(error_number));
  }
  if (fs::equivalent(wanted.reference, wanted.output, ignored))
    throw InputError(wanted.output, "", "the index would overwrite the reference", "another name after -o");
}

// One line that is written over, on a terminal only, at most ten times a second.
class ProgressLine {
 public:
  ~ProgressLine() { clear(); }
  void show(const char* step, double done) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_terminal_ || now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    fmt::print(stderr, "\r\033[K{} {:.0f} %", step, 100 * std::min(done, 1.0));
    std::fflush(stderr);
  }
  void clear() {
    if (is_terminal_) fmt::print(stderr, "\r\033[K");
  }

 private:
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point shown_{};
};

void print_summary(const IndexOptions& wanted, const IndexSummary& summary) {
  fmt::print("{}: {} contigs, {} bases ({} N)\n", wanted.reference, summary.contigs, summary.bases, summary.n_bases);
  fmt::print("seeds: {} minimizers of {} k-mers: {} unique, {} few, {} many\n", summary.seeds.minimizers,
             summary.seeds.distinct(), summary.seeds.unique, summary.seeds.few, summary.seeds.many);
  fmt::print("seconds: read {:.2f}, seeds {:.2f}, write {:.2f} ({} threads)\n", summary.read_seconds,
             summary.seed_seconds, summary.write_seconds, wanted.threads);
  const auto bytes = static_cast<double>(summary.file_bytes);
  const auto bases = static_cast<double>(summary.bases);
  fmt::print("{}: {} bytes, {:.3f} bytes a base", wanted.output, summary.file_bytes, bytes / bases);
  // N takes a quarter of a byte; what seeds take is carried over to the 2.94 of 3.1 Gbases that are no N in GRCh38.
  if (summary.seeds.minimizers > 0) {
    const double seed_bytes = (bytes - bases / 4) / static_cast<double>(summary.bases - summary.n_bases);
    fmt::print(" (at this density GRCh38 takes {:.1f} GB)", seed_bytes * 2.94 + 3.1 / 4);
  }
  fmt::print("\n");
}

}  // namespace

ExitCode index_command(const Arguments& arguments) {
  const std::optional<IndexOptions> parsed = parse(arguments);
  if (!parsed) return ExitCode::ok;
  const IndexOptions& wanted = *parsed;
  if (!wanted.verify.empty()) {
    const IndexFile index = IndexFile::open(wanted.verify, IndexCheck::everything);
    if (!wanted.reference.empty()) check_same_reference(index, wanted.reference);
    fmt::print("{}: complete and undamaged; {} contigs, reference {} (sha256 {})\n", wanted.verify,
               index.genome().contigs.size(), index.reference_name(), index.reference_sha256());
    return ExitCode::ok;
  }
  require_sensible_paths(wanted);
  ProgressLine line;
  const IndexSummary summary = build_index(wanted.reference, wanted.output, wanted.threads,
                                           [&](const char* step, double done) { line.show(step, done); });
  line.clear();
  print_summary(wanted, summary);
  return ExitCode::ok;
}

}  // namespace norrsken
