#include "io/output_files.hpp"

#include <sys/mount.h>

#include <catch2/catch.hpp>
#include <sstream>

#include "io/region_table.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using namespace norrsken::writer_tests;

namespace {

constexpr GenomePosition stretch_bases = 8192;  // a genome block of this test

struct Stretch {
  GenomeInterval range;
  std::vector<VariantCall> variants;
  std::vector<ReferenceBlock> reference_blocks;
  std::vector<RegionTrace> regions;
};

// Random SNVs, insertions and deletions with their own reference letters, and reference blocks that ignore them.
std::vector<Stretch> random_stretches(const TestGenome& genome, std::mt19937& random) {
  std::vector<Stretch> stretches;
  const GenomeView view = genome.view();
  GenomePosition covered = 0;
  for (GenomePosition start = 0; start < view.length; start += stretch_bases) {
    Stretch& stretch = stretches.emplace_back();
    stretch.range = {std::max(start, covered), std::min(start + stretch_bases, view.length)};
    for (std::size_t contig = 0; contig < genome.contigs().size(); ++contig) {
      const Contig& here = genome.contigs()[contig];
      const GenomePosition first = std::max(start, here.start) + random() % 20;
      const GenomePosition last = std::min(start + stretch_bases, here.end() - 60);
      for (GenomePosition position = first; position < last; position += 1 + random() % 300) {
        VariantCall call;
        call.position = position;
        const std::size_t bases = random() % 4 == 0 ? 2 + random() % 50 : 1;
        call.reference = genome.letters(contig, position - here.start, bases);
        call.alternate = call.reference.substr(0, 1);
        if (bases == 1) {
          if (random() % 4 == 0)
            call.alternate += std::string(1 + random() % 9, "ACGT"[random() & 3]);
          else
            call.alternate.assign(1, call.reference == "A" ? 'C' : 'A');
        }
        call.quality_centiphred = random() % 10000;
        call.filters = random() % 3 == 0 ? 1U << (random() % filter_count) : 0;
        GenotypeCall genotype;
        genotype.ploidy = contig == 1 ? 1 : 2;
        genotype.alleles = {1, static_cast<std::int8_t>(random() & 1)};
        genotype.is_phased = genotype.ploidy == 2 && random() % 2 == 0;
        genotype.phase_set_1based = 1 + position - here.start;
        genotype.forward_depth = {static_cast<std::uint32_t>(random() % 30), static_cast<std::uint32_t>(random() % 30)};
        genotype.likelihoods_phred = {400, 0, static_cast<std::uint16_t>(random() % 500)};
        call.samples = {genotype};
        stretch.variants.push_back(call);
      }
      for (GenomePosition position = std::max(start, here.start);
           position < std::min(start + stretch_bases, here.end());) {
        ReferenceBlock block;
        block.start = position;
        position =
            std::min({position + 1 + static_cast<GenomePosition>(random() % 200), start + stretch_bases, here.end()});
        block.end = position;
        block.ploidy = contig == 1 ? 1 : 2;
        block.quality_phred = static_cast<std::uint16_t>(random() % 100);
        stretch.reference_blocks.push_back(block);
      }
    }
    if (!stretch.variants.empty())
      stretch.regions.push_back({stretch.variants[0].position, stretch.variants[0].position + 300, 40, 3, 2, "11:A:C"});
    covered = std::max(covered, covered_end(stretch.variants));
  }
  return stretches;
}

std::vector<OutputPlan> plans_of_one_sample() {
  const VcfDescription description{"0.1.0", "norrsken run", "ref.fa", "00", {"NA1"}};
  return {{OutputKind::germline, "vcf/NA1.vcf.gz", {0}, description},
          {OutputKind::germline_pass, "vcf/NA1.pass.vcf.gz", {0}, description},
          {OutputKind::gvcf, "vcf/NA1.g.vcf.gz", {0}, description},
          {OutputKind::regions, "tables/NA1.regions.tsv.gz", {0}, description}};
}

void write_files(const std::string& folder, const TestGenome& genome, const std::vector<Stretch>& stretches,
                 std::size_t ranks) {
  const std::vector<OutputPlan> plans = plans_of_one_sample();
  OutputFiles files(folder, plans, genome.contigs());
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    OutputFormatter formatter(genome.view(), plans);
    OutputShards shards;
    for (std::size_t index = stretches.size() * rank / ranks; index < stretches.size() * (rank + 1) / ranks; ++index) {
      const Stretch& stretch = stretches[index];
      formatter.format({stretch.variants, {}, stretch.reference_blocks, stretch.regions, stretch.range}, shards);
    }
    files.append(shards);
  }
  files.finish();
}

}  // namespace

