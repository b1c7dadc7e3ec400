#include "io/gff3_reader.hpp"

#include <catch2/catch.hpp>

#include "input_files.hpp"
#include "kernels/types/contig_alias.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using Catch::Matchers::Contains;
using norrsken::TemporaryFolder;

namespace {

struct TwoContigs {
  std::vector<Contig> contigs = {{"chr7", 1000, 5000}, {"chrM", 9000, 1000}};
  [[nodiscard]] GenomeView view() const { return {contigs, {}, {}, 12000}; }
};

std::string line(const std::string& contig, const std::string& type, int first, int last, const std::string& strand,
                 const std::string& phase, const std::string& attributes) {
  return contig + "\tX\t" + type + "\t" + std::to_string(first) + "\t" + std::to_string(last) + "\t.\t" + strand +
         "\t" + phase + "\t" + attributes + "\n";
}

const std::string ensembl =
    "##gff-version 3\n##sequence-region   7 1 5000\n#!genome-build GRCh38.p14\n#!genebuild-last-updated 2023-03\n" +
    line("7", "chromosome", 1, 5000, ".", ".", "ID=chromosome:7;Alias=CM000669.2") +
    line("7", "gene", 101, 600, "-", ".", "ID=gene:ENSG01;Name=ABC;biotype=protein_coding;gene_id=ENSG01;version=3") +
    line("7", "mRNA", 101, 600, "-", ".",
         "ID=transcript:ENST01;Parent=gene:ENSG01;Name=ABC-201;biotype=protein_coding;tag=basic,Ensembl_canonical,"
         "MANE_Select;transcript_id=ENST01;version=9") +
    line("7", "exon", 501, 600, "-", ".", "Parent=transcript:ENST01;Name=ENSE1") +
    line("7", "CDS", 501, 550, "-", "0", "ID=CDS:ENSP01;Parent=transcript:ENST01;protein_id=ENSP01;version=2") +
    line("7", "exon", 101, 200, "-", ".", "Parent=transcript:ENST01") +
    line("7", "CDS", 151, 200, "-", "1", "ID=CDS:ENSP01;Parent=transcript:ENST01;protein_id=ENSP01;version=2") +
    line("GL1", "gene", 1, 9, "+", ".", "ID=gene:ENSG09") +
    line("MT", "gene", 1, 90, "+", ".", "ID=gene:ENSG02;Name=MT-X") +
    line("MT", "mRNA", 1, 90, "+", ".", "ID=transcript:ENST02;Parent=gene:ENSG02;biotype=protein_coding") +
    line("MT", "exon", 1, 90, "+", ".", "Parent=transcript:ENST02") +
    line("MT", "CDS", 1, 90, "+", "0", "Parent=transcript:ENST02;protein_id=ENSP02");

const std::string gencode =
    "##description: evidence-based annotation of the human genome (GRCh38), version 45 (Ensembl 111)\n##date: "
    "2023-11-14\n" +
    line("chr7", "gene", 101, 600, "+", ".", "ID=ENSG01.3;gene_id=ENSG01.3;gene_type=protein_coding;gene_name=ABC") +
    line("chr7", "transcript", 101, 600, "+", ".",
         "ID=ENST01.9;Parent=ENSG01.3;gene_id=ENSG01.3;transcript_id=ENST01.9;gene_name=ABC;"
         "transcript_type=protein_coding;tag=basic,cds_start_NF,MANE_Plus_Clinical;protein_id=ENSP01.2") +
    line("chr7", "exon", 101, 600, "+", ".", "ID=exon:ENST01.9:1;Parent=ENST01.9;protein_id=ENSP01.2") +
    line("chr7", "CDS", 101, 397, "+", "2", "ID=CDS:ENST01.9;Parent=ENST01.9;protein_id=ENSP01.2") +
    line("chr7", "stop_codon", 398, 400, "+", "0", "ID=stop_codon:ENST01.9;Parent=ENST01.9");

const std::string refseq =
    "#!annotation-source NCBI RefSeq GCF_000001405.40-RS_2023_10\n" +
    line("NC_000007.14", "gene", 101, 600, "+", ".",
         "ID=gene-ABC;Dbxref=GeneID:672,HGNC:HGNC:1100;Name=ABC;gene=ABC;gene_biotype=protein_coding") +
    line("NC_000007.14", "mRNA", 101, 600, "+", ".",
         "ID=rna-NM_1.4;Parent=gene-ABC;Dbxref=Ensembl:ENST01.9,GeneID:672;Name=NM_1.4;gene=ABC;tag=MANE Select;"
         "transcript_id=NM_1.4") +
    line("NC_000007.14", "exon", 101, 600, "+", ".", "ID=exon-NM_1.4-1;Parent=rna-NM_1.4") +
    line("NC_000007.14", "CDS", 111, 200, "+", "0",
         "ID=cds-NP_1.1;Parent=rna-NM_1.4;exception=ribosomal slippage;protein_id=NP_1.1") +
    line("NC_000007.14", "CDS", 200, 300, "+", "0", "ID=cds-NP_1.1;Parent=rna-NM_1.4;protein_id=NP_1.1") +
    line("NC_012920.1", "gene", 1, 90, "+", ".",
         "ID=gene-ND1;Dbxref=GeneID:4535;Name=ND1;gene=ND1;gene_biotype=protein_coding") +
    line("NC_012920.1", "CDS", 1, 90, "+", "0", "ID=cds-YP_1.1;Parent=gene-ND1;protein_id=YP_1.1;transl_table=2");

std::string error_of(const std::string& text) {
  const TemporaryFolder folder;
  try {
    (void)read_gff3(folder.write("bad.gff3", text), TwoContigs().view());
  } catch (const InputError& error) {
    CHECK(error.code() == ExitCode::reference);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("genes of Ensembl become transcripts on the genome axis") {
  const TemporaryFolder folder;
  for (const std::string& bytes : {ensembl, test::gzip(ensembl), test::bgzf(ensembl)}) {
    const TranscriptSet set = read_gff3(folder.write("e.gff3", bytes), TwoContigs().view());
    CHECK(set.build == "GRCh38.p14");
    CHECK(set.date == "2023-03");
    CHECK(set.skipped_contigs == 1);
    REQUIRE(set.transcripts.size() == 2);
    const Transcript& transcript = set.transcripts[0];
    CHECK(transcript.id == "ENST01.9");
    CHECK(transcript.gene_id == "ENSG01");
    CHECK(transcript.symbol == "ABC");
    CHECK(transcript.biotype == "protein_coding");
    CHECK(transcript.protein_id == "ENSP01.2");
    CHECK(transcript.strand == Strand::reverse);
    CHECK(transcript.is_mane_select);
    CHECK(transcript.is_canonical);
    CHECK(transcript.is_translation_usual);
    CHECK(transcript.is_start_known);
    CHECK(transcript.first_phase == 0);  // of the exon that comes first in reading direction
    REQUIRE(transcript.exons.size() == 2);
    CHECK(transcript.start() == 1100);
    CHECK(transcript.end() == 1600);
    CHECK(transcript.coding.start == 1150);
    CHECK(transcript.coding.end == 1550);
    CHECK(set.transcripts[1].code == GeneticCode::vertebrate_mitochondrial);
    CHECK(set.transcripts[1].id == "ENST02");
  }
}

TEST_CASE("genes of GENCODE have their stop codons and incomplete starts") {
  const TemporaryFolder folder;
  const TranscriptSet set = read_gff3(folder.write("g.gff3", gencode), TwoContigs().view());
  CHECK(set.build == "GRCh38");
  CHECK(set.date == "2023-11-14");
  CHECK_THAT(set.version, Contains("version 45"));
  REQUIRE(set.transcripts.size() == 1);
  const Transcript& transcript = set.transcripts[0];
  CHECK(transcript.id == "ENST01.9");
  CHECK(transcript.coding.end == 1400);
  CHECK(transcript.first_phase == 2);
  CHECK_FALSE(transcript.is_start_known);
  CHECK(transcript.is_mane_plus_clinical);
  CHECK_FALSE(transcript.is_mane_select);
  CHECK(transcript.is_translation_usual);
}

TEST_CASE("genes of RefSeq have MANE partners, slippage and mitochondrial genes without exons") {
  const TemporaryFolder folder;
  const TranscriptSet set = read_gff3(folder.write("r.gff3", refseq), TwoContigs().view());
  REQUIRE(set.transcripts.size() == 2);
  const Transcript& slipping = set.transcripts[0];
  CHECK(slipping.id == "NM_1.4");
  CHECK(slipping.gene_id == "672");
  CHECK(slipping.biotype == "protein_coding");
  CHECK(slipping.mane_partner == "ENST01.9");
  CHECK(slipping.is_mane_select);
  CHECK_FALSE(slipping.is_translation_usual);
  const Transcript& mitochondrial = set.transcripts[1];
  CHECK(mitochondrial.symbol == "ND1");
  CHECK(mitochondrial.biotype == "protein_coding");
  CHECK(mitochondrial.code == GeneticCode::vertebrate_mitochondrial);
  REQUIRE(mitochondrial.exons.size() == 1);
  CHECK(mitochondrial.coding.end == 9090);
}

TEST_CASE("a bad GFF3 line is named by its number") {
  const std::string head = line("chr7", "mRNA", 1, 90, "+", ".", "ID=t");
  CHECK_THAT(error_of("chr7\tX\texon\t1\n"), Contains("line 1") && Contains("nine columns"));
  CHECK_THAT(error_of(head + line("chr7", "exon", 0, 9, "+", ".", "Parent=t")),
             Contains("line 2") && Contains("does not lie"));
  CHECK_THAT(error_of(head + line("chr7", "exon", 9, 5001, "+", ".", "Parent=t")), Contains("does not lie"));
  CHECK_THAT(error_of(head + line("chr7", "exon", 1, 9, ".", ".", "Parent=t")), Contains("no strand"));
  CHECK_THAT(error_of(head + line("chr7", "exon", 1, 9, "+", ".", "Parent=t") +
                      line("chr7", "exon", 20, 29, "-", ".", "Parent=t")),
             Contains("both strands"));
  CHECK_THAT(error_of(head + line("chr7", "exon", 1, 9, "+", ".", "Parent=t") +
                      line("chrM", "exon", 20, 29, "+", ".", "Parent=t")),
             Contains("two contigs"));
  CHECK_THAT(error_of("chr7\tX\tCDS\tx\t9\t.\t+\t0\tParent=t\n"), Contains("start is no number"));
  CHECK_THAT(error_of("##sequence-region 7 1 4999\n"), Contains("another genome"));
  CHECK_THAT(error_of("##gff-version 3\n"), Contains("has no transcripts"));
  CHECK_THAT(error_of(line("chr9", "exon", 1, 9, "+", ".", "Parent=t")), Contains("on any contig of the index"));
  CHECK_THROWS_AS(read_gff3("/nowhere/genes.gff3", TwoContigs().view()), InputError);
}

TEST_CASE("one chromosome has several names") {
  CHECK(plain_contig_name("chr7") == "7");
  CHECK(plain_contig_name("NC_000023.11") == "X");
  CHECK(plain_contig_name("NC_012920.1") == "MT");
  CHECK(plain_contig_name("chrM") == "MT");
  CHECK(plain_contig_name("GL000220.1") == "GL000220.1");
  const TwoContigs genome;
  CHECK(contig_called(genome.contigs, "7")->name == "chr7");
  CHECK(contig_called(genome.contigs, "chr7")->name == "chr7");
  CHECK(contig_called(genome.contigs, "8") == nullptr);
}
