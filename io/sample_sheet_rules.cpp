#include "io/sample_sheet_rules.hpp"

#include <algorithm>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

class CaseRules {
 public:
  CaseRules(CaseDraft& draft, const std::string& sheet_path) : draft_(draft), sheet_path_(sheet_path) {}

  void settle() {
    check_parents();
    roles_from_status();
    roles_from_pedigree();
    for (SampleDraft& draft : draft_.samples) draft.sample.role = *draft.role;
    if (first_of(SampleRole::tumor) != nullptr || first_of(SampleRole::normal) != nullptr)
      check_tumor_case();
    else
      check_family();
    check_sexes();
  }

 private:
  [[noreturn]] void fail(const SampleDraft& sample, const std::string& reason, const std::string& hint) const {
    throw InputError(sheet_path_, "line " + std::to_string(sample.line), reason, hint);
  }
  [[nodiscard]] const SampleDraft* find(const std::string& name) const {
    const auto found = std::find_if(draft_.samples.begin(), draft_.samples.end(),
                                    [&](const SampleDraft& draft) { return draft.sample.name == name; });
    return found == draft_.samples.end() ? nullptr : &*found;
  }
  [[nodiscard]] const SampleDraft* first_of(SampleRole role, std::size_t number = 0) const {
    for (const SampleDraft& draft : draft_.samples)
      if (draft.role == role && number-- == 0) return &draft;
    return nullptr;
  }
  [[nodiscard]] bool is_parent(const std::string& name, std::string Sample::*which) const {
    return std::any_of(draft_.samples.begin(), draft_.samples.end(),
                       [&](const SampleDraft& draft) { return draft.sample.*which == name; });
  }

  void check_parents() const {
    for (const SampleDraft& draft : draft_.samples)
      for (const std::string* parent : {&draft.sample.father, &draft.sample.mother}) {
        const std::string what = parent == &draft.sample.father ? "father" : "mother";
        if (parent->empty()) continue;
        if (*parent == draft.sample.name)
          fail(draft, "sample " + in_quotes(*parent) + " is its own " + what, "correct it");
        if (find(*parent) == nullptr)
          fail(draft, "the " + what + " " + in_quotes(*parent) + " has no row in case " + in_quotes(draft_.name),
               "add the row, or write 0");
      }
  }

  void roles_from_status() {
    const bool has_tumor = first_of(SampleRole::tumor) != nullptr ||
                           std::any_of(draft_.samples.begin(), draft_.samples.end(),
                                       [](const SampleDraft& draft) { return !draft.role && draft.status == "1"; });
    for (SampleDraft& draft : draft_.samples) {
      if (draft.role) continue;
      if (draft.status == "1") draft.role = SampleRole::tumor;
      if (has_tumor && draft.status == "0") draft.role = SampleRole::normal;
    }
  }

  void roles_from_pedigree() {
    for (SampleDraft& draft : draft_.samples) {
      if (draft.role) continue;
      if (is_parent(draft.sample.name, &Sample::father)) draft.role = SampleRole::father;
      if (is_parent(draft.sample.name, &Sample::mother)) draft.role = SampleRole::mother;
    }
    if (first_of(SampleRole::proband) == nullptr) {
      SampleDraft* proband = nullptr;
      for (SampleDraft& draft : draft_.samples)
        if (!draft.role && (proband == nullptr || (proband->phenotype != "2" && draft.phenotype == "2")))
          proband = &draft;
      if (proband != nullptr) proband->role = SampleRole::proband;
    }
    for (SampleDraft& draft : draft_.samples)
      if (!draft.role) {
        if (draft.sample.father.empty() && draft.sample.mother.empty())
          fail(draft,
               "sample " + in_quotes(draft.sample.name) + " has no role and case " + in_quotes(draft_.name) +
                   " has other samples",
               "fill in the column role");
        draft.role = SampleRole::sibling;
      }
  }

  void check_tumor_case() const {
    const SampleDraft* normal = first_of(SampleRole::normal);
    if (first_of(SampleRole::tumor) == nullptr)
      fail(*normal,
           "sample " + in_quotes(normal->sample.name) + " has role \"normal\" but case " + in_quotes(draft_.name) +
               " has no tumor row",
           "add the tumor row, or set role to \"proband\"");
    if (const SampleDraft* second = first_of(SampleRole::normal, 1))
      fail(*second, "case " + in_quotes(draft_.name) + " has a second normal, " + in_quotes(second->sample.name),
           "keep one, or give lanes of the same sample the same sample name");
    for (const SampleDraft& draft : draft_.samples)
      if (draft.role != SampleRole::tumor && draft.role != SampleRole::normal)
        fail(draft,
             "case " + in_quotes(draft_.name) + " has a tumor, and sample " + in_quotes(draft.sample.name) +
                 " has role \"" + role_name(*draft.role) + "\"",
             "set the role to \"normal\", or make a case of its own for the family");
  }

  void check_family() const {
    if (first_of(SampleRole::proband) == nullptr)
      fail(draft_.samples.front(), "case " + in_quotes(draft_.name) + " has no proband",
           "set one sample's role to \"proband\"");
    for (const SampleRole role : {SampleRole::proband, SampleRole::mother, SampleRole::father})
      if (const SampleDraft* second = first_of(role, 1))
        fail(*second,
             "case " + in_quotes(draft_.name) + " has a second " + role_name(role) + ", " +
                 in_quotes(second->sample.name),
             "keep one, or give lanes of the same sample the same sample name");
  }

  void check_sexes() const {
    for (const SampleDraft& draft : draft_.samples) {
      const bool is_father = draft.role == SampleRole::father || is_parent(draft.sample.name, &Sample::father);
      const bool is_mother = draft.role == SampleRole::mother || is_parent(draft.sample.name, &Sample::mother);
      if ((is_father && draft.sample.sex == Sex::female) || (is_mother && draft.sample.sex == Sex::male) ||
          (is_father && is_mother))
        fail(draft,
             "sample " + in_quotes(draft.sample.name) + " is " + (is_father ? "a father" : "a mother") + " and " +
                 (is_father && is_mother ? "a mother" : sex_name(draft.sample.sex)),
             "correct the sex, the role or the parents");
    }
  }

  CaseDraft& draft_;
  const std::string& sheet_path_;
};

}  // namespace

void settle_roles(CaseDraft& draft, const std::string& sheet_path) {
  CaseRules(draft, sheet_path).settle();
}

}  // namespace norrsken
