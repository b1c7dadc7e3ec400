#include "kernels/umi/base_votes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace norrsken {
namespace {

BaseQuality consensus(const std::vector<BaseQuality>& copies, unsigned max_phred = 60) {
  BaseVotes votes;
  for (const BaseQuality& copy : copies) add_copy({&copy, 1}, CopyStrand::forward, {&votes, 1});
  return consensus_base(votes, max_phred);
}

TEST_CASE("one copy is given back as it was") {
  for (unsigned quality = 2; quality <= max_quality_phred; ++quality)
    for (BaseCode code = 0; code < 4; ++code)
      CHECK(consensus({make_base_quality(code, quality)}, 45) == make_base_quality(code, quality));
  CHECK(consensus({}) == not_called);
  CHECK(consensus({not_called, not_called}) == not_called);
  CHECK(consensus({not_called, make_base_quality(2, 30)}, 20) == make_base_quality(2, 30));
}

TEST_CASE("the quality is the posterior of the base") {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<BaseQuality> copies;
    double log_likelihood[4] = {0, 0, 0, 0};
    const std::size_t count = 2 + random() % 4;
    for (std::size_t i = 0; i < count; ++i) {
      const auto code = static_cast<BaseCode>(random() % 4);
      const unsigned quality = 2 + random() % 25;
      copies.push_back(make_base_quality(code, quality));
      const double error = std::pow(10.0, -0.1 * quality);
      for (unsigned base = 0; base < 4; ++base)
        log_likelihood[base] += std::log10(base == code ? 1 - error : error / 3);
    }
    const auto best = std::max_element(log_likelihood, log_likelihood + 4) - log_likelihood;
    double others = 0;
    double all = 0;
    for (unsigned base = 0; base < 4; ++base) {
      const double likelihood = std::pow(10.0, log_likelihood[base] - log_likelihood[best]);
      all += likelihood;
      if (base != best) others += likelihood;
    }
    const BaseQuality called = consensus(copies, 63);
    if (called == not_called) {  // a tie
      CHECK(others / all > 0.499);
      continue;
    }
    CHECK(base_of(called) == best);
    const double phred = std::clamp(-10 * std::log10(others / all), 2.0, 63.0);
    CHECK(std::abs(quality_of(called) - phred) < 0.6);
  }
}

TEST_CASE("copies that agree gain quality up to the limit, copies that do not lose it") {
  const BaseQuality c20 = make_base_quality(1, 20);
  CHECK(quality_of(consensus({c20, c20})) == 45);
  CHECK(quality_of(consensus({c20, c20, c20}, 45)) == 45);
  CHECK(consensus({make_base_quality(1, 30), make_base_quality(2, 20)}) == make_base_quality(1, 10));
  CHECK(consensus({c20, make_base_quality(2, 20)}) == not_called);
}

TEST_CASE("the order of the copies does not matter") {
  std::mt19937 random(11);
  std::vector<BaseQuality> copies;
  for (int i = 0; i < 50; ++i)
    copies.push_back(make_base_quality(static_cast<BaseCode>(i % 3 == 0 ? random() % 4 : 1), 2 + random() % 20));
  const BaseQuality called = consensus(copies, 63);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(copies.begin(), copies.end(), random);
    CHECK(consensus(copies, 63) == called);
  }
}

TEST_CASE("copies of either strand vote from their first base on, as far as there is something to vote for") {
  const std::vector<BaseQuality> copy = {make_base_quality(0, 20), not_called, make_base_quality(2, 30),
                                         make_base_quality(3, 40)};
  std::vector<BaseVotes> votes(3);
  add_copy(copy, CopyStrand::forward, votes);
  CHECK(votes[0].last == copy[0]);
  CHECK(votes[1].copies == 0);
  CHECK(votes[2].last == copy[2]);
  add_copy(copy, CopyStrand::reverse, votes);
  CHECK(votes[0].last == copy[3]);
  CHECK(votes[0].copies == 2);
  CHECK(votes[1].last == copy[2]);
  CHECK(votes[2].copies == 1);
}

TEST_CASE("strands that agree add up, strands that do not leave little or nothing") {
  const BaseQuality a30 = make_base_quality(0, 30);
  CHECK(join_strands(a30, make_base_quality(0, 25), 60) == make_base_quality(0, 55));
  CHECK(join_strands(a30, make_base_quality(0, 45), 60) == make_base_quality(0, 60));
  CHECK(join_strands(a30, make_base_quality(3, 25), 60) == not_called);
  CHECK(join_strands(make_base_quality(3, 12), a30, 60) == make_base_quality(0, 18));
  CHECK(join_strands(a30, not_called, 60) == a30);
  CHECK(join_strands(not_called, a30, 60) == a30);
}

}  // namespace
}  // namespace norrsken
