// A seeded mutator over the targets' corpora: fuzz_readers [iterations] [target [seed]]; or, to begin libFuzzer with:
// fuzz_readers write-corpus FOLDER. The same seed gives the same
// inputs everywhere; a finding names the target and the seed that show it again.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include "fuzz_targets.hpp"

namespace {

using norrsken::fuzz::Finding;
using norrsken::fuzz::Target;
using Random = std::mt19937_64;

constexpr unsigned hang_seconds = 60;
std::string now_running;

void report_signal(int signal) {
  const std::string text = (signal == SIGALRM ? "hang: " : "crash: ") + now_running + "\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
  _exit(1);
}

std::size_t below(std::size_t bound, Random& random) {
  return bound == 0 ? 0 : random() % bound;
}

void change_bytes(std::string& bytes, Random& random) {
  constexpr std::string_view interesting{"\0\xff\x7f\x80\n\r@+/ \t,;\"#0", 16};
  const std::size_t at = below(bytes.size(), random);
  const std::size_t length = 1 + below(std::min<std::size_t>(bytes.size() - at, 40), random);
  switch (random() % 8) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      break;
    case 1:
      bytes[at] = interesting[random() % interesting.size()];
      break;
    case 2:
      bytes[at] = static_cast<char>(random());
      break;
    case 3:
      bytes.erase(at, length);
      break;
    case 4:
      bytes.insert(at, bytes.substr(below(bytes.size(), random), length));
      break;
    case 5:
      bytes.insert(at, length, interesting[random() % interesting.size()]);
      break;
    case 6:
      bytes.replace(at, std::min<std::size_t>(4, bytes.size() - at), std::string(4, static_cast<char>(random())));
      break;
    default:
      if (random() % 4 == 0) bytes.resize(at);
  }
}

std::string mutated(const std::vector<std::string>& corpus, Random& random) {
  std::string bytes = corpus[below(corpus.size(), random)];
  for (std::size_t changes = below(6, random); changes > 0 && !bytes.empty(); --changes) change_bytes(bytes, random);
  return bytes;
}

// Exit code.
int run(const Target& target, std::uint64_t first_seed, std::uint64_t iterations) {
  const std::vector<std::string> corpus = target.make_corpus();
  for (std::uint64_t seed = first_seed; seed < first_seed + iterations; ++seed) {
    Random random(seed);
    const std::string bytes = seed == 0 ? corpus.front() : mutated(corpus, random);
    now_running = std::string(target.name) + " seed " + std::to_string(seed);
    alarm(hang_seconds);
    try {
      target.run(bytes);
    } catch (const Finding& finding) {
      std::fprintf(stderr, "finding: %s: %s\n", now_running.c_str(), finding.what.c_str());
      return 1;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "unexpected exception: %s: %s\n", now_running.c_str(), error.what());
      return 1;
    }
  }
  alarm(0);
  return 0;
}

int write_corpus(const std::string& folder) {
  for (const Target& target : norrsken::fuzz::targets()) {
    std::filesystem::create_directories(folder + "/" + target.name);
    std::size_t number = 0;
    for (const std::string& bytes : target.make_corpus())
      std::ofstream(folder + "/" + target.name + "/" + std::to_string(number++), std::ios::binary) << bytes;
  }
  return 0;
}

}  // namespace

#ifdef __SANITIZE_ADDRESS__
// htslib 1.16 loses 32 bytes when its reading thread finds a damaged block.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libhts";
}
#endif

int main(int argument_count, char** arguments) {
  if (argument_count == 3 && std::string_view(arguments[1]) == "write-corpus") return write_corpus(arguments[2]);
  std::signal(SIGALRM, report_signal);
#ifndef __SANITIZE_ADDRESS__
  std::signal(SIGSEGV, report_signal);
  std::signal(SIGABRT, report_signal);
#endif
  const std::uint64_t iterations = argument_count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 150;
  const std::string_view only = argument_count > 2 ? arguments[2] : "";
  const std::uint64_t seed = argument_count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 0;
  int result = 0;
  for (const Target& target : norrsken::fuzz::targets())
    if (only.empty() || only == target.name) result |= run(target, seed, iterations);
  return result;
}
