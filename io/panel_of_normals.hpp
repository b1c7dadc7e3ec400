// The panel of normals as VCF 4.3: one line an allele that normals show, without samples, and one a repeat that three
// of them span (ALT <SLIP>). Nothing in it depends on the order in which the normals were given.
//   INFO NN normals in the panel; NC normals that show the allele; AC, DP fragments of these with ALT, with REF or ALT;
//   AFMEAN, AFSD mean and spread of AC / DP over them. Of <SLIP>: NC normals that span the repeat, AC fragments of
//   other lengths than the normal's own, END and UNIT of the repeat, in bases
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "io/vcf_reader.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/known_allele.hpp"
#include "kernels/types/repeat_site.hpp"

namespace norrsken {

// Version 1 had no repeats and no line that says so.
inline constexpr std::uint32_t panel_version = 2;

struct PanelDescription {
  std::string program_version;
  std::string reference_name;
  std::string reference_sha256;
  std::vector<std::string> normals;  // names of the samples; written in their alphabetical order
  std::uint32_t version = panel_version;
};

[[nodiscard]] std::string panel_header(const PanelDescription& description, std::span<const Contig> contigs);
// Of a file that is read; nothing when its header is not that of a panel.
[[nodiscard]] std::optional<PanelDescription> panel_description(const VcfReader& file);

struct PanelAllele {
  GenomePosition position = 0;  // on the contig, 0-based
  std::string reference;
  std::string alternate;
  SiteBackground background;
};

// Appends the line of an allele of contigs[contig]. By position, then REF, then ALT.
void append_panel_allele(std::span<const Contig> contigs, std::uint32_t contig, const PanelAllele& allele,
                         std::size_t normals, RecordText& out);

// The same of a repeat. It does not begin with the first base of its contig.
void append_panel_repeat(std::span<const Contig> contigs, std::uint32_t contig, const RepeatBackground& repeat,
                         std::size_t normals, RecordText& out);

// The repeats of a panel by place; none of one of version 1. Reads the whole file. Throws InputError.
[[nodiscard]] std::vector<RepeatBackground> read_panel_repeats(const std::string& path, const GenomeView& genome);

// INFO keys that read_panel_info() takes, for VcfSelection::info_keys.
[[nodiscard]] std::vector<std::string> panel_info_keys();
// What a record's line says of its allele; all 0 where a value is missing.
[[nodiscard]] KnownAllele read_panel_info(const VcfRecord& record);

// "0.0123" -> 12,300; nothing for text that is no number from 0 to 1.
[[nodiscard]] std::optional<std::uint32_t> share_as_ppm(const std::string& text);

}  // namespace norrsken
