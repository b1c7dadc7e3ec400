#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "io/fasta.hpp"
#include "io/gff3_reader.hpp"
#include "kernels/consequence/consequence_finder.hpp"
#include "transcript_oracle.hpp"

namespace norrsken {
namespace {

constexpr std::size_t variants_tried = 20'000;

struct Genes {
  ReferenceGenome genome;
  TranscriptSet set;
  std::map<std::string, std::string> contigs;   // letters by name
  std::map<std::string, std::string> proteins;  // of the file, by transcript
};

std::map<std::string, std::string> read_proteins(const std::string& path) {
  std::ifstream file(path);
  std::map<std::string, std::string> proteins;
  std::string* current = nullptr;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with('>'))
      current = &proteins[line.substr(1, line.find(' ') - 1)];
    else if (current != nullptr)
      *current += line;
  return proteins;
}

// Nothing when there is no data; says so.
const Genes* genes() {
  static const std::unique_ptr<Genes> loaded = []() -> std::unique_ptr<Genes> {
    const char* given = std::getenv("NORRSKEN_TEST_DATA");
    const std::string folder = std::string(given != nullptr ? given : "../shared/data") + "/mini";
    if (!std::filesystem::exists(folder + "/genes.gff3")) {
      WARN("skipped: " << folder << "/genes.gff3 is absent; set NORRSKEN_TEST_DATA");
      return nullptr;
    }
    auto made = std::make_unique<Genes>();
    made->genome = read_fasta(folder + "/mini.GRCh38.fa.gz");
    made->set = read_gff3(folder + "/genes.gff3", made->genome.view());
    made->proteins = read_proteins(folder + "/proteins.fa");
    const GenomeView view = made->genome.view();
    for (const Contig& contig : made->genome.contigs)
      made->contigs[contig.name] = reference_letters(view, {contig.start, contig.end()});
    return made;
  }();
  return loaded.get();
}

const Contig& contig_of(const Genes& data, const Transcript& transcript) {
  for (const Contig& contig : data.genome.contigs)
    if (transcript.start() >= contig.start && transcript.end() <= contig.end()) return contig;
  throw std::logic_error("transcript on no contig");
}

// As the file writes it: a stop codon is X there.
std::string protein_of(const CodingSequence& sequence) {
  std::string protein = sequence.protein();
  if (protein.ends_with('*')) protein.back() = 'X';
  return protein;
}

// Transcripts that make their protein of the file, stop codon and all.
std::vector<const Transcript*> whole_transcripts(const Genes& data) {
  std::vector<const Transcript*> whole;
  const GenomeView view = data.genome.view();
  for (const Transcript& transcript : data.set.transcripts) {
    const auto known = data.proteins.find(transcript.id);
    if (!transcript.is_coding() || known == data.proteins.end()) continue;
    const TranscriptMap map(transcript);
    const CodingSequence sequence(map, map.sequence(view));
    if (protein_of(sequence) == known->second && sequence.has_start() && sequence.has_stop())
      whole.push_back(&transcript);
  }
  return whole;
}

class RandomVariants {
 public:
  explicit RandomVariants(std::uint64_t seed) : random_(seed) {}

  // Most within or next to an exon, some at the start and the stop codon, some anywhere in the gene and 6,000 bases
  // around it.
  OracleEdit draw(const Transcript& transcript, const std::string& contig, std::int64_t contig_start) {
    std::int64_t at = 0;
    if (below(10) == 0) {
      const GenomePosition end = below(2) == 0 ? transcript.coding.start : transcript.coding.end;
      at = end - contig_start - 8 + static_cast<std::int64_t>(below(12));
    } else if (below(10) < 7) {
      const GenomeInterval& exon = transcript.exons[below(transcript.exons.size())];
      at = exon.start - contig_start - 12 + static_cast<std::int64_t>(below(exon.end - exon.start + 24));
    } else {
      at = transcript.start() - contig_start - 6000 +
           static_cast<std::int64_t>(below(transcript.end() - transcript.start() + 12000));
    }
    const std::uint64_t kind = below(20);
    if (kind < 10) return {at, at + 1, other_than(contig.substr(static_cast<std::size_t>(at), 1))};
    if (kind < 13) return {at, at + 1 + static_cast<std::int64_t>(below(12)), ""};
    if (kind < 15) return {at, at, letters(1 + below(9))};
    if (kind < 16) return {at, at, contig.substr(static_cast<std::size_t>(at), 1 + below(9))};
    const auto size = static_cast<std::int64_t>(2 + below(4));
    const std::string there = contig.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
    if (kind < 18) return {at, at + size, other_than(there)};
    const std::size_t put = 1 + below(6);
    std::string bases = letters(put);
    while (bases.front() == there.front() || bases.back() == there.back()) bases = letters(put);
    return {at, at + size, bases};
  }

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

 private:
  std::string letters(std::size_t count) {
    std::string made;
    while (made.size() < count) made += "ACGT"[below(4)];
    return made;
  }
  // Another letter at every place.
  std::string other_than(const std::string& there) {
    std::string made;
    for (const char letter : there) {
      char put = letter;
      while (put == letter) put = "ACGT"[below(4)];
      made += put;
    }
    return made;
  }

  std::mt19937_64 random_;
};

PlacedVariant in_vcf(const OracleEdit& edit, const std::string& contig, std::int64_t contig_start) {
  const bool needs_anchor = edit.start == edit.end || edit.bases.empty();
  const std::int64_t from = edit.start - (needs_anchor ? 1 : 0);
  const std::string reference =
      contig.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(edit.end - from));
  return {static_cast<GenomePosition>(contig_start + from), reference,
          (needs_anchor ? reference.substr(0, 1) : "") + edit.bases};
}

