// The exchange of a whole genome's reads between many ranks, in sizes only: the owners of blocks, the lists of records
// and the rounds are those of the program, but no byte is stored or sent, and a clock of its own stands for the
// machine. usage: exchange_sizes RANKS [THREADS] [NETWORK_GB_PER_S] [DEPTH]; prints one JSON object.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>
#include <vector>

#include "kernels/types/placed_read.hpp"
#include "pipeline/mpi/exchange_queues.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/read_record.hpp"
#include "pipeline/stages/read_router.hpp"

namespace {
using namespace norrsken;

constexpr std::uint16_t read_bases = 150;
constexpr unsigned rare_qualities = 6;  // of a read of the benchmarks, which have the eight qualities of a HiSeq X
constexpr std::uint64_t reads_of_batch = reads_between_flushes;
constexpr double seconds_of_batch = 1.1e-6 * reads_of_batch;  // one thread, from the input to the queue
constexpr double message_seconds = 5e-6;                      // beside what the bandwidth costs

struct Machine {
  std::size_t ranks = 1;
  unsigned threads = 64;                // of one rank
  double network_bytes_per_s = 12.5e9;  // of one rank, each way
  double depth = 30;
};

// Lengths of the chromosomes of GRCh38 in megabases, 1-22, X, Y; the sequence that is not known (5 %) in one run each.
struct HumanAxis {
  std::vector<Contig> contigs;
  std::vector<GenomeInterval> n_runs;
  GenomePosition length = contig_gap;

  HumanAxis() {
    for (const unsigned megabases : {249, 242, 198, 190, 182, 171, 159, 145, 138, 134, 135, 133,
                                     114, 107, 102, 90,  83,  80,  59,  64,  47,  51,  156, 57}) {
      const GenomePosition bases = megabases * 1'000'000;
      contigs.push_back({"chr", length, bases});
      n_runs.push_back({length + bases / 5 * 2, length + bases / 5 * 2 + bases / 20});
      length += bases + contig_gap;
    }
  }
  [[nodiscard]] GenomeView view() const { return {contigs, {}, n_runs, length}; }
};

// How many reads a block gets beside others: uneven by GC (a fifth), one block in a thousand a collapsed repeat of 20
// x.
std::vector<double> true_weights(const GenomeView& genome, std::mt19937_64& random) {
  std::vector<double> weights(block_count(genome));
  std::normal_distribution<double> unevenness(1, 0.2);
  for (std::uint32_t block = 0; block < weights.size(); ++block) {
    const GenomeInterval interval = block_interval(genome, block);
    double known = interval.end - interval.start;
    for (const GenomeInterval& run : genome.n_runs)
      known -= std::max(0.0, std::min<double>(run.end, interval.end) - std::max<double>(run.start, interval.start));
    weights[block] = known * std::max(0.1, unevenness(random)) * (random() % 1000 == 0 ? 20 : 1);
  }
  return weights;
}

std::uint64_t bytes_of_a_record() {
  PlacedRead read;
  read.length = read_bases;
  std::vector<BaseQuality> bases(read_bases, make_base_quality(0, 40));
  std::fill_n(bases.begin(), rare_qualities, make_base_quality(0, 12));
  std::vector<std::byte> record;
  append_record(read, bases, CommonQualities{40, 37, 32}, record);
  return record.size();
}

struct Lists {
  std::uint64_t bytes = 0;
  [[nodiscard]] std::uint64_t size() const { return bytes; }
};

struct Rank {
  ExchangeQueues<Lists> queues;
  std::uint64_t batches_left = 0;
  double next_batch_at = 0;
  double waited_seconds = 0;
  std::uint64_t most_queued = 0;
};

struct Totals {
  std::uint64_t rounds = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t blocks = 0;  // with payload
  std::uint64_t largest_block = 0;
  double end_seconds = 0;
};

class Simulation {
 public:
  explicit Simulation(const Machine& machine) : machine_(machine), received_(machine.ranks), round_in_(machine.ranks) {
    const GenomeView genome = axis_.view();
    const std::vector<double> weights = true_weights(genome, random_);
    block_of_read_ = std::discrete_distribution<std::uint32_t>(weights.begin(), weights.end());
    owners_ = choose_owners(genome);
    share_.resize(machine.ranks);
    double all = 0;
    for (std::uint32_t block = 0; block < weights.size(); ++block) {
      share_[static_cast<std::size_t>(owners_[block])] += weights[block];
      all += weights[block];
    }
    for (double& share : share_) share /= all;
    const double known_bases = 2.95e9;
    const auto batches = static_cast<std::uint64_t>(known_bases * machine.depth / read_bases / reads_of_batch);
    for (std::size_t rank = 0; rank < machine.ranks; ++rank)
      ranks_.push_back({ExchangeQueues<Lists>(options_, machine.ranks),
                        batches * (rank + 1) / machine.ranks - batches * rank / machine.ranks});
  }

