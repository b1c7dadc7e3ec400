#include "io/gff3_attributes.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "io/gzip_lines.hpp"

namespace norrsken {
namespace {

unsigned hexadecimal(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A' + 10);
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  return 16;
}

// "%2C" -> ","; what is no code stays as it is.
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexadecimal(text[i + 1]) < 16 && hexadecimal(text[i + 2]) < 16) {
      plain.push_back(static_cast<char>(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2])));
      i += 2;
    } else {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

bool is_same_tag(std::string_view written, std::string_view tag) {
  return written.size() == tag.size() && std::equal(written.begin(), written.end(), tag.begin(),
                                                    [](char a, char b) { return a == b || (a == ' ' && b == '_'); });
}

// "Ensembl:ENST00000357654.9,GeneID:672" and "GeneID" -> "672"
std::string cross_reference(std::string_view references, std::string_view database) {
  while (!references.empty()) {
    std::string_view reference = take_field(references, ',');
    if (reference.starts_with(database) && reference.size() > database.size() && reference[database.size()] == ':')
      return decoded(reference.substr(database.size() + 1));
  }
  return "";
}

// "transcript:ENST1" -> "ENST1", "rna-NM_1.2" -> "NM_1.2"
std::string_view without_kind(std::string_view id) {
  for (const std::string_view kind : {"transcript:", "gene:", "rna-", "gene-"})
    if (id.starts_with(kind)) return id.substr(kind.size());
  return id;
}

}  // namespace

Gff3Attributes::Gff3Attributes(std::string_view text) {
  while (!text.empty()) {
    std::string_view pair = take_field(text, ';');
    const std::string_view key = take_field(pair, '=');
    values_.emplace_back(key.substr(std::min(key.find_first_not_of(' '), key.size())), pair);
  }
}

std::string_view Gff3Attributes::value(std::string_view key) const {
  for (const auto& [name, text] : values_)
    if (name == key) return text;
  return {};
}

bool Gff3Attributes::has_tag(std::string_view tag) const {
  std::string_view tags = value("tag");
  while (!tags.empty())
    if (is_same_tag(take_field(tags, ','), tag)) return true;
  return false;
}

bool Gff3Attributes::has_partial_start(bool is_forward) const {
  return value("partial") == "true" && !value(is_forward ? "start_range" : "end_range").empty();
}

std::string versioned(std::string_view id, std::string_view version) {
  std::string text = decoded(id);
  if (!version.empty() && !text.empty() && text.find('.') == std::string::npos) text.append(".").append(version);
  return text;
}

FeatureNames names_of(const Gff3Attributes& attributes) {
  const auto first_of = [&](std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
      if (const std::string_view text = attributes.value(key); !text.empty()) return text;
    return std::string_view();
  };
  FeatureNames names;
  const std::string_view id = without_kind(attributes.value("ID"));
  const std::string_view transcript = attributes.value("transcript_id");
  names.id = versioned(transcript.empty() ? id : transcript, attributes.value("version"));
  names.gene_id = cross_reference(attributes.value("Dbxref"), "GeneID");
  if (names.gene_id.empty()) names.gene_id = decoded(first_of({"gene_id"}));
  if (names.gene_id.empty()) names.gene_id = decoded(id);
  names.symbol = decoded(first_of({"gene_name", "gene", "Name"}));
  names.biotype = decoded(first_of({"transcript_type", "biotype", "gene_biotype"}));
  names.is_mane_select = attributes.has_tag("MANE_Select");
  names.is_mane_plus_clinical = attributes.has_tag("MANE_Plus_Clinical");
  if (names.is_mane_select || names.is_mane_plus_clinical)
    names.mane_partner = cross_reference(attributes.value("Dbxref"), "Ensembl");
  names.is_canonical =
      attributes.has_tag("Ensembl_canonical") || attributes.has_tag("RefSeq_Select") || names.is_mane_select;
  names.has_unknown_start = attributes.has_tag("cds_start_NF");
  return names;
}

}  // namespace norrsken
