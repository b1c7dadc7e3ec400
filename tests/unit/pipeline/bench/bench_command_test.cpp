// The whole command on small files, with the side files that explain.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "../../temporary_folder.hpp"
#include "io/bgzf_writer.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/bench/bench_counts.hpp"
#include "pipeline/bench/bench_inputs.hpp"
#include "pipeline/bench/bench_report.hpp"
#include "pipeline/bench/explain.hpp"
#include "pipeline/commands/command.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;

namespace {

// 2,000 bases; the base at a position follows from it, so that tests can name it.
std::string contig_bases() {
  std::string bases;
  unsigned state = 1;
  for (int i = 0; i < 2000; ++i) {
    state = state * 1103515245U + 12345U;
    bases += "ACGT"[state >> 16 & 3];
  }
  return bases;
}
char base_at(int position_1based) {
  return contig_bases()[static_cast<std::size_t>(position_1based - 1)];
}
char other_base(int position_1based) {
  return base_at(position_1based) == 'A' ? 'C' : 'A';
}

std::string snv(int position, const std::string& genotype, const std::string& filter = "PASS", int quality = 50) {
  std::ostringstream line;
  line << "one\t" << position << "\t.\t" << base_at(position) << '\t' << other_base(position) << '\t' << quality << '\t'
       << filter << "\tMQ=60\tGT:DP:AD\t" << genotype << ":20:10,10\n";
  return line.str();
}

const std::string header =
    "##fileformat=VCFv4.3\n##FILTER=<ID=LowQual,Description=\"x\">\n"
    "##INFO=<ID=MQ,Number=1,Type=Integer,Description=\"x\">\n"
    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"x\">\n"
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"x\">\n"
    "##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description=\"x\">\n"
    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
    "##contig=<ID=one,length=2000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n";

// A case folder as `norrsken run` leaves it, and a truth beside it.
struct Files : TemporaryFolder {
  Files() {
    std::filesystem::create_directories(file("case/vcf"));
    std::filesystem::create_directories(file("case/tables"));
    write("ref.fa", ">one\n" + contig_bases() + "\n");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream input(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
  }
  void write_gvcf(const std::string& depth) const {
    const std::vector<Contig> contigs{{"one", 0, 2000}};
    BgzfFile gvcf(file("case/vcf/S.g.vcf.gz"), header, contigs, FileIndex::vcf);
    RecordText text;
    text.text = std::string("one\t1\t.\t") + base_at(1) + "\t<*>\t.\t.\tEND=2000\tGT:MIN_DP\t0/0:" + depth + "\n";
    text.end_record(0, 0, 2000);
    BgzfShard shard;
    BgzfCompressor().compress(text, shard);
    gvcf.append(shard);
    gvcf.finish();
  }
  [[nodiscard]] BenchOptions options() const {
    BenchOptions options;
    options.truth_path = file("truth.vcf");
    options.calls_path = file("case/vcf/S.vcf.gz");
    options.reference_path = file("ref.fa");
    options.wants_explanation = true;
    return options;
  }
};

BenchCounts count(const BenchOptions& options) {
  BenchInputs inputs(options);
  BenchCounts counts;
  Explainer explainer(inputs, options.calls_path);
  for (const std::string& name : inputs.contigs) {
    const ComparedContig contig = compare_contig(inputs, options, name);
    add_contig(inputs, contig, counts);
    explainer.explain(contig, counts.lost, counts.wrong);
  }
  return counts;
}

}  // namespace

TEST_CASE("each lost variant is attributed to the stage that lost it") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1") + snv(300, "0/1") + snv(500, "0/1") + snv(700, "0/1") +
                               snv(900, "0/1") + snv(1100, "0/1"));
  files.write("case/vcf/S.vcf.gz", header + snv(100, "0/1") + snv(300, "1/1") + snv(500, "0/1", "LowQual", 3));
  std::ostringstream table;
  table << "#contig\tstart\tend\treads\tmethod\thaplotypes\tcandidates\n"
        << "one\t690\t710\t30\tgraph\t3\t690:A:C,700:" << base_at(700) << ':' << other_base(700) << '\n'
        << "one\t890\t910\t31\tstrings\t2\t.\n";
  files.write("case/tables/S.regions.tsv.gz", table.str());
  files.write_gvcf("25");

  BenchCounts counts = count(files.options());
  REQUIRE(counts.lost.size() == 5);
  CHECK(counts.lost[0].stage == LostStage::wrong_genotype);
  CHECK_THAT(counts.lost[0].explanation, Contains("called as 1/1") && Contains("DP=20") && Contains("MQ=60"));
  CHECK(counts.lost[1].stage == LostStage::filtered);
  CHECK_THAT(counts.lost[1].explanation, Contains("LowQual"));
  CHECK(counts.lost[2].stage == LostStage::not_genotyped);
  CHECK_THAT(counts.lost[2].explanation, Contains("691-710") && Contains("graph"));
  CHECK(counts.lost[3].stage == LostStage::not_assembled);
  CHECK(counts.lost[4].stage == LostStage::not_active);
  CHECK_THAT(counts.lost[4].explanation, Contains("depth 25"));

  REQUIRE(counts.wrong.size() == 1);
  CHECK(counts.wrong[0].verdict == Verdict::wrong_genotype);
  CHECK_THAT(counts.wrong[0].explanation, Contains("AD=10,10") && Contains("truth has it as 0/1"));

  files.write_gvcf("2");
  counts = count(files.options());
  CHECK(counts.lost[4].stage == LostStage::not_placed);
}

