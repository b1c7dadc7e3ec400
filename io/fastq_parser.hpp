// FASTQ records to reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/fastq_lines.hpp"
#include "io/read_source.hpp"
#include "kernels/types/read_batch.hpp"

namespace norrsken {

// For messages: in quotes, at most 80 characters, without anything that could upset a terminal.
[[nodiscard]] std::string quoted_name(std::string_view name);

// Appends the fragments of records of one (second == nullptr) or two files to `batch`, and counts them.
// Both scanners only name the file and record in messages. Throws InputError for the first malformed record.
struct FastqRecords {
  const FastqScanner& file;
  const FastqLines& records;
};
// Where the UMIs of the records stand.
struct UmiRecords {
  const UmiPattern& pattern;
  const FastqRecords* file = nullptr;  // for UmiSource::file
};
void parse_records(const FastqRecords& first, const FastqRecords* second, const UmiRecords& umi, ReadBatch& batch,
                   ReadCounts& counts);

}  // namespace norrsken