  // In steps of half a batch's time; a round ends when its slowest rank has sent and received all of it.
  void run() {
    const double step = seconds_of_batch / machine_.threads / 2;
    double now = 0;
    std::deque<double> under_way;  // when rounds end
    constexpr std::size_t rounds_at_once = 2;
    while (true) {
      bool is_working = false;
      for (std::size_t rank = 0; rank < ranks_.size(); ++rank) is_working = produce(rank, now, step) || is_working;
      while (!under_way.empty() && under_way.front() <= now) under_way.pop_front();
      const bool all_done = !is_working;
      const bool is_wanted = std::any_of(ranks_.begin(), ranks_.end(), [&](const Rank& rank) {
        return rank.queues.is_worth_a_round() || (rank.batches_left == 0 && !rank.queues.is_empty());
      });
      if (is_wanted && under_way.size() < rounds_at_once)
        under_way.push_back(std::max(now, under_way.empty() ? now : under_way.back()) + send_round());
      if (all_done && !is_wanted && under_way.empty()) break;
      now += step;
    }
    totals_.end_seconds = now;
  }

  void print() const {
    const auto ranks = static_cast<double>(ranks_.size());
    double waited = 0;
    std::uint64_t most_queued = 0;
    for (const Rank& rank : ranks_) {
      waited += rank.waited_seconds;
      most_queued = std::max(most_queued, rank.most_queued);
    }
    const double reads = static_cast<double>(batches_) * reads_of_batch;
    const double most_received = static_cast<double>(*std::max_element(received_.begin(), received_.end()));
    const double sent = static_cast<double>(totals_.sent_bytes);
    std::printf(
        "{\"ranks\": %zu, \"threads\": %u, \"network_gb_per_s\": %.2f, \"depth\": %.0f, \"reads\": %.0f, \"rounds\": "
        "%llu,"
        " \"record_bytes\": %llu, \"messages_a_rank\": %.0f, \"mean_block_kb\": %.1f, \"largest_block_kb\": %.1f, "
        "\"bytes_a_read\": %.1f,"
        " \"gb_sent_a_rank\": %.3f, \"most_received_to_mean\": %.3f, \"largest_share_to_mean\": %.3f,"
        " \"most_queued_mb\": %.1f, \"waited_share\": %.4f, \"seconds\": %.2f, \"place_seconds\": %.2f}\n",
        ranks_.size(), machine_.threads, machine_.network_bytes_per_s / 1e9, machine_.depth, reads,
        static_cast<unsigned long long>(totals_.rounds), static_cast<unsigned long long>(record_bytes_),
        static_cast<double>(totals_.rounds) * (ranks - 1),
        totals_.blocks == 0 ? 0 : sent / static_cast<double>(totals_.blocks) / 1e3,
        static_cast<double>(totals_.largest_block) / 1e3, sent / reads, sent / ranks / 1e9,
        sent == 0 ? 1 : most_received / (sent / ranks), *std::max_element(share_.begin(), share_.end()) * ranks,
        static_cast<double>(most_queued) / 1e6, waited / ranks / totals_.end_seconds, totals_.end_seconds,
        reads / reads_of_batch * seconds_of_batch / machine_.threads / ranks);
  }