TEST_CASE("an indel is found among the candidates however the truth spells it") {
  const Files files;
  std::string bases = contig_bases();
  bases.replace(600, 8, "CAAAAAAG");
  files.write("ref.fa", ">one\n" + bases + "\n");
  files.write("truth.vcf", header + "one\t604\t.\tAA\tA\t50\tPASS\t.\tGT\t0/1\n");
  files.write("case/vcf/S.vcf.gz", header);
  files.write("case/tables/S.regions.tsv.gz", "one\t590\t620\t30\tgraph\t3\t601:CA:C\n");
  CHECK(count(files.options()).lost.at(0).stage == LostStage::not_genotyped);
}

TEST_CASE("a lost variant names what was called in its place") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1"));
  files.write("case/vcf/S.vcf.gz", header + snv(102, "0/1"));
  files.write("case/tables/S.regions.tsv.gz", "one\t90\t120\t30\tgraph\t3\t.\n");
  const DiscordantAllele lost = count(files.options()).lost.at(0);
  CHECK(lost.stage == LostStage::not_assembled);
  CHECK_THAT(lost.explanation, Contains("called instead: 102 "));
}

TEST_CASE("without side files the explanation is coarser and says so") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1") + snv(300, "0/1"));
  files.write("case/vcf/S.vcf.gz", header + snv(300, "0/1", "LowQual"));
  const BenchCounts counts = count(files.options());
  REQUIRE(counts.lost.size() == 2);
  CHECK(counts.lost[0].stage == LostStage::not_told);
  CHECK(counts.lost[1].stage == LostStage::filtered);
  const BenchInputs inputs(files.options());
  CHECK_THAT(Explainer(inputs, files.options().calls_path).note(),
             Contains("S.regions.tsv.gz") && Contains("S.g.vcf.gz"));
}

TEST_CASE("side files are found beside all calls and PASS calls alike") {
  CHECK(side_files_of("out/case/vcf/S.vcf.gz").regions_path == "out/case/tables/S.regions.tsv.gz");
  CHECK(side_files_of("out/case/vcf/S.pass.vcf.gz").gvcf_path == "out/case/vcf/S.g.vcf.gz");
  CHECK(side_files_of("S.vcf.gz").regions_path == "../tables/S.regions.tsv.gz");
  CHECK(side_files_of("out/C/vcf/C.somatic.pass.vcf.gz", "T").regions_path == "out/C/tables/C.regions.tsv.gz");
  CHECK(side_files_of("out/C/vcf/C.germline.vcf.gz", "N").gvcf_path == "out/C/vcf/N.g.vcf.gz");
}

