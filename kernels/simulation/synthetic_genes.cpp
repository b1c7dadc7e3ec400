#include "kernels/simulation/synthetic_genes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/consequence/genetic_code.hpp"

namespace norrsken {
namespace {

constexpr std::size_t untranslated_bases = 60;
constexpr std::size_t min_exon_bases = 60;
constexpr std::size_t max_exon_bases = 300;
constexpr std::size_t min_intron_bases = 80;
constexpr std::size_t max_intron_bases = 1500;
constexpr std::size_t min_exons = 3;
constexpr std::size_t max_exons = 8;

// Half-open, on one strand of a slot.
struct Stretch {
  std::size_t start = 0;
  std::size_t end = 0;
};
using Exons = std::vector<Stretch>;  // their coding parts

bool is_stop(std::string_view codon) {
  return codon == "TAA" || codon == "TAG" || codon == "TGA";
}

// Reads letters in frame from `at`, after `carried` letters of a codon that an earlier exon began. Returns where the
// first stop codon ends, and whether there is one before N or the end.
struct OpenFrame {
  std::size_t end = 0;
  bool has_stop = false;
};
OpenFrame read_frame(std::string_view letters, std::size_t at, std::string codon) {
  for (; at < letters.size() && letters[at] != 'N'; ++at) {
    codon += letters[at];
    if (codon.size() < 3) continue;
    if (is_stop(codon)) return {at + 1, true};
    codon.clear();
  }
  return {at, false};
}

std::string rest_of_codon(std::string_view letters, const Exons& exons) {
  std::string coding;
  for (const Stretch& exon : exons) coding += letters.substr(exon.start, exon.end - exon.start);
  return coding.substr(coding.size() / 3 * 3);
}

// The last place in [from, to) where an intron may begin.
std::optional<std::size_t> last_donor(std::string_view letters, std::size_t from, std::size_t to) {
  for (std::size_t at = std::min(to, letters.size() - 2); at > from; --at)
    if (letters.substr(at - 1, 2) == "GT") return at - 1;
  return std::nullopt;
}

// The exon after an intron at `donor` that stays open longest.
std::optional<Stretch> next_exon(std::string_view letters, std::size_t donor, const std::string& carried) {
  std::optional<Stretch> best;
  const std::size_t last = std::min(donor + max_intron_bases, letters.size());
  for (std::size_t at = donor + min_intron_bases; at < last; ++at) {
    if (letters.substr(at - 2, 2) != "AG") continue;
    const std::size_t end = std::min(read_frame(letters, at, carried).end, at + max_exon_bases);
    if (end - at >= min_exon_bases && (!best || end - at > best->end - best->start)) best = Stretch{at, end};
  }
  return best;
}

// The gene that begins with the start codon at `start`; nothing when its frame closes before it has exons enough.
std::optional<Exons> gene_at(std::string_view letters, std::size_t start, std::size_t wanted_exons) {
  Exons exons;
  std::size_t at = start;
  std::string carried;
  while (true) {
    const OpenFrame frame = read_frame(letters, at, carried);
    const bool is_last = exons.size() + 1 >= wanted_exons;
    if (is_last && frame.has_stop && frame.end - at >= min_exon_bases) {
      exons.push_back({at, frame.end});
      return exons;
    }
    const std::size_t open = std::min(frame.has_stop ? frame.end - 3 : frame.end, at + max_exon_bases);
    const auto donor = last_donor(letters, at + min_exon_bases, open);
    if (!donor || exons.size() + 1 == max_exons) return std::nullopt;
    exons.push_back({at, *donor});
    carried = rest_of_codon(letters, exons);
    const auto next = next_exon(letters, *donor, carried);
    if (!next) return std::nullopt;
    at = next->start;
  }
}

std::string letters_of(std::span<const BaseCode> bases) {
  std::string letters(bases.size(), 'N');
  std::transform(bases.begin(), bases.end(), letters.begin(), base_letter);
  return letters;
}

// Exons on one strand of the slot [start, end) as a gene of the contig.
SyntheticGene placed(const Exons& exons, GenomeInterval slot, std::uint32_t contig, Strand strand) {
  SyntheticGene gene;
  gene.contig = contig;
  gene.strand = strand;
  for (const Stretch& exon : exons) {
    const auto first = static_cast<GenomePosition>(exon.start);
    const auto last = static_cast<GenomePosition>(exon.end);
    if (strand == Strand::forward)
      gene.exons.push_back({slot.start + first, slot.start + last});
    else
      gene.exons.insert(gene.exons.begin(), {slot.end - last, slot.end - first});
  }
  gene.coding = {gene.exons.front().start, gene.exons.back().end};
  gene.exons.front().start -= untranslated_bases;
  gene.exons.back().end += untranslated_bases;
  return gene;
}

std::optional<SyntheticGene> gene_in(std::span<const BaseCode> contig, std::uint32_t number, GenomeInterval slot,
                                     std::uint32_t count) {
  const Strand strand = count % 2 == 0 ? Strand::forward : Strand::reverse;
  std::string letters = letters_of(contig.subspan(slot.start, slot.end - slot.start));
  if (strand == Strand::reverse) letters = reverse_complement(letters);
  const std::size_t wanted = min_exons + count % (max_exons - min_exons);
  for (std::size_t at = letters.find("ATG", untranslated_bases); at != std::string::npos;
       at = letters.find("ATG", at + 1)) {
    const auto exons = gene_at(letters, at, wanted);
    if (!exons || exons->back().end + untranslated_bases > letters.size()) continue;
    return placed(*exons, slot, number, strand);
  }
  return std::nullopt;
}

}  // namespace

std::vector<SyntheticGene> find_synthetic_genes(std::span<const BaseCode> contig, std::uint32_t number,
                                                std::uint32_t slot_bases) {
  std::vector<SyntheticGene> genes;
  const auto bases = static_cast<std::uint32_t>(contig.size());
  for (std::uint32_t start = 0; bases - start >= slot_bases; start += slot_bases)
    if (auto gene = gene_in(contig, number, {start, start + slot_bases}, static_cast<std::uint32_t>(genes.size())))
      genes.push_back(std::move(*gene));
  return genes;
}

std::string coding_letters(const SyntheticGene& gene, std::span<const BaseCode> contig) {
  std::string letters;
  for (const GenomeInterval& exon : gene.exons) {
    const GenomePosition start = std::max(exon.start, gene.coding.start);
    const GenomePosition end = std::min(exon.end, gene.coding.end);
    if (start < end) letters += letters_of(contig.subspan(start, end - start));
  }
  return gene.strand == Strand::forward ? letters : reverse_complement(letters);
}

ProteinEffect protein_effect(const SyntheticGene& gene, std::span<const BaseCode> contig, const Edit& edit) {
  std::size_t before = 0;  // coding bases of the contig's strand before the edit
  for (const GenomeInterval& exon : gene.exons) {
    const GenomePosition start = std::max(exon.start, gene.coding.start);
    const GenomePosition end = std::min(exon.end, gene.coding.end);
    if (edit.start < start) return ProteinEffect::none;
    if (edit.end > end || edit.start >= end) {
      before += end - start;
      if (edit.start < end) return ProteinEffect::none;
      continue;
    }
    const std::string old_letters = coding_letters(gene, contig);
    const bool is_forward = gene.strand == Strand::forward;
    std::string letters = is_forward ? old_letters : reverse_complement(old_letters);
    letters.replace(before + (edit.start - start), edit.deleted_bases(), edit.inserted);
    if (letters.size() % 3 != 0) return ProteinEffect::ends;
    if (!is_forward) letters = reverse_complement(letters);
    const auto protein = [](const std::string& coding) {
      std::string made;
      for (std::size_t at = 0; at < coding.size(); at += 3)
        made += amino_acid(std::string_view(coding).substr(at, 3), GeneticCode::standard);
      return made;
    };
    const std::string changed = protein(letters);
    if (changed.find('*') + 1 < changed.size()) return ProteinEffect::ends;
    return changed == protein(old_letters) ? ProteinEffect::none : ProteinEffect::changes;
  }
  return ProteinEffect::none;
}

}  // namespace norrsken
