#include "io/sample_sheet_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "io/fastq_file.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_sheet_bytes = std::size_t{64} << 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> other_names = {
    {{"patient", "case"},
     {"case_id", "case"},
     {"fastq_1", "read1"},
     {"fastq_2", "read2"},
     {"fastq1", "read1"},
     {"fastq2", "read2"},
     {"umi_reads", "umi"},
     {"fastq_umi", "umi"},
     {"gender", "sex"},
     {"paternal_id", "father"},
     {"maternal_id", "mother"},
     {"sample_id", "sample"},
     {"tumour_content", "tumor_content"},
     {"tumour_site", "tumor_site"}}};

constexpr std::array<std::string_view, 16> own_names = {
    "case",   "sample", "role",          "assay",      "lane", "read1", "read2",  "sex",
    "father", "mother", "tumor_content", "tumor_site", "bam",  "cram",  "status", "umi"};

struct Record {
  std::size_t line;
  std::vector<std::string> fields;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string line_name(std::size_t line) {
  return "line " + std::to_string(line);
}

// RFC 4180: a field in quotes may hold separators, line ends and doubled quotes.
class RecordReader {
 public:
  RecordReader(const std::string& path, std::string_view text, char separator)
      : path_(path), text_(text), separator_(separator) {}

  bool next(Record& record) {
    if (at_ >= text_.size()) return false;
    record = {line_, {}};
    while (true) {
      record.fields.push_back(text_[skip_blanks()] == '"' ? quoted_field() : plain_field());
      if (at_ >= text_.size()) return true;
      const char end = text_[at_++];
      if (end == separator_ && at_ < text_.size()) continue;
      if (end == separator_) record.fields.emplace_back();
      if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      return true;
    }
  }

 private:
  // Position of the field's first character; text_ ends with a line end, so there is one.
  std::size_t skip_blanks() const {
    std::size_t at = at_;
    while (at + 1 < text_.size() && (text_[at] == ' ' || (text_[at] == '\t' && separator_ != '\t'))) ++at;
    return at;
  }
  std::string plain_field() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return trimmed(text_.substr(start, at_ - start));
  }
  std::string quoted_field() {
    const std::size_t first_line = line_;
    std::string field;
    for (at_ = skip_blanks() + 1; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += text_[at_++];
      } else {
        ++at_;
        if (!plain_field().empty())
          throw InputError(path_, line_name(line_), "has text behind a closing quote", "quote the whole field");
        return trimmed(field);
      }
    }
    throw InputError(path_, line_name(first_line), "has a quote that is never closed", "close it or leave it out");
  }

  const std::string& path_;
  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

std::string read_text(const std::string& path) {
  InputFile file(path);
  if (file.size_bytes() > max_sheet_bytes)
    throw InputError(path, "", "is too large for a sample sheet", "give the CSV file that names the reads");
  std::string text(static_cast<std::size_t>(file.size_bytes()), '\0');
  text.resize(file.read(text.data(), text.size()));
  if (text.starts_with("@") || text.starts_with("\x1f\x8b") || text.starts_with("CRAM"))
    throw InputError(path, "", "is a file of reads, not a sample sheet", "give it with --reads, and --sample NAME");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.find('\0') != std::string::npos)
    throw InputError(path, "", "is not UTF-8 text", "save it as CSV UTF-8");
  if (!text.empty() && text.back() != '\n' && text.back() != '\r') text += '\n';
  return text;
}

// Spreadsheets of many countries write ';' into CSV files.
char separator_of(std::string_view text) {
  std::size_t start = 0;
  while (start < text.size() && (text[start] == '#' || text[start] == '\n' || text[start] == '\r')) {
    const std::size_t end = text.find('\n', start);
    start = end == std::string_view::npos ? text.size() : end + 1;
  }
  const std::string_view header = text.substr(start, text.find_first_of("\r\n", start) - start);
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  if (count(';') > count(',') && count(';') > count('\t')) return ';';
  return count('\t') > count(',') ? '\t' : ',';
}

