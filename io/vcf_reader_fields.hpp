// INFO and FORMAT values of a htslib record as text. Internal to io/vcf_reader.cpp.
#pragma once

#include <htslib/vcf.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace norrsken {

// An array that htslib grows.
template <typename T>
struct HtslibArray {
  T* values = nullptr;
  int capacity = 0;
  HtslibArray() = default;
  ~HtslibArray() { std::free(values); }
  HtslibArray(const HtslibArray&) = delete;
  HtslibArray& operator=(const HtslibArray&) = delete;
};

// Holds the memory that values are unpacked into. Unknown keys and missing values are empty text; a flag is "1".
class VcfFieldReader {
 public:
  [[nodiscard]] std::string info_text(bcf_hdr_t* header, bcf1_t* record, const std::string& key);
  // Of the first sample.
  [[nodiscard]] std::string format_text(bcf_hdr_t* header, bcf1_t* record, const std::string& key);

 private:
  HtslibArray<std::int32_t> integers_;
  HtslibArray<float> floats_;
  HtslibArray<char> letters_;
};

}  // namespace norrsken
