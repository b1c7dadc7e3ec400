#include "kernels/filtering/hard_filters.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <functional>

namespace norrsken {
namespace {

VariantCall good_call() {
  VariantCall call;
  call.quality_centiphred = 5000;
  call.mean_confidence_phred = 60;
  call.mean_base_quality_phred = 35;
  GenotypeCall sample;
  sample.alleles = {0, 1};
  sample.depth = 20;
  sample.forward_depth = {5, 5};
  sample.reverse_depth = {5, 5};
  call.samples.push_back(sample);
  return call;
}

TEST_CASE("each hard filter is set just beyond its limit and not at it") {
  struct Limit {
    std::uint32_t filter;
    std::function<void(VariantCall&)> at;
    std::function<void(VariantCall&)> beyond;
  };
  const auto share = [](unsigned reference, unsigned alternate) {
    return [=](VariantCall& call) {
      call.samples[0].forward_depth = {reference, alternate};
      call.samples[0].reverse_depth = {0, 0};
    };
  };
  const std::vector<Limit> each{
      {filter_low_quality, [](auto& c) { c.quality_centiphred = 300; }, [](auto& c) { c.quality_centiphred = 299; }},
      {filter_low_quality,
       [](auto& c) {
         c.alternate = "CAA";
         c.quality_centiphred = 1000;
       },
       [](auto& c) { c.quality_centiphred = 999; }},
      {filter_low_depth, [](auto& c) { c.samples[0].depth = 4; }, [](auto& c) { c.samples[0].depth = 3; }},
      {filter_high_depth, [](auto& c) { c.samples[0].depth = 120; }, [](auto& c) { c.samples[0].depth = 121; }},
      {filter_low_confidence, [](auto& c) { c.mean_confidence_phred = 10; },
       [](auto& c) { c.mean_confidence_phred = 9; }},
      {filter_strand_bias, [](auto& c) { c.strand_bias_phred = 60; }, [](auto& c) { c.strand_bias_phred = 61; }},
      {filter_low_base_quality, [](auto& c) { c.mean_base_quality_phred = 18; },
       [](auto& c) { c.mean_base_quality_phred = 17; }},
      {filter_allele_balance, share(85, 15), share(86, 14)}};
  FilterLimits limits;
  limits.max_depth = 120;
  for (const Limit& limit : each) {
    VariantCall call = good_call();
    limit.at(call);
    apply_hard_filters({&limits, 1}, call);
    CHECK(call.filters == 0);
    limit.beyond(call);
    apply_hard_filters({&limits, 1}, call);
    CHECK(call.filters == limit.filter);
  }
}

TEST_CASE("filters that do not apply stay off, and bits set before are kept") {
  VariantCall call = good_call();
  call.mean_base_quality_phred = 0;  // an indel
  call.samples[0].depth = 100000;    // no limit of depth
  call.samples[0].alleles = {1, 1};  // share of ALT is judged in heterozygotes only
  call.samples[0].forward_depth = {100, 1};
  call.filters = filter_low_quality;
  const FilterLimits limits;
  apply_hard_filters({&limits, 1}, call);
  CHECK(call.filters == filter_low_quality);
}

TEST_CASE("of several samples those that carry the variant must all fail a filter of their own reads") {
  VariantCall call = good_call();
  call.samples.push_back(call.samples[0]);
  call.samples.push_back(call.samples[0]);
  call.samples[2].alleles = {0, 0};
  call.samples[2].depth = 1;  // does not carry it: is not asked
  call.samples[0].depth = 3;
  const std::vector<FilterLimits> limits(3);
  apply_hard_filters(limits, call);
  CHECK(call.filters == 0);
  call.samples[1].depth = 3;
  apply_hard_filters(limits, call);
  CHECK(call.filters == filter_low_depth);
}

TEST_CASE("an allele share that chance explains at this depth is not filtered") {
  const auto is_filtered = [](unsigned reference, unsigned alternate) {
    VariantCall call = good_call();
    call.samples[0].forward_depth = {reference, alternate};
    call.samples[0].reverse_depth = {0, 0};
    const FilterLimits limits;
    apply_hard_filters({&limits, 1}, call);
    return (call.filters & filter_allele_balance) != 0;
  };
  CHECK_FALSE(is_filtered(14, 2));  // 137 of 65,536
  CHECK_FALSE(is_filtered(19, 3));  // 1,794 of 4,194,304
  CHECK(is_filtered(23, 2));        // 326 of 33,554,432
  CHECK(is_filtered(35, 4));
  CHECK(is_filtered(36, 4));
  CHECK(is_filtered(900, 100));
  CHECK_FALSE(is_filtered(850, 150));  // 15 % is never too little
}

TEST_CASE("poor bases of one strand alone are filtered where chance explains the skew less than errors do") {
  const auto is_filtered = [](int skew_phred, unsigned quality_phred, std::array<std::uint32_t, 2> reverse) {
    VariantCall call = good_call();
    call.strand_bias_phred = static_cast<std::int16_t>(skew_phred);
    call.mean_base_quality_phred = static_cast<std::uint16_t>(quality_phred);
    call.samples[0].forward_depth = {20, 11};
    call.samples[0].reverse_depth = {reverse[0], reverse[1]};
    const FilterLimits limits;
    apply_hard_filters({&limits, 1}, call);
    return (call.filters & filter_strand_bias) != 0;
  };
  CHECK(is_filtered(28, 20, {21, 0}));
  CHECK(is_filtered(28, 28, {21, 0}));
  CHECK_FALSE(is_filtered(28, 29, {21, 0}));
  CHECK_FALSE(is_filtered(28, 20, {21, 1}));  // the other strand has it too
  CHECK_FALSE(is_filtered(0, 20, {0, 0}));    // an amplicon has one strand only
  CHECK_FALSE(is_filtered(28, 0, {21, 0}));   // an indel: no quality of its own
  CHECK_FALSE(is_filtered(28, 20, {5, 0}));   // a share of 30 %: chance does this to one het variant in a hundred
  CHECK(is_filtered(40, 20, {5, 0}));
}

}  // namespace
}  // namespace norrsken
