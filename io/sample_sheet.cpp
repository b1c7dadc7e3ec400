#include "io/sample_sheet.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "io/sample_sheet_rules.hpp"
#include "io/sample_sheet_table.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_name_bytes = 100;
constexpr std::array<std::pair<const char*, SampleRole>, 6> roles = {{{"tumor", SampleRole::tumor},
                                                                      {"normal", SampleRole::normal},
                                                                      {"proband", SampleRole::proband},
                                                                      {"mother", SampleRole::mother},
                                                                      {"father", SampleRole::father},
                                                                      {"sibling", SampleRole::sibling}}};

std::string line_name(std::size_t line) {
  return "line " + std::to_string(line);
}
std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return text;
}

// Names become folders, files and columns of a VCF.
void check_name(const std::string& what, const std::string& name, const std::string& file, const std::string& record) {
  const auto fail = [&](const std::string& reason) {
    throw InputError(file, record, "the " + what + " " + reason, "use letters, digits, '.', '_' and '-'");
  };
  if (name.empty()) fail("has no name");
  if (name.size() > max_name_bytes) fail("name has more than 100 characters");
  for (const char letter : name) {
    const auto code = static_cast<unsigned char>(letter);
    const bool is_control = code < 0x20 || code == 0x7f;
    if (is_control) fail("name holds a control character");
    if (std::string_view(" /\\\"'`$&|;<>*?!(){}[],").find(letter) != std::string_view::npos)
      fail("name " + in_quotes(name) + " holds '" + letter + "'");
  }
  if (name.front() == '.' || name.front() == '-')
    fail("name " + in_quotes(name) + " begins with '" + name.front() + "'");
}

// Turns rows into cases.
class SheetReader {
 public:
  explicit SheetReader(const SheetTable& table) : table_(table) {}

  SampleSheet read() {
    check_columns();
    std::vector<CaseDraft> drafts;
    for (const SheetRow& row : table_.rows) add_row(row, drafts);
    SampleSheet sheet{table_.path, {}};
    for (CaseDraft& draft : drafts) {
      settle_roles(draft, table_.path);
      Case one{draft.name, draft.assay, {}};
      for (SampleDraft& sample : draft.samples) one.samples.push_back(std::move(sample.sample));
      sheet.cases.push_back(std::move(one));
    }
    return sheet;
  }

 private:
  [[noreturn]] void fail(const SheetRow& row, const std::string& reason, const std::string& hint) const {
    throw InputError(table_.path, line_name(row.line), reason, hint);
  }

  void check_columns() const {
    const std::string hint = "the header is: case,sample,role,assay,lane,read1,read2,sex,father,mother,...";
    if (!table_.has("sample")) throw InputError(table_.path, "", "has no column \"sample\"", hint);
    if (!table_.has("read1") && !table_.has("bam") && !table_.has("cram"))
      throw InputError(table_.path, "", "has no column \"read1\"", hint);
  }

  // A patient of sarek without a tumor may have several samples that have nothing to do with each other.
  [[nodiscard]] std::string case_name(const SheetRow& row) const {
    std::string name = row.get("case");
    if (name.empty()) return row.get("sample");
    if (table_.has("role") || table_.has("father") || table_.has("mother") || table_.has("phenotype")) return name;
    const bool is_alone = std::all_of(table_.rows.begin(), table_.rows.end(), [&](const SheetRow& other) {
      return other.get("case") != name || (other.get("status") != "1" && other.get("sample") == row.get("sample"));
    });
    const bool has_tumor = std::any_of(table_.rows.begin(), table_.rows.end(), [&](const SheetRow& other) {
      return other.get("case") == name && other.get("status") == "1";
    });
    return is_alone || has_tumor ? name : row.get("sample");
  }

  void add_row(const SheetRow& row, std::vector<CaseDraft>& drafts) {
    const std::string name = case_name(row);
    check_name("case", name, table_.path, line_name(row.line));
    check_name("sample", row.get("sample"), table_.path, line_name(row.line));
    auto found = std::find_if(drafts.begin(), drafts.end(), [&](const CaseDraft& draft) { return draft.name == name; });
    if (found == drafts.end()) found = drafts.insert(drafts.end(), CaseDraft{name, "", row.line, {}});
    set_once(found->assay, row.get("assay"), "assay", row);
    SampleDraft& draft = sample_of(*found, row);
    set_attributes(draft, row);
    add_lane(draft.sample, row);
    check_not_seen(draft.sample.lanes.back(), *found, draft.sample.name, row);
  }

