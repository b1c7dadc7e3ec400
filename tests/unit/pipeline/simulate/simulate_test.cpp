#include "pipeline/simulate/simulate.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "../../temporary_folder.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/stages/assay.hpp"

using namespace norrsken;
namespace fs = std::filesystem;

namespace {

class Folder : public TemporaryFolder {
 public:
  [[nodiscard]] std::string operator/(const std::string& name) const { return file(name); }
};

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  char buffer[4096];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, count);
  const int status = pclose(pipe);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : "failed: " + text;
}
bool has_bcftools() {
  return !output_of("bcftools --version").starts_with("failed");
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = text_of(entry.path().string());
  return files;
}

struct NamedRead {
  std::string name;
  std::string bases;
};
std::vector<NamedRead> reads_of(const std::string& path) {
  std::istringstream lines(output_of("gzip -dc " + path));
  std::vector<NamedRead> reads;
  for (std::string name, bases, plus, qualities; std::getline(lines, name) && std::getline(lines, bases) &&
                                                 std::getline(lines, plus) && std::getline(lines, qualities);)
    reads.push_back({name.substr(1), bases});
  return reads;
}

std::map<std::string, std::string> fasta_of(const std::string& text) {
  std::map<std::string, std::string> contigs;
  std::istringstream lines(text);
  std::string name;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(">"))
      name = line.substr(1);
    else
      contigs[name] += line;
  }
  for (auto& [contig, letters] : contigs)
    std::ranges::transform(letters, letters.begin(), [](unsigned char letter) { return std::toupper(letter); });
  return contigs;
}

std::string reverse_complement_of(std::string letters) {
  std::ranges::reverse(letters);
  for (char& letter : letters) letter = base_letter(complement(base_code(letter)));
  return letters;
}

SimulateOptions small_options(const std::string& output) {
  return parse_simulate_options({"-o", output, "--synthetic-bases", "60k", "--depth", "4", "--seed", "21"});
}

// A reference of one contig without repeats longer than chance, and what a VCF says about it.
struct Reference {
  std::string letters;
  explicit Reference(const std::string& path, const std::string& name = "chr1", std::uint32_t bases = 12'000) {
    RandomStream random(77, RandomPurpose::genome_layout);
    while (letters.size() < bases) letters += "ACGT"[random.below(4)];
    letters.replace(2000, 12, "GTCAAAAAAGTC");
    letters.replace(5000, 1500, 1500, 'N');
    std::ofstream(path) << '>' << name << '\n' << letters << '\n';
  }
  [[nodiscard]] std::string at(std::size_t position_1based, std::size_t count = 1) const {
    return letters.substr(position_1based - 1, count);
  }
  [[nodiscard]] std::string other_at(std::size_t position_1based) const {
    return at(position_1based) == "A" ? "C" : "A";
  }
};

void write_vcf(const std::string& path, const std::string& records, const std::string& contig = "chr1") {
  std::ofstream(path) << "##fileformat=VCFv4.2\n##contig=<ID=" << contig << ">\n##FILTER=<ID=bad,Description=\"x\">\n"
                      << "##ALT=<ID=DEL,Description=\"x\">\n"
                      << "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
                      << "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNN\n"
                      << records;
}

std::string record(std::size_t position_1based, const std::string& reference, const std::string& alternate,
                   const std::string& genotype, const std::string& contig = "chr1") {
  return contig + "\t" + std::to_string(position_1based) + "\t.\t" + reference + "\t" + alternate + "\t.\t.\t.\tGT\t" +
         genotype + "\n";
}

