#include "io/sample_sheet.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "input_files.hpp"
#include "kernels/types/input_error.hpp"

using namespace norrsken;
using namespace norrsken::test;
using Catch::Matchers::Contains;

namespace {

// A folder with read files a1.fq a2.fq .. h1.fq h2.fq and a.bam.
struct Folder : TemporaryFolder {
  Folder() {
    for (const char letter : std::string("abcdefgh"))
      for (const char mate : std::string("12"))
        (void)write(std::string{letter, mate} + ".fq", std::string{letter, mate});
    (void)write("a.bam", "bam");
  }
  [[nodiscard]] SampleSheet read(const std::string& text) const {
    return read_sample_sheet(write("samples.csv", text));
  }
  [[nodiscard]] std::string error(const std::string& text) const {
    try {
      (void)read(text);
    } catch (const InputError& error) {
      return std::filesystem::path(error.what()).lexically_relative(path()).string();
    }
    return "";
  }
};

const std::string header = "case,sample,role,assay,lane,read1,read2,sex,father,mother,tumor_content,tumor_site\n";

}  // namespace

TEST_CASE("a sheet's rows become cases, samples and lanes with paths beside the sheet") {
  const Folder folder;
  const SampleSheet sheet = folder.read(header +
                                        "C1,T,tumor,wgs,L1,a1.fq,a2.fq,F,,,70%,lung\n"
                                        "C1,T,tumor,wgs,L2,b1.fq,b2.fq,,,,,\n"
                                        "C1,N,normal,wgs,,./c1.fq,c2.fq,2,,,,\n"
                                        "C2,P,,panel,,a.bam,,0,,,,\n");
  REQUIRE(sheet.cases.size() == 2);
  const Case& cancer = sheet.cases[0];
  REQUIRE(cancer.samples.size() == 2);
  CHECK(cancer.name == "C1");
  CHECK(cancer.assay == "wgs");
  CHECK(cancer.samples[0].role == SampleRole::tumor);
  CHECK(cancer.samples[0].tumor_content == 0.7);
  CHECK(cancer.samples[0].tumor_site == "lung");
  REQUIRE(cancer.samples[0].lanes.size() == 2);
  CHECK(cancer.samples[0].lanes[1].name == "L2");
  CHECK(cancer.samples[0].lanes[1].line == 3);
  CHECK(cancer.samples[0].lanes[1].files.read2 == folder.file("b2.fq"));
  CHECK(cancer.samples[1].role == SampleRole::normal);
  CHECK(cancer.samples[1].sex == Sex::female);
  CHECK(cancer.samples[1].lanes[0].files.read1 == folder.file("c1.fq"));
  CHECK(sheet.cases[1].samples[0].role == SampleRole::proband);
  CHECK(sheet.cases[1].samples[0].lanes[0].files.read2.empty());
}

TEST_CASE("marks of spreadsheets do not change what a sheet says") {
  const Folder folder;
  const auto lane_count = [&](const std::string& text) {
    return folder.read(text).cases.at(0).samples.at(0).lanes.size();
  };
  CHECK(lane_count("\xef\xbb\xbfsample,read1,read2\r\nS,a1.fq,a2.fq\r\nS,b1.fq,b2.fq\r\n\r\n") == 2);
  CHECK(lane_count("sample;read1;read2\nS;a1.fq;a2.fq") == 1);
  CHECK(lane_count("SAMPLE\tread1\tread2\nS\ta1.fq\ta2.fq\n") == 1);
  CHECK(lane_count("# ours\nsample,read1,read2,,\n\"S\", \"a1.fq\" ,a2.fq,,\n") == 1);
  (void)folder.write("x,\"y\".fq", "x");
  const SampleSheet sheet = folder.read("sample,note,read1\nS,\"two\nlines\",\"x,\"\"y\"\".fq\"\nT,,a1.fq\n");
  CHECK(sheet.cases[0].samples[0].lanes[0].files.read1 == folder.file("x,\"y\".fq"));
  CHECK(sheet.cases[0].samples[0].metadata.at("note") == "two\nlines");
  CHECK(sheet.cases[1].samples[0].lanes[0].line == 4);
}

TEST_CASE("a column that looks like a misspelt one of ours is refused, any other is kept") {
  const Folder folder;
  const auto columns = [&](const std::string& names) {
    return folder.error("sample,read1," + names + "\nS,a1.fq,a2.fq\n");
  };
  for (const std::string name : {"raed2", "Read_2", "read 2", "rea2", "reads2", "fastq2_", "Fastq-2", "fatsq_2"})
    CHECK_THAT(columns(name),
               Catch::Contains("line 1: has a column") && Catch::Contains("\"?") && Catch::Contains("2, or give"));
  CHECK_THAT(columns("asay"), Catch::Contains("is it \"assay\"?"));
  for (const std::string name : {"note", "base", "set", "line", "run", "reads_total"}) CHECK(columns(name).empty());
}