TEST_CASE("somatic calls count whatever genotype their column has, by allele fraction and per million bases") {
  const Files files;
  const std::string truth_header =
      "##fileformat=VCFv4.3\n##INFO=<ID=VAF,Number=1,Type=Float,Description=\"x\">\n##contig=<ID=one,length=2000>\n"
      "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
  const std::string calls_header =
      "##fileformat=VCFv4.3\n##FILTER=<ID=weak,Description=\"x\">\n"
      "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"x\">"
      "\n"
      "##contig=<ID=one,length=2000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n";
  const auto record = [](int position, const std::string& filter, const std::string& rest) {
    return "one\t" + std::to_string(position) + "\t.\t" + base_at(position) + "\t" + other_base(position) + "\t50\t" +
           filter + "\t" + rest + "\n";
  };
  files.write("truth.vcf", truth_header + record(100, "PASS", "VAF=0.015") + record(300, "PASS", "VAF=0.15") +
                               record(500, "PASS", "VAF=0.15") + record(700, "PASS", "."));
  files.write("case/vcf/S.vcf.gz",
              calls_header + record(100, "PASS", ".\tGT:AF\t0/0:0\t0/1:0.02") +
                  record(300, "PASS", ".\tGT:AF\t0/0:0\t0/0:0.12") + record(500, "weak", ".\tGT:AF\t0/0:0\t0/1:0.2") +
                  record(900, "PASS", ".\tGT:AF\t0/0:0\t./.:0.4") + record(1900, "PASS", ".\tGT:AF\t0/0:0\t0/1:0.4"));
  files.write("confident.bed", "one\t0\t1000\n");
  files.write("targets.bed", "one\t50\t950\none\t990\t1500\n");
  BenchOptions options = files.options();
  options.calls_sample = "TUMOR";
  options.confident_path = files.file("confident.bed");
  options.comparison.genotypes = GenotypeRule::ignore;
  for (const char* sample : {"TUMOR", "NORMAL"}) {
    options.calls_sample = sample;
    const Tally tally = count(options).all.total();
    CHECK(tally.truth_found == 2);
    CHECK(tally.truth_lost == 2);
    CHECK(tally.calls_right == 2);
    CHECK(tally.calls_wrong == 1);
    CHECK(tally.calls_unknown == 1);
  }
  options.calls_sample = "TUMOR";
  const BenchCounts counts = count(options);
  const auto& snvs = counts.by_fraction.by_type[0];
  CHECK(snvs[1].truth_found == 1);
  CHECK(snvs[2].calls_right == 1);
  CHECK(snvs[4].truth_found == 1);
  CHECK(snvs[4].truth_lost == 1);
  CHECK(snvs[6].calls_wrong == 1);
  CHECK(counts.by_fraction.unknown[0].truth_lost == 1);

  CHECK(BenchInputs(options).judged_bases() == 1000);
  options.regions_path = files.file("targets.bed");
  const BenchInputs inputs(options);
  CHECK(inputs.judged_bases() == 910);
  const std::string table = bench_table(options, inputs, counts);
  CHECK_THAT(table, Contains("10-20") && Contains("false calls per Mb: 1098.901 SNV"));
  CHECK_THAT(summary_json(options, inputs, counts), Contains("\"judged_bases\":910"));
  options.comparison.genotypes = GenotypeRule::must_match;
  CHECK_FALSE(bench_table(options, inputs, counts).find("per Mb") != std::string::npos);
}

TEST_CASE("only what lies inside the confident regions is counted, and calls outside are unknown") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1") + snv(300, "0/1"));
  files.write("case/vcf/S.vcf.gz", header + snv(200, "0/1") + snv(300, "0/1") + snv(400, "0/1") + snv(1500, "0/1"));
  files.write("confident.bed", "one\t250\t450\none\t1400\t1600\n");
  files.write("regions.bed", "one\t0\t1000\n");
  files.write("low.bed", "one\t350\t500\n");
  BenchOptions options = files.options();
  options.confident_path = files.file("confident.bed");
  options.regions_path = files.file("regions.bed");
  options.strata = {{"low", files.file("low.bed")}};
  const BenchCounts counts = count(options);
  const Tally all = counts.all.total();
  CHECK(all.truth_found == 1);
  CHECK(all.truth_lost == 0);
  CHECK(all.calls_right == 1);
  CHECK(all.calls_wrong == 1);
  CHECK(all.calls_unknown == 1);
  const Tally low = counts.strata.at(0).total();
  CHECK(low.truth_total() == 0);
  CHECK(low.calls_wrong == 1);
}

