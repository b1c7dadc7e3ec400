// The files of pipeline/report/page and the viewer of reads, compiled in by pipeline/CMakeLists.txt.
#pragma once

#include <string_view>

namespace norrsken {

struct EmbeddedPage {
  std::string_view html;  // with {{places}} to fill
  std::string_view style;
  std::string_view report_script;   // of a case
  std::string_view summary_script;  // of a run
  std::string_view texts;           // JSON: key -> [English, Swedish]
  std::string_view viewer;          // igv.js, as gzip_base64() packs texts
};
extern const EmbeddedPage embedded_page;

}  // namespace norrsken
