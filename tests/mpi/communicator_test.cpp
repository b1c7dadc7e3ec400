#include "pipeline/mpi/communicator.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "mpi_world.hpp"

namespace norrsken {
namespace {

struct Counts {
  std::uint64_t reads = 0;
  std::array<std::uint64_t, 3> lengths{};
};

// Text that only rank `rank` can have made; its length differs from rank to rank.
std::string words_of(int rank, std::size_t bytes) {
  std::string text(bytes + static_cast<std::size_t>(rank), static_cast<char>('a' + rank));
  if (!text.empty()) text.back() = '!';
  return text;
}

TEST_CASE("a sum adds every member of a struct over the ranks") {
  const auto rank = static_cast<std::uint64_t>(world().rank());
  const auto size = static_cast<std::uint64_t>(world().size());
  const Counts all = world().sum(Counts{rank + 1, {1, rank, 1ULL << 40}});
  CHECK(all.reads == size * (size + 1) / 2);
  CHECK(all.lengths == std::array<std::uint64_t, 3>{size, size * (size - 1) / 2, size << 40});
}

TEST_CASE("a sum over no values is nothing") {
  std::vector<std::uint64_t> none;
  world().sum_in_place(none);
  CHECK(none.empty());
}

TEST_CASE("minimum, maximum and exclusive sum see every rank") {
  const auto rank = static_cast<std::uint64_t>(world().rank());
  const auto low = world().minimum(rank + 5);
  const auto high = world().maximum(rank + 5);
  const auto below = world().exclusive_sum(rank + 1);
  CHECK(low == 5);
  CHECK(high == static_cast<std::uint64_t>(world().size()) + 4);
  CHECK(below == rank * (rank + 1) / 2);
}

TEST_CASE("a broadcast brings the bytes of any root to every rank") {
  std::vector<std::string> got;
  for (int root = 0; root < world().size(); ++root)
    got.push_back(world().broadcast(world().rank() == root ? words_of(root, 1000) : "ignored", root));
  got.push_back(world().broadcast(""));
  for (int root = 0; root < world().size(); ++root) CHECK(got[static_cast<std::size_t>(root)] == words_of(root, 1000));
  CHECK(got.back().empty());
}

TEST_CASE("a gather brings byte strings of any length to the root in rank order") {
  const std::size_t longer_than_a_piece = (16U << 20) + 17;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{5}, longer_than_a_piece}) {
    const auto all = world().gather(words_of(world().rank(), bytes));
    if (!world().is_root()) {
      CHECK(all.empty());
      continue;
    }
    CHECK(all.size() == static_cast<std::size_t>(world().size()));
    for (std::size_t from = 0; from < all.size(); ++from) CHECK((all[from] == words_of(static_cast<int>(from), bytes)));
  }
}

TEST_CASE("byte strings go from rank to rank in the order in which they were sent") {
  std::vector<std::string> got;
  const int next = world().rank() + 1;
  if (world().rank() > 0)
    for (int turn = 0; turn < 3; ++turn) got.push_back(world().receive(world().rank() - 1));
  if (next < world().size())
    for (std::size_t turn = 0; turn < 3; ++turn) world().send(words_of(world().rank(), turn), next);
  CHECK(got.size() == (world().rank() > 0 ? 3 : 0));
  for (std::size_t turn = 0; turn < got.size(); ++turn) CHECK(got[turn] == words_of(world().rank() - 1, turn));
}

TEST_CASE("ranks of one host share a node, and a duplicate has the same ranks") {
  const Communicator node = world().split_by_node();
  const Communicator copy = world().duplicate();
  const auto from_copy = copy.sum(Counts{1, {}}).reads;
  CHECK(node.size() == world().size());
  CHECK(copy.rank() == world().rank());
  CHECK(from_copy == static_cast<std::uint64_t>(world().size()));
}

}  // namespace
}  // namespace norrsken