TEST_CASE("a sheet of sarek is read as it is") {
  const Folder folder;
  const SampleSheet sheet = folder.read(
      "patient,sex,status,sample,lane,fastq_1,fastq_2,bam\n"
      "P1,XX,0,P1N,1,a1.fq,a2.fq,\nP1,XX,1,P1T,1,b1.fq,b2.fq,\nP1,XX,1,P1R,1,,,a.bam\n"
      "P2,XY,0,P2N,1,c1.fq,c2.fq,\n"
      "P3,NA,0,P3A,1,d1.fq,d2.fq,\nP3,NA,0,P3B,1,e1.fq,e2.fq,\n");
  REQUIRE(sheet.cases.size() == 4);
  CHECK(sheet.cases[0].samples[0].role == SampleRole::normal);
  CHECK(sheet.cases[0].samples[1].role == SampleRole::tumor);
  CHECK(sheet.cases[0].samples[2].role == SampleRole::tumor);
  CHECK(sheet.cases[0].samples[2].lanes[0].files.read1 == folder.file("a.bam"));
  CHECK(sheet.cases[1].name == "P2");
  CHECK(sheet.cases[1].samples[0].role == SampleRole::proband);
  CHECK(sheet.cases[1].samples[0].sex == Sex::male);
  CHECK(sheet.cases[2].name == "P3A");
  CHECK(sheet.cases[3].name == "P3B");
}

TEST_CASE("a sheet of raredisease is read as it is, with roles from the pedigree") {
  const Folder folder;
  const SampleSheet sheet = folder.read(
      "sample,lane,fastq_1,fastq_2,sex,phenotype,paternal_id,maternal_id,case_id\n"
      "dad,1,a1.fq,a2.fq,1,1,0,0,fam\nmum,1,b1.fq,b2.fq,2,1,,,fam\n"
      "brother,1,d1.fq,d2.fq,1,1,dad,mum,fam\nchild,1,c1.fq,c2.fq,2,2,dad,mum,fam\n");
  REQUIRE(sheet.cases.size() == 1);
  REQUIRE(sheet.cases[0].samples.size() == 4);
  CHECK(sheet.cases[0].samples[0].role == SampleRole::father);
  CHECK(sheet.cases[0].samples[1].role == SampleRole::mother);
  CHECK(sheet.cases[0].samples[2].role == SampleRole::sibling);
  CHECK(sheet.cases[0].samples[3].role == SampleRole::proband);
  CHECK(sheet.cases[0].samples[3].father == "dad");
  CHECK(sheet.cases[0].samples[0].father.empty());
  CHECK(sheet.cases[0].samples[3].metadata.at("phenotype") == "2");
}

TEST_CASE("reads in the place of a sheet are told to go to --reads") {
  const Folder folder;
  CHECK_THAT(folder.error("@r1\nACGT\n+\nIIII\n"), Catch::Contains("is a file of reads") && Catch::Contains("--reads"));
  CHECK_THAT(folder.error("\x1f\x8b\x08"), Catch::Contains("is a file of reads"));
}