TEST_CASE("the command writes its tables and a VCF with an index") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1") + snv(300, "0/1") + snv(500, "1|1"));
  files.write("case/vcf/S.vcf.gz", header + snv(100, "0/1") + snv(300, "1/1") + snv(700, "0/1"));
  CHECK(bench_command({files.file("truth.vcf"), files.file("case/vcf/S.vcf.gz"), "--reference", files.file("ref.fa"),
                       "--explain", "-o", files.file("out")}) == ExitCode::ok);
  for (const char* name : {"summary.json", "summary.tsv", "roc.tsv", "stratified.tsv", "fn.tsv", "fp.tsv",
                           "annotated.vcf.gz", "annotated.vcf.gz.tbi"}) {
    INFO(name);
    CHECK(std::filesystem::file_size(files.file(std::string("out/") + name)) > 0);
    CHECK((std::filesystem::status(files.file(std::string("out/") + name)).permissions() &
           std::filesystem::perms::all) == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
  CHECK_THAT(files.read("out/summary.tsv"), Contains("\nSNV\t3\t1\t2\t1\t0\t3\t1\t2\t1\t0\t0\t"));
  CHECK_THAT(files.read("out/fn.tsv"), Contains("one\t300\t") && Contains("one\t500\t"));
  CHECK_THAT(files.read("out/fp.tsv"), Contains("one\t700\t"));

  VcfReader annotated(files.file("out/annotated.vcf.gz"), {"CALLS", {"SIDE", "VERDICT"}, {}});
  CHECK(annotated.has_index());
  const std::vector<VcfRecord> records = annotated.take("one");
  REQUIRE(records.size() == 6);
  CHECK(records[0].info == std::vector<std::string>{"TRUTH", "TP"});
  CHECK(records[1].info == std::vector<std::string>{"CALLS", "TP"});
  CHECK(records[2].info == std::vector<std::string>{"TRUTH", "FN"});
  CHECK(records[5].info == std::vector<std::string>{"CALLS", "FP"});
}

TEST_CASE("alleles alone are compared where genotypes are to be ignored") {
  const Files files;
  const std::string sites =
      "##fileformat=VCFv4.3\n##contig=<ID=one,length=2000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
  files.write("truth.vcf", header + snv(100, "0/1"));
  std::ostringstream line;
  line << "one\t100\t.\t" << base_at(100) << '\t' << other_base(100) << "\t.\tPASS\t.\n";
  files.write("case/vcf/S.vcf.gz", sites + line.str());
  BenchOptions options = files.options();
  CHECK_THROWS_AS(count(options), InputError);
  options.comparison.genotypes = GenotypeRule::ignore;
  CHECK(count(options).all.total().truth_found == 1);
}

TEST_CASE("bad input to the command is an error with the right exit code") {
  const Files files;
  files.write("truth.vcf", header + snv(100, "0/1"));
  files.write("case/vcf/S.vcf.gz", header);
  const auto code_of = [&](std::vector<std::string> words) {
    try {
      (void)bench_command(words);
    } catch (const InputError& error) {
      return error.code();
    }
    return ExitCode::ok;
  };
  const std::string truth = files.file("truth.vcf");
  const std::string calls = files.file("case/vcf/S.vcf.gz");
  const std::string reference = files.file("ref.fa");
  CHECK(code_of({truth}) == ExitCode::input);
  CHECK(code_of({truth, calls}) == ExitCode::input);
  CHECK(code_of({truth, calls, "--reference", reference, "--no-such-option"}) == ExitCode::input);
  CHECK(code_of({truth, calls, "--reference", reference, "--stratify", "name"}) == ExitCode::input);
  CHECK(code_of({truth, calls, "--reference", reference, "--sample", "T"}) == ExitCode::input);
  CHECK(code_of({truth, calls, "--reference", files.file("none.fa")}) == ExitCode::reference);
  CHECK(code_of({truth, calls, "--reference", reference, "--confident", files.file("none.bed")}) == ExitCode::input);
  files.write("other.bed", "chr9\t1\t5\n");
  CHECK(code_of({truth, calls, "--reference", reference, "--confident", files.file("other.bed")}) ==
        ExitCode::reference);
  files.write("other.fa", ">two\nACGT\n");
  CHECK(code_of({truth, calls, "--reference", files.file("other.fa")}) == ExitCode::reference);
  files.write("wrong.vcf", header + "one\t100\t.\t" + std::string(1, other_base(100)) + "\tG\t50\tPASS\t.\tGT\t0/1\n");
  CHECK(code_of({files.file("wrong.vcf"), calls, "--reference", reference}) == ExitCode::reference);
}

TEST_CASE("NA12878's truth matches itself inside its confident regions") {
  const char* data = std::getenv("NORRSKEN_TEST_DATA");
  const std::string folder = std::string(data != nullptr ? data : "../shared/data") + "/mini/";
  if (!std::filesystem::exists(folder + "NA12878_platinum.vcf.gz")) {
    WARN("skipped: no test data in " + folder + " (set NORRSKEN_TEST_DATA)");
    return;
  }
  BenchOptions options;
  options.truth_path = options.calls_path = folder + "NA12878_platinum.vcf.gz";
  options.reference_path = folder + "mini.GRCh38.fa.gz";
  options.confident_path = folder + "NA12878_platinum.confident.bed";
  for (const FilterRule rule : {FilterRule::pass_only, FilterRule::all}) {
    options.filters = rule;
    const Tally all = count(options).all.total();
    CHECK(all.truth_found > 3500);
    CHECK(all.truth_lost == 0);
    CHECK(all.calls_wrong == 0);
  }
}
