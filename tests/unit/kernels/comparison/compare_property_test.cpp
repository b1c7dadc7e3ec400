// Random diploid haplotypes, spelled in two random ways, must match wholly; one changed allele must show alone.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "kernels/comparison/compare.hpp"

using namespace norrsken;

namespace {

using Random = std::mt19937;

int draw(Random& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}
char draw_base(Random& random) {
  return "ACGT"[draw(random, 4)];
}
char other_base(Random& random, char base) {
  for (;;)
    if (const char drawn = draw_base(random); drawn != base) return drawn;
}
std::string draw_bases(Random& random, int length) {
  std::string bases;
  for (int i = 0; i < length; ++i) bases += draw_base(random);
  return bases;
}

// Half of it in short tandem repeats.
std::string draw_reference(Random& random, std::size_t length) {
  std::string reference;
  while (reference.size() < length) {
    reference += draw_bases(random, 5 + draw(random, 25));
    const std::string unit = draw_bases(random, 1 + draw(random, 4));
    for (int i = draw(random, 9); i > 0; --i) reference += unit;
  }
  reference.resize(length);
  return reference;
}

struct Event {  // one change on one or both chromosomes
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::string bases;
  std::array<bool, 2> on{true, false};
  bool is_fixed = false;  // never spelled otherwise
};

bool share_chromosome(const Event& a, const Event& b) {
  return (a.on[0] && b.on[0]) || (a.on[1] && b.on[1]);
}

std::string piece(const std::string& reference, std::int64_t start, std::int64_t end) {
  return reference.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
}

Event draw_event(Random& random, const std::string& reference, std::int64_t start) {
  Event event;
  event.start = event.end = start;
  const int kind = draw(random, 6);
  // Odd insertions and even deletions: no two of them cancel each other out, which would be no variant at all.
  const int length = 2 * draw(random, 3) + (kind == 3 ? 1 : 2);
  if (kind <= 1) {  // SNV
    event.end = start + 1;
    event.bases = other_base(random, reference[static_cast<std::size_t>(start)]);
  } else if (kind == 2) {  // MNV
    event.end = start + 2 + draw(random, 3);
    for (std::int64_t i = start; i < event.end; ++i)
      event.bases += other_base(random, reference[static_cast<std::size_t>(i)]);
  } else if (kind == 3) {
    event.bases = draw(random, 2) == 0 ? draw_bases(random, length) : piece(reference, start, start + length);
  } else if (kind == 4) {
    event.end = start + length;
  } else {  // replaced by another length
    event.end = start + length;
    do {
      event.bases = draw_bases(random, 1 + draw(random, 4));
    } while (event.bases == piece(reference, start, event.end));
  }
  const int chromosomes = draw(random, 3);
  event.on = {chromosomes != 1, chromosomes != 0};
  return event;
}

std::vector<Event> draw_events(Random& random, const std::string& reference, int spacing) {
  std::vector<Event> events;
  std::int64_t position = 20;
  for (;;) {
    position += 1 + draw(random, spacing);
    if (position + 20 > static_cast<std::int64_t>(reference.size())) return events;
    events.push_back(draw_event(random, reference, position));
    position = events.back().end + 1;
  }
}

void split_homozygous(Random& random, std::vector<Event>& events) {
  std::vector<Event> result;
  for (const Event& event : events) {
    if (!event.is_fixed && event.on[0] && event.on[1] && draw(random, 3) == 0) {
      for (const bool second : {false, true}) {
        result.push_back(event);
        result.back().on = {!second, second};
      }
    } else {
      result.push_back(event);
    }
  }
  events = std::move(result);
}

// An MNV into SNVs, a mixed change into an insertion and a deletion.
void take_apart(Random& random, const std::string& reference, std::vector<Event>& events) {
  std::vector<Event> result;
  for (const Event& event : events) {
    const std::int64_t replaced = event.end - event.start;
    const auto inserted = static_cast<std::int64_t>(event.bases.size());
    if (event.is_fixed || replaced == 0 || inserted == 0 || draw(random, 2) == 0) {
      result.push_back(event);
    } else if (replaced == inserted) {
      for (std::int64_t i = 0; i < replaced; ++i)
        if (event.bases[static_cast<std::size_t>(i)] != reference[static_cast<std::size_t>(event.start + i)])
          result.push_back({event.start + i, event.start + i + 1, event.bases.substr(static_cast<std::size_t>(i), 1),
                            event.on, false});
    } else {
      result.push_back({event.start, event.start, event.bases, event.on, false});
      result.push_back({event.start, event.end, "", event.on, false});
    }
  }
  events = std::move(result);
}

void shift_indels(Random& random, const std::string& reference, std::vector<Event>& events) {
  for (Event& event : events) {
    if (event.is_fixed || (event.start == event.end) == event.bases.empty()) continue;
    const VariantAllele allele{event.start, event.end, event.bases, Zygosity::one_copy, 0};
    const ContigSpan span = spelling_span(reference, allele);
    const bool is_free = std::none_of(events.begin(), events.end(), [&](const Event& other) {
      return &other != &event && share_chromosome(event, other) && other.start <= span.end && span.start <= other.end;
    });
    if (!is_free) continue;
    VariantAllele left = left_aligned(reference, allele);
    const std::int64_t room = span.end - left.end;
    const std::int64_t steps = draw(random, static_cast<int>(room) + 1);
    if (!left.bases.empty())
      std::rotate(left.bases.begin(), left.bases.begin() + steps % left.inserted_bases(), left.bases.end());
    event = {left.start + steps, left.end + steps, left.bases, event.on, false};
  }
}

void merge_neighbours(Random& random, const std::string& reference, std::vector<Event>& events) {
  for (std::size_t i = 0; i + 1 < events.size();) {
    Event& first = events[i];
    const Event second = events[i + 1];
    const bool is_mergeable = !first.is_fixed && !second.is_fixed && first.on == second.on &&
                              first.end <= second.start && second.start - first.end <= 4 && draw(random, 2) == 0;
    if (!is_mergeable) {
      ++i;
      continue;
    }
    first.bases += piece(reference, first.end, second.start) + second.bases;
    first.end = second.end;
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

void sort_events(std::vector<Event>& events) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::pair(a.start, a.end) < std::pair(b.start, b.end);
  });
}

