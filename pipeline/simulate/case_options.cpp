#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "pipeline/simulate/option_values.hpp"

namespace norrsken::simulate_values {
namespace {

using Texts = std::vector<std::string>;

void refuse(const po::variables_map& values, std::initializer_list<const char*> names, const char* needed) {
  for (const char* name : names)
    if (has(values, name)) fail(fmt::format("--{} needs {}", name, needed));
}

void read_clones(const po::variables_map& values, SimulatedTumor& tumor) {
  if (has(values, "purity")) tumor.purity = within(values, "purity", 0, 1);
  if (!has(values, "subclone")) return;
  double shares = 0;
  for (const std::string& text : values["subclone"].as<Texts>()) {
    const Texts parts = split_names(text, ':');
    if (parts.size() != 2) fail("--subclone \"" + text + "\" is not SHARE:CCF", "for instance 0.2:0.4");
    const Clone clone{parse_number(parts[0], "subclone", 0, 1), parse_number(parts[1], "subclone", 0, 1)};
    shares += clone.variant_share;
    tumor.clones.push_back(clone);
  }
  if (shares > 1) fail("the shares of all --subclone together exceed 1", "the rest is clonal");
  tumor.clones.front().variant_share = 1 - shares;
  std::ranges::stable_sort(tumor.clones, std::greater{}, &Clone::cell_fraction);
}

// Allele fractions of heterozygous variants: a clone each, of as many cells as it takes.
void read_fractions(const po::variables_map& values, SimulatedTumor& tumor) {
  if (!has(values, "vaf")) return;
  if (has(values, "purity") || has(values, "subclone")) fail("--vaf excludes --purity and --subclone");
  std::vector<double> fractions;
  for (const std::string& text : split_names(values["vaf"].as<std::string>()))
    fractions.push_back(parse_number(text, "vaf", 1e-6, 0.5));
  if (fractions.empty()) fail("--vaf is empty", "for instance 0.05,0.1");
  if (fractions.size() > 20) fail("--vaf lists more than 20 fractions");
  std::ranges::sort(fractions, std::greater{});
  tumor.purity = 2 * fractions.front();
  tumor.clones.clear();
  for (const double fraction : fractions)
    tumor.clones.push_back({1.0 / static_cast<double>(fractions.size()), fraction / fractions.front()});
}

void read_tumor(const po::variables_map& values, SimulateOptions& options) {
  SimulatedTumor& tumor = options.tumor;
  if (!has(values, "tumor-depth"))
    return refuse(values,
                  {"tumor-only", "purity", "subclone", "vaf", "somatic-variants", "somatic-snvs", "somatic-indels",
                   "somatic-mnvs", "somatic-itds", "itd-bases", "normal-contamination"},
                  "--tumor-depth");
  options.kind = has(values, "tumor-only") ? CaseKind::tumor_only : CaseKind::tumor_normal;
  tumor.depth = within(values, "tumor-depth", 0.01, 100'000);
  read_clones(values, tumor);
  read_fractions(values, tumor);
  tumor.draw = {.snvs_per_base = 1e-4,
                .indels_per_base = 4e-5,
                .het_share = 1,
                .repeat_indel_share = 0.25,
                .max_indel_bases = 50,
                .mnv_share = 0.03};
  if (has(values, "somatic-variants")) {
    tumor.variants_paths = values["somatic-variants"].as<Texts>();
    if (options.is_synthetic()) fail("--somatic-variants needs the --reference they refer to");
    tumor.draw.snvs_per_base = tumor.draw.indels_per_base = 0;
  }
  if (has(values, "somatic-snvs")) tumor.draw.snvs_per_base = within(values, "somatic-snvs", 0, 0.01);
  if (has(values, "somatic-indels")) tumor.draw.indels_per_base = within(values, "somatic-indels", 0, 0.01);
  if (has(values, "somatic-mnvs")) tumor.draw.mnv_share = within(values, "somatic-mnvs", 0, 1);
  if (has(values, "somatic-itds")) tumor.duplications = count_within(values, "somatic-itds", 0, 1'000'000);
  if (has(values, "itd-bases")) {
    tumor.duplication_bases.clear();
    for (const std::string& text : split_names(values["itd-bases"].as<std::string>()))
      tumor.duplication_bases.push_back(static_cast<std::uint32_t>(parse_number(text, "itd-bases", 2, 400)));
    if (tumor.duplication_bases.empty()) fail("--itd-bases is empty", "for instance 30,60");
  }
  if (has(values, "normal-contamination")) tumor.normal_contamination = within(values, "normal-contamination", 0, 1);
}

// "8" or "3+3".
void read_umi(const po::variables_map& values, LibraryOptions& library) {
  if (has(values, "umi")) {
    const auto text = values["umi"].as<std::string>();
    const Texts parts = split_names(text, '+');
    if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[0] != parts[1]))
      fail("--umi \"" + text + "\" is no pattern", "8 (one part of 8 bases) or 3+3 (duplex, two parts of 3)");
    library.umi.bases = static_cast<std::uint32_t>(parse_number(parts[0], "umi", 1, 20));
    library.umi.strands = parts.size() == 2 ? UmiStrands::duplex : UmiStrands::simplex;
    library.family_mean = 4;
  } else {
    refuse(values, {"umi-in"}, "--umi");
  }
  if (has(values, "umi-in")) {
    const auto place = values["umi-in"].as<std::string>();
    if (place != "name" && place != "read") fail("--umi-in \"" + place + "\" is unknown", "name or read");
    library.umi.place = place == "name" ? UmiPlace::name : UmiPlace::read;
  }
  if (has(values, "family-size")) library.family_mean = within(values, "family-size", 1, 1000);
  if (has(values, "molecules")) {
    library.molecules_per_position = within(values, "molecules", 1, 1e6);
    if (library.family_mean <= 0) fail("--molecules needs --family-size or --umi");
  }
  if (has(values, "pcr-errors")) library.pcr_errors_per_base = within(values, "pcr-errors", 0, 0.1);
}

}  // namespace