 private:
  // From a first sample, as place_reads() does.
  std::vector<int> choose_owners(const GenomeView& genome) {
    std::vector<std::uint64_t> sampled(block_count(genome));
    constexpr unsigned sampled_reads = 32 * reads_of_batch;
    for (unsigned read = 0; read < sampled_reads; ++read) ++sampled[block_of_read_(random_)];
    const BlockOwners owners(block_weights(genome, sampled), static_cast<int>(machine_.ranks));
    std::vector<int> result;
    for (std::uint32_t block = 0; block < sampled.size(); ++block) result.push_back(owners.owner(block));
    return result;
  }

  // The batches that a rank has placed by now; false when it has none left.
  bool produce(std::size_t rank, double now, double step) {
    Rank& mine = ranks_[rank];
    if (mine.batches_left == 0) return false;
    if (mine.queues.is_full()) {
      mine.waited_seconds += step;
      mine.next_batch_at = std::max(mine.next_batch_at, now);
      return true;
    }
    std::uniform_real_distribution<double> jitter(0.8, 1.2);
    while (mine.batches_left > 0 && mine.next_batch_at <= now && !mine.queues.is_full()) {
      queue_batch(rank, mine.queues);
      mine.most_queued = std::max(mine.most_queued, mine.queues.queued_bytes());
      --mine.batches_left;
      ++batches_;
      mine.next_batch_at += seconds_of_batch / machine_.threads * jitter(random_);
    }
    return true;
  }

  void queue_batch(std::size_t from, ExchangeQueues<Lists>& queues) {
    const std::uint64_t list_bytes = std::min<std::uint64_t>(max_list_bytes, queues.block_bytes());
    for (std::size_t to = 0; to < share_.size(); ++to) {
      std::poisson_distribution<std::uint64_t> reads(share_[to] * reads_of_batch);
      if (to == from) continue;
      for (std::uint64_t left = reads(random_) * record_bytes_; left > 0;) {
        const std::uint64_t bytes = std::min(left, list_bytes);
        queues.push(to, {bytes});
        left -= bytes;
      }
    }
  }

  // Takes a block for every pair of ranks; returns how long the round lasts.
  double send_round() {
    ++totals_.rounds;
    std::fill(round_in_.begin(), round_in_.end(), 0);
    std::uint64_t most_out = 0;
    for (std::size_t from = 0; from < ranks_.size(); ++from) {
      std::uint64_t out = 0;
      for (std::size_t to = 0; to < ranks_.size(); ++to) {
        std::uint64_t block = 0;
        for (const Lists& lists : ranks_[from].queues.take_block(to)) block += lists.size();
        if (block > 0) ++totals_.blocks;
        totals_.largest_block = std::max(totals_.largest_block, block);
        round_in_[to] += block;
        received_[to] += block;
        out += block;
      }
      most_out = std::max(most_out, out);
      totals_.sent_bytes += out;
    }
    const std::uint64_t most_in = *std::max_element(round_in_.begin(), round_in_.end());
    return static_cast<double>(std::max(most_out, most_in)) / machine_.network_bytes_per_s +
           static_cast<double>(ranks_.size() - 1) * message_seconds;
  }

  Machine machine_;
  ExchangeOptions options_;
  std::mt19937_64 random_{1};
  HumanAxis axis_;
  std::discrete_distribution<std::uint32_t> block_of_read_;
  std::vector<int> owners_;
  std::vector<double> share_;  // of the reads, by owner
  std::vector<Rank> ranks_;
  std::vector<std::uint64_t> received_;
  std::vector<std::uint64_t> round_in_;
  std::uint64_t batches_ = 0;
  Totals totals_;
  std::uint64_t record_bytes_ = bytes_of_a_record();
};

}  // namespace

int main(int count, char** words) {
  Machine machine;
  if (count < 2 || count > 5 || std::atoi(words[1]) < 1) {
    std::fprintf(stderr, "usage: exchange_sizes RANKS [THREADS] [NETWORK_GB_PER_S] [DEPTH]\n");
    return 2;
  }
  machine.ranks = static_cast<std::size_t>(std::atoi(words[1]));
  if (count > 2) machine.threads = static_cast<unsigned>(std::max(1, std::atoi(words[2])));
  if (count > 3) machine.network_bytes_per_s = std::atof(words[3]) * 1e9;
  if (count > 4) machine.depth = std::atof(words[4]);
  Simulation simulation(machine);
  simulation.run();
  simulation.print();
  return 0;
}
