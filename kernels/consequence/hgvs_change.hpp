// The change itself in HGVS names of DNA: "76A>G", "76_78del", "76_77insT", "76dup", "76_77inv", "76delinsTG".
#pragma once

#include <string>

namespace norrsken {

// In the direction of the sequence that is named, and as far towards its 3' end as it can be spelled.
struct HgvsChange {
  std::string removed;
  std::string inserted;
  std::string before;  // of an insertion: as many reference bases before it as are inserted, or none

  [[nodiscard]] bool is_duplication() const { return removed.empty() && !inserted.empty() && inserted == before; }
};

// first, last: names of the first and last changed base; of an insertion, of the bases on both sides; of a duplication,
// of the bases that are there twice. A change of nothing is "=".
[[nodiscard]] std::string hgvs_change(const HgvsChange& change, const std::string& first, const std::string& last);

}  // namespace norrsken
