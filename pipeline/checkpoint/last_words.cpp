#include "pipeline/checkpoint/last_words.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace norrsken {
namespace {

struct Words {
  std::string line;
  std::string claim;
};

// Complete before the handler is let to them.
Words words_of_node;
Words words_of_case;
std::atomic<bool> speaks_for_node = false;
std::atomic<bool> speaks_for_case = false;
std::atomic<bool> waits_for_root = false;
static_assert(std::atomic<bool>::is_always_lock_free);

std::string line_about(const std::string& what) {
  return "norrsken: error: " + what +
         "mpirun ends this run: one of its ranks was killed or lost, or mpirun was stopped. Fix: run the same command "
         "again, it goes on from its checkpoint\n";
}

// Where the file cannot be made, everybody may speak.
bool is_first(const Words& words) {
  const int descriptor = open(words.claim.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno != EEXIST;
  static_cast<void>(!write(descriptor, words.line.data(), words.line.size()));
  close(descriptor);
  return true;
}

}  // namespace

void speak_for_lost_ranks() {
  const char* const ranks = std::getenv("OMPI_COMM_WORLD_SIZE");  // of mpirun alone
  const char* const session = std::getenv("PMIX_SERVER_TMPDIR");  // of this node; mpirun removes it
  const bool has_speaker = std::getenv("NORRSKEN_BATCH") != nullptr;
  speaks_for_node = false;
  if (ranks == nullptr || std::atoi(ranks) < 2 || session == nullptr || has_speaker) return;
  words_of_node = {line_about(""), std::string(session) + "/norrsken-last-words"};
  speaks_for_node = true;
}

void stop_speaking_for_lost_ranks() {
  speaks_for_node = false;
}

void speak_instead_of_others() {
  if (speaks_for_node.exchange(false)) static_cast<void>(is_first(words_of_node));
}

void say_last_words(const siginfo_t& signal) {
  if (!speaks_for_node || signal.si_pid != getppid()) return;
  if (!is_first(words_of_node)) return;
  if (speaks_for_case) {
    if (waits_for_root) poll(nullptr, 0, 500);
    if (!is_first(words_of_case) && waits_for_root) return;  // beside the root it is said whatever others have said
  }
  const std::string& line = (speaks_for_case ? words_of_case : words_of_node).line;
  static_cast<void>(!write(STDERR_FILENO, line.data(), line.size()));
}

std::string last_words_path(const std::string& case_folder, std::uint64_t attempt) {
  return case_folder + "/logs/ended.attempt-" + std::to_string(attempt) + ".txt";
}

CaseLastWords::CaseLastWords(const std::string& case_name, const std::string& path, Place place) {
  words_of_case = {line_about(case_name + ": "), path};
  waits_for_root = place == Place::elsewhere;
  speaks_for_case = true;
}

CaseLastWords::~CaseLastWords() {
  speaks_for_case = false;
}

}  // namespace norrsken