std::string column_name(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  for (const auto& [other, own] : other_names)
    if (name == other) return std::string(own);
  return name;
}

// Letters and digits only: "Read_2" -> "read2" (column names are in lower case already).
std::string squeezed(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  return letters;
}

// Whether one letter left out, put in, replaced or swapped with its neighbour makes the one into the other.
bool is_one_slip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  const std::string_view rest_a = a.substr(same);
  const std::string_view rest_b = b.substr(same);
  if (a.size() < b.size()) return rest_a == rest_b.substr(1);
  if (rest_a.substr(std::min<std::size_t>(1, rest_a.size())) == rest_b.substr(std::min<std::size_t>(1, rest_b.size())))
    return true;
  return rest_a.size() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

// A column that means nothing is kept as metadata, but not when it is a misspelt one of ours: without "raed2" a paired
// sample would be called from half of its reads. Short names have too many neighbours that are words.
void refuse_misspelt(const std::string& column, const SheetTable& table, std::size_t line) {
  if (column.empty() || is_own_column(column)) return;
  constexpr std::size_t long_name = 5;
  const auto refuse_if_like = [&](std::string_view name, std::string_view own) {
    const std::string written = squeezed(column);
    const std::string meant = squeezed(name);
    if (table.has(std::string(own)) || (written != meant && (meant.size() < long_name || !is_one_slip(written, meant))))
      return;
    throw InputError(table.path, line_name(line),
                     "has a column \"" + column + "\": is it \"" + std::string(name) + "\"?",
                     "write " + std::string(name) + ", or give a column of your own another name");
  };
  for (const std::string_view own : own_names) refuse_if_like(own, own);
  for (const auto& [other, own] : other_names) refuse_if_like(other, own);
}

bool is_blank(const Record& record) {
  return std::all_of(record.fields.begin(), record.fields.end(),
                     [](const std::string& field) { return field.empty(); });
}

void set_columns(const Record& header, SheetTable& table) {
  for (const std::string& field : header.fields) {
    const std::string column = column_name(field);
    if (!column.empty() && table.has(column))
      throw InputError(table.path, line_name(header.line), "has the column \"" + column + "\" twice",
                       "keep one of them");
    table.columns.push_back(column);
  }
  while (!table.columns.empty() && table.columns.back().empty()) table.columns.pop_back();
  for (const std::string& column : table.columns) refuse_misspelt(column, table, header.line);
}

void append_row(const Record& record, SheetTable& table) {
  SheetRow row{record.line, {}};
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (record.fields[i].empty()) continue;
    if (i >= table.columns.size() || table.columns[i].empty())
      throw InputError(table.path, line_name(record.line),
                       "has a value in column " + std::to_string(i + 1) + ", which has no name in the header",
                       "name the column, or quote fields that hold a separator");
    row.fields.emplace(table.columns[i], record.fields[i]);
  }
  if (record.fields.size() < table.columns.size())
    throw InputError(table.path, line_name(record.line),
                     "has " + std::to_string(record.fields.size()) + " fields, the header has " +
                         std::to_string(table.columns.size()),
                     "write empty fields as well");
  table.rows.push_back(std::move(row));
}

}  // namespace

bool is_own_column(std::string_view column) {
  return std::find(own_names.begin(), own_names.end(), column) != own_names.end();
}

std::string SheetRow::get(const std::string& column) const {
  const auto found = fields.find(column);
  return found == fields.end() ? std::string() : found->second;
}

bool SheetTable::has(const std::string& column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

SheetTable read_sheet_table(const std::string& path) {
  const std::string text = read_text(path);
  SheetTable table{path, {}, {}};
  RecordReader reader(table.path, text, separator_of(text));
  Record record;
  while (reader.next(record)) {
    if (is_blank(record) || record.fields.front().starts_with('#')) continue;
    if (table.columns.empty())
      set_columns(record, table);
    else
      append_row(record, table);
  }
  if (table.rows.empty())
    throw InputError(path, "", "names no samples", "write a header line and one line for each lane");
  return table;
}

}  // namespace norrsken
