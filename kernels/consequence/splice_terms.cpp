#include "kernels/consequence/splice_terms.hpp"

#include <algorithm>

namespace norrsken {
namespace {

using Term = ConsequenceTerm;

// Whether the edit changes a base of [start, end), or inserts between two of them.
bool touches(const GenomeEdit& edit, std::int64_t start, std::int64_t end) {
  const std::int64_t from = edit.start;
  const std::int64_t to = edit.end;
  return edit.is_insertion() ? start < from && from < end : from < end && start < to;
}

// One intron with its ends named by the transcript's direction.
class Intron {
 public:
  Intron(GenomeInterval place, bool is_forward) : place_(place), is_forward_(is_forward) {}

  void add_terms(const GenomeEdit& edit, ConsequenceTerms& terms) const {
    const std::int64_t start = place_.start;
    const std::int64_t end = place_.end;
    if (touches(edit, start + 2, end - 2)) terms.add(Term::intron);
    if (place_.end - place_.start < least_intron_bases) {
      if (touches(edit, start, end)) terms.add(Term::intron);
      return;
    }
    if (!touches(edit, start - 3, start + 17) && !touches(edit, end - 17, end + 3)) return;
    const bool hits_donor = donor(edit, 0, 2);
    const bool hits_acceptor = acceptor(edit, 0, 2);
    if (hits_donor) terms.add(Term::splice_donor);
    if (hits_acceptor) terms.add(Term::splice_acceptor);
    const bool hits_fifth = donor(edit, 4, 5);
    if (hits_fifth) terms.add(Term::splice_donor_5th_base);
    if (!hits_fifth && !hits_donor && donor(edit, 2, 6)) terms.add(Term::splice_donor_region);
    if (acceptor(edit, 2, 17)) terms.add(Term::splice_polypyrimidine_tract);
    if (is_in_region(edit) && !hits_donor && !hits_acceptor) terms.add(Term::splice_region);
  }

 private:
  [[nodiscard]] bool donor(const GenomeEdit& edit, std::int64_t from, std::int64_t to) const {
    return is_forward_ ? touches(edit, place_.start + from, place_.start + to)
                       : touches(edit, place_.end - to, place_.end - from);
  }
  [[nodiscard]] bool acceptor(const GenomeEdit& edit, std::int64_t from, std::int64_t to) const {
    return is_forward_ ? touches(edit, place_.end - to, place_.end - from)
                       : touches(edit, place_.start + from, place_.start + to);
  }
  // Insertions on the borders of the donor and the acceptor lie in no part of the region, but within it.
  [[nodiscard]] bool is_in_region(const GenomeEdit& edit) const {
    if (edit.is_insertion()) return (donor(edit, -3, 8) && !donor(edit, 2, 6)) || acceptor(edit, -3, 8);
    return donor(edit, -3, 0) || donor(edit, 6, 8) || acceptor(edit, -3, 0) || acceptor(edit, 2, 8);
  }

  GenomeInterval place_;
  bool is_forward_;
};

}  // namespace

TouchedParts touched_parts(const TranscriptMap& map, const GenomeEdit& edit) {
  const Transcript& transcript = map.transcript();
  const auto& exons = transcript.exons;
  TouchedParts parts;
  // From the last exon that ends well before the edit: its intron may reach here.
  std::size_t exon = map.exon_behind(edit.start > 3 ? edit.start - 3 : 0);
  exon -= exon > 0 ? 1 : 0;
  bool has_intron = false;
  bool has_exon = false;
  for (; exon < exons.size() && exons[exon].start <= edit.end + 3; ++exon) {
    const bool hits = edit.is_insertion() ? exons[exon].start <= edit.start && edit.start <= exons[exon].end
                                          : edit.start < exons[exon].end && exons[exon].start < edit.end;
    if (hits) {
      if (!has_exon) parts.first_exon = exon;
      parts.last_exon = exon;
      has_exon = true;
    }
    if (exon + 1 == exons.size()) break;
    const GenomeInterval intron{exons[exon].end, exons[exon + 1].start};
    if (touches(edit, intron.start, intron.end)) {
      if (!has_intron) parts.first_intron = exon;
      parts.last_intron = exon;
      has_intron = true;
    }
    Intron(intron, transcript.is_forward()).add_terms(edit, parts.terms);
  }
  return parts;
}

}  // namespace norrsken
