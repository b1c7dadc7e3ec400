#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "../../temporary_folder.hpp"
#include "io/sample_sheet.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/simulation/read_origin.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/simulate/simulate.hpp"

using namespace norrsken;

namespace {

class Folder : public TemporaryFolder {
 public:
  [[nodiscard]] std::string operator/(const std::string& name) const { return file(name); }
};

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Simulation run(const std::string& folder, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"-o", folder, "--synthetic-bases", "60k", "--depth", "4", "--seed", "21"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return simulate(parse_simulate_options(arguments));
}

struct Truth {
  std::vector<VcfRecord> records;
  std::string sample;
};
// Of every contig; INFO CCF and VAF.
std::map<std::string, Truth> truth_of(const std::string& path) {
  VcfReader reader(path, {.sample = "", .info_keys = {"CCF", "VAF"}, .format_keys = {}});
  std::map<std::string, Truth> truth;
  for (const std::string& contig : reader.contigs_with_records())
    truth[contig] = {reader.take(contig), reader.sample()};
  return truth;
}

using Key = std::tuple<std::string, std::int64_t, std::string, std::string>;
std::set<Key> alleles_of(const std::string& path) {
  std::set<Key> alleles;
  for (const auto& [contig, truth] : truth_of(path))
    for (const VcfRecord& record : truth.records)
      alleles.insert({contig, record.position, record.reference, record.alternates.front()});
  return alleles;
}

std::vector<std::string> names_of(const std::string& path) {
  std::vector<std::string> names;
  const std::string command = "gzip -dc " + path;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  char line[4096];
  for (std::size_t number = 0; std::fgets(line, sizeof line, pipe) != nullptr; ++number)
    if (number % 4 == 0) names.emplace_back(line + 1, std::string_view(line).size() - 2);
  pclose(pipe);
  return names;
}

}  // namespace

TEST_CASE("a tumor comes with its normal, their sheet and the somatic truth") {
  const Folder folder;
  const Simulation simulation =
      run(folder / "t", {"--tumor-depth", "8", "--purity", "0.6", "--subclone", "0.3:0.5", "--somatic-snvs", "0.002",
                         "--somatic-indels", "0.001", "--somatic-itds", "2"});
  REQUIRE(simulation.samples.size() == 2);
  CHECK(simulation.samples[0].reads.fragments ==
        Approx(2.0 * static_cast<double>(simulation.samples[1].reads.fragments)).margin(2));
  CHECK(simulation.extra.snvs > 50);
  CHECK(simulation.extra.insertions + simulation.extra.deletions > 15);

  const SampleSheet sheet = read_sample_sheet(folder / "t/samples.csv");
  REQUIRE(sheet.cases.size() == 1);
  REQUIRE(sheet.cases[0].samples.size() == 2);
  CHECK(sheet.cases[0].samples[0].role == SampleRole::tumor);
  CHECK(sheet.cases[0].samples[0].name == "SIM_tumor");
  CHECK(sheet.cases[0].samples[0].tumor_content == Approx(0.6));
  CHECK(sheet.cases[0].samples[1].role == SampleRole::normal);

  std::map<std::string, std::size_t> by_fraction;
  for (const auto& [contig, truth] : truth_of(folder / "t/somatic_truth.vcf.gz")) {
    CHECK(truth.sample == "SIM_tumor");
    for (const VcfRecord& record : truth.records) ++by_fraction[record.info[0] + " " + record.info[1]];
  }
  REQUIRE(by_fraction.size() == 2);
  CHECK(by_fraction["1 0.3"] > by_fraction["0.5 0.15"]);
  CHECK(by_fraction["0.5 0.15"] > 10);

  const auto germline = alleles_of(folder / "t/truth.vcf.gz");
  for (const Key& allele : alleles_of(folder / "t/somatic_truth.vcf.gz")) CHECK_FALSE(germline.contains(allele));
}

TEST_CASE("tumor cells give the purity's share of a tumor's reads and none of a clean normal's") {
  const Folder folder;
  run(folder / "t", {"--tumor-depth", "20", "--purity", "0.3"});
  const auto tumor_share = [](const std::vector<std::string>& names) {
    const auto is_tumor = [](const std::string& name) { return parse_read_name(name).value().copy >= 2; };
    return static_cast<double>(std::ranges::count_if(names, is_tumor)) / static_cast<double>(names.size());
  };
  CHECK(tumor_share(names_of(folder / "t/SIM_tumor_L001_R1.fastq.gz")) == Approx(0.3).margin(0.04));
  CHECK(tumor_share(names_of(folder / "t/SIM_normal_L001_R1.fastq.gz")) == 0);
  run(folder / "c", {"--tumor-depth", "1", "--purity", "0.3", "--normal-contamination", "0.1"});
  CHECK(tumor_share(names_of(folder / "c/SIM_normal_L001_R1.fastq.gz")) == Approx(0.1).margin(0.04));
}