const Consequence* entry_of(const FoundConsequences& found, const Transcript& transcript) {
  for (const Consequence& entry : found.consequences.entries)
    if (entry.transcript == transcript.id) return &entry;
  return nullptr;
}

std::string after_colon(const std::string& name) {
  return name.substr(name.find(':') + 1);
}

// The terms that speak of the protein, without those of the place.
std::string protein_term(const Consequence& entry) {
  for (std::size_t index = 0; index < consequence_term_count; ++index) {
    const auto term = static_cast<ConsequenceTerm>(index);
    const bool is_place =
        term == ConsequenceTerm::splice_acceptor || term == ConsequenceTerm::splice_donor ||
        (term >= ConsequenceTerm::splice_donor_5th_base && term <= ConsequenceTerm::splice_polypyrimidine_tract) ||
        term >= ConsequenceTerm::coding_sequence;
    if (!is_place && entry.terms.has(term)) return consequence_terms[index].name;
  }
  return "";
}

}  // namespace

TEST_CASE("140 transcripts of 13 real genes make exactly the proteins that Ensembl gives") {
  const Genes* data = genes();
  if (data == nullptr) return;
  std::size_t exact = 0;
  const GenomeView view = data->genome.view();
  for (const Transcript& transcript : data->set.transcripts) {
    const auto known = data->proteins.find(transcript.id);
    if (known == data->proteins.end()) continue;
    const TranscriptMap map(transcript);
    exact += protein_of(CodingSequence(map, map.sequence(view))) == known->second ? 1 : 0;
  }
  CHECK(data->proteins.size() == 148);
  CHECK(exact == 140);
}

TEST_CASE("20,000 random variants have the consequence and the names that translating from scratch gives") {
  const Genes* data = genes();
  if (data == nullptr) return;
  const std::vector<const Transcript*> whole = whole_transcripts(*data);
  REQUIRE(whole.size() > 100);
  RandomVariants random(20261122);
  ConsequenceFinder finder(data->set, data->genome.view());
  std::map<std::string, std::size_t> seen;
  std::size_t wrong = 0;
  const auto fail = [&](const Transcript& transcript, const OracleEdit& edit, const std::string& what) {
    if (++wrong > 20) return;
    UNSCOPED_INFO(transcript.id << " " << edit.start << "-" << edit.end << " +" << edit.bases.size() << ": " << what);
  };
  std::map<const Transcript*, std::unique_ptr<TranscriptOracle>> oracles;
  for (std::size_t n = 0; n < variants_tried; ++n) {
    const Transcript& transcript = *whole[random.below(whole.size())];
    const Contig& contig = contig_of(*data, transcript);
    const std::string& letters = data->contigs.at(contig.name);
    std::unique_ptr<TranscriptOracle>& oracle = oracles[&transcript];
    if (!oracle) oracle = std::make_unique<TranscriptOracle>(transcript, letters, contig.start);
    const OracleEdit edit = random.draw(transcript, letters, contig.start);
    const FoundConsequences found = finder.find(in_vcf(edit, letters, contig.start));
    const Consequence* entry = entry_of(found, transcript);
    const OracleEdit moved = oracle->moved(edit);
    const auto place = oracle->place(moved);
    if (place == TranscriptOracle::Place::outside) {
      if (entry != nullptr && entry->distance_bases == 0)
        fail(transcript, edit, "is not outside: " + entry->terms.text());
      ++seen["outside"];
      continue;
    }
    if (entry == nullptr) {
      fail(transcript, edit, "no entry");
      continue;
    }
    if (oracle->lies_inside(moved) && entry->hgvs_coding.empty()) {
      fail(transcript, edit, "has no name: " + entry->terms.text());
    } else if (oracle->lies_inside(moved)) {
      const OracleEdit back = oracle->read_coding_name(after_colon(entry->hgvs_coding));
      if (mutated_stretch(letters, back, edit.start) != mutated_stretch(letters, edit, edit.start))
        fail(transcript, edit, entry->hgvs_coding + " is another change");
    }
    const bool is_coding = oracle->changes_coding_bases(moved);
    if (place != TranscriptOracle::Place::within_exon || !is_coding) {
      if (!protein_term(*entry).empty() && !(is_coding && entry->terms.has(ConsequenceTerm::coding_sequence)))
        fail(transcript, edit, "should change no protein: " + entry->terms.text());
      if (is_coding != entry->terms.has(ConsequenceTerm::coding_sequence))
        fail(transcript, edit, "coding bases across a border: " + entry->terms.text());
      ++seen[place == TranscriptOracle::Place::within_exon ? "UTR" : "intron"];
      continue;
    }
    std::string expected = oracle->term(moved);
    const std::string term = protein_term(*entry);
    ++seen[expected];
    if (expected == "delins" && (term == "inframe_insertion" || term == "inframe_deletion")) expected = term;
    if (expected == "delins") expected = "protein_altering_variant";
    if (term != expected && !(expected == "stop_gained" && entry->terms.has(ConsequenceTerm::stop_gained)))
      fail(transcript, edit, entry->hgvs_coding + " " + entry->terms.text() + ", not " + expected);
    if (!oracle->protein_name_is_true(after_colon(entry->hgvs_protein), oracle->mutated_protein(moved)))
      fail(transcript, edit, entry->hgvs_coding + " " + entry->hgvs_protein + " is not what happens");
  }
  CHECK(wrong == 0);
  for (const char* term :
       {"missense_variant", "synonymous_variant", "frameshift_variant", "stop_gained", "stop_lost", "start_lost",
        "inframe_insertion", "inframe_deletion", "delins", "intron", "UTR", "outside"}) {
    INFO(term);
    CHECK(seen[term] > 10);
  }
}

}  // namespace norrsken
