#include "io/gvcf_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <vector>

#include "io/vcf_writer_text.hpp"
#include "kernels/types/dna.hpp"

namespace norrsken {
namespace {

char reference_letter(const GenomeView& genome, GenomePosition position) {
  return genome.is_n(position) ? 'N' : base_letter(genome.packed_base(position));
}

// A record on the stack: reference blocks are nine lines of ten in a gVCF, so they are put together without a check
// for room at every field.
class RecordLine {
 public:
  void put(char letter) { line_[size_++] = letter; }
  void put(std::string_view text) {
    text.copy(line_.data() + size_, text.size());
    size_ += text.size();
  }
  void put(std::uint32_t value) {
    const auto result = std::to_chars(line_.data() + size_, line_.data() + line_.size(), value);
    size_ = static_cast<std::size_t>(result.ptr - line_.data());
  }
  [[nodiscard]] std::string_view text() const { return {line_.data(), size_}; }

 private:
  std::array<char, 192> line_;  // seven integers of ten digits and 60 letters of fixed text at most
  std::size_t size_ = 0;
};

// GT:GQ:DP:MIN_DP:PL of a reference block.
void put_reference_sample(RecordLine& line, const ReferenceBlock& block) {
  const bool is_haploid = block.ploidy == 1;
  const bool is_callable = block.quality_phred != 0;
  const std::uint32_t quality = block.quality_phred;
  line.put(std::string_view(is_callable ? (is_haploid ? "0:" : "0/0:") : (is_haploid ? ".:" : "./.:")));
  line.put(quality);
  line.put(':');
  line.put(block.median_depth);
  line.put(':');
  line.put(block.min_depth);
  line.put(std::string_view(":0,"));
  line.put(quality);
  if (is_haploid) return;
  line.put(',');
  line.put(10 * quality);
}

class GvcfText {
 public:
  GvcfText(const GenomeView& genome, std::uint8_t sample, RecordText& out)
      : genome_(genome), sample_(sample), cursor_(genome.contigs), out_(out) {}

  void append(const VariantCall& variant) {
    const std::uint32_t contig = cursor_.holding(variant.position, "variant");
    append_variant(cursor_.contig(contig), contig, variant, {&sample_, 1}, VcfProduct::gvcf, out_);
  }

  // The stretch [start, end) of a block, one record a contig that it touches.
  void append(const ReferenceBlock& block, GenomePosition start, GenomePosition end) {
    while (start < end) {
      const std::uint32_t index = cursor_.at_or_after(start);
      if (index == cursor_.contigs().size()) return;
      const Contig& contig = cursor_.contig(index);
      start = std::max(start, contig.start);
      const GenomePosition piece_end = std::min(end, contig.end());
      if (start < piece_end) append_piece(block, contig, index, start, piece_end);
      start = std::max(start, piece_end);
    }
  }

 private:
  void append_piece(const ReferenceBlock& block, const Contig& contig, std::uint32_t index, GenomePosition start,
                    GenomePosition end) {
    RecordLine line;
    line.put('\t');
    line.put(start - contig.start + 1);
    line.put(std::string_view("\t.\t"));
    line.put(reference_letter(genome_, start));
    line.put(std::string_view("\t<*>\t.\t.\tEND="));
    line.put(end - contig.start);
    line.put(std::string_view("\tGT:GQ:DP:MIN_DP:PL\t"));
    put_reference_sample(line, block);
    line.put('\n');
    out_.text.append(contig.name).append(line.text());
    out_.end_record(index, start - contig.start, end - contig.start);
  }

  const GenomeView& genome_;
  std::uint8_t sample_;
  ContigCursor cursor_;
  RecordText& out_;
};

GenomePosition end_of(const VariantCall& variant) {
  return variant.position + static_cast<GenomePosition>(variant.reference.size());
}

}  // namespace

GenomePosition covered_end(std::span<const VariantCall> variants) {
  GenomePosition end = 0;
  for (const VariantCall& variant : variants) end = std::max(end, end_of(variant));
  return end;
}

void format_gvcf(const GenomeView& genome, const GvcfInput& input, RecordText& out) {
  GvcfText text(genome, input.sample, out);
  const std::vector<const VariantCall*> variants = in_file_order(input.variants);
  auto variant = variants.begin();
  GenomePosition free_from = input.reference_range.start;  // everything before is spoken for
  for (const ReferenceBlock& block : input.reference_blocks) {
    if (block.sample != input.sample || block.ploidy == 0) continue;
    const GenomePosition end = std::min(block.end, input.reference_range.end);
    GenomePosition start = std::max(block.start, free_from);
    for (; variant != variants.end() && (*variant)->position < end; ++variant) {
      if (!carries_variant((*variant)->samples.at(input.sample))) continue;
      text.append(block, start, (*variant)->position);
      text.append(**variant);
      free_from = std::max(free_from, end_of(**variant));
      start = std::max(start, free_from);
    }
    text.append(block, start, end);
    free_from = std::max(free_from, end);
  }
  for (; variant != variants.end(); ++variant)
    if (carries_variant((*variant)->samples.at(input.sample))) text.append(**variant);
}

}  // namespace norrsken
