#include "io/fastq_parser.hpp"

#include <algorithm>
#include <cstring>

#include "io/convert_bases.hpp"
#include "kernels/types/input_error.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {
namespace {

constexpr std::size_t max_name_in_message = 80;

InputError malformed(const FastqRecords& input, std::size_t record, const std::string& reason,
                     const std::string& hint) {
  return InputError(input.file.path(), input.file.record_name(input.records.first_record + record), reason, hint);
}

InputError unequal_lengths(const FastqRecords& input, std::size_t record, std::size_t bases, std::size_t qualities) {
  return malformed(input, record,
                   "has " + std::to_string(bases) + " bases but " + std::to_string(qualities) + " qualities",
                   "the file is damaged or was edited: get it again");
}

// Why convert_bases() refused a read.
InputError bad_letters(const FastqRecords& input, std::size_t record) {
  const std::string_view qualities = input.records.lines[4 * record + 3];
  if (const std::size_t line_end = qualities.find('\n'); line_end != std::string_view::npos)
    return unequal_lengths(input, record, qualities.size(), line_end);
  const bool bad_quality = std::any_of(qualities.begin(), qualities.end(), [](char c) { return c < '!' || c > '~'; });
  if (bad_quality)
    return malformed(input, record, "a quality character lies outside '!' to '~'",
                     "give qualities as Phred+33 (Sanger, Illumina 1.8 and later)");
  return malformed(input, record, "the sequence holds a character that is no letter",
                   "give sequences as A, C, G, T, N");
}

// Four lines in the shape of a record; otherwise says what is wrong.
void check_record(const FastqRecords& input, std::size_t record) {
  const std::string_view* lines = &input.records.lines[4 * record];
  if (lines[0].size() < 2 || lines[0][0] != '@' || lines[0][1] == ' ' || lines[0][1] == '\t')
    throw malformed(input, record, "the name line does not begin with '@' and a name",
                    "each record is four lines: @name, sequence, +, qualities");
  if (lines[2].empty() || lines[2][0] != '+')
    throw malformed(input, record, "its third line does not begin with '+'",
                    "each record is four lines: @name, sequence, +, qualities");
  if (lines[1].size() != lines[3].size())
    throw malformed(
        input, record,
        "has " + std::to_string(lines[1].size()) + " bases but " + std::to_string(lines[3].size()) + " qualities",
        "the file is damaged or was edited: get it again");
  if (lines[1].empty())
    throw malformed(input, record, "has no bases", "trim with a minimal length, for instance of 20");
  if (lines[1].size() > max_read_bases)
    throw malformed(input, record,
                    "has " + std::to_string(lines[1].size()) + " bases; reads of up to 1000 are accepted",
                    "give short reads");
}

// Appends a read without its first `skipped_bases`, or counts it as too short.
bool append_read(const FastqRecords& input, std::size_t record, std::size_t skipped_bases, ReadBatch& batch,
                 ReadCounts& counts) {
  const std::string_view bases = input.records.lines[4 * record + 1].substr(skipped_bases);
  const std::size_t offset = batch.bases.size();
  batch.bases.resize(offset + bases.size());
  if (!convert_bases(bases, input.records.lines[4 * record + 3].substr(skipped_bases), batch.bases.data() + offset))
    throw bad_letters(input, record);
  if (bases.size() < min_read_bases) {
    batch.bases.resize(offset);
    ++counts.too_short;
    return false;
  }
  batch.offsets.push_back(static_cast<std::uint32_t>(batch.bases.size()));
  ++counts.reads;
  counts.bases += bases.size();
  return true;
}

// 1 or 2 when the name line says which mate it is ("name/1", "name 1:N:0:ACGT"), else 0. "name 1:1101:..." is a place
// on a flow cell.
int mate_number(std::string_view name_line) {
  const std::string_view name = name_line.substr(1);
  const std::string_view rest = name.substr(fragment_name(name).size());
  const bool has_digit = rest.size() >= 2 && (rest[1] == '1' || rest[1] == '2');
  const bool is_suffix = has_digit && rest[0] == '/';
  const std::string_view after = has_digit ? rest.substr(2, 3) : std::string_view();
  const bool is_comment = rest.starts_with(' ') && (after == ":N:" || after == ":Y:");
  return is_suffix || is_comment ? rest[1] - '0' : 0;
}

// The same mate in both files would pair every read with itself.
void check_different_mates(const FastqRecords& first, const FastqRecords& second, std::size_t record) {
  const int number = mate_number(first.records.lines[4 * record]);
  if (number == 0 || number != mate_number(second.records.lines[4 * record])) return;
  throw malformed(first, record, "is mate " + std::to_string(number) + ", and so is that of " + second.file.path(),
                  "give R1 and R2 of the lane");
}

// Reads of a single-end file have names of their own.
void check_not_interleaved(const FastqRecords& input, std::size_t record, std::string_view name) {
  if (record == 0 || fragment_name(input.records.lines[4 * record - 4].substr(1)) != name) return;
  throw malformed(input, record, "has the name of the record before it: the file holds interleaved pairs",
                  "split it into R1 and R2, for instance with: samtools import -s FILE -o reads.bam, and give that");
}

void check_same_name(const FastqRecords& first, const FastqRecords& second, std::size_t record, std::string_view name) {
  const std::string_view line = second.records.lines[4 * record].substr(1);
  if (line.starts_with(name)) {  // nearly always, and then what follows tells without looking at each letter
    const std::string_view rest = line.substr(name.size());
    if (rest.empty() || rest[0] == ' ' || rest == "/1" || rest == "/2") return;
  }
  const std::string_view other = fragment_name(line);
  if (name == other) return;
  throw malformed(first, record,
                  "is " + quoted_name(name) + " but in " + second.file.path() + " it is " + quoted_name(other) +
                      ": the files' reads do not belong together",
                  "give R1 and R2 of the same lane, in the same order");
}

void append_prefix_umi(const ReadStructure& structure, const FastqRecords& input, std::size_t record,
                       std::string& umi) {
  const std::string_view bases = input.records.lines[4 * record + 1];
  if (bases.size() <= structure.prefix_bases())
    throw malformed(input, record,
                    "has " + std::to_string(bases.size()) + " bases, but the assay says that the first " +
                        std::to_string(structure.prefix_bases()) + " are UMI and spacer",
                    "correct the read structures of the assay, or give reads that were not trimmed");
  structure.append_umi(bases, umi);
}

ParsedUmi umi_of_prefixes(const UmiPattern& pattern, const FastqRecords& first, const FastqRecords* second,
                          std::size_t record, std::string& text) {
  text.clear();
  append_prefix_umi(pattern.read1, first, record, text);
  const std::size_t first_bases = text.size();
  if (second != nullptr) append_prefix_umi(pattern.read2, *second, record, text);
  if (pattern.kind == UmiKind::simplex) return {true, {text, ""}};
  return {true, {std::string_view(text).substr(0, first_bases), std::string_view(text).substr(first_bases)}};
}

// The UMI of a fragment. `text` is memory for it.
UmiParts find_umi(const UmiRecords& umi, const FastqRecords& first, const FastqRecords* second, std::size_t record,
                  std::string_view name, std::string& text) {
  const auto wanted = [&] { return "a UMI of " + describe_umi(umi.pattern); };
  ParsedUmi parsed;
  if (umi.pattern.source == UmiSource::name) {
    parsed = parse_umi(umi.pattern, umi_field(name));
    if (!parsed.has_umi)
      throw malformed(first, record, "has the name " + quoted_name(name) + ", which does not end with " + wanted(),
                      "correct [umi] of the assay, or give reads whose names hold the UMI");
  } else if (umi.pattern.source == UmiSource::read) {
    parsed = umi_of_prefixes(umi.pattern, first, second, record, text);
  } else {
    check_record(*umi.file, record);
    check_same_name(first, *umi.file, record, name);
    parsed = parse_umi(umi.pattern, umi.file->records.lines[4 * record + 1]);
    if (!parsed.has_umi)
      throw malformed(*umi.file, record, "is not " + wanted(),
                      "correct [umi] of the assay, or give the file of the UMIs");
  }
  return parsed.parts;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char letter : name.substr(0, max_name_in_message)) text += letter < ' ' || letter > '~' ? '?' : letter;
  if (name.size() > max_name_in_message) text += "...";
  return text += '"';
}

