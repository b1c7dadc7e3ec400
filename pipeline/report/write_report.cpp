#include "pipeline/report/write_report.hpp"

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/report/biomarker_content.hpp"
#include "pipeline/report/report_page.hpp"
#include "pipeline/report/scout_config.hpp"

namespace norrsken {

void write_case_report(const CaseContext& context, const CaseFolders& folders, const CaseFacts& facts) {
  all_or_none(context.comm, "writing the report", [&] {
    if (!context.comm.is_root()) return;
    const boost::json::object document = make_case_document(context, folders.output, facts);
    write_file(folders.output + "/case.json", json_text(document));
    write_biomarker_content(folders.output + "/qc", document);
    write_file(folders.output + "/scout_load.yaml", scout_config(context, folders.output, document));
    write_report_page(folders.output);  // from the file, as norrsken report does
    context.log.line("report   " + folders.output + "/report.html");
  });
}

}  // namespace norrsken
