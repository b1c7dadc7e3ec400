#include "kernels/somatic/variant_kmers.hpp"

#include <algorithm>
#include <array>

namespace norrsken {
namespace {

constexpr std::uint64_t kmer_mask = (std::uint64_t{1} << (2 * VariantKmers::kmer_bases)) - 1;

// Calls visit(k-mer) for every one without a base above 3, until it returns true; returns whether it did.
template <class Bases, class Code, class Visit>
bool for_each_kmer(const Bases& bases, Code code_of, Visit visit) {
  std::uint64_t kmer = 0;
  std::size_t known = 0;
  for (const auto& base : bases) {
    const unsigned code = code_of(base);
    known = code < 4 ? known + 1 : 0;
    kmer = (kmer << 2 | (code & 3)) & kmer_mask;
    if (known >= VariantKmers::kmer_bases && visit(kmer)) return true;
  }
  return false;
}

unsigned plain_code(BaseCode code) {
  return code;
}

// Nearly all of one base: such k-mers arise in every homopolymer that is misread or slips, wherever it stands.
bool is_homopolymer(std::uint64_t kmer) {
  constexpr unsigned most_others = 3;
  std::array<unsigned, 4> count{};
  for (std::size_t i = 0; i < VariantKmers::kmer_bases; ++i) ++count[kmer >> 2 * i & 3];
  return *std::max_element(count.begin(), count.end()) + most_others >= VariantKmers::kmer_bases;
}

}  // namespace

VariantKmers::VariantKmers(std::span<const BaseCode> reference, std::size_t offset, std::size_t replaced,
                           std::span<const BaseCode> alternate) {
  const std::size_t left = std::min(offset, kmer_bases - 1);
  const std::size_t after = offset + replaced;
  const std::size_t right = std::min(reference.size() - after, kmer_bases - 1);
  std::vector<BaseCode> changed(reference.begin() + static_cast<std::ptrdiff_t>(offset - left),
                                reference.begin() + static_cast<std::ptrdiff_t>(offset));
  changed.insert(changed.end(), alternate.begin(), alternate.end());
  changed.insert(changed.end(), reference.begin() + static_cast<std::ptrdiff_t>(after),
                 reference.begin() + static_cast<std::ptrdiff_t>(after + right));
  std::vector<std::uint64_t> known;
  for_each_kmer(reference, plain_code, [&](std::uint64_t kmer) {
    known.push_back(kmer);
    return false;
  });
  std::sort(known.begin(), known.end());
  for_each_kmer(changed, plain_code, [&](std::uint64_t kmer) {
    if (!std::binary_search(known.begin(), known.end(), kmer) && !is_homopolymer(kmer)) kmers_.push_back(kmer);
    return false;
  });
  std::sort(kmers_.begin(), kmers_.end());
  for (const std::uint64_t kmer : kmers_) hashes_.set(hash_of(kmer));
}

bool VariantKmers::occur_in(std::span<const BaseQuality> read) const {
  if (kmers_.empty()) return false;
  const auto code_of = [](BaseQuality value) { return is_called(value) ? unsigned{base_of(value)} : 4U; };
  return for_each_kmer(read, code_of, [&](std::uint64_t kmer) {
    return hashes_[hash_of(kmer)] && std::binary_search(kmers_.begin(), kmers_.end(), kmer);
  });
}

}  // namespace norrsken
