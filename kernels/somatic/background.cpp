#include "kernels/somatic/background.hpp"

#include <cmath>

namespace norrsken {
namespace {

std::uint64_t rounded_ratio(std::uint64_t part, std::uint64_t total) {
  return (part + total / 2) / total;
}

// Nearest integer to the square root. The floating-point root only starts the search.
std::uint64_t rounded_root(std::uint64_t value) {
  auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(value)));
  while (root * root > value) --root;
  while ((root + 1) * (root + 1) <= value) ++root;
  return value - root * root > root ? root + 1 : root;
}

}  // namespace

void BackgroundSum::add(std::uint32_t alternate, std::uint32_t reference) {
  if (alternate != 0) add_always(alternate, reference);
}

void BackgroundSum::add_always(std::uint32_t alternate, std::uint32_t reference) {
  const std::uint64_t depth = std::uint64_t{alternate} + reference;
  if (depth == 0) return;
  const std::uint64_t ppm = rounded_ratio(std::uint64_t{alternate} * 1'000'000, depth);
  ++normals_;
  alternate_ += alternate;
  depth_ += depth;
  ppm_ += ppm;
  squared_ppm_ += ppm * ppm;
}

SiteBackground BackgroundSum::summary() const {
  SiteBackground site{normals_, alternate_, depth_, 0, 0};
  if (normals_ == 0) return site;
  const std::uint64_t mean = rounded_ratio(ppm_, normals_);
  site.mean_ppm = static_cast<std::uint32_t>(mean);
  if (normals_ > 1) {
    const std::uint64_t squares = squared_ppm_ + normals_ * mean * mean - 2 * mean * ppm_;  // of the distances to mean
    site.sd_ppm = static_cast<std::uint32_t>(rounded_root(squares / (normals_ - 1)));
  }
  return site;
}

}  // namespace norrsken