TEST_CASE("the normal of a tumor has the reads that it would have alone") {
  const Folder folder;
  run(folder / "alone", {});
  run(folder / "pair", {"--tumor-depth", "2", "--ffpe", "0.01"});
  CHECK(text_of(folder / "alone/SIM_L001_R1.fastq.gz") == text_of(folder / "pair/SIM_normal_L001_R1.fastq.gz"));
  CHECK(text_of(folder / "alone/SIM_L001_R2.fastq.gz") == text_of(folder / "pair/SIM_normal_L001_R2.fastq.gz"));
}

TEST_CASE("allele fractions asked for are those of the somatic truth") {
  const Folder folder;
  run(folder / "t", {"--tumor-depth", "2", "--tumor-only", "--vaf", "0.01,0.05,0.02", "--somatic-snvs", "0.004"});
  std::map<std::string, std::size_t> by_fraction;
  for (const auto& [contig, truth] : truth_of(folder / "t/somatic_truth.vcf.gz"))
    for (const VcfRecord& record : truth.records) ++by_fraction[record.info[1]];
  REQUIRE(by_fraction.size() == 3);
  for (const char* fraction : {"0.01", "0.02", "0.05"}) CHECK(by_fraction[fraction] > 30);
  CHECK_FALSE(std::filesystem::exists(folder / "t/SIM_normal_L001_R1.fastq.gz"));
}

TEST_CASE("given somatic variants keep the copy that a phased genotype names, and what cannot be had is told") {
  const Folder folder;
  std::string letters;
  RandomStream random(77, RandomPurpose::genome_layout);
  while (letters.size() < 9000) letters += "ACGT"[random.below(4)];
  std::ofstream(folder / "ref.fa") << ">chr1\n" << letters << '\n';
  const auto line = [&](std::size_t position_1based, const char* genotype) {
    const char base = letters[position_1based - 1];
    return "chr1\t" + std::to_string(position_1based) + "\t.\t" + base + "\t" + (base == 'A' ? 'C' : 'A') +
           "\t.\tPASS\t.\tGT\t" + genotype + "\n";
  };
  const std::string header =
      "##fileformat=VCFv4.2\n##contig=<ID=chr1>\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
      "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n";
  std::ofstream(folder / "somatic.vcf") << header << line(1000, "1|0") << line(2000, "0|1") << line(2001, "0|1")
                                        << line(3000, "1|1") << line(3020, "0/1");
  simulate(
      parse_simulate_options({"-o", folder / "t", "--reference", folder / "ref.fa", "--tumor-depth", "2", "--draw-snvs",
                              "0", "--draw-indels", "0", "--somatic-variants", folder / "somatic.vcf"}));
  const auto truth = truth_of(folder / "t/somatic_truth.vcf.gz").at("chr1").records;
  REQUIRE(truth.size() == 4);
  CHECK(truth[0].genotype == std::vector<std::int32_t>{1, 0});
  CHECK(truth[1].genotype == std::vector<std::int32_t>{0, 1});
  CHECK(truth[2].genotype == std::vector<std::int32_t>{0, 1});
  CHECK(truth[3].genotype.at(0) + truth[3].genotype.at(1) == 1);  // by chance
  CHECK(text_of(folder / "t/skipped.tsv").find("3020") != std::string::npos);
}

TEST_CASE("a child has its parents' alleles and the de novo ones, and no others") {
  const Folder folder;
  const Simulation simulation = run(folder / "f", {"--trio", "--de-novo", "20", "--sex", "male"});
  REQUIRE(simulation.samples.size() == 3);
  const auto child = alleles_of(folder / "f/truth.vcf.gz");
  const auto mother = alleles_of(folder / "f/SIM_mother.truth.vcf.gz");
  const auto father = alleles_of(folder / "f/SIM_father.truth.vcf.gz");
  const auto de_novo = alleles_of(folder / "f/de_novo_truth.vcf.gz");
  CHECK(de_novo.size() > 10);
  CHECK(de_novo.size() < 30);
  std::size_t inherited = 0;
  for (const Key& allele : child) {
    const bool has_parent = mother.contains(allele) || father.contains(allele);
    CHECK(has_parent != de_novo.contains(allele));
    inherited += has_parent;
  }
  CHECK(inherited > 20);
  for (const Key& allele : de_novo) CHECK(child.contains(allele));
  const SampleSheet sheet = read_sample_sheet(folder / "f/samples.csv");
  REQUIRE(sheet.cases[0].samples.size() == 3);
  CHECK(sheet.cases[0].samples[0].role == SampleRole::proband);
  CHECK(sheet.cases[0].samples[1].role == SampleRole::mother);
  CHECK(sheet.cases[0].samples[2].role == SampleRole::father);
}

