// A table of text with a header line: the rows of a sample sheet before they mean anything.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace norrsken {

struct SheetRow {
  std::size_t line = 0;                       // of the file, from 1
  std::map<std::string, std::string> fields;  // by column, blanks around them cut off; empty fields are absent
  [[nodiscard]] std::string get(const std::string& column) const;
};

struct SheetTable {
  std::string path;
  std::vector<std::string> columns;  // lower case, under our own names (patient -> case, fastq_1 -> read1, ...)
  std::vector<SheetRow> rows;
  [[nodiscard]] bool has(const std::string& column) const;
};

// Whether a sheet's column of that name means something to us ("read1"); others are metadata.
[[nodiscard]] bool is_own_column(std::string_view column);

// Throws InputError: missing, empty, not UTF-8 text, reads, unbalanced quotes, columns twice or misspelt, rows of
// another width.
[[nodiscard]] SheetTable read_sheet_table(const std::string& path);

}  // namespace norrsken
