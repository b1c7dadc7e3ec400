#include <stdlib.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/nightly/job_size.hpp"
#include "pipeline/nightly/site_file.hpp"

namespace norrsken {
namespace {

std::string write_site(const TemporaryFolder& folder, const std::string& text) {
  std::ofstream(folder.file("site.toml")) << text;
  return folder.file("site.toml");
}

TEST_CASE("a site file sets what it names, and paths in it are relative to it") {
  const TemporaryFolder folder;
  unsetenv("NORRSKEN_SITE");
  CHECK(read_site("").markers.size() == 3);
  const Site site =
      read_site(write_site(folder,
                           "[slurm]\nrun_with = \"here\"\nnode_memory = \"64G\"\noptions = [\"--qos=night\"]\n"
                           "[run]\nindex = \"ref/a.nsk\"\n[watch]\nretries = 1\n"
                           "[control]\nreference = \"/r.fa\"\n[control.HG002]\ntruth = \"t.vcf.gz\"\n"));
  CHECK(site.run_with == RunWith::here);
  CHECK(site.node_memory_bytes == 64ULL << 30);
  CHECK(site.slurm_options == std::vector<std::string>{"--qos=night"});
  CHECK(site.index == folder.file("ref/a.nsk"));
  CHECK(site.retries == 1);
  CHECK(site.control_reference == "/r.fa");
  CHECK(site.controls.at("HG002").truth == folder.file("t.vcf.gz"));
  CHECK(site.controls.at("HG002").confident.empty());
}

TEST_CASE("mistakes in a site file are told with their line") {
  const TemporaryFolder folder;
  for (const char* text :
       {"[slurm]\nnode_cores = 0\n", "[slurm]\nnode_cores = \"8\"\n", "[slurm]\nmisspelt = 1\n",
        "[watch]\nmarkers = \"one\"\n", "[elsewhere]\nx = 1\n", "[control.HG001]\nconfident = \"x\"\n", "[slurm\n"})
    CHECK_THROWS_WITH(read_site(write_site(folder, text)), Catch::Contains("line "));
  CHECK_THROWS_AS(read_site(write_site(folder, "[slurm]\nlauncher = \"rsh\"\n")), InputError);
  CHECK_THROWS_AS(read_site(write_site(folder, "[slurm]\nrun_with = \"pbs\"\n")), InputError);
  CHECK_THROWS_AS(read_site(folder.file("missing.toml")), InputError);
}

TEST_CASE("a job grows with its input, within what the site has") {
  constexpr std::uint64_t gibibyte = 1ULL << 30;
  const Site site;  // 32 cores, 128 GiB, 4 nodes
  const JobSize panel = size_job(2 * gibibyte, 5 * gibibyte, site);
  CHECK(panel.nodes == 1);
  CHECK(panel.cores == 32);
  CHECK(panel.memory_bytes == 18 * gibibyte);
  CHECK(panel.minutes == 11);
  const JobSize genome = size_job(60 * gibibyte, 5 * gibibyte, site);
  CHECK(genome.memory_bytes == 128 * gibibyte);
  CHECK(genome.minutes == 25);
  const JobSize huge = size_job(100'000 * gibibyte, 5 * gibibyte, site);
  CHECK(huge.nodes == 4);
  CHECK(huge.minutes == 24 * 60);
  CHECK(size_job(0, 0, site).minutes == 10);
  CHECK(with_more_memory(panel, site).memory_bytes == 36 * gibibyte);
  CHECK(with_more_memory(genome, site).memory_bytes == 128 * gibibyte);
  CHECK(with_more_time(panel, site).minutes == 22);
  CHECK(with_more_time(huge, site).minutes == 24 * 60);
}

}  // namespace
}  // namespace norrsken
