#include "kernels/consequence/hgvs_change.hpp"

#include "kernels/consequence/genetic_code.hpp"

namespace norrsken {

std::string hgvs_change(const HgvsChange& change, const std::string& first, const std::string& last) {
  const std::string place = first == last ? first : first + "_" + last;
  if (change.is_duplication()) return place + "dup";
  if (change.removed == change.inserted) return place + "=";
  if (change.removed.empty()) return place + "ins" + change.inserted;
  if (change.inserted.empty()) return place + "del";
  if (change.removed.size() == 1 && change.inserted.size() == 1) return place + change.removed + ">" + change.inserted;
  if (change.removed.size() > 1 && change.inserted == reverse_complement(change.removed)) return place + "inv";
  return place + "delins" + change.inserted;
}

}  // namespace norrsken