TEST_CASE("what is wrong in a sheet is named with its line and a way out") {
  const Folder folder;
  const auto error = [&](const std::string& rows) { return folder.error(header + rows); };
  CHECK(error("C1,C1N,normal,,,a1.fq,a2.fq,,,,,\n") ==
        "samples.csv line 2: sample \"C1N\" has role \"normal\" but case \"C1\" has no tumor row. "
        "Fix: add the tumor row, or set role to \"proband\".");
  CHECK_THAT(error("C,S,,,L1,a1.fq,a2.fq,,,,,\nC,S,,,L1,b1.fq,b2.fq,,,,,\n"),
             Contains("line 3: sample \"S\" has lane \"L1\" twice, first in line 2"));
  CHECK_THAT(error("C,S,,,,a1.fq,a1.fq,,,,,\n"), Contains("line 2: ") && Contains("a1.fq\" stands twice"));
  CHECK_THAT(error("C,S,,,,a1.fq,a2.fq,,,,,\nD,T,,,,./a2.fq,,,,,,\n"),
             Contains("line 3: ") && Contains("first in line 2"));
  CHECK(error("C,T,tumor,,,a1.fq,,,,,,\nC,N,normal,,,c1.fq,,,,,,\nD,U,tumor,,,b1.fq,,,,,,\nD,N,normal,,,c1.fq,,,,,,\n")
            .empty());
  CHECK_THAT(error("C,S,cousin,,,a1.fq,a2.fq,,,,,\n"), Contains("line 2: the role \"cousin\" is unknown"));
  CHECK_THAT(error("C,S,,,,a3.fq,a2.fq,,,,,\n"),
             Contains("a3.fq\" does not exist") && Contains("did you mean \"a1.fq\""));
  CHECK_THAT(error("C,S,,,,sub/a3.fq,a2.fq,,,,,\n"), Contains("there is no folder"));
  CHECK_THAT(error("C,S,,,,s3://x/a3.fq,,,,,,\n"), Contains("is an address"));
  CHECK_THAT(error("C,S,,,,,,,,,,\n"), Contains("line 2: names no file of reads"));
  CHECK_THAT(error("C,S,,,,a.bam,a2.fq,,,,,\n"), Contains("a BAM or CRAM file and a second file"));
  CHECK_THAT(error("../C,S,,,,a1.fq,,,,,,\n"), Contains("the case name \"../C\" holds '/'"));
  CHECK_THAT(error("C,S\x01,,,,a1.fq,,,,,,\n"), Contains("the sample name holds a control character"));
  CHECK_THAT(error("C,,,,,a1.fq,,,,,,\n"), Contains("the sample has no name"));
  CHECK_THAT(error("C,S,,,,a1.fq,,x,,,,\n"), Contains("the sex \"x\" is unknown"));
  CHECK_THAT(error("C,S,,,,a1.fq,,1,,,,\nC,S,,,,b1.fq,,2,,,,\n"), Contains("line 3: sample \"S\" is male and female"));
  CHECK_THAT(error("C,S,,,,a1.fq,,,,,170,\n"), Contains("the tumor content \"170\" is no share"));
  CHECK_THAT(error("C,S,,wgs,,a1.fq,,,,,,\nC,S,,wes,,b1.fq,,,,,,\n"), Contains("line 3: the assay is \"wes\""));
  CHECK_THAT(error("C,S,proband,,,a1.fq,,,F,,,\n"), Contains("the father \"F\" has no row in case \"C\""));
  CHECK_THAT(error("C,S,proband,,,a1.fq,,,F,,,\nC,F,,,,b1.fq,,2,,,,\n"),
             Contains("line 3: sample \"F\" is a father and female"));
  CHECK_THAT(error("C,S,proband,,,a1.fq,,,,,,\nC,R,proband,,,b1.fq,,,,,,\n"),
             Contains("line 3: case \"C\" has a second proband"));
  CHECK_THAT(error("C,S,,,,a1.fq,,,,,,\nC,R,,,,b1.fq,,,,,,\n"), Contains("line 3: sample \"R\" has no role"));
  CHECK_THAT(error("C,S,mother,,,a1.fq,,,,,,\n"), Contains("case \"C\" has no proband"));
  CHECK_THAT(error("C,T,tumor,,,a1.fq,,,,,,\nC,M,mother,,,b1.fq,,,,,,\n"), Contains("has role \"mother\""));
  CHECK_THAT(error("C,S\n"), Contains("line 2: has 2 fields, the header has 12"));
  CHECK_THAT(error("C,\"S,,,,a1.fq,,,,,,\n"), Contains("line 2: has a quote that is never closed"));
  CHECK_THAT(error("C,S,,,,a1.fq,,,,,,,x\n"), Contains("line 2: has a value in column 13"));
  CHECK_THAT(error(""), Contains("names no samples"));
  CHECK_THAT(folder.error(""), Contains("names no samples"));
  CHECK_THAT(folder.error("case,read1\nC,a1.fq\n"), Contains("has no column \"sample\""));
  CHECK_THAT(folder.error("sample\nC\n"), Contains("has no column \"read1\""));
  CHECK_THAT(folder.error("sample,Sample,read1\nC,C,a1.fq\n"), Contains("line 1: has the column \"sample\" twice"));
  CHECK_THAT(folder.error(std::string("\xff\xfes\0a\0", 6)), Contains("is not UTF-8 text"));
  CHECK_THROWS_WITH(read_sample_sheet(folder.file("none.csv")), Contains("none.csv: there is no such file"));
}

TEST_CASE("reads of the command line make a case of one proband") {
  const Folder folder;
  const Case one = make_case("NA12878", {{folder.file("a1.fq"), folder.file("a2.fq")}}, Sex::female);
  CHECK(one.name == "NA12878");
  CHECK(one.samples.at(0).role == SampleRole::proband);
  CHECK(one.samples[0].lanes.at(0).files.read2 == folder.file("a2.fq"));
  CHECK_THROWS_WITH(make_case("a/b", {}), Contains("the sample name \"a/b\" holds '/'"));
  CHECK_THROWS_WITH(make_case("a", {{folder.file("none.fq"), ""}}), Contains("does not exist"));
}
