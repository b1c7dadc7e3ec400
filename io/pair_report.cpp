#include "io/pair_report.hpp"

#include <boost/json.hpp>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"

namespace norrsken {
namespace {

boost::json::value share(const std::optional<std::uint32_t>& per_mille) {
  if (!per_mille) return nullptr;
  return static_cast<double>(*per_mille) / 1000;
}

}  // namespace

void write_pair_report(const std::string& folder, const PairReport& report) {
  boost::json::array tumors;
  for (const TumorFigures& tumor : report.tumors)
    tumors.push_back({{"sample", tumor.sample},
                      {"identity", share(tumor.identity_per_mille)},
                      {"identity_sites", tumor.identity_sites},
                      {"contamination", share(tumor.contamination_per_mille)},
                      {"purity", share(tumor.purity_per_mille)}});
  const boost::json::object object{{"case", report.case_name},
                                   {"normal", report.normal},
                                   {"identity_limit", share(report.identity_limit_per_mille)},
                                   {"tumor_carry_over_in_normal", share(report.carry_over_per_mille)},
                                   {"tumor_carry_over_sites", report.carry_over_sites},
                                   {"normal_shares_alleles", report.shares_alleles},
                                   {"somatic_candidates", report.candidates},
                                   {"somatic_passed", report.passed},
                                   {"tumors", std::move(tumors)}};
  create_private_folders(folder);
  write_file(folder + "/identity.json", json_text(object));
}

}  // namespace norrsken
