#include "pipeline/stages/case_panel.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

using Catch::Matchers::Contains;

// One contig of 1,000 A.
struct Genome {
  std::vector<Contig> contigs{{"one", contig_gap, 1000}};
  std::vector<std::uint8_t> packed = std::vector<std::uint8_t>((2 * contig_gap + 1000) / 4 + 1);
  std::vector<GenomeInterval> gaps{{0, contig_gap}, {contig_gap + 1000, 2 * contig_gap + 1000}};
  [[nodiscard]] GenomeView view() const { return {contigs, packed, gaps, 2 * contig_gap + 1000}; }
};

TEST_CASE("a panel is called in its padded targets and at its hot-spots") {
  const TemporaryFolder folder;
  const Genome genome;
  std::ofstream(folder.file("t.bed")) << "one\t100\t200\tEGFR\n";
  std::ofstream(folder.file("h.tsv")) << "one\t501\tA\tC\n";
  const PanelPaths paths{folder.file("t.bed"), folder.file("h.tsv"), ""};
  const auto hotspots = load_hotspots(load_assay("gms560"), paths, genome.view());
  REQUIRE(hotspots);
  const auto panel = load_panel(load_assay("gms560"), paths, hotspots->list, genome.view());
  REQUIRE(panel);
  REQUIRE(panel->regions);
  CHECK(panel->regions->touches({contig_gap + 80, contig_gap + 81}));
  CHECK_FALSE(panel->regions->touches({contig_gap + 79, contig_gap + 80}));
  CHECK(panel->regions->touches({contig_gap + 500, contig_gap + 501}));
  CHECK_FALSE(panel->regions->touches({contig_gap + 501, contig_gap + 900}));
  CHECK(hotspots->list.size() == 1);
  CHECK(hotspots->path == folder.file("h.tsv"));
  CHECK(panel->targets.panel().genes.front() == "EGFR");
}

TEST_CASE("any assay takes a list of hot-spots, its own or the user's") {
  const TemporaryFolder folder;
  const Genome genome;
  std::ofstream(folder.file("h.tsv")) << "one\t501\tA\tC\n";
  Assay assay = load_assay("wgs");
  CHECK_FALSE(load_hotspots(assay, {}, genome.view()));
  CHECK(load_hotspots(assay, {"", folder.file("h.tsv"), ""}, genome.view())->list.size() == 1);
  assay.hotspots_path = folder.file("h.tsv");
  CHECK(load_hotspots(assay, {}, genome.view())->list.size() == 1);
  CHECK_THROWS_AS(load_hotspots(assay, {"", "/nonexistent/h.tsv", ""}, genome.view()), InputError);
}

TEST_CASE("a panel without targets, targets without a panel and regions beside them are refused") {
  const Genome genome;
  const auto message = [&](const char* assay, const PanelPaths& paths) -> std::string {
    try {
      (void)load_panel(load_assay(assay), paths, {}, genome.view());
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(message("wgs", {"", "", "r.bed"}) == "no error");
  CHECK_THAT(message("gms560", {}), Contains("needs its targets") && Contains("--targets"));
  CHECK_THAT(message("wgs", {"t.bed", "", ""}), Contains("--targets") && Contains("\"wgs\" is not a panel"));
  CHECK_THAT(message("gms560", {"t.bed", "", "r.bed"}), Contains("--regions"));
  CHECK_THROWS_AS(load_panel(load_assay("gms560"), {"/nonexistent/t.bed", "", ""}, {}, genome.view()), InputError);
}

}  // namespace
}  // namespace norrsken
