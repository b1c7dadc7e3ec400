// run_summary.json and run_summary.html: all cases of an output folder on one page.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace norrsken {

// One entry a case folder (one that holds case.json, DONE, FAILED or logs/), by name: state, quality light, findings,
// depths, burden, instability. Cases that failed or are not finished are listed with what is known. Controls and their
// trend as watch.json has them, if it is there. Throws InputError when there is no case.
[[nodiscard]] boost::json::object make_run_summary(const std::string& output_folder);

// Writes both files into the folder. Any time, also while cases are under way. Throws InputError, SystemError.
void write_run_summary(const std::string& output_folder);

}  // namespace norrsken
