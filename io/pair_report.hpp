// qc/identity.json of a case with tumours: are the samples of one person, and how pure are they?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace norrsken {

// One tumour beside its normal. Shares in thousandths; empty: too little to tell.
struct TumorFigures {
  std::string sample;
  std::optional<std::uint32_t> identity_per_mille;  // genotypes shared with the normal
  std::uint64_t identity_sites = 0;
  std::optional<std::uint32_t> contamination_per_mille;  // reads of another person
  std::optional<std::uint32_t> purity_per_mille;         // tumour cells, from the fractions of somatic SNVs
};

struct PairReport {
  std::string case_name;
  std::string normal;  // empty without one
  std::uint32_t identity_limit_per_mille = 0;
  // Fraction of somatic alleles in the normal / in the tumour; 0 when too small to tell.
  std::uint32_t carry_over_per_mille = 0;
  std::uint64_t carry_over_sites = 0;  // variants it is estimated from
  bool shares_alleles = false;         // the normal shows most of the tumours' alleles as often as they do
  std::uint64_t candidates = 0;
  std::uint64_t passed = 0;
  std::vector<TumorFigures> tumors;
};

// Writes folder/identity.json (the folder is made when absent). Throws SystemError.
void write_pair_report(const std::string& folder, const PairReport& report);

}  // namespace norrsken
