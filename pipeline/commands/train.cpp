#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <optional>
#include <sstream>

#include "io/atomic_file.hpp"
#include "io/index_file.hpp"
#include "io/sha256.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/score/score_model_file.hpp"
#include "pipeline/score/training_set.hpp"

namespace norrsken {
namespace {
namespace po = boost::program_options;

constexpr const char* usage =
    "usage: norrsken train -o MODEL.toml --index ref.nsk --hold-out CONTIG,... TRUTH,CALLS[,JUDGED.bed] ...\n\n"
    "Learns a score of somatic records from runs whose somatic variants are known, for norrsken run --score. CALLS is\n"
    "vcf/CASE.somatic.vcf.gz of one tumor. What is printed is measured on the contigs that are held out.\n\n";

struct TrainOptions {
  std::string output;
  std::string index;
  std::vector<std::string> held_out;
  std::vector<TrainingFiles> sets;
};

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw InputError("train", "", reason, hint);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, ',');) words.push_back(word);
  return words;
}

// Nothing: the help was printed.
std::optional<TrainOptions> parse(const Arguments& arguments) {
  TrainOptions parsed;
  std::string held_out;
  std::vector<std::string> sets;
  CommandLine line("train", usage);
  line.options()                                                                                        //
      ("output,o", po::value(&parsed.output)->value_name("FILE"), "model to write")                     //
      ("index,i", po::value(&parsed.index)->value_name("FILE"), "index that the calls were made with")  //
      ("hold-out", po::value(&held_out)->value_name("A,B"), "contigs that do not teach, but are judged by");
  line.words("sets", po::value(&sets), CommandLine::any_number);
  if (!line.read(arguments)) return std::nullopt;
  if (parsed.index.empty()) refuse("needs an index", "add --index ref.nsk, as the calls were made with");
  if (parsed.output.empty()) refuse("needs a file to write", "add -o MODEL.toml");
  parsed.held_out = split(held_out);
  if (parsed.held_out.empty()) refuse("holds no contig out, so nothing would judge the model", "add --hold-out chr20");
  for (const std::string& set : sets) {
    const std::vector<std::string> files = split(set);
    if (files.size() < 2 || files.size() > 3)
      refuse("\"" + set + "\" is not TRUTH,CALLS or TRUTH,CALLS,JUDGED.bed", "join the files of a run with commas");
    parsed.sets.push_back({files[0], files[1], files.size() == 3 ? files[2] : ""});
  }
  if (parsed.sets.empty()) refuse("no runs given", "norrsken train --help shows how");
  return parsed;
}

void check_contigs(const TrainOptions& wanted, const IndexFile& index) {
  for (const std::string& name : wanted.held_out)
    if (contig_named(index.genome().contigs, name) == nullptr)
      refuse("--hold-out: the index has no contig \"" + name + "\"", "use names of the reference");
}

void add_identities(const TrainingFiles& files, std::vector<FileIdentity>& identities) {
  const auto add = [&](const char* role, const std::string& path) {
    if (path.empty()) return;
    const std::filesystem::path file(path);
    const std::filesystem::path name = file.parent_path().filename() / file.filename();  // the folder tells the set
    identities.push_back({role, name.string(), std::filesystem::file_size(file), sha256_of_file(path)});
  };
  add("truth", files.truth_path);
  add("calls", files.calls_path);
  add("judged regions", files.judged_path);
}

void print_tally(const char* kind, const char* judge, const ScoreTally& tally) {
  const auto share = [](std::uint64_t part, std::uint64_t rest) {
    return part + rest == 0 ? std::string("-")
                            : fmt::format("{:.4f}", static_cast<double>(part) / static_cast<double>(part + rest));
  };
  fmt::print("{:<14}{:<8}{:>8}{:>8}{:>8}{:>11}{:>9}\n", kind, judge, tally.true_positives, tally.false_positives,
             tally.false_negatives, share(tally.true_positives, tally.false_positives),
             share(tally.true_positives, tally.false_negatives));
}

}  // namespace

ExitCode train_command(const Arguments& arguments) {
  const std::optional<TrainOptions> parsed = parse(arguments);
  if (!parsed) return ExitCode::ok;
  const TrainOptions& wanted = *parsed;
  const IndexFile index = IndexFile::open(wanted.index);
  check_contigs(wanted, index);
  TrainingExamples examples;
  ScoreModelOrigin origin{NORRSKEN_VERSION, wanted.held_out, {}, {}, {}};
  for (const TrainingFiles& files : wanted.sets) {
    add_training_set(files, wanted.held_out, index, examples);
    add_identities(files, origin.files);
  }
  ScoreModel model;
  fmt::print("{:<14}{:<8}{:>8}{:>8}{:>8}{:>11}{:>9}\n", "held out", "by", "hits", "false", "missed", "precision",
             "recall");
  for (std::size_t kind = 0; kind < model.size(); ++kind) {
    model[kind] = train_score(examples.taught[kind]);
    origin.taught[kind] = examples.taught[kind].size();
    origin.held_out[kind] = tally_score(model[kind], examples.held_out[kind]);
    origin.held_out[kind].false_negatives += examples.held_out_filtered[kind];
    print_tally(score_kind_names[kind], "score", origin.held_out[kind]);
    print_tally(score_kind_names[kind], "filters", examples.held_out_by_filters[kind]);
  }
  write_file(wanted.output, score_model_text(model, origin));
  fmt::print("{}: taught by {} substitutions and {} indels; {} records were too near to a variant spelled otherwise\n",
             wanted.output, origin.taught[0], origin.taught[1], examples.unclear);
  return ExitCode::ok;
}

}  // namespace norrsken
