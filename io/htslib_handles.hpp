// What htslib hands out, closed when it leaves scope. Who must know whether closing a written file worked releases it
// and closes it by hand.
#pragma once

#include <htslib/faidx.h>
#include <htslib/hts.h>
#include <htslib/sam.h>
#include <htslib/tbx.h>
#include <htslib/vcf.h>

#include <cstdlib>
#include <memory>

namespace norrsken {

struct HtslibDeleter {
  void operator()(htsFile* file) const { hts_close(file); }
  void operator()(hts_idx_t* index) const { hts_idx_destroy(index); }
  void operator()(hts_itr_t* iterator) const { hts_itr_destroy(iterator); }
  void operator()(tbx_t* index) const { tbx_destroy(index); }
  void operator()(faidx_t* index) const { fai_destroy(index); }
  void operator()(sam_hdr_t* header) const { sam_hdr_destroy(header); }
  void operator()(bam1_t* record) const { bam_destroy1(record); }
  void operator()(bcf_hdr_t* header) const { bcf_hdr_destroy(header); }
  void operator()(bcf1_t* record) const { bcf_destroy(record); }
};
template <class Handle>
using Htslib = std::unique_ptr<Handle, HtslibDeleter>;

// Arrays and texts that its callers free.
struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
template <class Element>
using Malloced = std::unique_ptr<Element, FreeMemory>;

}  // namespace norrsken
