// Why a finding has its tier, model or place: a sentence and what fills it, kept apart so that the report can say it
// in another language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace norrsken {

// What a rule has looked at: {"ClinVar.CLNSIG", "Pathogenic"}.
struct Fact {
  std::string subject;
  std::string value;  // several with "&" between; empty: not known
};

struct Reason {
  std::string code = {};                 // of germline evidence: "PVS1"; may be empty
  std::string sentence = {};             // "Shown although filtered ({})"; each "{}" stands for the next of `values`
  std::vector<std::string> values = {};  // never read as sentences themselves
  std::vector<Fact> facts = {};

  // "PM2: Absent from the population (gnomAD.AF not known)"
  [[nodiscard]] std::string text() const {
    std::string made = code.empty() ? "" : code + ": ";
    std::string_view rest = sentence;
    for (const std::string& value : values) {
      const std::size_t place = rest.find("{}");
      if (place == std::string_view::npos) break;
      made.append(rest.substr(0, place)).append(value);
      rest.remove_prefix(place + 2);
    }
    made.append(rest);
    for (const Fact& fact : facts)
      made.append(&fact == &facts.front() ? " (" : ", ")
          .append(fact.subject)
          .append(fact.value.empty() ? " not known" : "=" + fact.value);
    return facts.empty() ? made : made + ")";
  }
};

}  // namespace norrsken
