#include "pipeline/annotation/finding_pack.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <type_traits>

namespace norrsken {
namespace {

// One list of fields a type, read in both directions: what is packed cannot be forgotten when unpacking.
template <class Visitor>
void visit(Visitor& each, FindingSample& sample) {
  each(sample.depth, sample.allele_depth, sample.genotype, sample.fraction_low_per_10000,
       sample.fraction_high_per_10000, sample.inheritance, sample.de_novo_phred);
}
template <class Visitor>
void visit(Visitor& each, JoinedValue& value) {
  each(value.source, value.field, value.value);
}
template <class Visitor>
void visit(Visitor& each, Consequence& entry) {
  each(entry.terms, entry.symbol, entry.gene_id, entry.transcript, entry.biotype, entry.mane_partner, entry.exon,
       entry.intron, entry.hgvs_coding, entry.hgvs_protein, entry.cdna_position, entry.cds_position,
       entry.protein_position, entry.amino_acids, entry.codons, entry.compound, entry.distance_bases, entry.is_forward,
       entry.is_mane_select, entry.is_mane_plus_clinical, entry.is_canonical);
}
template <class Visitor>
void visit(Visitor& each, Finding& finding) {
  each(finding.origin, finding.section, finding.position, finding.contig, finding.position_1based, finding.reference,
       finding.alternate, finding.quality_centiphred, finding.filters, finding.is_hotspot, finding.is_below_report,
       finding.is_rescued, finding.samples, finding.hgvs_genomic, finding.worst, finding.mane, finding.joined,
       finding.tier, finding.rank, finding.evidence, finding.models, finding.reasons);
}

class Packer {
 public:
  template <class... Fields>
  void operator()(Fields&... fields) {
    (put(fields), ...);
  }
  std::string bytes;

 private:
  template <class Field>
  void put(Field& field) {
    if constexpr (std::is_trivially_copyable_v<Field>) {
      bytes.append(reinterpret_cast<const char*>(&field), sizeof field);
    } else {
      visit(*this, field);
    }
  }
  void put(std::string& text) {
    put_size(text.size());
    bytes += text;
  }
  template <class Element>
  void put(std::vector<Element>& elements) {
    put_size(elements.size());
    for (Element& element : elements) put(element);
  }
  template <class Value>
  void put(std::optional<Value>& value) {
    put_size(value ? 1 : 0);
    if (value) put(*value);
  }
  void put_size(std::uint64_t size) { bytes.append(reinterpret_cast<const char*>(&size), sizeof size); }
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool is_empty() const { return bytes_.empty(); }
  template <class... Fields>
  void operator()(Fields&... fields) {
    (take(fields), ...);
  }

 private:
  std::string_view cut(std::uint64_t size) {
    if (size > bytes_.size()) throw std::logic_error("findings from another rank are cut short");
    const std::string_view piece = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return piece;
  }
  template <class Field>
  void take(Field& field) {
    if constexpr (std::is_trivially_copyable_v<Field>) {
      std::memcpy(&field, cut(sizeof field).data(), sizeof field);
    } else {
      visit(*this, field);
    }
  }
  void take(std::string& text) { text = cut(take_size()); }
  template <class Element>
  void take(std::vector<Element>& elements) {
    elements.clear();
    for (std::uint64_t left = take_size(); left > 0; --left) take(elements.emplace_back());
  }
  template <class Value>
  void take(std::optional<Value>& value) {
    value.reset();
    if (take_size() != 0) take(value.emplace());
  }
  std::uint64_t take_size() {
    std::uint64_t size = 0;
    std::memcpy(&size, cut(sizeof size).data(), sizeof size);
    return size;
  }

  std::string_view bytes_;
};

}  // namespace

std::string pack_findings(const std::vector<Finding>& findings) {
  Packer packer;
  for (const Finding& finding : findings) {
    Finding copy = finding;  // fields are visited as they are unpacked: not const
    packer(copy);
  }
  return std::move(packer.bytes);
}

void unpack_findings(std::string_view bytes, std::vector<Finding>& findings) {
  Unpacker unpacker(bytes);
  while (!unpacker.is_empty()) unpacker(findings.emplace_back());
}

}  // namespace norrsken
