// SomaticCall -> VCF 4.3 text, with the same promises as vcf_writer.hpp: one ALT per line, AF = AD of ALT / sum of AD.
// Columns: the normal, when there is one, then the tumours. GT of a tumour that shows the variant is 0/1.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "io/bgzf_writer.hpp"
#include "io/vcf_writer.hpp"
#include "kernels/types/genome.hpp"
#include "kernels/types/somatic_call.hpp"

namespace norrsken {

[[nodiscard]] std::string somatic_header(const VcfDescription& description, std::span<const Contig> contigs);

// Appends the records of one block of the genome. `columns` index the samples of the calls. product: all or pass.
void format_somatic(const GenomeView& genome, std::span<const SomaticCall> calls, std::span<const std::uint8_t> columns,
                    VcfProduct product, RecordText& out);

}  // namespace norrsken
