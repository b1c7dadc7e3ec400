// VCF and BCF files -> plain records of one sample.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace norrsken {

// Places of alleles that are looked for: of REF's first base when left-aligned; 0-based, ascending.
struct NearPlaces {
  std::span<const std::int64_t> positions;  // all of them
  std::span<const std::int64_t> indels;     // those of insertions and deletions
  std::int64_t reach_bases = 0;             // how far right of its place an indel may be spelled
};

struct VcfContig {
  std::string name;
  std::int64_t length = 0;  // 0 = not told
};

enum class SampleColumns { one, none };

// What to take from the file. An unknown INFO or FORMAT key yields empty text.
struct VcfSelection {
  std::string sample;  // empty: the only one; a file with several is an InputError that lists them
  std::vector<std::string> info_keys;
  std::vector<std::string> format_keys;
  std::string hint_for_several = "name one with --sample or --truth-sample";  // of that InputError
  SampleColumns columns = SampleColumns::one;  // none: a file of any samples, of which nothing is read
};

struct VcfRecord {
  std::int64_t position = 0;            // 0-based
  std::string id;                       // "." when missing
  std::string reference;                // upper case
  std::vector<std::string> alternates;  // as written, symbolic ones and "*" too; bases in upper case
  std::optional<float> quality_phred;
  std::string filters;                 // as written: "PASS", ".", "LowQual;LowDepth"
  std::vector<std::int32_t> genotype;  // allele numbers, 0 = REF, -1 = "."; empty = no GT
  bool is_phased = false;              // every allele after the first
  std::int32_t phase_set_1based = 0;   // FORMAT/PS; 0 = none
  std::vector<std::string> info;       // text of the selected keys, "" when missing, "1" for a flag
  std::vector<std::string> format;

  [[nodiscard]] bool passes() const { return filters == "PASS" || filters == "."; }
};

// What a comma in an INFO value separates.
enum class ValuesPer { record, alternate, allele };  // nothing of alleles; one a ALT; one a REF and ALT

// All members throw InputError (not VCF, malformed or truncated record, no such sample) and SystemError (cannot open).
class VcfReader {
 public:
  VcfReader(const std::string& path, const VcfSelection& selection);
  ~VcfReader();
  VcfReader(VcfReader&&) noexcept;
  VcfReader& operator=(VcfReader&&) noexcept;

  [[nodiscard]] const std::string& path() const;
  [[nodiscard]] const std::vector<VcfContig>& contigs() const;  // of the header
  [[nodiscard]] const std::vector<std::string>& samples() const;
  [[nodiscard]] const std::string& sample() const;  // the selected one; empty when the file has none
  // Values of the header's "##key=value" lines, in their order.
  [[nodiscard]] std::vector<std::string> header_values(const std::string& key) const;
  [[nodiscard]] bool declares_info(const std::string& key) const;
  [[nodiscard]] ValuesPer values_per(const std::string& key) const;  // Number=A, Number=R or another

  // Names of contigs that have records, in the order of the file. Uses the file's index; without one (or with one older
  // than the file) the whole file is read and kept.
  [[nodiscard]] std::vector<std::string> contigs_with_records();

  // The records of one contig in the order of the file; none for an unknown name. Each contig at most once.
  [[nodiscard]] std::vector<VcfRecord> take(const std::string& contig);

  [[nodiscard]] bool has_index() const;  // and it is not older than the file
  // The records that overlap [start, end) of a contig, by the file's index; END of a gVCF block counts.
  // At most the first `most` of them. Throws InputError without has_index().
  [[nodiscard]] std::vector<VcfRecord> query(const std::string& contig, std::int64_t start, std::int64_t end,
                                             std::size_t most = std::numeric_limits<std::size_t>::max());
  // The same without records that cannot spell an allele of these places: of a file that has one every few bases they
  // are not even taken apart. A BCF file may give them all the same.
  [[nodiscard]] std::vector<VcfRecord> query_near(const std::string& contig, std::int64_t start, std::int64_t end,
                                                  const NearPlaces& places);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace norrsken
