#include "kernels/consequence/consequence_finder.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "kernels/consequence/coding_name.hpp"
#include "kernels/consequence/splice_terms.hpp"
#include "kernels/consequence/transcript_map.hpp"

namespace norrsken {
namespace {

using Term = ConsequenceTerm;

constexpr std::size_t most_models = 4096;  // 20 MB of sequences

std::string number_text(std::size_t a, std::size_t b, std::size_t total) {
  const auto [low, high] = std::minmax(a, b);
  const std::string numbers = low == high ? std::to_string(low) : std::to_string(low) + "-" + std::to_string(high);
  return numbers + "/" + std::to_string(total);
}

std::string range_text(std::uint64_t first, std::uint64_t last) {
  return first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
}

// 1-based; of an insertion the bases on both sides.
std::string edit_position(const TranscriptEdit& edit, std::uint32_t origin) {
  const std::uint64_t start = edit.start - origin;
  return edit.is_insertion() ? range_text(start, start + 1) : range_text(start + 1, edit.end - origin);
}

Consequence entry_of(const Transcript& transcript) {
  Consequence entry;
  entry.symbol = transcript.symbol;
  entry.gene_id = transcript.gene_id;
  entry.transcript = transcript.id;
  entry.biotype = transcript.biotype;
  entry.mane_partner = transcript.mane_partner;
  entry.is_forward = transcript.is_forward();
  entry.is_mane_select = transcript.is_mane_select;
  entry.is_mane_plus_clinical = transcript.is_mane_plus_clinical;
  entry.is_canonical = transcript.is_canonical;
  return entry;
}

// How far the edit lies outside; 0 when it does not.
GenomePosition distance_to(const Transcript& transcript, const GenomeEdit& edit) {
  const GenomePosition last = edit.is_insertion() ? edit.start : edit.end - 1;
  if (last < transcript.start() + (edit.is_insertion() ? 1 : 0))
    return transcript.start() - last + (edit.is_insertion() ? 1 : 0);
  if (edit.start >= transcript.end()) return edit.start - transcript.end() + 1;
  return 0;
}

bool is_within(GenomeInterval place, const GenomeEdit& edit) {
  if (edit.is_insertion()) return edit.start > place.start && edit.start < place.end;
  return edit.start >= place.start && edit.end <= place.end;
}

void add_protein(const CodingSequence& sequence, const CodingChange& change, Consequence& out) {
  const Transcript& transcript = sequence.map().transcript();
  out.terms.add(change.terms);
  out.amino_acids = change.amino_acids;
  out.codons = change.codons;
  if (change.first_amino_acid != 0) out.protein_position = range_text(change.first_amino_acid, change.last_amino_acid);
  if (!change.protein_name.empty())
    out.hgvs_protein =
        (transcript.protein_id.empty() ? transcript.id : transcript.protein_id) + ":" + change.protein_name;
}

}  // namespace

struct ConsequenceFinder::Model {
  explicit Model(const Transcript& transcript) : map(transcript) {}
  TranscriptMap map;
  std::optional<CodingSequence> sequence;
};

ConsequenceFinder::ConsequenceFinder(const TranscriptSet& transcripts, const GenomeView& genome,
                                     GenomePosition near_bases)
    : transcripts_(&transcripts), genome_(genome), index_(transcripts.transcripts, near_bases) {}
ConsequenceFinder::~ConsequenceFinder() = default;
ConsequenceFinder::ConsequenceFinder(ConsequenceFinder&&) noexcept = default;
ConsequenceFinder& ConsequenceFinder::operator=(ConsequenceFinder&&) noexcept = default;

ConsequenceFinder::Model& ConsequenceFinder::model(std::uint32_t transcript) {
  std::unique_ptr<Model>& kept = models_[transcript];
  if (!kept) kept = std::make_unique<Model>(transcripts_->transcripts[transcript]);
  return *kept;
}

const CodingSequence& ConsequenceFinder::sequence(Model& model) {
  if (!model.sequence) model.sequence.emplace(model.map, model.map.sequence(genome_));
  return *model.sequence;
}

FoundConsequences ConsequenceFinder::find(const PlacedVariant& variant) {
  if (models_.size() > most_models) models_.clear();
  FoundConsequences found;
  const GenomeEdit edit = edit_of(variant.position, variant.reference, variant.alternate);
  const auto contig = std::upper_bound(genome_.contigs.begin(), genome_.contigs.end(), variant.position,
                                       [](GenomePosition at, const Contig& each) { return at < each.end(); });
  if (contig == genome_.contigs.end() || variant.position < contig->start)
    throw std::logic_error("variant outside of every contig");
  const GenomeInterval limits{contig->start, contig->end()};
  const GenomeEdit right = shifted_right(genome_, edit, limits);
  const GenomeEdit left = shifted_left(genome_, edit, limits);
  found.consequences.hgvs_genomic = genomic_name(genome_, *contig, right);
  for (const std::uint32_t index : index_.near(left.start, right.end)) {
    const Transcript& transcript = index_[index];
    // Where a spelling lies within the transcript, the last such one has a name there.
    const GenomeInterval inside{transcript.start(), transcript.end()};
    const bool is_forward = transcript.is_forward();
    const GenomeEdit& moved = is_forward ? right : left;
    const bool may_lie_inside = !is_within(inside, moved) && left.start != right.start;
    const GenomePosition margin = edit.is_insertion() ? 1 : 0;
    const GenomeEdit last = !may_lie_inside ? moved
                            : is_forward    ? shifted_right(genome_, left, {0, inside.end - margin})
                                            : shifted_left(genome_, right, {inside.start + margin, genome_.length});
    describe(index, may_lie_inside && is_within(inside, last) ? last : moved, found);
  }
  return found;
}

void ConsequenceFinder::describe(std::uint32_t index, const GenomeEdit& edit, FoundConsequences& found) {
  const Transcript& transcript = index_[index];
  const GenomePosition distance = distance_to(transcript, edit);
  if (distance > index_.near_bases()) return;
  Consequence out = entry_of(transcript);
  if (distance > 0) {
    const bool is_before = (edit.start < transcript.end()) == transcript.is_forward();
    out.terms.add(is_before ? Term::upstream_gene : Term::downstream_gene);
    out.distance_bases = distance;
  } else if (edit.start <= transcript.start() && edit.end >= transcript.end()) {
    out.terms.add(Term::transcript_ablation);
  } else {
    const std::size_t before = found.coding.size();
    describe_inside(index, edit, out, found.coding);
    for (std::size_t i = before; i < found.coding.size(); ++i)
      found.coding[i].entry = static_cast<std::uint32_t>(found.consequences.entries.size());
  }
  found.consequences.entries.push_back(std::move(out));
}

void ConsequenceFinder::describe_inside(std::uint32_t index, const GenomeEdit& edit, Consequence& out,
                                        std::vector<CodingEdit>& coding) {
  const TranscriptMap& map = model(index).map;
  const Transcript& transcript = map.transcript();
  const TouchedParts parts = touched_parts(map, edit);
  out.terms = parts.terms;
  const std::size_t exons = transcript.exons.size();
  if (parts.has_exon())
    out.exon = number_text(map.exon_number(parts.first_exon), map.exon_number(parts.last_exon), exons);
  if (parts.has_intron())
    out.intron = number_text(map.intron_number(parts.first_intron), map.intron_number(parts.last_intron), exons - 1);
  if (const auto change = transcript_change(genome_, map, edit))
    out.hgvs_coding = transcript.id + ":" + transcript_prefix(map) + *change;
  if (parts.has_exon()) describe_exon(index, edit, out, coding);
  if (!transcript.is_coding()) {
    if (parts.has_exon())
      out.terms.add(Term::non_coding_transcript_exon);
    else
      out.terms.add(Term::non_coding_transcript);
  }
  if (transcript.biotype == "nonsense_mediated_decay") out.terms.add(Term::nmd_transcript);
}

// Where exons are touched: positions, UTRs, and the protein when the change stays within one exon.
void ConsequenceFinder::describe_exon(std::uint32_t index, const GenomeEdit& edit, Consequence& out,
                                      std::vector<CodingEdit>& coding) {
  Model& kept = model(index);
  const TranscriptMap& map = kept.map;
  const Transcript& transcript = map.transcript();
  const auto add_utrs = [&](std::uint32_t start, std::uint32_t end, bool is_insertion) {
    if (start < map.coding_start() || (is_insertion && start == map.coding_start()))
      out.terms.add(Term::five_prime_utr);
    if (end > map.coding_end() || (is_insertion && start == map.coding_end())) out.terms.add(Term::three_prime_utr);
  };
  if (map.is_within_exon(edit)) {
    const TranscriptEdit spliced = map.spliced(edit);
    out.cdna_position = edit_position(spliced, 0);
    if (!transcript.is_coding()) return;
    add_utrs(spliced.start, spliced.end, spliced.is_insertion());
    if (!touches_coding(map, spliced)) return;
    if (spliced.start >= map.coding_start() && spliced.end <= map.coding_end())
      out.cds_position = edit_position(spliced, map.coding_start());
    const CodingSequence& letters = sequence(kept);
    add_protein(letters, coding_change(letters, spliced), out);
    if (letters.is_usual()) coding.push_back({index, 0, spliced});
    return;
  }
  if (!transcript.is_coding()) return;
  // Several exons, or an exon and an intron, or beyond the transcript: which of its exonic bases are gone?
  for (const GenomeInterval& exon : transcript.exons) {
    const GenomePosition start = std::max(exon.start, edit.start);
    const GenomePosition end = std::min(exon.end, edit.end);
    if (start >= end) continue;
    const TranscriptEdit gone = map.spliced({start, end, ""});
    add_utrs(gone.start, gone.end, false);
    if (!touches_coding(map, gone)) continue;
    out.terms.add(Term::coding_sequence);
    const CodingSequence& letters = sequence(kept);
    if (letters.has_start() && gone.start < map.first_codon() + 3 && gone.end > map.first_codon())
      out.terms.add(Term::start_lost);
    if (letters.has_stop() && gone.end > map.coding_end() - 3 && gone.start < map.coding_end())
      out.terms.add(Term::stop_lost);
  }
}

TranscriptEdit ConsequenceFinder::united(std::uint32_t transcript, std::span<const TranscriptEdit> edits) {
  const std::string& letters = sequence(model(transcript)).letters();
  TranscriptEdit whole{edits.front().start, edits.back().end, ""};
  std::uint32_t at = whole.start;
  for (const TranscriptEdit& edit : edits) {
    whole.bases += letters.substr(at, edit.start - at) + edit.bases;
    at = edit.end;
  }
  return whole;
}

Consequence ConsequenceFinder::combined(std::uint32_t transcript, std::span<const TranscriptEdit> edits) {
  Model& kept = model(transcript);
  const CodingSequence& letters = sequence(kept);
  const TranscriptEdit whole = united(transcript, edits);
  Consequence out = entry_of(kept.map.transcript());
  out.cdna_position = edit_position(whole, 0);
  out.cds_position = edit_position(whole, kept.map.coding_start());
  add_protein(letters, coding_change(letters, whole), out);
  return out;
}

std::uint32_t ConsequenceFinder::first_codon(std::uint32_t transcript) {
  return model(transcript).map.first_codon();
}

std::uint32_t ConsequenceFinder::stop_of(std::uint32_t transcript, std::span<const TranscriptEdit> edits) {
  const TranscriptEdit whole = united(transcript, edits);
  return coding_change(sequence(model(transcript)), whole).stop_at;
}

}  // namespace norrsken
