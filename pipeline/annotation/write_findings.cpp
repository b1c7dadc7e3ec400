#include "pipeline/annotation/write_findings.hpp"

#include "io/atomic_file.hpp"
#include "io/combined_table.hpp"
#include "io/maf_writer.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/stages/sex.hpp"

namespace norrsken {

void write_findings(const CaseContext& context, const CaseFolders& folders, std::span<const Finding> findings,
                    const std::string& reference_name) {
  all_or_none(context.comm, "writing the findings", [&] {
    if (!context.comm.is_root()) return;
    CombinedTable table{{}, {}, findings};
    for (const Sample& sample : context.input.samples) table.samples.push_back(sample.name);
    for (const SourceSettings& source : context.assay.annotation.sources)
      for (const std::string& field : source.fields) table.fields.emplace_back(source.name, field);
    write_combined_table(folders.output + "/combined.tsv", table);
    if (!context.calling.has_tumor()) return;
    const GenomeBuild* build = build_of(context.genome, context.assay.sex.builds);
    const MafDescription maf{build != nullptr ? build->name : reference_name, table.samples, context.calling.tumors(),
                             context.calling.normal(), context.panel != nullptr ? "Targeted-Capture" : "WGS"};
    create_private_folders(folders.output + "/tables");
    write_maf(folders.output + "/tables/" + context.input.name + ".maf", maf, findings);
  });
}

}  // namespace norrsken
