// Counts of a comparison and the figures made of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/comparison/compare.hpp"

namespace norrsken {

// Truth alleles and calls are counted apart: one truth MNV may be found as two called SNVs.
struct Tally {
  std::uint64_t truth_found = 0;           // TP
  std::uint64_t truth_lost = 0;            // FN, all of them
  std::uint64_t truth_wrong_genotype = 0;  // ... of which found with another genotype
  std::uint64_t truth_wrong_allele = 0;    // ... of which another allele was called here
  std::uint64_t calls_right = 0;           // TP
  std::uint64_t calls_wrong = 0;           // FP, all of them
  std::uint64_t calls_wrong_genotype = 0;
  std::uint64_t calls_wrong_allele = 0;
  std::uint64_t calls_unknown = 0;  // outside the confident regions: neither right nor wrong

  void add_truth(Verdict verdict);
  void add_call(Verdict verdict);  // inside the confident regions
  void add(const Tally& other);

  [[nodiscard]] std::uint64_t truth_total() const { return truth_found + truth_lost; }
  [[nodiscard]] std::uint64_t calls_total() const { return calls_right + calls_wrong; }
  // 0/0 is 1: nothing was lost, nothing was wrong.
  [[nodiscard]] double recall() const;
  [[nodiscard]] double precision() const;
  [[nodiscard]] double f1() const;  // harmonic mean; 0 when both are 0
};

// One Tally a length class; VariantType::snv is LengthClass::substitution, the others together are indels.
struct TallyTable {
  std::array<Tally, length_class_count> by_class;

  [[nodiscard]] Tally& of(const VariantAllele& allele) {
    return by_class[static_cast<std::size_t>(length_class_of(allele))];
  }
  [[nodiscard]] Tally of(VariantType type) const;
  [[nodiscard]] Tally total() const;
};

// What would be counted if only calls of at least `quality_phred` were kept.
struct RocPoint {
  float quality_phred = 0;
  std::uint64_t truth_found = 0;
  std::uint64_t truth_lost = 0;
  std::uint64_t calls_right = 0;
  std::uint64_t calls_wrong = 0;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double precision() const;
};

// Gathers the qualities of one variant type.
class RocCurve {
 public:
  void add_found_truth(float quality_phred) { truth_found_.push_back(quality_phred); }  // of the call that found it
  void add_lost_truth() { ++truth_lost_; }
  void add_right_call(float quality_phred) { calls_right_.push_back(quality_phred); }
  void add_wrong_call(float quality_phred) { calls_wrong_.push_back(quality_phred); }

  // From the strictest threshold to the laxest. One point a distinct quality; above max_points, evenly thinned out
  // with the last one kept.
  [[nodiscard]] std::vector<RocPoint> points(std::size_t max_points) const;

 private:
  std::vector<float> truth_found_;
  std::vector<float> calls_right_;
  std::vector<float> calls_wrong_;
  std::uint64_t truth_lost_ = 0;
};

}  // namespace norrsken
