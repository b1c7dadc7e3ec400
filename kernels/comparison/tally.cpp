#include "kernels/comparison/tally.hpp"

#include <algorithm>
#include <functional>

namespace norrsken {
namespace {

double share(std::uint64_t part, std::uint64_t rest) {
  return part + rest == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(part + rest);
}

// How many of `values`, sorted downwards, are at least `limit`.
std::uint64_t count_at_least(const std::vector<float>& values, float limit) {
  return static_cast<std::uint64_t>(std::upper_bound(values.begin(), values.end(), limit, std::greater<>()) -
                                    values.begin());
}

}  // namespace

void Tally::add_truth(Verdict verdict) {
  if (verdict == Verdict::matched) {
    ++truth_found;
    return;
  }
  ++truth_lost;
  if (verdict == Verdict::wrong_genotype) ++truth_wrong_genotype;
  if (verdict == Verdict::wrong_allele) ++truth_wrong_allele;
}

void Tally::add_call(Verdict verdict) {
  if (verdict == Verdict::matched) {
    ++calls_right;
    return;
  }
  ++calls_wrong;
  if (verdict == Verdict::wrong_genotype) ++calls_wrong_genotype;
  if (verdict == Verdict::wrong_allele) ++calls_wrong_allele;
}

void Tally::add(const Tally& other) {
  truth_found += other.truth_found;
  truth_lost += other.truth_lost;
  truth_wrong_genotype += other.truth_wrong_genotype;
  truth_wrong_allele += other.truth_wrong_allele;
  calls_right += other.calls_right;
  calls_wrong += other.calls_wrong;
  calls_wrong_genotype += other.calls_wrong_genotype;
  calls_wrong_allele += other.calls_wrong_allele;
  calls_unknown += other.calls_unknown;
}

double Tally::recall() const {
  return share(truth_found, truth_lost);
}
double Tally::precision() const {
  return share(calls_right, calls_wrong);
}
double Tally::f1() const {
  const double sum = recall() + precision();
  return sum > 0 ? 2 * recall() * precision() / sum : 0;
}

Tally TallyTable::of(VariantType type) const {
  if (type == VariantType::snv) return by_class[static_cast<std::size_t>(LengthClass::substitution)];
  Tally sum;
  for (std::size_t i = 0; i < length_class_count; ++i)
    if (i != static_cast<std::size_t>(LengthClass::substitution)) sum.add(by_class[i]);
  return sum;
}

Tally TallyTable::total() const {
  Tally sum;
  for (const Tally& tally : by_class) sum.add(tally);
  return sum;
}

double RocPoint::recall() const {
  return share(truth_found, truth_lost);
}
double RocPoint::precision() const {
  return share(calls_right, calls_wrong);
}

std::vector<RocPoint> RocCurve::points(std::size_t max_points) const {
  std::vector<float> found = truth_found_;
  std::vector<float> right = calls_right_;
  std::vector<float> wrong = calls_wrong_;
  std::vector<float> limits = right;
  limits.insert(limits.end(), wrong.begin(), wrong.end());
  for (std::vector<float>* values : {&found, &right, &wrong, &limits})
    std::sort(values->begin(), values->end(), std::greater<>());
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());

  const std::size_t shown = std::min(limits.size(), std::max<std::size_t>(max_points, 1));
  std::vector<RocPoint> points;
  for (std::size_t i = 0; i < shown; ++i) {
    const float limit = limits[(i + 1) * limits.size() / shown - 1];
    RocPoint point{limit, count_at_least(found, limit), 0, count_at_least(right, limit), count_at_least(wrong, limit)};
    point.truth_lost = found.size() - point.truth_found + truth_lost_;
    points.push_back(point);
  }
  return points;
}

}  // namespace norrsken
