// Rules of an assay that give findings their tier, in the words of the assay's file, and say why.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/types/finding.hpp"

namespace norrsken {

// "subject=a|b": one of the subject's values is one of these; "subject~text": one contains it (upper and lower case
// alike in both); "subject<0.01", "subject>0.01": its greatest number is below or above, nothing counting as 0;
// "subject": it has any value. Subjects: impact, term, gene, filter, hotspot, rescued, inheritance, model, or a
// source of annotation: "ClinVar", "ClinVar.CLNSIG".
struct Condition {
  enum class Test { present, equals, contains, below, above };
  std::string subject;
  Test test = Test::present;
  std::vector<std::string> words;
  double number = 0;
  std::string text;  // as written
};

// Nothing when the text is no condition.
[[nodiscard]] std::optional<Condition> parse_condition(std::string_view text);
[[nodiscard]] bool holds(const Condition& condition, const Finding& finding);

enum class Showing { shown, folded };

// Holds when all of `all`, none of `none` and, unless `any` is empty, one of `any` do.
struct PriorityRule {
  FindingOrigin origin = FindingOrigin::somatic;
  std::string tier;  // of a somatic finding: the first rule that holds gives it
  std::string
      evidence;        // of a germline finding: an ACMG code, "PVS1" or "PM2_Supporting"; every rule that holds counts
  std::string reason;  // a sentence for the report
  Showing showing = Showing::shown;
  std::vector<Condition> all, any, none;
};

[[nodiscard]] bool holds(const PriorityRule& rule, const Finding& finding);

// Sets tier, rank, evidence, section and reasons. A finding that no rule speaks of has no tier and is folded away, but
// for somatic ones of an assay without any somatic rule: these are shown. A rescued finding is always shown.
void apply_rules(const std::vector<PriorityRule>& rules, Finding& finding);

// The class of a list of ACMG codes by the combining rules of Richards et al. 2015, table 5; codes may carry another
// strength ("PM2_Supporting"). {"PVS1", "PM2"} -> "likely pathogenic"; "uncertain significance" when they disagree.
[[nodiscard]] std::string acmg_class(const std::vector<std::string>& evidence);
// 0 = pathogenic ... 4 = benign.
[[nodiscard]] std::uint32_t acmg_rank(std::string_view acmg_class);

}  // namespace norrsken
