#include "io/vcf_reader_fields.hpp"

#include <fmt/format.h>

#include <cstring>

namespace norrsken {
namespace {

// The arrays are passed whole: htslib may move their values while the count is computed.
std::string integers_text(const HtslibArray<std::int32_t>& array, int count) {
  const std::int32_t* values = array.values;
  std::string text;
  for (int i = 0; i < count && values[i] != bcf_int32_vector_end; ++i) {
    if (i > 0) text += ',';
    text += values[i] == bcf_int32_missing ? "." : std::to_string(values[i]);
  }
  return text;
}

std::string floats_text(const HtslibArray<float>& array, int count) {
  const float* values = array.values;
  std::string text;
  for (int i = 0; i < count && bcf_float_is_vector_end(values[i]) == 0; ++i) {
    if (i > 0) text += ',';
    text += bcf_float_is_missing(values[i]) != 0 ? "." : fmt::format("{:g}", values[i]);
  }
  return text;
}

std::string letters_text(const HtslibArray<char>& array, int count) {
  return count > 0 ? std::string(array.values, strnlen(array.values, static_cast<std::size_t>(count))) : "";
}

}  // namespace

std::string VcfFieldReader::info_text(bcf_hdr_t* header, bcf1_t* record, const std::string& key) {
  const int id = bcf_hdr_id2int(header, BCF_DT_ID, key.c_str());
  if (!bcf_hdr_idinfo_exists(header, BCF_HL_INFO, id)) return "";
  switch (bcf_hdr_id2type(header, BCF_HL_INFO, id)) {
    case BCF_HT_FLAG:
      return bcf_get_info_flag(header, record, key.c_str(), nullptr, nullptr) == 1 ? "1" : "";
    case BCF_HT_INT:
      return integers_text(integers_,
                           bcf_get_info_int32(header, record, key.c_str(), &integers_.values, &integers_.capacity));
    case BCF_HT_REAL:
      return floats_text(floats_, bcf_get_info_float(header, record, key.c_str(), &floats_.values, &floats_.capacity));
    default:
      return letters_text(letters_,
                          bcf_get_info_string(header, record, key.c_str(), &letters_.values, &letters_.capacity));
  }
}

std::string VcfFieldReader::format_text(bcf_hdr_t* header, bcf1_t* record, const std::string& key) {
  const int id = bcf_hdr_id2int(header, BCF_DT_ID, key.c_str());
  if (!bcf_hdr_idinfo_exists(header, BCF_HL_FMT, id)) return "";
  switch (bcf_hdr_id2type(header, BCF_HL_FMT, id)) {
    case BCF_HT_INT:
      return integers_text(integers_,
                           bcf_get_format_int32(header, record, key.c_str(), &integers_.values, &integers_.capacity));
    case BCF_HT_REAL:
      return floats_text(floats_,
                         bcf_get_format_float(header, record, key.c_str(), &floats_.values, &floats_.capacity));
    default:
      return letters_text(letters_,
                          bcf_get_format_char(header, record, key.c_str(), &letters_.values, &letters_.capacity));
  }
}

}  // namespace norrsken