TEST_CASE("targets bound the reads, the drawn somatic variants and where truth is judged") {
  const Folder folder;
  run(folder / "whole", {});
  const std::string bed = folder / "targets.bed";
  const std::string contig = parse_read_name(names_of(folder / "whole/SIM_L001_R1.fastq.gz").front()).value().contig;
  std::ofstream(bed) << contig << "\t12000\t12400\n" << contig << "\t8000\t8200\n";
  run(folder / "t", {"--tumor-depth", "50", "--targets", bed, "--somatic-snvs", "0.01"});
  for (const std::string& name : names_of(folder / "t/SIM_tumor_L001_R1.fastq.gz")) {
    const ReadOrigin origin = parse_read_name(name).value();
    const auto [left, right] = std::minmax(origin.five_prime[0], origin.five_prime[1]);
    CHECK(origin.contig == contig);
    CHECK(((left < 12400 && right >= 12000) || (left < 8200 && right >= 8000)));
  }
  CHECK(text_of(folder / "t/truth.bed") == contig + "\t8000\t8200\n" + contig + "\t12000\t12400\n");
  for (const Key& allele : alleles_of(folder / "t/somatic_truth.vcf.gz"))
    CHECK(((std::get<1>(allele) >= 11990 && std::get<1>(allele) < 12400) ||
           (std::get<1>(allele) >= 7990 && std::get<1>(allele) < 8200)));

  std::ofstream(bed) << contig << "\t12000\t99999999\n";
  CHECK_THROWS_AS(run(folder / "e", {"--targets", bed}), InputError);
  std::ofstream(bed) << "nowhere\t3000\t4000\n";
  CHECK_THROWS_AS(run(folder / "e", {"--targets", bed}), InputError);
}

TEST_CASE("UMIs stand behind the names, and the haplotypes of every kind of cell can be had") {
  const Folder folder;
  const Simulation simulation = run(
      folder / "t", {"--tumor-depth", "4", "--purity", "0.5", "--umi", "3+3", "--family-size", "3", "--haplotypes"});
  CHECK(simulation.samples[0].reads.molecules > 0);
  for (const std::string& name : names_of(folder / "t/SIM_tumor_L001_R1.fastq.gz")) {
    REQUIRE(name.size() > 8);
    CHECK(name[name.size() - 8] == '_');
    CHECK(name[name.size() - 4] == '+');
  }
  CHECK(text_of(folder / "t/SIM_tumor.haplotypes.tsv") ==
        "file\tshare_of_depth\n"
        "haplotypes/SIM_tumor.cells0.copy1.fa\t0.25\nhaplotypes/SIM_tumor.cells0.copy2.fa\t0.25\n"
        "haplotypes/SIM_tumor.cells1.copy1.fa\t0.25\nhaplotypes/SIM_tumor.cells1.copy2.fa\t0.25\n");
  CHECK(text_of(folder / "t/haplotypes/SIM_tumor.cells0.copy1.fa") ==
        text_of(folder / "t/haplotypes/SIM_normal.cells0.copy1.fa"));
  CHECK(text_of(folder / "t/haplotypes/SIM_tumor.cells1.copy1.fa") !=
        text_of(folder / "t/haplotypes/SIM_tumor.cells0.copy1.fa"));
}

TEST_CASE("options that do not fit together are refused") {
  const auto parse = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"-o", "x"});
    return parse_simulate_options(more);
  };
  CHECK_THROWS_AS(parse({"--purity", "0.5"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--trio"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--purity", "1.5"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--subclone", "0.5"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--subclone", "0.7:0.5", "--subclone", "0.7:0.2"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--vaf", "0.7"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--vaf", "0.1", "--purity", "0.5"}), InputError);
  CHECK_THROWS_AS(parse({"--tumor-depth", "60", "--somatic-variants", "x.vcf"}), InputError);
  CHECK_THROWS_AS(parse({"--de-novo", "3"}), InputError);
  CHECK_THROWS_AS(parse({"--umi", "3+4"}), InputError);
  CHECK_THROWS_AS(parse({"--umi-in", "name"}), InputError);
  CHECK_THROWS_AS(parse({"--molecules", "100"}), InputError);
  const SimulateOptions options = parse({"--tumor-depth", "60", "--vaf", "0.01,0.1"});
  CHECK(options.tumor.purity == Approx(0.2));
  REQUIRE(options.tumor.clones.size() == 2);
  CHECK(options.tumor.clones[1].cell_fraction == Approx(0.1));
}