std::vector<VariantAllele> spell(Random& random, const std::string& reference, std::vector<Event> events) {
  split_homozygous(random, events);
  take_apart(random, reference, events);
  sort_events(events);
  shift_indels(random, reference, events);
  sort_events(events);
  merge_neighbours(random, reference, events);
  std::vector<VariantAllele> alleles;
  for (const Event& event : events) {
    VariantAllele allele = trimmed_allele(event.start, piece(reference, event.start, event.end), event.bases);
    if (allele.is_insertion() && allele.bases.empty()) continue;
    allele.zygosity = event.on[0] && event.on[1] ? Zygosity::every_copy : Zygosity::one_copy;
    allele.record = static_cast<std::uint32_t>(alleles.size());
    alleles.push_back(allele);
  }
  std::shuffle(alleles.begin(), alleles.end(), random);
  return alleles;
}

std::size_t unmatched(const std::vector<ComparedAllele>& alleles) {
  return static_cast<std::size_t>(std::count_if(alleles.begin(), alleles.end(),
                                                [](const ComparedAllele& a) { return a.verdict != Verdict::matched; }));
}

}  // namespace

TEST_CASE("two random spellings of the same haplotypes match wholly") {
  ComparisonCounts counts;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const std::string reference = draw_reference(random, 600);
    const std::vector<Event> events = draw_events(random, reference, 10 + draw(random, 60));
    const auto truth = spell(random, reference, events);
    const auto calls = spell(random, reference, events);
    const Comparison result = compare_alleles(reference, truth, calls, {});
    counts.add(result.counts);
    INFO("seed " << seed);
    CHECK(unmatched(result.truth) == 0);
    CHECK(unmatched(result.calls) == 0);
  }
  CHECK(counts.searched > 300);
  CHECK(counts.too_complex == 0);
}

TEST_CASE("one changed allele is lost and wrong, and nothing else is") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    Random random(1000 + seed);
    const std::string reference = draw_reference(random, 600);
    std::vector<Event> events = draw_events(random, reference, 30);
    Event& changed = events[events.size() / 2];
    const std::int64_t position = changed.start;
    std::erase_if(events, [&](const Event& e) {
      return e.start != position && e.end + 25 > position && e.start < position + 25;
    });
    Event& snv = *std::find_if(events.begin(), events.end(), [&](const Event& e) { return e.start == position; });
    const char reference_base = reference[static_cast<std::size_t>(position)];
    snv.end = position + 1;
    snv.bases = other_base(random, reference_base);
    snv.is_fixed = true;
    const auto truth = spell(random, reference, events);
    const std::string right = snv.bases;
    do {
      snv.bases = other_base(random, reference_base);
    } while (snv.bases == right);
    const auto calls = spell(random, reference, events);
    const Comparison result = compare_alleles(reference, truth, calls, {});
    INFO("seed " << seed);
    CHECK(unmatched(result.truth) == 1);
    CHECK(unmatched(result.calls) == 1);
    for (std::size_t i = 0; i < calls.size(); ++i)
      if (result.calls[i].verdict != Verdict::matched) {
        CHECK(calls[i].start == position);
        CHECK(result.calls[i].verdict == Verdict::wrong_allele);
      }
  }
}

TEST_CASE("one allele left out is lost, and nothing else is") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Random random(2000 + seed);
    const std::string reference = draw_reference(random, 600);
    std::vector<Event> events = draw_events(random, reference, 40);
    const auto truth = spell(random, reference, events);
    auto calls = truth;
    calls.erase(calls.begin() + draw(random, static_cast<int>(calls.size())));
    const Comparison result = compare_alleles(reference, truth, calls, {});
    INFO("seed " << seed);
    CHECK(unmatched(result.truth) == 1);
    CHECK(unmatched(result.calls) == 0);
  }
}

TEST_CASE("the result does not depend on the order of alleles or on which side is called truth") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    Random random(3000 + seed);
    const std::string reference = draw_reference(random, 600);
    const std::vector<Event> events = draw_events(random, reference, 25);
    auto truth = spell(random, reference, events);
    auto calls = spell(random, reference, events);
    truth.resize(truth.size() - truth.size() / 4);
    calls.resize(calls.size() - calls.size() / 4);
    const Comparison forward = compare_alleles(reference, truth, calls, {});
    const Comparison backward = compare_alleles(reference, calls, truth, {});
    INFO("seed " << seed);
    CHECK(unmatched(forward.truth) + unmatched(forward.calls) == unmatched(backward.truth) + unmatched(backward.calls));
    std::shuffle(truth.begin(), truth.end(), random);
    const Comparison shuffled = compare_alleles(reference, truth, calls, {});
    CHECK(unmatched(forward.truth) == unmatched(shuffled.truth));
    CHECK(unmatched(forward.calls) == unmatched(shuffled.calls));
  }
}
