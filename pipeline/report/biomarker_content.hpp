// qc/CASE_biomarkers_mqc.json: biomarkers as a table of MultiQC.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace norrsken {

// From case.json; nothing is written for a case without tumour. Throws SystemError.
void write_biomarker_content(const std::string& folder, const boost::json::object& document);

}  // namespace norrsken
