// Lines of an indexed VCF file that may spell an allele of given places. Of a source that has a line every few bases
// most are passed over by their position alone, where they stand in the inflated block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "io/bgzf_block_reader.hpp"
#include "io/htslib_handles.hpp"
#include "io/vcf_reader.hpp"

namespace norrsken {

// Whether a line, whose POS is `position`, may spell such an allele: an SNV at a place, or another change that lies
// over one or behind that of an indel within reach. True for a line without REF and ALT: its reader tells what is
// wrong.
[[nodiscard]] bool may_spell(std::string_view line, std::int64_t position, const NearPlaces& places);

class NearLines {
 public:
  // region: what tbx_itr_queryi() gives for the contig of the file that `blocks` reads. All must outlive the object.
  NearLines(BgzfBlockReader& blocks, const hts_itr_t& region, std::string contig, const NearPlaces& places);

  // The next such line of the region, without its line feed; malformed ones too. Answers as tbx_itr_next() does: -1
  // when none is left, below when the file is damaged.
  int next(kstring_t& line);

 private:
  int next_line(std::string_view& line);
  [[nodiscard]] bool is_at_end_of_chunk() const;

  BgzfBlockReader& blocks_;
  const hts_itr_t& region_;
  std::string prefix_;  // the contig and a tab
  NearPlaces places_;
  int chunk_ = -1;
  std::size_t passed_ = 0;         // places before the present line
  std::size_t passed_indels_ = 0;  // the same of indels
  std::string joined_;             // a line that stands in several blocks
};

}  // namespace norrsken
