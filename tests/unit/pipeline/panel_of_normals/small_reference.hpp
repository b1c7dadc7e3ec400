// An index of two short contigs of fixed letters, and VCF files on them.
#pragma once

#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "../../temporary_folder.hpp"
#include "io/bgzf_writer.hpp"
#include "io/index_file.hpp"
#include "pipeline/stages/build_index.hpp"

namespace norrsken {

class SmallReference {
 public:
  // chr1 of 5,000 bases with "TACACACACACG" from 1000 and "GAAAAAC" from 2000; chr2 of 3,000.
  explicit SmallReference(unsigned seed = 3) : index_(make(seed)) {}

  [[nodiscard]] const IndexFile& index() const { return index_; }
  [[nodiscard]] std::string letters(std::size_t contig, std::size_t position, std::size_t length) const {
    return letters_[contig].substr(position, length);
  }
  // A base that is not that of the reference.
  [[nodiscard]] std::string other(std::size_t contig, std::size_t position) const {
    return letters_[contig][position] == 'A' ? "C" : "A";
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  struct Line {
    std::uint32_t contig = 0;
    std::uint32_t position = 0;  // 0-based
    std::string reference;
    std::string alternates;
    std::string rest;  // from INFO on
  };
  // BGZF and tbi. `head`: header lines before those of the contigs; `columns`: after INFO.
  std::string write(const std::string& name, const std::string& head, const std::string& columns,
                    const std::vector<Line>& lines) const {
    std::string header = "##fileformat=VCFv4.3\n" + head;
    for (const Contig& contig : index_.genome().contigs)
      header += "##contig=<ID=" + contig.name + ",length=" + std::to_string(contig.length) + ">\n";
    header += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO" + columns + "\n";
    BgzfFile out(file(name), header, index_.genome().contigs, FileIndex::vcf);
    RecordText text;
    for (const Line& line : lines) {
      text.text += index_.genome().contigs[line.contig].name + "\t" + std::to_string(line.position + 1) + "\t.\t" +
                   line.reference + "\t" + line.alternates + "\t.\tPASS\t" + line.rest + "\n";
      text.end_record(line.contig, line.position, line.position + static_cast<GenomePosition>(line.reference.size()));
    }
    BgzfShard shard;
    BgzfCompressor().compress(text, shard);
    out.append(shard);
    out.finish();
    return file(name);
  }

 private:
  IndexFile make(unsigned seed) {
    std::mt19937 random(seed);
    for (const std::size_t length : {5000U, 3000U})
      for (std::string& contig = letters_.emplace_back(); contig.size() < length;) contig += "ACGT"[random() % 4];
    letters_[0].replace(1000, 12, "TACACACACACG");
    letters_[0].replace(2000, 7, "GAAAAAC");
    std::ofstream fasta(file("ref.fa"));
    fasta << ">chr1\n" << letters_[0] << "\n>chr2\n" << letters_[1] << "\n";
    fasta.close();
    build_index(file("ref.fa"), file("ref.nsk"), 1);
    return IndexFile::open(file("ref.nsk"));
  }

  TemporaryFolder folder_;
  std::vector<std::string> letters_;
  IndexFile index_;
};

}  // namespace norrsken
