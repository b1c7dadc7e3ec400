#include "pipeline/checkpoint/last_words.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <optional>

#include "../../temporary_folder.hpp"
#include "io/text_file.hpp"

namespace norrsken {
namespace {

// As mpirun starts a rank.
struct Launched {
  Launched(const char* ranks, const std::string& session) {
    setenv("OMPI_COMM_WORLD_SIZE", ranks, 1);
    setenv("PMIX_SERVER_TMPDIR", session.c_str(), 1);
    speak_for_lost_ranks();
  }
  ~Launched() {
    unsetenv("OMPI_COMM_WORLD_SIZE");
    unsetenv("PMIX_SERVER_TMPDIR");
    speak_for_lost_ranks();
  }
  Launched(const Launched&) = delete;
  Launched& operator=(const Launched&) = delete;
};

// What goes to standard error when SIGTERM comes from a process.
std::string said_when_ended_by(const TemporaryFolder& folder, pid_t sender) {
  const std::string path = folder.file("stderr");
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int kept = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  siginfo_t signal{};
  signal.si_pid = sender;
  say_last_words(signal);
  dup2(kept, STDERR_FILENO);
  close(kept);
  close(file);
  return read_text_file(path).value();
}

TEST_CASE("one rank of a node says that mpirun ends the run, and only when mpirun does") {
  const TemporaryFolder folder;
  const Launched launched("2", folder.path());
  CHECK(said_when_ended_by(folder, getpid()).empty());
  const std::string said = said_when_ended_by(folder, getppid());
  CHECK(said.starts_with("norrsken: error: mpirun ends this run: "));
  CHECK(said.ends_with("\n"));
  CHECK(said_when_ended_by(folder, getppid()).empty());  // another rank
}

TEST_CASE("while a case is at work its name is said, once for all nodes, and kept") {
  const TemporaryFolder folder;
  const std::string path = folder.file("ended.txt");
  {
    const Launched launched("2", folder.path());
    const CaseLastWords words("C1", path, Place::beside_root);
    const std::string said = said_when_ended_by(folder, getppid());
    CHECK(said.starts_with("norrsken: error: C1: mpirun ends"));
    CHECK(read_text_file(path) == said);
  }
  const TemporaryFolder other_node;
  const Launched launched("2", other_node.path());
  {
    const CaseLastWords words("C1", path, Place::elsewhere);
    CHECK(said_when_ended_by(folder, getppid()).empty());
  }
  const TemporaryFolder third_node;
  const Launched again("2", third_node.path());
  CHECK(said_when_ended_by(folder, getppid()).starts_with("norrsken: error: mpirun"));  // the case is done
}

TEST_CASE("a rank beside the root says it also when one that nobody hears has been first") {
  const TemporaryFolder node;
  const TemporaryFolder root_node;
  const std::string path = node.file("ended.txt");
  {
    const Launched launched("2", node.path());
    const CaseLastWords words("C1", path, Place::elsewhere);
    CHECK_FALSE(said_when_ended_by(node, getppid()).empty());
  }
  const Launched launched("2", root_node.path());
  const CaseLastWords words("C1", path, Place::beside_root);
  CHECK(said_when_ended_by(node, getppid()).starts_with("norrsken: error: C1: mpirun ends"));
  CHECK(said_when_ended_by(node, getppid()).empty());  // another rank there
}

TEST_CASE("ranks that end in order, or with one that has spoken, say nothing") {
  const TemporaryFolder folder;
  {
    const Launched launched("2", folder.path());
    stop_speaking_for_lost_ranks();
    CHECK(said_when_ended_by(folder, getppid()).empty());
  }
  {
    const Launched first("2", folder.path());
    speak_instead_of_others();
    CHECK(said_when_ended_by(folder, getppid()).empty());
  }
  const Launched other("2", folder.path());
  CHECK(said_when_ended_by(folder, getppid()).empty());
}

TEST_CASE("a lone rank, or one of another launcher, says nothing") {
  const TemporaryFolder folder;
  {
    const Launched launched("1", folder.path());
    CHECK(said_when_ended_by(folder, getppid()).empty());
  }
  CHECK(said_when_ended_by(folder, getppid()).empty());
  setenv("NORRSKEN_BATCH", "1", 1);
  {
    const Launched launched("2", folder.path());
    CHECK(said_when_ended_by(folder, getppid()).empty());
  }
  unsetenv("NORRSKEN_BATCH");
  CHECK(last_words_path("out/C1", 3) == "out/C1/logs/ended.attempt-3.txt");
}

}  // namespace
}  // namespace norrsken
