// Where the parts of a lane begin in its FASTQ files, found without reading them whole and without talking to the
// other parts: a boundary is the first record behind an even share of R1's bytes, and the record of that name in R2.
// Each part looks up its two boundaries in the same way as its neighbours do, so that the parts fit together; that
// mates have the same names is checked for every pair later, so that a wrong boundary cannot go unnoticed.
#pragma once

#include <string>

#include "io/fastq_text.hpp"
#include "io/read_source.hpp"

namespace norrsken {

struct FastqRanges {
  TextRange read1;
  TextRange read2;
  TextRange umi;
};

// All files plain or BGZF. Throws InputError when a record of R1 has no mate in R2 (or UMI in its file) or the files
// are no FASTQ.
[[nodiscard]] FastqRanges split_fastq(const ReadFiles& files, unsigned part, unsigned parts);

// First record that starts behind the first line end behind `from_byte` (in BGZF: of the first block from there on);
// text_end when there is none. `name` becomes its fragment name.
[[nodiscard]] TextPosition find_record(const std::string& path, std::uint64_t from_byte, std::string& name);

// Record of a name, looked for from `guess_byte` outwards, at first within `window_bytes` to both sides. text_end when
// it is nowhere in the file.
[[nodiscard]] TextPosition find_record_of_name(const std::string& path, const std::string& name,
                                               std::uint64_t guess_byte, std::uint64_t window_bytes = 1U << 20);

}  // namespace norrsken