TEST_CASE("bcftools accepts the three VCFs, their REF is the reference's and gVCF blocks expand to every base") {
  if (!has_tools()) {
    WARN("skipped: bcftools, samtools or tabix is not installed");
    return;
  }
  const TemporaryFolder folder;
  TestGenome genome({{"chr1", 60000}, {"chrX", 20000}});
  genome.set(0, 30000, std::string(100, 'N'));
  std::mt19937 random(5);
  const auto stretches = random_stretches(genome, random);
  write_files(folder.path(), genome, stretches, 2);
  genome.write_fasta(folder.file("ref.fa"));
  REQUIRE(run_tool("samtools faidx " + (folder.file("ref.fa"))).exit_code == 0);

  for (const std::string name : {"NA1.vcf.gz", "NA1.pass.vcf.gz", "NA1.g.vcf.gz"}) {
    const std::string path = folder.file("vcf/" + name);
    INFO(name);
    const ToolResult view = run_tool("bcftools view " + path + " -Ov -o /dev/null");
    CHECK(view.exit_code == 0);
    CHECK(view.output == "");
    const ToolResult norm =
        run_tool("bcftools norm --check-ref e -f " + (folder.file("ref.fa")) + " " + path + " -o /dev/null");
    CHECK(norm.exit_code == 0);
    CHECK(norm.output.find("[W::") == std::string::npos);
    CHECK(norm.output.find("Error") == std::string::npos);
    const ToolResult stats = run_tool("bcftools stats " + path);
    CHECK(stats.exit_code == 0);
    CHECK(stats.output.find("[W::") == std::string::npos);
    const ToolResult indexed = run_tool("bcftools index -n " + path);
    const ToolResult counted = run_tool("bcftools view -H " + path + " | wc -l");
    CHECK(indexed.output == counted.output);
    CHECK(std::stoul(counted.output) > 100);
    // An index that htslib builds itself finds the same records.
    const std::string region_query = "bcftools view -H " + path + " chrX:5000-5200";
    const std::string ours = run_tool(region_query).output;
    REQUIRE(run_tool("tabix -f -p vcf " + path).exit_code == 0);
    CHECK(run_tool(region_query).output == ours);
    CHECK(!ours.empty());
  }
  std::size_t passing = 0;
  for (const Stretch& stretch : stretches)
    for (const VariantCall& call : stretch.variants) passing += call.filters == 0;
  CHECK(std::stoul(run_tool("bcftools view -H -f PASS " + (folder.file("vcf/NA1.vcf.gz")) + " | wc -l").output) ==
        passing);
  CHECK(std::stoul(run_tool("bcftools view -H " + (folder.file("vcf/NA1.pass.vcf.gz")) + " | wc -l").output) ==
        passing);

  // Every base of the genome is in exactly one reference record or under a variant.
  const ToolResult expanded =
      run_tool("bcftools convert --gvcf2vcf -f " + (folder.file("ref.fa")) + " " + (folder.file("vcf/NA1.g.vcf.gz")) +
               " | bcftools query -f '%CHROM %POS %REF %ALT\\n'");
  REQUIRE(expanded.exit_code == 0);
  std::vector<std::vector<int>> covered = {std::vector<int>(60000), std::vector<int>(20000)};
  std::istringstream lines(expanded.output);
  std::string contig, reference, alternate;
  std::size_t position = 0;
  while (lines >> contig >> position >> reference >> alternate) {
    auto& bases = covered[contig == "chr1" ? 0 : 1];
    if (alternate == "<*>") {
      CHECK(reference.size() == 1);
      REQUIRE(bases[position - 1] == 0);
      bases[position - 1] = 1;
    } else {
      for (std::size_t base = 0; base < reference.size(); ++base) bases[position - 1 + base] = 1;
    }
  }
  for (const auto& bases : covered) CHECK(std::count(bases.begin(), bases.end(), 0) == 0);
}

