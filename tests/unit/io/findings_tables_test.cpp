#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "input_files.hpp"
#include "io/combined_table.hpp"
#include "io/csq_text.hpp"
#include "io/maf_writer.hpp"

using namespace norrsken;
using norrsken::TemporaryFolder;

namespace {

std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string>& row = rows.emplace_back();
    std::istringstream fields(line + "\t");
    for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
  }
  return rows;
}

Consequence missense() {
  Consequence entry;
  entry.terms.add(ConsequenceTerm::missense);
  entry.symbol = "BRAF";
  entry.gene_id = "673";
  entry.transcript = "NM_4.6";
  entry.biotype = "protein_coding";
  entry.hgvs_coding = "NM_4.6:c.1799T>A";
  entry.hgvs_protein = "NP_4.2:p.Val600Glu";
  entry.is_mane_select = true;
  entry.mane_partner = "ENST1.8";
  entry.is_forward = false;
  return entry;
}

Finding finding() {
  Finding made;
  made.section = FindingSection::discuss;
  made.contig = "chr7";
  made.position_1based = 140753336;
  made.reference = "A";
  made.alternate = "T";
  made.filters = "PASS";
  made.quality_centiphred = 5005;
  made.samples.resize(2);
  made.samples[0].genotype = "0/0";
  made.samples[0].depth = 31;
  made.samples[1].genotype = "0/1";
  made.samples[1].depth = 62;
  made.samples[1].allele_depth = {40, 20};
  made.mane = missense();
  made.worst = missense();
  made.joined = {{"ClinVar", "CLNSIG", "Patho\tgenic"}};
  made.tier = "I";
  made.reasons = {{.sentence = "because"}, {.sentence = "known"}};
  return made;
}

// What a MAF says of an indel.
std::vector<std::string> place_in_maf(const std::string& reference, const std::string& alternate) {
  const TemporaryFolder folder;
  Finding made = finding();
  made.position_1based = 10;
  made.reference = reference;
  made.alternate = alternate;
  write_maf(folder.file("x.maf"), {"GRCh38", {"N", "T"}, {1}, 0, "WGS"}, {&made, 1});
  const auto row = rows_of(folder.file("x.maf")).at(2);
  return {row.at(5), row.at(6), row.at(9), row.at(10), row.at(12)};
}

}  // namespace

TEST_CASE("CSQ has the columns that its header names, and nothing that breaks a VCF") {
  VariantConsequences consequences;
  consequences.hgvs_genomic = "chr7:g.140753336A>T";
  consequences.entries = {missense(), missense()};
  consequences.entries[1].hgvs_protein = "NP_4.2:p.Val600=";
  consequences.entries[1].symbol = "A,B;C D|E";
  std::string text;
  append_csq(text, "A", "T", consequences);
  CHECK(text ==
        "CSQ=T|missense_variant|MODERATE|BRAF|673|Transcript|NM_4.6|protein_coding|||NM_4.6:c.1799T>A|"
        "NP_4.2:p.Val600Glu|||||||-1||ENST1.8||chr7:g.140753336A>T|,"
        "T|missense_variant|MODERATE|A%2CB%3BC%20D%7CE|673|Transcript|NM_4.6|protein_coding|||NM_4.6:c.1799T>A|"
        "NP_4.2:p.Val600%3D|||||||-1||ENST1.8||chr7:g.140753336A>T|");
  const std::string header = csq_header_line();
  const std::string entry = text.substr(4, text.find(',') - 4);
  const std::string columns = header.substr(header.find("Format: "));
  CHECK(std::count(columns.begin(), columns.end(), '|') == std::count(entry.begin(), entry.end(), '|'));
  std::string indel;
  append_csq(indel, "AT", "A", consequences);
  CHECK(indel.starts_with("CSQ=-|"));
  std::string none;
  append_csq(none, "A", "T", {});
  CHECK(none.empty());
}

TEST_CASE("joined values become INFO fields") {
  std::string text = "CSQ=x";
  const std::vector<JoinedValue> values = {{"gnomAD", "AF", "0.1"}, {"list", "note", "a b&c=d"}};
  append_joined(text, values);
  CHECK(text == "CSQ=x;gnomAD_AF=0.1;list_note=a%20b&c%3Dd");
  CHECK(info_value("100%") == "100%25");
}

