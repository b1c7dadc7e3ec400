#include "kernels/prioritisation/rules.hpp"

#include <algorithm>
#include <array>

#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

char folded(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string folded(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), [](char letter) { return folded(letter); });
  return made;
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    words.emplace_back(text.substr(0, end));
    if (end == text.size()) return words;
    text.remove_prefix(end + 1);
  }
}

const char* inheritance_name(Inheritance inheritance) {
  constexpr std::array<const char*, 7> names = {"", "none", "mother", "father", "both", "denovo", "unclear"};
  return names.at(static_cast<std::size_t>(inheritance));
}

std::vector<std::string> values_of_sources(std::string_view subject, const Finding& finding) {
  std::vector<std::string> values;
  for (const JoinedValue& joined : finding.joined) {
    const std::string name = folded(joined.source);
    if (subject != name && subject != name + "." + folded(joined.field)) continue;
    for (std::string& word : split(joined.value, "&,|"))
      if (!word.empty() && word != ".") values.push_back(std::move(word));
  }
  return values;
}

std::vector<std::string> values_of(const std::string& subject, const Finding& finding) {
  std::vector<std::string> values;
  if (subject == "impact") {
    if (finding.worst) values.emplace_back(impact_names[static_cast<std::size_t>(finding.worst->impact())]);
  } else if (subject == "term") {
    if (finding.worst) values = split(finding.worst->terms.text(), "&");
  } else if (subject == "gene") {
    if (finding.worst) values.push_back(finding.worst->symbol);
    if (finding.mane) values.push_back(finding.mane->symbol);
  } else if (subject == "filter") {
    values = split(finding.filters, ";");
  } else if (subject == "hotspot") {
    if (finding.is_hotspot) values.emplace_back("yes");
  } else if (subject == "rescued") {
    if (finding.is_rescued) values.emplace_back("yes");
  } else if (subject == "inheritance") {
    for (const FindingSample& sample : finding.samples)
      if (sample.inheritance != Inheritance::not_known) values.emplace_back(inheritance_name(sample.inheritance));
  } else if (subject == "model") {
    values = finding.models;
  } else {
    values = values_of_sources(subject, finding);
  }
  return values;
}

double greatest(const std::vector<std::string>& values) {
  double most = 0;
  for (const std::string& value : values) most = std::max(most, parse_number<double>(value).value_or(0));
  return most;
}

// The rule's sentence, and what the rule has looked at.
Reason reason_of(const PriorityRule& rule, const Finding& finding) {
  Reason reason{rule.evidence, rule.reason, {}, {}};
  const auto add = [&](const Condition& condition) {
    std::string text;
    for (const std::string& value : values_of(folded(condition.subject), finding))
      text.append(text.empty() ? "" : "&").append(value);
    reason.facts.push_back({condition.subject, text});
  };
  for (const Condition& condition : rule.all) add(condition);
  for (const Condition& condition : rule.any)
    if (holds(condition, finding)) add(condition);
  return reason;
}

const Reason no_rule{.sentence = "No rule of the assay speaks of it"};

void judge_somatic(const std::vector<PriorityRule>& rules, Finding& finding) {
  bool has_rules = false;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    if (rules[index].origin != FindingOrigin::somatic) continue;
    has_rules = true;
    if (!holds(rules[index], finding)) continue;
    finding.tier = rules[index].tier;
    finding.rank = static_cast<std::uint32_t>(index);
    finding.reasons.push_back(reason_of(rules[index], finding));
    const bool is_reported = finding.filters == "PASS" && !finding.is_below_report;
    if (rules[index].showing == Showing::shown && is_reported) finding.section = FindingSection::discuss;
    return;
  }
  finding.rank = static_cast<std::uint32_t>(rules.size());
  if (has_rules) {
    finding.reasons.push_back(no_rule);
  } else {
    finding.reasons.push_back({.sentence = "The assay has no rules for somatic findings"});
    if (finding.filters == "PASS" && !finding.is_below_report) finding.section = FindingSection::discuss;
  }
}

void judge_germline(const std::vector<PriorityRule>& rules, Finding& finding) {
  for (const PriorityRule& rule : rules) {
    if (rule.origin != FindingOrigin::germline || !holds(rule, finding)) continue;
    if (!rule.evidence.empty()) finding.evidence.push_back(rule.evidence);
    finding.reasons.push_back(reason_of(rule, finding));
    if (rule.showing == Showing::shown && finding.filters == "PASS") finding.section = FindingSection::discuss;
  }
  if (!finding.evidence.empty()) finding.tier = acmg_class(finding.evidence);
  finding.rank = static_cast<std::uint32_t>(rules.size()) + 1 + acmg_rank(finding.tier);
  if (finding.reasons.empty()) finding.reasons.push_back(no_rule);
}

struct Strengths {
  unsigned very_strong = 0, strong = 0, moderate = 0, supporting = 0;
  unsigned stand_alone_benign = 0, strong_benign = 0, supporting_benign = 0;
};