TEST_CASE("files have the same bytes for every number of ranks") {
  const TemporaryFolder folder;
  const TestGenome genome({{"chr1", 60000}, {"chrX", 20000}});
  std::mt19937 random(6);
  const auto stretches = random_stretches(genome, random);
  write_files(folder.file("1"), genome, stretches, 1);
  for (const std::size_t ranks : {2, 3, 4}) {
    const std::string other = std::to_string(ranks);
    write_files(folder.file(other), genome, stretches, ranks);
    for (const std::string name :
         {"vcf/NA1.vcf.gz", "vcf/NA1.vcf.gz.tbi", "vcf/NA1.pass.vcf.gz", "vcf/NA1.pass.vcf.gz.tbi", "vcf/NA1.g.vcf.gz",
          "vcf/NA1.g.vcf.gz.tbi", "tables/NA1.regions.tsv.gz"}) {
      INFO(name << " on " << ranks);
      CHECK(read_all(folder.file("1/" + name)) == read_all(folder.file(other + "/" + name)));
    }
  }
}

TEST_CASE("files that are not finished leave no name and no temporary behind") {
  const TemporaryFolder folder;
  const TestGenome genome({{"chr1", 6000}});
  {
    const std::vector<OutputPlan> plans = plans_of_one_sample();
    OutputFiles files(folder.path(), plans, genome.contigs());
    files.append(OutputShards(plans.size()));
  }
  CHECK(std::filesystem::is_empty(folder.file("vcf")));
  CHECK(std::filesystem::is_empty(folder.file("tables")));
}

TEST_CASE("a disk that fills up at any byte leaves either all files or none, and a message that says so") {
  const TemporaryFolder folder;
  if (mount("none", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0) {
    WARN("skipped: mounting a small tmpfs needs root");
    return;
  }
  const TestGenome genome({{"chr1", 60000}, {"chrX", 20000}});
  std::mt19937 random(8);
  const auto stretches = random_stretches(genome, random);
  unsigned full = 0;
  unsigned written = 0;
  for (std::size_t room_bytes = 0; room_bytes < 256 * 1024; room_bytes += 4096) {
    {
      std::ofstream ballast(folder.file("ballast"), std::ios::binary);
      ballast << std::string(256 * 1024 - room_bytes, 'x') << std::flush;
    }
    try {
      write_files(folder.file("case"), genome, stretches, 1);
      CHECK(std::distance(std::filesystem::directory_iterator(folder.file("case/vcf")), {}) == 6);
      ++written;
    } catch (const SystemError& error) {
      CHECK_THAT(error.what(), Catch::Contains("No space left on device. Fix: free space there"));
      for (const char* name : {"case/vcf", "case/tables"})
        CHECK((!std::filesystem::exists(folder.file(name)) || std::filesystem::is_empty(folder.file(name))));
      ++full;
    }
    std::filesystem::remove_all(folder.file("case"));
  }
  CHECK(full > 5);
  CHECK(written > 5);
  CHECK(umount(folder.path().c_str()) == 0);  // nothing was left open
}

TEST_CASE("a region is written as this line, with its candidates or a dot") {
  const TestGenome genome({{"chr1", 1000}, {"chr2", 1000}});
  const std::vector<RegionTrace> regions = {{genome.at(1, 900), genome.at(1, 1100), 7, 0, method_capped, ""},
                                            {genome.at(1, 0), genome.at(1, 300), 40, 3, method_graph, "11:A:C,15:AT:A"},
                                            {genome.at(0, 5), genome.at(0, 10), 1, 2, method_strings, ""}};
  RecordText text;
  format_regions(genome.view(), regions, text);
  CHECK(region_table_header() == "#contig\tstart\tend\treads\tmethod\thaplotypes\tcandidates\n");
  CHECK(
      text.text ==
      "chr1\t5\t10\t1\tstrings\t2\t.\nchr2\t0\t300\t40\tgraph\t3\t11:A:C,15:AT:A\nchr2\t900\t1000\t7\tcapped\t0\t.\n");
  RecordText bad;
  CHECK_THROWS_AS(format_regions(genome.view(), std::vector<RegionTrace>{{5, 9, 0, 0, 0, ""}}, bad), std::logic_error);
  CHECK_THROWS_AS(
      format_regions(genome.view(), std::vector<RegionTrace>{{genome.at(0, 5), genome.at(0, 9), 0, 0, 9, ""}}, bad),
      std::logic_error);
}