std::vector<std::string> truth_of(const std::string& folder, const std::string& contig = "chr1") {
  std::vector<std::string> lines;
  VcfReader reader(folder + "/truth.vcf.gz", {});
  for (const VcfRecord& truth : reader.take(contig)) {
    std::string line = std::to_string(truth.position + 1) + " " + truth.reference + ">" + truth.alternates.at(0) + " ";
    for (std::size_t copy = 0; copy < truth.genotype.size(); ++copy) {
      if (copy > 0) line += '|';
      line += std::to_string(truth.genotype[copy]);
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("the same seed gives the same bytes on any number of threads") {
  const Folder folder;
  SimulateOptions options = small_options(folder / "a");
  simulate(options);
  const auto first = files_of(folder / "a");
  CHECK(first.contains("SIM_L001_R1.fastq.gz"));
  CHECK(first.contains("strata/tandem_exact.bed"));
  CHECK(first.contains("strata/not_duplicated.bed"));
  CHECK(first.size() == 16);

  options.output_folder = folder / "b";
  options.threads = 3;
  simulate(options);
  CHECK(files_of(folder / "b") == first);

  options.output_folder = folder / "c";
  options.library.seed = 22;
  simulate(options);
  CHECK(text_of(folder / "c/genome.fa") != first.at("genome.fa"));
  CHECK(text_of(folder / "c/SIM_L001_R1.fastq.gz") != first.at("SIM_L001_R1.fastq.gz"));
}

TEST_CASE("lanes together hold every fragment once") {
  const Folder folder;
  SimulateOptions options = small_options(folder / "a");
  options.lanes = 3;
  const Simulation simulation = simulate(options);
  REQUIRE(simulation.samples.front().reads.lanes.size() == 3);
  std::set<std::uint64_t> numbers;
  for (const LaneFiles& lane : simulation.samples.front().reads.lanes) {
    const auto first = reads_of(folder / ("a/" + lane.read1));
    const auto second = reads_of(folder / ("a/" + lane.read2));
    REQUIRE(first.size() == second.size());
    for (std::size_t read = 0; read < first.size(); ++read) {
      CHECK(first[read].name == second[read].name);
      const auto origin = parse_read_name(first[read].name);
      REQUIRE(origin.has_value());
      CHECK(numbers.insert(origin->number).second);
    }
  }
  CHECK(numbers.size() == simulation.samples.front().reads.fragments);
  CHECK(*numbers.rbegin() == simulation.samples.front().reads.fragments - 1);
}

TEST_CASE("reads are what bcftools consensus makes of genome and truth") {
  if (!has_bcftools()) {
    WARN("skipped: bcftools is not installed");
    return;
  }
  const Folder folder;
  SimulateOptions options = small_options(folder / "a");
  options.library.profile = SequencerProfile::perfect;
  options.draw.snvs_per_base = 0.004;
  options.draw.indels_per_base = 0.002;
  const Simulation simulation = simulate(options);
  CHECK(simulation.truth.snvs > 200);
  CHECK(simulation.truth.insertions > 30);
  CHECK(simulation.truth.deletions > 30);

  std::map<std::string, std::string> copies[2];
  for (int copy = 0; copy < 2; ++copy) {
    const std::string consensus = folder / "consensus.fa";
    const std::string log =
        output_of("bcftools consensus -H " + std::to_string(copy + 1) + " -f " + (folder / "a/genome.fa") + " -o " +
                  consensus + " " + (folder / "a/truth.vcf.gz"));
    // It must have taken every record: what it leaves out by itself would be no check.
    CHECK(log.find("Applied") != std::string::npos);
    CHECK(log.find("overlap") == std::string::npos);
    copies[copy] = fasta_of(text_of(consensus));
  }
  for (const char* mate : {"R1", "R2"}) {
    for (const NamedRead& read : reads_of(folder / (std::string("a/SIM_L001_") + mate + ".fastq.gz"))) {
      const auto origin = parse_read_name(read.name);
      REQUIRE(origin.has_value());
      if (read.bases.find("AGATCGGAAGAGC") != std::string::npos) continue;
      const bool is_forward = origin->is_reverse == (mate == std::string("R2"));
      const std::string& copy = copies[origin->copy].at(origin->contig);
      const bool is_found = copy.find(is_forward ? read.bases : reverse_complement_of(read.bases)) != std::string::npos;
      CHECK(is_found);
    }
  }
}

TEST_CASE("bcftools finds every truth record left-aligned and true to the reference") {
  if (!has_bcftools()) {
    WARN("skipped: bcftools is not installed");
    return;
  }
  const Folder folder;
  SimulateOptions options = small_options(folder / "a");
  options.draw.snvs_per_base = 0.01;
  options.draw.indels_per_base = 0.005;
  simulate(options);
  const std::string log = output_of("bcftools norm --check-ref e -f " + (folder / "a/genome.fa") + " " +
                                    (folder / "a/truth.vcf.gz") + " -o /dev/null");
  CHECK(log.find("failed") == std::string::npos);
  CHECK(log.find("/0/0\n") != std::string::npos);  // realigned, skipped
}

TEST_CASE("given variants are carried as their genotypes say, in left-aligned biallelic spelling") {
  const Folder folder;
  const Reference reference(folder / "ref.fa");
  const std::string base = reference.at(1000);
  write_vcf(folder / "v.vcf",
            record(500, reference.at(500), reference.other_at(500), "0|1") +
                record(1000, base, base + "GG," + base + "TTT", "2|1") +
                record(1500, reference.at(1500, 2), reference.other_at(1500) + reference.other_at(1501), "1|1") +
                record(2008, "AA", "A", "1|0") +  // somewhere in AAAAAA at 2004
                record(3000, reference.at(3000), reference.other_at(3000), "0|0"));
  simulate(parse_simulate_options(
      {"-o", folder / "a", "--reference", folder / "ref.fa", "--variants", folder / "v.vcf", "--depth", "2"}));
  CHECK(truth_of(folder / "a") ==
        std::vector<std::string>{"500 " + reference.at(500) + ">" + reference.other_at(500) + " 0|1",
                                 "1000 " + base + ">" + base + "GG 0|1", "1000 " + base + ">" + base + "TTT 1|0",
                                 "1500 " + reference.at(1500) + ">" + reference.other_at(1500) + " 1|1",
                                 "1501 " + reference.at(1501) + ">" + reference.other_at(1501) + " 1|1",
                                 "2003 CA>C 1|0"});
  CHECK(text_of(folder / "a/skipped.tsv") == "contig\tpos_1based\tref\talt\thaplotype\treason\n");
}

TEST_CASE("given variants that cannot be carried are listed with the reason and kept out of the BED") {
  const Folder folder;
  const Reference reference(folder / "ref.fa");
  write_vcf(folder / "v.vcf",
            record(500, reference.at(500, 5), reference.at(500), "1|1") +
                record(502, reference.at(502), reference.other_at(502), "0|1") +
                record(700, reference.at(700), reference.other_at(700), "./.") +
                record(800, reference.at(800), "<DEL>", "0|1") + record(900, reference.at(900), "*", "0|1") +
                record(1100, reference.at(1100), reference.other_at(1100), "1") + record(5100, "N", "A", "1|1"));
  const Simulation simulation = simulate(parse_simulate_options(
      {"-o", folder / "a", "--reference", folder / "ref.fa", "--variants", folder / "v.vcf", "--depth", "2"}));
  CHECK(truth_of(folder / "a").size() == 1);
  CHECK(simulation.truth.skipped ==
        std::map<std::string, std::uint64_t>{
            {"overlaps another variant of the same haplotype", 1},
            {"the genotype is not called", 1},
            {"REF or ALT is not a plain sequence", 1},
            {"the genotype is haploid where the sample has two copies", 1},
            {"no reads come from there: the sample has no such copy, or the stretch is shorter than a fragment", 1}});
  CHECK(text_of(folder / "a/skipped.tsv")
            .find("chr1\t502\t" + reference.at(502) + "\t" + reference.other_at(502) +
                  "\t2\toverlaps another variant of the same haplotype, at 501\n") != std::string::npos);
  // 150 at each end of what is known; 60 on both sides of what was skipped (0-based).
  CHECK(text_of(folder / "a/truth.bed") ==
        "chr1\t150\t441\nchr1\t562\t639\nchr1\t860\t1039\nchr1\t1160\t4850\nchr1\t6650\t11850\n");
}

TEST_CASE("a man's X variants are on his one copy") {
  const Folder folder;
  const Reference reference(folder / "ref.fa", "chrX");
  write_vcf(folder / "v.vcf",
            record(500, reference.at(500), reference.other_at(500), "1", "chrX") +
                record(800, reference.at(800), reference.other_at(800), "1|1", "chrX") +
                record(900, reference.at(900), reference.other_at(900), "0|1", "chrX"),
            "chrX");
  const Simulation simulation =
      simulate(parse_simulate_options({"-o", folder / "a", "--reference", folder / "ref.fa", "--variants",
                                       folder / "v.vcf", "--depth", "2", "--sex", "male"}));
  CHECK(truth_of(folder / "a", "chrX") ==
        std::vector<std::string>{"500 " + reference.at(500) + ">" + reference.other_at(500) + " 1",
                                 "800 " + reference.at(800) + ">" + reference.other_at(800) + " 1"});
  CHECK(simulation.truth.skipped.size() == 1);
  for (const NamedRead& read : reads_of(folder / "a/SIM_L001_R1.fastq.gz"))
    CHECK(parse_read_name(read.name)->copy == 0);
}

TEST_CASE("a VCF of another reference is refused with file and place and without bases") {
  const Folder folder;
  const Reference reference(folder / "ref.fa");
  write_vcf(folder / "v.vcf", record(500, reference.other_at(500), reference.at(500), "0|1"));
  const SimulateOptions options =
      parse_simulate_options({"-o", folder / "a", "--reference", folder / "ref.fa", "--variants", folder / "v.vcf"});
  try {
    simulate(options);
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) == folder / "v.vcf" +
                                           " chr1:500: REF is not what the reference has there. Fix: give the "
                                           "reference that the variants refer to.");
  }
  CHECK_FALSE(fs::exists(folder / "a/truth.vcf.gz"));
}

TEST_CASE("a reference without a stretch as long as a fragment is refused") {
  const Folder folder;
  std::ofstream(folder / "ref.fa") << ">chr1\n" << std::string(500, 'A') << "\n";
  CHECK_THROWS_AS(simulate(parse_simulate_options({"-o", folder / "a", "--reference", folder / "ref.fa"})), InputError);
  CHECK_THROWS_AS(
      simulate(parse_simulate_options({"-o", folder / "a", "--reference", folder / "ref.fa", "--contigs", "chr2"})),
      InputError);
}

TEST_CASE("made-up sources fit the made-up genome and know most of the truth") {
  const Folder folder;
  const std::string output = folder / "out";
  SimulateOptions options = parse_simulate_options({"-o", output, "--synthetic-bases", "300k", "--depth", "1",
                                                    "--tumor-depth", "1", "--somatic-snvs", "2e-3", "--sources"});
  (void)simulate(options);
  const std::string genes = text_of(output + "/annotation/genes.gff3");
  CHECK(genes.find("\tCDS\t") != std::string::npos);
  VcfReader truth(output + "/truth.vcf.gz", {});
  VcfSelection selection;
  selection.info_keys = {"AF"};
  selection.columns = SampleColumns::none;
  VcfReader population(output + "/annotation/population.vcf.gz", selection);
  const std::size_t carried = truth.take("chr1").size();
  const auto known = population.take("chr1");
  CHECK(known.size() < carried);
  CHECK(known.size() > carried * 9 / 10);
  for (const VcfRecord& record : known) CHECK(std::stod(record.info[0]) >= 0.02);
  const std::string evidence = text_of(output + "/annotation/evidence.tsv");
  CHECK(evidence.starts_with("chrom\tpos\tref\talt\tevidence_level\t"));
  CHECK(std::ranges::count(evidence, '\n') > 3);
  Assay assay = load_assay("wgs_tumour_normal");
  add_annotation(assay, output + "/annotation/annotation.toml");
  leave_out_rules(assay.annotation);
  CHECK(assay.annotation.missing.empty());
}

TEST_CASE("options that make no sense are refused") {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"-o", "x", "--depth", "0"},
                                                       {"-o", "x", "--depth", "much"},
                                                       {"-o", "x", "--read-length", "5"},
                                                       {"-o", "x", "--duplicates", "1"},
                                                       {"-o", "x", "--synthetic-bases", "5X"},
                                                       {"-o", "x", "--synthetic-bases", "10"},
                                                       {"-o", "x", "--synthetic-bases", "5M", "--reference", "r.fa"},
                                                       {"-o", "x", "--variants", "v.vcf"},
                                                       {"-o", "x", "--contigs", "chr1"},
                                                       {"-o", "x", "--profile", "pacbio"},
                                                       {"-o", "x", "--sex", "other"},
                                                       {"-o", "x", "--sample", "a/b"},
                                                       {"-o", "x", "--lanes", "0"},
                                                       {"-o", "x", "--reference", "r.fa", "--sources"},
                                                       {"-o", "x", "--wrong"},
                                                       {"-o", "x", "stray"}};
  for (const auto& arguments : wrong) CHECK_THROWS_AS(parse_simulate_options(arguments), InputError);
  CHECK(parse_simulate_options({"-o", "x", "--synthetic-bases", "1.5M"}).synthetic_bases == 1'500'000);
  CHECK(parse_simulate_options({"--help"}).wants_help);
}