Strengths count_strengths(const std::vector<std::string>& evidence) {
  Strengths counts;
  for (const std::string& code : evidence) {
    const bool is_benign = code.starts_with("B");
    const auto has = [&](std::string_view prefix, std::string_view suffix) {
      const std::size_t line = code.find('_');
      return line == std::string::npos ? code.starts_with(prefix) : folded(code.substr(line + 1)) == suffix;
    };
    if (is_benign) {
      counts.stand_alone_benign += has("BA", "standalone") ? 1 : 0;
      counts.strong_benign += has("BS", "strong") ? 1 : 0;
      counts.supporting_benign += has("BP", "supporting") ? 1 : 0;
    } else {
      counts.very_strong += has("PVS", "verystrong") ? 1 : 0;
      counts.strong += has("PS", "strong") ? 1 : 0;
      counts.moderate += has("PM", "moderate") ? 1 : 0;
      counts.supporting += has("PP", "supporting") ? 1 : 0;
    }
  }
  return counts;
}

bool is_pathogenic(const Strengths& n) {
  if (n.very_strong >= 2) return true;
  if (n.very_strong == 1 &&
      (n.strong >= 1 || n.moderate >= 2 || (n.moderate == 1 && n.supporting >= 1) || n.supporting >= 2))
    return true;
  if (n.strong >= 2) return true;
  return n.strong == 1 &&
         (n.moderate >= 3 || (n.moderate == 2 && n.supporting >= 2) || (n.moderate == 1 && n.supporting >= 4));
}

bool is_likely_pathogenic(const Strengths& n) {
  return (n.very_strong >= 1 && n.moderate == 1) || (n.strong == 1 && n.moderate >= 1) ||
         (n.strong == 1 && n.supporting >= 2) || n.moderate >= 3 || (n.moderate == 2 && n.supporting >= 2) ||
         (n.moderate == 1 && n.supporting >= 4);
}

constexpr std::array<const char*, 5> class_names = {"pathogenic", "likely pathogenic", "uncertain significance",
                                                    "likely benign", "benign"};

}  // namespace

std::optional<Condition> parse_condition(std::string_view text) {
  Condition condition;
  condition.text = text;
  const std::size_t size = std::min(text.find_first_of("=~<>"), text.size());
  condition.subject = text.substr(0, size);
  if (condition.subject.empty()) return std::nullopt;
  if (size == text.size()) return condition;
  const std::string_view value = text.substr(size + 1);
  if (value.empty()) return std::nullopt;
  switch (text[size]) {
    case '=':
      condition.test = Condition::Test::equals;
      condition.words = split(folded(value), "|");
      break;
    case '~':
      condition.test = Condition::Test::contains;
      condition.words = split(folded(value), "|");
      break;
    default:
      condition.test = text[size] == '<' ? Condition::Test::below : Condition::Test::above;
      const std::optional<double> number = parse_number<double>(value);
      if (!number) return std::nullopt;
      condition.number = *number;
  }
  return condition;
}

bool holds(const Condition& condition, const Finding& finding) {
  const std::vector<std::string> values = values_of(folded(condition.subject), finding);
  const auto any_pair = [&](auto&& fits) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return std::any_of(condition.words.begin(), condition.words.end(),
                         [&](const std::string& word) { return fits(folded(value), word); });
    });
  };
  switch (condition.test) {
    case Condition::Test::equals:
      return any_pair([](const std::string& value, const std::string& word) { return value == word; });
    case Condition::Test::contains:
      return any_pair(
          [](const std::string& value, const std::string& word) { return value.find(word) != std::string::npos; });
    case Condition::Test::below:
      return greatest(values) < condition.number;
    case Condition::Test::above:
      return greatest(values) > condition.number;
    case Condition::Test::present:
      break;
  }
  return !values.empty();
}

bool holds(const PriorityRule& rule, const Finding& finding) {
  const auto does = [&](const Condition& condition) { return holds(condition, finding); };
  return std::all_of(rule.all.begin(), rule.all.end(), does) &&
         std::none_of(rule.none.begin(), rule.none.end(), does) &&
         (rule.any.empty() || std::any_of(rule.any.begin(), rule.any.end(), does));
}

void apply_rules(const std::vector<PriorityRule>& rules, Finding& finding) {
  finding.origin == FindingOrigin::somatic ? judge_somatic(rules, finding) : judge_germline(rules, finding);
  if (!finding.is_rescued) return;
  finding.section = FindingSection::discuss;
  const bool is_filtered = finding.filters != "PASS";
  Reason rescue;
  rescue.sentence = is_filtered ? "Shown although filtered ({})" : "Shown although below the report's limits";
  rescue.sentence += finding.is_hotspot ? ": on the list of hot-spots" : ": known to a source that rescues";
  if (is_filtered) rescue.values = {finding.filters};
  finding.reasons.push_back(std::move(rescue));
}

std::string acmg_class(const std::vector<std::string>& evidence) {
  const Strengths counts = count_strengths(evidence);
  const bool pathogenic = is_pathogenic(counts);
  const bool likely_pathogenic = is_likely_pathogenic(counts);
  const bool benign = counts.stand_alone_benign > 0 || counts.strong_benign >= 2;
  const bool likely_benign =
      (counts.strong_benign == 1 && counts.supporting_benign >= 1) || counts.supporting_benign >= 2;
  if ((pathogenic || likely_pathogenic) == (benign || likely_benign)) return class_names[2];
  if (pathogenic) return class_names[0];
  if (likely_pathogenic) return class_names[1];
  return benign ? class_names[4] : class_names[3];
}

std::uint32_t acmg_rank(std::string_view acmg_class) {
  const auto found = std::find(class_names.begin(), class_names.end(), acmg_class);
  return static_cast<std::uint32_t>(found - class_names.begin());
}

}  // namespace norrsken
