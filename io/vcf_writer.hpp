// VariantCall -> VCF 4.3 text. Nothing written here differs between two runs on the same data: no date, host, path,
// rank or thread count.
//
// One ALT per line, by position, then REF, then ALT. FORMAT is GT:GQ:DP:AD:AF:PL:PS:ADF:ADR. AD = ADF + ADR and
// AF = AD of ALT / sum of AD, to four decimals (".", when the sum is 0), so that AF recomputed from AD agrees.
// Phased genotypes keep haplotype order ("1|0") and have PS; unphased ones are sorted ("0/1"). Haploid: "1" and two PL.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/bgzf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/variant_call.hpp"

namespace norrsken {

struct VcfDescription {
  std::string program_version;        // "0.1.0"
  std::string command;                // canonical: the options that change results, nothing that differs between runs
  std::string reference_name;         // "GRCh38.fa": no folder
  std::string reference_sha256;       // hexadecimal
  std::vector<std::string> samples;   // names of the columns
  bool has_trios = false;             // children have DQ and INH
  std::string annotation_lines = {};  // whole "##" lines of what annotation adds; not in a gVCF
};

enum class VcfProduct {
  all,   // every record, with its filters
  pass,  // records without filter
  gvcf   // every record with ALT,<*> and reference blocks (gvcf_writer.hpp)
};

// The ## lines and the #CHROM line.
[[nodiscard]] std::string vcf_header(const VcfDescription& description, std::span<const Contig> contigs,
                                     VcfProduct product);

// Appends the records of one block of the genome. `columns` index VariantCall::samples, in the order of
// VcfDescription::samples. The variants may come in any order; two equal ones or one outside every contig are a
// logic_error. product: all or pass.
void format_variants(const GenomeView& genome, std::span<const VariantCall> variants,
                     std::span<const std::uint8_t> columns, VcfProduct product, RecordText& out);

}  // namespace norrsken