  SampleDraft& sample_of(CaseDraft& draft, const SheetRow& row) const {
    const std::string name = row.get("sample");
    for (SampleDraft& sample : draft.samples)
      if (sample.sample.name == name) return sample;
    SampleDraft& added = draft.samples.emplace_back();
    added.sample.name = name;
    added.line = row.line;
    return added;
  }

  // Lanes of one sample must not contradict each other; an empty field says nothing.
  void set_once(std::string& target, const std::string& value, const std::string& column, const SheetRow& row) const {
    if (value.empty()) return;
    if (!target.empty() && target != value)
      fail(row, "the " + column + " is " + in_quotes(value) + " but an earlier line has " + in_quotes(target),
           "write the same in every line");
    target = value;
  }

  void set_attributes(SampleDraft& draft, const SheetRow& row) const {
    if (const std::string text = row.get("role"); !text.empty()) {
      const SampleRole role = parse_role(text, row);
      if (draft.role && *draft.role != role)
        fail(row, "the role is " + in_quotes(text) + " but an earlier line has " + in_quotes(role_name(*draft.role)),
             "write the same in every line");
      draft.role = role;
    }
    if (const std::string status = row.get("status"); !status.empty()) {
      if (status != "0" && status != "1")
        fail(row, "the status " + in_quotes(status) + " is neither 0 nor 1", "0: normal, 1: tumor");
      set_once(draft.status, status, "status", row);
    }
    set_once(draft.phenotype, row.get("phenotype"), "phenotype", row);
    set_sex(draft.sample, row);
    const auto parent = [&](const char* column) {
      const std::string name = row.get(column);
      return name == "0" || lower(name) == "na" ? std::string() : name;
    };
    set_once(draft.sample.father, parent("father"), "father", row);
    set_once(draft.sample.mother, parent("mother"), "mother", row);
    set_once(draft.sample.tumor_site, row.get("tumor_site"), "tumor site", row);
    set_tumor_content(draft.sample, row);
    for (const auto& [column, value] : row.fields)
      if (!is_own_column(column)) draft.sample.metadata.emplace(column, value);
  }

  [[nodiscard]] SampleRole parse_role(const std::string& text, const SheetRow& row) const {
    const std::string name = lower(text) == "tumour" ? "tumor" : lower(text);
    for (const auto& [known, role] : roles)
      if (name == known) return role;
    fail(row, "the role " + in_quotes(text) + " is unknown", "use tumor, normal, proband, mother, father or sibling");
  }

  void set_sex(Sample& sample, const SheetRow& row) const {
    const std::string text = lower(row.get("sex"));
    Sex sex = Sex::unknown;
    if (text == "1" || text == "m" || text == "male" || text == "xy") {
      sex = Sex::male;
    } else if (text == "2" || text == "f" || text == "female" || text == "xx") {
      sex = Sex::female;
    } else if (!text.empty() && text != "0" && text != "na" && text != "unknown" && text != "other") {
      fail(row, "the sex " + in_quotes(row.get("sex")) + " is unknown", "use 1 or male, 2 or female, 0 or unknown");
    }
    if (sex == Sex::unknown) return;
    if (sample.sex != Sex::unknown && sample.sex != sex)
      fail(row, "sample " + in_quotes(sample.name) + " is male and female in different lines",
           "write the same in every line");
    sample.sex = sex;
  }

  void set_tumor_content(Sample& sample, const SheetRow& row) const {
    std::string text = row.get("tumor_content");
    if (text.empty() || lower(text) == "na") return;
    const bool is_percent = text.back() == '%';
    if (is_percent) text.pop_back();
    std::replace(text.begin(), text.end(), ',', '.');
    double value = parse_number<double>(text).value_or(-1);
    if (is_percent || value > 1) value /= 100;
    if (!(value >= 0 && value <= 1))
      fail(row, "the tumor content " + in_quotes(row.get("tumor_content")) + " is no share", "write 0.7, 70 or 70%");
    if (sample.tumor_content && *sample.tumor_content != value)
      fail(row, "sample " + in_quotes(sample.name) + " has another tumor content in an earlier line",
           "write the same in every line");
    sample.tumor_content = value;
  }