void parse_records(const FastqRecords& first, const FastqRecords* second, const UmiRecords& umi, ReadBatch& batch,
                   ReadCounts& counts) {
  const std::size_t records = first.records.records();
  const bool has_umi = umi.pattern.source != UmiSource::none;
  const UmiLayout layout = umi.pattern.layout();
  const std::size_t skipped1 = umi.pattern.read1.prefix_bases();
  const std::size_t skipped2 = umi.pattern.read2.prefix_bases();
  std::string umi_text;
  for (std::size_t record = 0; record < records; ++record) {
    check_record(first, record);
    if (second != nullptr) check_record(*second, record);
    const std::string_view name = fragment_name(first.records.lines[4 * record].substr(1));
    if (second != nullptr)
      check_same_name(first, *second, record, name);
    else
      check_not_interleaved(first, record, name);
    if (second != nullptr && record == 0) check_different_mates(first, *second, record);
    std::uint64_t hash = hash_fragment_name(name);
    if (has_umi) {
      const UmiParts parts = find_umi(umi, first, second, record, name, umi_text);
      hash = pack_umi(layout, parts.first, parts.second, hash);
    }
    bool has_read = append_read(first, record, skipped1, batch, counts);
    if (second != nullptr) has_read |= append_read(*second, record, skipped2, batch, counts);
    if (!has_read) continue;
    batch.first_read.push_back(static_cast<std::uint32_t>(batch.reads()));
    batch.name_hash.push_back(hash);
    ++counts.fragments;
  }
}

}  // namespace norrsken
