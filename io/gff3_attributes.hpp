// Column nine of GFF3, and how the databases write the names of genes and transcripts there. Internal to
// io/gff3_reader.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norrsken {

class Gff3Attributes {
 public:
  // `text` must outlive the object.
  explicit Gff3Attributes(std::string_view text);

  // As written, percent-encoded; empty when there is none of that key.
  [[nodiscard]] std::string_view value(std::string_view key) const;
  // One of the comma-separated words of `tag`, blanks and underscores alike: "MANE_Select".
  [[nodiscard]] bool has_tag(std::string_view tag) const;
  // RefSeq: the sequence goes on beyond the first base of the feature in reading direction.
  [[nodiscard]] bool has_partial_start(bool is_forward) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> values_;
};

struct FeatureNames {
  std::string id;  // transcript's, with version
  std::string gene_id;
  std::string symbol;
  std::string biotype;
  std::string mane_partner;
  bool is_mane_select = false;
  bool is_mane_plus_clinical = false;
  bool is_canonical = false;
  bool has_unknown_start = false;
};
[[nodiscard]] FeatureNames names_of(const Gff3Attributes& attributes);

// ("ENST1", "2") -> "ENST1.2"; a version that is there already stays.
[[nodiscard]] std::string versioned(std::string_view id, std::string_view version);

}  // namespace norrsken