  [[nodiscard]] std::string resolved(const std::string& path) const {
    if (path.empty() || path.find("://") != std::string::npos) return path;
    const std::filesystem::path folder = std::filesystem::path(table_.path).parent_path();
    return (folder / path).lexically_normal().string();
  }

  void add_lane(Sample& sample, const SheetRow& row) const {
    std::string read1 = row.get("read1");
    for (const char* column : {"bam", "cram"}) {
      if (row.get(column).empty()) continue;
      if (!read1.empty()) fail(row, std::string("names reads in two columns, one is ") + column, "keep one of them");
      read1 = row.get(column);
    }
    if (read1.empty()) fail(row, "names no file of reads", "fill in read1");
    const auto is_alignment = [](const std::string& path) { return path.ends_with(".bam") || path.ends_with(".cram"); };
    if (!row.get("read2").empty() && (is_alignment(read1) || is_alignment(row.get("read2"))))
      fail(row, "names a BAM or CRAM file and a second file", "give BAM and CRAM alone, in read1");
    Lane lane{row.get("lane"), {resolved(read1), resolved(row.get("read2")), resolved(row.get("umi"))}, row.line};
    for (const Lane& other : sample.lanes)
      if (!lane.name.empty() && other.name == lane.name)
        fail(row,
             "sample " + in_quotes(sample.name) + " has lane " + in_quotes(lane.name) + " twice, first in line " +
                 std::to_string(other.line),
             "number its lanes");
    if (lane.name.empty()) lane.name = std::to_string(sample.lanes.size() + 1);
    check_readable(lane.files.read1, table_.path, line_name(row.line));
    for (const std::string& path : {lane.files.read2, lane.files.umi})
      if (!path.empty()) check_readable(path, table_.path, line_name(row.line));
    sample.lanes.push_back(std::move(lane));
  }

  // The same file may serve two cases (a normal), but only as the same sample.
  void check_not_seen(const Lane& lane, const CaseDraft& in, const std::string& sample, const SheetRow& row) {
    for (const std::string& path : {lane.files.read1, lane.files.read2, lane.files.umi}) {
      if (path.empty()) continue;
      struct stat status {};
      if (::stat(path.c_str(), &status) != 0) continue;
      const auto [found, is_new] = seen_.try_emplace({status.st_dev, status.st_ino}, Seen{in.name, sample, row.line});
      if (is_new || (found->second.case_name != in.name && found->second.sample == sample)) continue;
      fail(row, in_quotes(path) + " stands twice, first in line " + std::to_string(found->second.line),
           "name every file once");
    }
  }

  struct Seen {
    std::string case_name;
    std::string sample;
    std::size_t line;
  };
  const SheetTable& table_;
  std::map<std::pair<dev_t, ino_t>, Seen> seen_;
};

}  // namespace

const char* role_name(SampleRole role) {
  for (const auto& [name, known] : roles)
    if (known == role) return name;
  return "unknown";
}

const char* sex_name(Sex sex) {
  if (sex == Sex::unknown) return "unknown";
  return sex == Sex::male ? "male" : "female";
}

SampleSheet read_sample_sheet(const std::string& path) {
  const SheetTable table = read_sheet_table(path);
  return SheetReader(table).read();
}

Case make_case(const std::string& sample, const std::vector<ReadFiles>& lanes, Sex sex) {
  check_name("sample", sample, "--sample", "");
  Case one{sample, "", {Sample{}}};
  one.samples[0].name = sample;
  one.samples[0].sex = sex;
  for (const ReadFiles& files : lanes) {
    check_readable(files.read1, "--reads", "");
    if (!files.read2.empty()) check_readable(files.read2, "--reads", "");
    if (!files.umi.empty()) check_readable(files.umi, "--umi-reads", "");
    one.samples[0].lanes.push_back({std::to_string(one.samples[0].lanes.size() + 1), files, 0});
  }
  return one;
}

}  // namespace norrsken
