#include "pipeline/annotation/variant_annotator.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "io/csq_text.hpp"
#include "io/gzip_lines.hpp"
#include "kernels/consequence/compound.hpp"
#include "kernels/prioritisation/rules.hpp"

namespace norrsken {
namespace {

// The values of one ALT among those that a record has: commas separate them, "&" does in what we write.
void split_values(std::string_view text, ValuesPer per, std::size_t alternate, std::vector<std::string>& values) {
  const std::size_t wanted = per == ValuesPer::alternate ? alternate : alternate + 1;
  for (std::size_t index = 0; !text.empty(); ++index) {
    const std::string_view value = take_field(text, ',');
    if (per == ValuesPer::record || index == wanted) values.emplace_back(value);
  }
}

bool is_known(const std::vector<SourceSettings>& sources, const std::vector<JoinedValue>& joined) {
  Finding probe;
  probe.joined = joined;
  return std::any_of(sources.begin(), sources.end(), [&](const SourceSettings& source) {
    return std::any_of(source.rescues.begin(), source.rescues.end(),
                       [&](const Condition& condition) { return holds(condition, probe); });
  });
}

}  // namespace

VariantAnnotator::VariantAnnotator(const CaseAnnotation& annotation, const GenomeView& genome)
    : annotation_(annotation), make_(genome) {
  const AnnotationSettings& settings = annotation.settings();
  if (annotation.transcripts() != nullptr)
    finder_.emplace(*annotation.transcripts(), genome, settings.genes->near_bases);
  for (std::size_t source = 0; source < settings.sources.size(); ++source) {
    const SourceSettings& each = settings.sources[source];
    if (each.kind != SourceKind::vcf) continue;
    OpenFile open{source, AlleleFile(each.path, selection_of(each), genome), {}};
    for (const std::string& field : each.fields) open.values_per.push_back(open.file.reader().values_per(field));
    files_.push_back(std::move(open));
  }
}

std::vector<VariantAnnotation> VariantAnnotator::annotate(std::span<VariantCall* const> records) {
  const std::vector<const VariantCall*> read_only(records.begin(), records.end());
  return annotate(records, haplotypes_of(read_only));
}

std::vector<VariantAnnotation> VariantAnnotator::annotate(std::span<VariantCall* const> records,
                                                          std::span<const std::vector<std::uint32_t>> haplotypes) {
  std::vector<VariantAnnotation> annotations(records.size());
  if (finder_) {
    std::vector<FoundConsequences> found;
    found.reserve(records.size());
    for (const VariantCall* record : records)
      found.push_back(finder_->find({record->position, record->reference, record->alternate}));
    combine(*finder_, haplotypes, found);
    for (std::size_t i = 0; i < records.size(); ++i) annotations[i].consequences = std::move(found[i].consequences);
  }
  ExpectedPlaces places;
  for (const VariantCall* record : records) places.add(record->position, record->reference, record->alternate);
  for (OpenFile& open : files_) open.file.expect(places);
  for (std::size_t i = 0; i < records.size(); ++i) {
    VariantCall& record = *records[i];
    join(record, annotations[i]);
    record.more_info.clear();
    append_csq(record.more_info, record.reference, record.alternate, annotations[i].consequences);
    append_joined(record.more_info, annotations[i].joined);
  }
  return annotations;
}

void VariantAnnotator::join(const VariantCall& record, VariantAnnotation& out) {
  const std::vector<SourceSettings>& sources = annotation_.settings().sources;
  if (sources.empty()) return;
  const VariantAllele allele = make_(record.position, record.reference, record.alternate);
  auto file = files_.begin();
  for (std::size_t source = 0; source < sources.size(); ++source) {
    if (const TableSource* table = annotation_.table(source))
      table->find(allele, out.consequences, out.joined);
    else if (const BedSource* bed = annotation_.bed(source))
      bed->find(allele, out.joined);
    else
      join_file(*file++, record, out.joined);
  }
  out.is_known = is_known(sources, out.joined);
}

void VariantAnnotator::join_file(OpenFile& open, const VariantCall& record, std::vector<JoinedValue>& out) {
  const SourceSettings& source = annotation_.settings().sources[open.source];
  const auto alleles = open.file.find(record.position, record.reference, record.alternate);
  for (std::size_t field = 0; field < source.fields.size(); ++field) {
    std::vector<std::string> values;
    for (const FileAllele& allele : alleles)
      split_values(allele.record.info[field], open.values_per[field], allele.alternate, values);
    add_joined(source.name, source.fields[field], values, out);
  }
}

}  // namespace norrsken
