#include "pipeline/run.hpp"

#include <fmt/format.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <map>
#include <optional>
#include <tuple>

#include "io/provenance.hpp"
#include "kernels/simd/target.hpp"
#include "pipeline/annotation/source_age.hpp"
#include "pipeline/checkpoint/stop_request.hpp"
#include "pipeline/commands/command_line.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/score/score_model_file.hpp"
#include "pipeline/stages/cpu_binding.hpp"
#include "pipeline/stages/memory_limit.hpp"
#include "pipeline/stages/sex.hpp"

namespace norrsken {
namespace {
namespace po = boost::program_options;

constexpr const char* usage =
    "usage: norrsken run samples.csv --index ref.nsk -o OUT [options]\n"
    "       norrsken run --reads R1.fastq.gz [R2.fastq.gz] --sample NAME --index ref.nsk -o OUT [options]\n"
    "       mpirun -q -n N norrsken run ...\n\n"
    "Reads in (FASTQ, uBAM, BAM, CRAM), scored VCF and gVCF out. Results are the same bytes for any ranks and "
    "threads.\n\n";

struct Parsed {
  RunOptions options;
  std::string index_path;
  std::string assay;  // empty: by the samples of the case
  std::vector<Case> cases;
  SimdTarget simd = SimdTarget::automatic;
  std::string help;  // not empty: print it and stop
};

struct Words {
  std::string sheet, sample, sex = "unknown", index, reference, output, memory, scratch, assay, regions, targets,
                             annotation, hotspots, pon, population, score, simd = "auto", checkpoint = "10m";
  std::vector<std::string> reads;
  std::vector<std::string> umi_reads;
  std::vector<std::string> cases;
  std::vector<std::string> allowed_mismatches;
  int threads = 0;
};

void describe_options(Words& words, CommandLine& line) {
  line.options()  //
      ("reads", po::value(&words.reads)->multitoken()->value_name("R1 [R2]"),
       "reads of one lane; give it once a lane")  //
      ("umi-reads", po::value(&words.umi_reads)->value_name("FASTQ"),
       "file of the UMIs of one lane of --reads, in the same order")                      //
      ("sample", po::value(&words.sample)->value_name("NAME"), "sample name of --reads")  //
      ("sex", po::value(&words.sex)->value_name("SEX"),
       "male, female or unknown: then read from the depth of X and Y")                                         //
      ("index,i", po::value(&words.index)->value_name("FILE"), "index made by norrsken index")                 //
      ("reference", po::value(&words.reference)->value_name("FASTA"), "what CRAM files were compressed with")  //
      ("case", po::value(&words.cases)->multitoken()->value_name("CASE"), "only these cases of the sheet")     //
      ("output,o", po::value(&words.output)->value_name("DIR"), "results go to DIR/CASE")                      //
      ("threads,t", po::value(&words.threads)->value_name("N"),
       "threads of one rank (default: cores / ranks of the node)")  //
      ("memory", po::value(&words.memory)->value_name("SIZE"),
       "limit of one rank, such as 8G (default: 80 % of what is free / ranks of the node)")  //
      ("scratch", po::value(&words.scratch)->value_name("DIR"),
       "where reads beyond the memory go (default: OUT/.scratch)")  //
      ("assay", po::value(&words.assay)->value_name("NAME"),
       "settings: wgs, wgs_tumour_normal, gms560, myeloid, ctdna, or a .toml file (default: wgs, for a case with a "
       "tumor "
       "wgs_tumour_normal)")  //
      ("annotation", po::value(&words.annotation)->value_name("TOML"),
       "genes, sources and rules to add to the assay; see config/annotation")                                 //
      ("regions", po::value(&words.regions)->value_name("BED"), "report only what lies in these regions")     //
      ("targets", po::value(&words.targets)->value_name("BED"), "targets of a panel (default: the assay's)")  //
      ("hotspots", po::value(&words.hotspots)->value_name("FILE"),
       "VCF or TSV of variants to look for whatever the reads say (default: the assay's)")              //
      ("pon", po::value(&words.pon)->value_name("VCF"), "panel of normals made by norrsken pon build")  //
      ("population", po::value(&words.population)->value_name("VCF"),
       "allele frequencies (INFO/AF), such as gnomAD's; with its .tbi")                                              //
      ("score", po::value(&words.score)->value_name("TOML"), "judge somatic records by what norrsken train learnt")  //
      ("simd", po::value(&words.simd)->value_name("SET"), "auto, scalar, sse4, avx2 or avx512")                      //
      ("allow-mismatch", po::value(&words.allowed_mismatches)->multitoken()->value_name("CASE"),
       "go on with this case although its tumor and normal are not of one person")  //
      ("force", "replace finished results")                                         //
      ("fresh", "start over: replace finished results and forget checkpoints")      //
      ("checkpoint", po::value(&words.checkpoint)->value_name("TIME"),
       "save finished work so often (30s, 10m, 1h; default 10m), or only when asked to stop (off)")       //
      ("take-over", "take cases from a run that is known to be lost but may still be running somewhere")  //
      ("quiet,q", "print nothing but errors")                                                             //
      ("version", "print the version");
  line.words("sheet", po::value(&words.sheet));
}

[[noreturn]] void refuse(const std::string& reason, const std::string& hint) {
  throw InputError("run", "", reason, hint);
}

std::vector<ReadFiles> lanes_of(const std::vector<po::option>& given) {
  std::vector<ReadFiles> lanes;
  for (const po::option& option : given) {
    if (option.string_key != "reads") continue;
    if (option.value.empty() || option.value.size() > 2)
      refuse(fmt::format("--reads takes one or two files, not {}", option.value.size()), "give --reads once a lane");
    lanes.push_back({option.value[0], option.value.size() == 2 ? option.value[1] : ""});
  }
  return lanes;
}

void set_umi_files(const std::vector<std::string>& paths, std::vector<ReadFiles>& lanes) {
  if (paths.empty()) return;
  if (paths.size() != lanes.size())
    refuse(fmt::format("there are {} lanes (--reads) but {} files of UMIs (--umi-reads)", lanes.size(), paths.size()),
           "give one --umi-reads for each --reads; in a sheet, use the column umi");
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane].umi = paths[lane];
}

Sex parse_sex(const std::string& text) {
  for (const Sex sex : {Sex::unknown, Sex::male, Sex::female})
    if (text == sex_name(sex)) return sex;
  refuse(fmt::format("--sex {} is not known", text), "use male, female or unknown");
}

// "90s", "10m", "2h"; "off": none.
std::optional<std::chrono::milliseconds> parse_interval(const std::string& text) {
  if (text == "off") return std::nullopt;
  static const std::map<std::string, unsigned> seconds = {{"s", 1}, {"m", 60}, {"h", 3600}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = seconds.find(text.substr(digits));
  if (digits == 0 || digits > 6 || unit == seconds.end() || std::stoul(text) == 0)
    refuse(fmt::format("--checkpoint {} is not a time", text), "use something like 30s, 10m, 1h or off");
  return std::chrono::seconds(std::stoul(text) * unit->second);
}

SimdTarget parse_simd(const std::string& text) {
  static const std::map<std::string, SimdTarget> targets = {{"auto", SimdTarget::automatic},
                                                            {"scalar", SimdTarget::scalar},
                                                            {"sse4", SimdTarget::sse4},
                                                            {"avx2", SimdTarget::avx2},
                                                            {"avx512", SimdTarget::avx512}};
  const auto found = targets.find(text);
  if (found == targets.end())
    refuse(fmt::format("--simd {} is not known", text), "use auto, scalar, sse4, avx2 or avx512");
  return found->second;
}

std::vector<Case> chosen_cases(std::vector<Case> all, const std::vector<std::string>& names) {
  if (names.empty()) return all;
  for (const std::string& name : names)
    if (std::none_of(all.begin(), all.end(), [&](const Case& input) { return input.name == name; }))
      refuse(fmt::format("--case {} is not in the sheet", name), "give names of its column case");
  std::erase_if(all,
                [&](const Case& input) { return std::find(names.begin(), names.end(), input.name) == names.end(); });
  return all;
}

std::vector<Case> cases_of(const Words& words, const std::vector<ReadFiles>& lanes) {
  if (words.sheet.empty() == lanes.empty())
    refuse("needs either a sample sheet or --reads", "norrsken run --help shows both");
  if (!words.sheet.empty()) {
    if (!words.sample.empty()) refuse("--sample goes with --reads", "name samples in the sheet");
    if (words.sex != "unknown") refuse("--sex goes with --reads", "use the column sex of the sheet");
    return chosen_cases(read_sample_sheet(words.sheet).cases, words.cases);
  }
  if (!words.cases.empty()) refuse("--case goes with a sample sheet", "leave it out");
  if (words.sample.empty()) refuse("--reads needs a sample name", "add --sample NAME");
  return {make_case(words.sample, lanes, parse_sex(words.sex))};
}

unsigned threads_of(const Words& words, int ranks_on_node) {
  if (words.threads < 0 || words.threads > 1024)
    refuse("--threads must be from 1 to 1024", "leave it out to use all cores");
  if (words.threads > 0) return static_cast<unsigned>(words.threads);
  return std::max(1U, usable_cpus() / static_cast<unsigned>(ranks_on_node));
}

Parsed parse(const Arguments& arguments, int ranks_on_node) {
  Words words;
  CommandLine line("run", usage);
  describe_options(words, line);
  Parsed parsed;
  parsed.help = line.parse(arguments);
  std::vector<ReadFiles> lanes = lanes_of(line.given());
  set_umi_files(words.umi_reads, lanes);
  if (!parsed.help.empty()) return parsed;
  if (line.has("version")) {
    parsed.help = "norrsken " NORRSKEN_VERSION "\n";
    return parsed;
  }
  if (words.index.empty()) refuse("needs an index", "add --index ref.nsk; norrsken index ref.fa -o ref.nsk makes one");
  if (words.output.empty()) refuse("needs an output folder", "add -o OUT");
  parsed.index_path = words.index;
  parsed.assay = words.assay;
  parsed.simd = parse_simd(words.simd);
  parsed.cases = cases_of(words, lanes);
  parsed.options.output = words.output;
  parsed.options.scratch = words.scratch;
  parsed.options.reference_path = words.reference;
  parsed.options.sheet_path = words.sheet;
  parsed.options.annotation_path = words.annotation;
  parsed.options.regions_path = words.regions;
  parsed.options.targets_path = words.targets;
  parsed.options.hotspots_path = words.hotspots;
  parsed.options.known_alleles = {words.pon, words.population};
  parsed.options.score_path = words.score;
  if (!words.score.empty()) parsed.options.score = read_score_model(words.score);
  parsed.options.simd = words.simd;
  parsed.options.allowed_mismatches = words.allowed_mismatches;
  parsed.options.memory_bytes = words.memory.empty() ? 0 : parse_bytes(words.memory, "--memory");
  parsed.options.threads = threads_of(words, ranks_on_node);
  parsed.options.starts_over = line.has("fresh");
  parsed.options.overwrite = parsed.options.starts_over || line.has("force") ? Overwrite::allow : Overwrite::refuse;
  parsed.options.holder = line.has("take-over") ? Holder::replace : Holder::respect;
  parsed.options.checkpoint_every = parse_interval(words.checkpoint);
  parsed.options.terminal = line.has("quiet") ? Terminal::quiet : Terminal::lines;
  parsed.options.words = {"run"};
  parsed.options.words.insert(parsed.options.words.end(), arguments.begin(), arguments.end());
  return parsed;
}

// Before hours of work. What is good to know about the files goes into the log of every case.
void check_known_files(Parsed& parsed, const IndexFile& index) {
  const auto check = [&](const char* title, const std::string& path, KnownAlleleKind kind) {
    if (path.empty()) return;
    const bool has_tumor = std::any_of(parsed.cases.begin(), parsed.cases.end(), [](const Case& input) {
      return std::any_of(input.samples.begin(), input.samples.end(),
                         [](const Sample& sample) { return sample.role == SampleRole::tumor; });
    });
    if (!has_tumor) refuse("--pon and --population judge tumors, and no case has one", "leave them out");
    const KnownAlleleSource source = check_known_alleles(path, kind, index);
    const std::string normals = source.normals > 0 ? fmt::format("{} normals, ", source.normals) : "";
    parsed.options.notes.push_back(fmt::format("{:<8} {}{} contigs of the reference, {} others skipped", title, normals,
                                               source.contigs, source.skipped_contigs));
    if (kind == KnownAlleleKind::panel_of_normals && !source.knows_repeats)
      parsed.options.notes.push_back(fmt::format(
          "{:<8} the panel is of version 1, without repeats: microsatellite instability of tumors without a normal is "
          "judged against what slips in a stable library. To change that, run the normals again and norrsken pon build",
          title));
  };
  check("pon", parsed.options.known_alleles.panel_path, KnownAlleleKind::panel_of_normals);
  check("freq", parsed.options.known_alleles.population_path, KnownAlleleKind::population);
}

// The annotation of the assay in use: cases of one assay share what has taken seconds to load.
class AnnotationShelf {
 public:
  const CaseAnnotation* of(const Assay& assay, const std::string& assay_name, const IndexFile& index) {
    if (!assay.annotation.adds_to_records()) return nullptr;
    if (!loaded_ || name_ != assay_name) {
      const GenomeView genome = index.genome();
      const GenomeBuild* build = build_of(genome, assay.sex.builds);
      loaded_.emplace(assay.annotation,
                      AnnotatedGenome{genome, index.reference_name(), build == nullptr ? "" : build->name},
                      days_of(utc_timestamp().substr(0, 10)).value());
      name_ = assay_name;
    }
    return &*loaded_;
  }

 private:
  std::string name_;
  std::optional<CaseAnnotation> loaded_;
};

// One failed case does not stop the others; the user hears of each. Returns how many failed.
std::size_t run_cases(const Communicator& comm, const IndexFile& index, const Parsed& parsed) {
  std::size_t failed = 0;
  AnnotationShelf shelf;
  for (const Case& input : parsed.cases) {
    try {
      const auto [assay, hotspots, panel, annotation] = all_or_none(comm, "reading the case", [&] {
        const std::string name = !input.assay.empty()    ? input.assay
                                 : !parsed.assay.empty() ? parsed.assay
                                                         : default_assay(input);
        Assay loaded = load_assay(name);
        check_fits(loaded, input);
        if (!parsed.options.annotation_path.empty()) add_annotation(loaded, parsed.options.annotation_path);
        leave_out_rules(loaded.annotation);
        const RunOptions& options = parsed.options;
        const PanelPaths paths{options.targets_path, options.hotspots_path, options.regions_path};
        auto listed = load_hotspots(loaded, paths, index.genome());
        auto targets =
            load_panel(loaded, paths, listed ? std::span(listed->list) : std::span<Hotspot>(), index.genome());
        const CaseAnnotation* sources = shelf.of(loaded, name, index);
        return std::tuple(std::move(loaded), std::move(listed), std::move(targets), sources);
      });
      const CaseParts parts{panel ? &*panel : nullptr, hotspots ? &*hotspots : nullptr, annotation};
      const CaseEnd end = run_case(comm, index, input, assay, parts, parsed.options);
      if (end == CaseEnd::was_done && comm.is_root() && parsed.options.terminal == Terminal::lines)
        fmt::print(stderr, "{:<8} {} before, from the same inputs and settings; --force does it again\n", "done",
                   input.name);
    } catch (const AgreedError& error) {
      if (parsed.cases.size() == 1 || error.code() == ExitCode::requeue) throw;
      ++failed;
      if (comm.is_root()) fmt::print(stderr, "norrsken: error: {}: {} [case failed]\n", input.name, error.what());
    }
  }
  return failed;
}

}  // namespace

ExitCode run_command(const Arguments& arguments, const Communicator& world) {
  const Communicator node = world.split_by_node();
  const int ranks_on_node = node.size();
  Parsed parsed = all_or_none(world, "reading the command line", [&] { return parse(arguments, ranks_on_node); });
  if (!parsed.help.empty()) {
    if (world.is_root()) fmt::print("{}", parsed.help);
    return ExitCode::ok;
  }
  release_binding(parsed.options.threads + 1);  // the exchange has a thread of its own
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism, parsed.options.threads + 1);
  const IndexFile index = all_or_none(world, "opening the index", [&] {
    if (!force_simd_target(parsed.simd))
      refuse(fmt::format("this machine cannot do --simd {}", parsed.options.simd), "use auto");
    // One rank of a node reads all of it: a damaged index would give wrong places, not an error.
    IndexFile opened = IndexFile::open(parsed.index_path, node.is_root() ? IndexCheck::everything : IndexCheck::quick);
    tell_when_cut_short(parsed.index_path);
    if (!parsed.options.regions_path.empty())
      parsed.options.regions = CallRegions::read(parsed.options.regions_path, opened.genome());
    if (world.is_root()) check_known_files(parsed, opened);
    return opened;
  });
  const std::size_t failed = run_cases(world, index, parsed);
  if (failed == 0) return ExitCode::ok;
  if (world.is_root()) fmt::print(stderr, "norrsken: {} of {} cases failed [exit 6]\n", failed, parsed.cases.size());
  return ExitCode::some_cases;
}

}  // namespace norrsken
