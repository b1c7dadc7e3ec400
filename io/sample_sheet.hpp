// The sample sheet: which files belong to which lane of which sample of which case.
//
// Own columns: case,sample,role,assay,lane,read1,read2,umi,sex,father,mother,tumor_content,tumor_site. The sheets of
// nf-core/sarek (patient,sex,status,sample,lane,fastq_1,fastq_2,bam,cram) and nf-core/raredisease (sample,lane,fastq_1,
// fastq_2,sex,phenotype,paternal_id,maternal_id,case_id) are read as they are. One row a lane; columns in any order;
// `sample` and a column of reads must be there; the separator is ',', ';' or tab; a byte order mark, CR LF and quoted
// fields are accepted; lines that begin with '#' and blank lines are passed over.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/read_source.hpp"

namespace norrsken {

enum class SampleRole { tumor, normal, proband, mother, father, sibling };
enum class Sex { unknown, male, female };

struct Lane {
  std::string name;      // as in the sheet, or its number within the sample, from 1
  ReadFiles files;       // paths relative to the sheet are resolved
  std::size_t line = 0;  // of the sheet, from 1
};

struct Sample {
  std::string name;
  SampleRole role = SampleRole::proband;
  Sex sex = Sex::unknown;
  std::string father;  // name of a sample of the case, or empty
  std::string mother;
  std::optional<double> tumor_content;  // 0..1; given as 0.7, 70 or 70%
  std::string tumor_site;
  std::vector<Lane> lanes;
  std::map<std::string, std::string> metadata;  // columns that mean nothing to us
};

// Either one or more tumors and at most one normal, or one proband with at most one mother, one father and siblings.
struct Case {
  std::string name;
  std::string assay;            // empty: the default
  std::vector<Sample> samples;  // in the order of the sheet
};

struct SampleSheet {
  std::string path;
  std::vector<Case> cases;  // in the order of the sheet
};

// Reads and checks a sheet: every file is there and can be read, no file and no lane stands twice, roles and parents
// fit together, names can be used as folder names. Without a role: status 1 is a tumor and 0 its normal; parents are
// who is named as one; the (first affected) other is the proband. Throws InputError with the line.
[[nodiscard]] SampleSheet read_sample_sheet(const std::string& path);

// The case of reads given on the command line: one proband. Throws as above.
[[nodiscard]] Case make_case(const std::string& sample, const std::vector<ReadFiles>& lanes, Sex sex = Sex::unknown);

// Throws InputError when the file is missing (naming a similar one beside it), empty or not to be read.
// `file` and `record` stand at the front of the message: "samples.csv", "line 4".
void check_readable(const std::string& path, const std::string& file, const std::string& record);

[[nodiscard]] const char* role_name(SampleRole role);  // "tumor"
[[nodiscard]] const char* sex_name(Sex sex);           // "male"

}  // namespace norrsken
