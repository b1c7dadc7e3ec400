#include "kernels/biomarkers/mutation_context.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "../seeding/small_genome.hpp"

using namespace norrsken;

namespace {

std::string context_of(const std::string& letters, char alternate) {
  std::vector<BaseCode> codes;
  for (const char letter : letters) codes.push_back(base_code(letter));
  const SmallGenome genome({codes});
  const GenomeView view = genome.view();
  const auto context = mutation_context(view, view.contigs[0].start + 1, alternate);
  return context ? mutation_context_name(*context) : "none";
}

}  // namespace

TEST_CASE("a pyrimidine is looked at on its own strand, a purine on the other") {
  CHECK(context_of("TCA", 'T') == "T[C>T]A");
  CHECK(context_of("TGA", 'A') == "T[C>T]A");
  CHECK(context_of("ACG", 'A') == "A[C>A]G");
  CHECK(context_of("GTT", 'G') == "G[T>G]T");
  CHECK(context_of("AAC", 'C') == "G[T>G]T");
}

TEST_CASE("next to N, at a contig's end and without a change there is no context") {
  CHECK(context_of("NCA", 'T') == "none");
  CHECK(context_of("TC", 'T') == "none");
  CHECK(context_of("TCA", 'C') == "none");
  CHECK(context_of("TCA", 'N') == "none");
}

TEST_CASE("every change in every context has a place of its own") {
  std::set<std::string> names;
  for (const char five : std::string("ACGT"))
    for (const char three : std::string("ACGT"))
      for (const auto& [reference, others] : {std::pair('C', "AGT"), std::pair('T', "ACG")})
        for (const char alternate : std::string(others)) {
          const std::string name = context_of({five, reference, three}, alternate);
          CHECK(name == std::string{five, '[', reference, '>', alternate, ']', three});
          names.insert(name);
        }
  CHECK(names.size() == mutation_contexts);
}