void add_case_options(po::options_description& options) {
  auto add = options.add_options();
  const auto number = [] { return po::value<double>()->value_name("X"); };
  const auto count = [] { return po::value<std::uint32_t>()->value_name("N"); };
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  const auto texts = [](const char* name) { return po::value<Texts>()->value_name(name); };
  add("tumor-depth", number(), "make a tumor of this depth beside the normal: NAME_tumor and NAME_normal");
  add("tumor-only", "no reads of the normal");
  add("purity", number(), "share of tumor cells in the tumor (1)");
  add("subclone", texts("SHARE:CCF"),
      "this share of the somatic variants is in CCF of the tumor cells; again for more");
  add("vaf", text("F,F"), "instead: allele fractions of the somatic variants, of each as many");
  add("somatic-variants", texts("VCF"), "somatic variants, each on one copy, whatever their genotype; again for more");
  add("somatic-snvs", number(), "somatic SNVs a base to draw (1e-4; 0 when variants are given)");
  add("somatic-indels", number(), "somatic indels of 1-50 bases a base to draw (4e-5; 0 when variants are given)");
  add("somatic-mnvs", number(), "share of the drawn SNVs whose next base changes too (0.03)");
  add("somatic-itds", count(), "internal tandem duplications to draw");
  add("itd-bases", text("N,N"), "their lengths, in turn (30,60)");
  add("normal-contamination", number(), "share of tumor cells in the normal (0)");
  add("trio", "make NAME, NAME_mother and NAME_father; given variants are sites that the parents draw from");
  add("de-novo", count(), "about as many variants of the child that no parent has (0)");
  add("targets", text("BED"), "sequence only fragments that overlap these; drawn somatic variants lie in them");
  add("off-target", number(), "share of the fragments that come from anywhere all the same (0)");
  add("ffpe", number(), "chance a C of the strand of read 1 to read T: formalin damage; of the tumor, if there is one");
  add("oxog", number(), "chance a G of the strand of read 1 to read T: oxidation; likewise");
  add("umi", text("N|N+N"), "UMIs of N bases; N+N: duplex, one at each end");
  add("umi-in", text("name|read"), "behind the read's name (..._ACG+TTA) or as its first bases (name)");
  add("family-size", number(), "fragments a molecule, both strands together (4 with UMIs)");
  add("molecules", number(), "molecules over each position; then family size decides the depth");
  add("pcr-errors", number(), "chance a base to be wrong in all copies of one strand of a molecule (0)");
  add("haplotypes", "write the sequences of all copies of every kind of cell too, for other simulators");
}

void read_case_options(const po::variables_map& values, SimulateOptions& options) {
  read_tumor(values, options);
  if (has(values, "trio")) {
    if (options.has_tumor()) fail("--trio and --tumor-depth exclude each other", "leave one out");
    options.kind = CaseKind::trio;
    if (has(values, "de-novo")) options.de_novo = count_within(values, "de-novo", 0, 1'000'000);
  } else {
    refuse(values, {"de-novo"}, "--trio");
  }
  read_umi(values, options.library);
  if (has(values, "ffpe")) options.library.damage.ffpe = within(values, "ffpe", 0, 1);
  if (has(values, "oxog")) options.library.damage.oxog = within(values, "oxog", 0, 1);
  if (has(values, "targets")) options.targets_path = values["targets"].as<std::string>();
  options.library.is_targeted = !options.targets_path.empty();
  if (!options.library.is_targeted) refuse(values, {"off-target"}, "--targets");
  if (has(values, "off-target")) options.library.off_target_share = within(values, "off-target", 0, 0.99);
  options.wants_haplotypes = has(values, "haplotypes");
}

}  // namespace norrsken::simulate_values
