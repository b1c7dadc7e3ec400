#include "kernels/somatic/variant_kmers.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace norrsken {
namespace {

std::vector<BaseCode> random_bases(std::size_t count) {
  std::mt19937 random(21);
  std::vector<BaseCode> bases(count);
  for (BaseCode& base : bases) base = static_cast<BaseCode>(random() % 4);
  return bases;
}

std::vector<BaseQuality> read_of(const std::vector<BaseCode>& bases, std::size_t from, std::size_t count) {
  std::vector<BaseQuality> read;
  for (std::size_t i = from; i < from + count; ++i) read.push_back(make_base_quality(bases[i], 5));
  return read;
}

TEST_CASE("a read with the variant holds its k-mers, a read of the reference or one too short does not") {
  const std::vector<BaseCode> reference = random_bases(400);
  std::vector<BaseCode> changed = reference;
  changed[200] = static_cast<BaseCode>(3 - changed[200]);
  const std::vector<BaseCode> alternate{changed[200]};
  const VariantKmers kmers(reference, 200, 1, alternate);
  CHECK(kmers.size() == VariantKmers::kmer_bases);
  CHECK(kmers.occur_in(read_of(changed, 150, 100)));
  CHECK_FALSE(kmers.occur_in(read_of(reference, 150, 100)));
  CHECK_FALSE(kmers.occur_in(read_of(changed, 190, 20)));
  std::vector<BaseQuality> with_n = read_of(changed, 190, 30);
  with_n[15] = not_called;
  CHECK_FALSE(kmers.occur_in(with_n));
}

TEST_CASE("insertions and deletions make k-mers of their own") {
  const std::vector<BaseCode> reference = random_bases(400);
  const std::vector<BaseCode> inserted{0, 1, 2, 3, 3, 2, 1, 0};
  std::vector<BaseCode> longer = reference;
  longer.insert(longer.begin() + 200, inserted.begin(), inserted.end());
  CHECK(VariantKmers(reference, 200, 0, inserted).occur_in(read_of(longer, 160, 90)));
  std::vector<BaseCode> shorter = reference;
  shorter.erase(shorter.begin() + 200, shorter.begin() + 210);
  const VariantKmers deletion(reference, 200, 10, {});
  CHECK(deletion.occur_in(read_of(shorter, 160, 90)));
  CHECK_FALSE(deletion.occur_in(read_of(reference, 160, 90)));
}

TEST_CASE("a change that makes nothing new is not to be found") {
  const std::vector<BaseCode> repeat(400, 2);
  const VariantKmers one_less(repeat, 200, 1, {});
  CHECK(one_less.size() == 0);
  CHECK_FALSE(one_less.occur_in(read_of(repeat, 100, 100)));
}

TEST_CASE("k-mers that any misread homopolymer would show do not count") {
  std::vector<BaseCode> reference = random_bases(400);
  for (BaseCode& base : reference)
    if (base == 0) base = 1;
  std::fill(reference.begin() + 200, reference.begin() + 230, BaseCode{0});
  const std::vector<BaseCode> alternate{3};
  CHECK(VariantKmers(reference, 215, 1, alternate).size() == 7 + 8);  // those that reach three bases out of the tract
  std::fill(reference.begin() + 150, reference.begin() + 280, BaseCode{0});
  CHECK(VariantKmers(reference, 215, 1, alternate).size() == 0);
}

}  // namespace
}  // namespace norrsken