TEST_CASE("combined.tsv has a column for every sample's figures and every field") {
  const TemporaryFolder folder;
  const std::vector<Finding> findings = {finding(), Finding{}};
  CombinedTable table{{"N", "T"}, {{"ClinVar", "CLNSIG"}, {"gnomAD", "AF"}}, {findings.data(), 1}};
  write_combined_table(folder.file("combined.tsv"), table);
  const auto rows = rows_of(folder.file("combined.tsv"));
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].size() == rows[1].size());
  const auto value = [&](const std::string& name) {
    const auto at = std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin();
    return rows[1].at(static_cast<std::size_t>(at));
  };
  CHECK(value("section") == "discuss");
  CHECK(value("tier") == "I");
  CHECK(value("hgvs_p") == "NP_4.2:p.Val600Glu");
  CHECK(value("quality") == "50.05");
  CHECK(value("T:alt_percent") == "33.33");
  CHECK(value("N:alt_percent").empty());
  CHECK(value("ClinVar_CLNSIG") == "Patho genic");
  CHECK(value("gnomAD_AF").empty());
  CHECK(value("reasons") == "because; known");
  table.findings = {};
  write_combined_table(folder.file("empty.tsv"), table);
  CHECK(rows_of(folder.file("empty.tsv")).size() == 1);
}

TEST_CASE("percentages round half up and nothing has none") {
  CHECK(percent_text(1, 3) == "33.33");
  CHECK(percent_text(2, 3) == "66.67");
  CHECK(percent_text(0, 0).empty());
}

TEST_CASE("a MAF has a line for each tumour that shows a somatic finding") {
  const TemporaryFolder folder;
  std::vector<Finding> findings = {finding(), finding()};
  findings[1].origin = FindingOrigin::germline;
  write_maf(folder.file("c.maf"), {"GRCh38", {"N", "T"}, {1}, 0, "Targeted-Capture"}, findings);
  const auto rows = rows_of(folder.file("c.maf"));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0][0] == "#version 2.4");
  REQUIRE(rows[1].size() == 45);
  REQUIRE(rows[2].size() == 45);
  const auto value = [&](const std::string& name) {
    const auto at = std::find(rows[1].begin(), rows[1].end(), name) - rows[1].begin();
    return rows[2].at(static_cast<std::size_t>(at));
  };
  CHECK(value("Hugo_Symbol") == "BRAF");
  CHECK(value("Entrez_Gene_Id") == "673");
  CHECK(value("Variant_Classification") == "Missense_Mutation");
  CHECK(value("Variant_Type") == "SNP");
  CHECK(value("Tumor_Sample_Barcode") == "T");
  CHECK(value("Matched_Norm_Sample_Barcode") == "N");
  CHECK(value("Sequence_Source") == "Targeted-Capture");
  CHECK(value("HGVSc") == "c.1799T>A");
  CHECK(value("HGVSp_Short") == "p.V600E");
  CHECK(value("t_alt_count") == "20");
  CHECK(value("n_depth") == "31");
  CHECK(value("FILTER") == "PASS");
}

TEST_CASE("a MAF counts indels without their anchor") {
  CHECK(place_in_maf("A", "ACG") == std::vector<std::string>{"10", "11", "INS", "-", "CG"});
  CHECK(place_in_maf("ACG", "A") == std::vector<std::string>{"11", "12", "DEL", "CG", "-"});
  CHECK(place_in_maf("AC", "GT") == std::vector<std::string>{"10", "11", "DNP", "AC", "GT"});
}

TEST_CASE("terms become the words of a MAF") {
  Finding made = finding();
  const auto word = [&](ConsequenceTerm term) {
    made.mane->terms = {};
    made.mane->terms.add(term);
    return maf_classification(made);
  };
  CHECK(word(ConsequenceTerm::splice_donor) == "Splice_Site");
  CHECK(word(ConsequenceTerm::frameshift) == "Frame_Shift_Del");
  CHECK(word(ConsequenceTerm::stop_gained) == "Nonsense_Mutation");
  CHECK(word(ConsequenceTerm::synonymous) == "Silent");
  CHECK(word(ConsequenceTerm::five_prime_utr) == "5'UTR");
  CHECK(word(ConsequenceTerm::upstream_gene) == "5'Flank");
  made.mane.reset();
  made.worst.reset();
  CHECK(maf_classification(made) == "IGR");
}
