#include "pipeline/nightly/process.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

namespace fs = std::filesystem;

// `redirect` is called in the child before the program.
template <class Redirect>
pid_t start(const std::vector<std::string>& words, Redirect&& redirect) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw SystemError(words[0], "cannot start a process", std::strerror(errno));
  if (child == 0) {
    redirect();
    execvp(pointers[0], pointers.data());
    _exit(127);
  }
  return child;
}

int wait_for(pid_t child, const std::string& name) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw SystemError(name, "cannot wait for a process", std::strerror(errno));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (pipe(ends.data()) != 0) throw SystemError("pipe", "cannot be made", std::strerror(errno));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

// Feeds one pipe and reads two until all are at their end: a program may close what it writes before it has read all.
void exchange(Pipe& input, std::string_view text, std::array<Pipe*, 2> outputs, std::array<std::string*, 2> texts) {
  std::array<char, 4096> buffer{};
  if (text.empty()) input.close_end(1);
  while (outputs[0]->ends[0] >= 0 || outputs[1]->ends[0] >= 0 || input.ends[1] >= 0) {
    std::array<pollfd, 3> waits{pollfd{outputs[0]->ends[0], POLLIN, 0}, pollfd{outputs[1]->ends[0], POLLIN, 0},
                                pollfd{input.ends[1], POLLOUT, 0}};
    if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < 2; ++i) {
      if ((waits[i].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const ssize_t count = read(outputs[i]->ends[0], buffer.data(), buffer.size());
      if (count > 0) texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) outputs[i]->close_end(0);
    }
    if ((waits[2].revents & (POLLOUT | POLLERR)) == 0) continue;
    // No more than a pipe that can be written to takes at once: a longer write would wait for a program that waits for
    // us.
    const ssize_t count = write(input.ends[1], text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    if (text.empty() || (count < 0 && errno != EINTR)) input.close_end(1);
  }
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate)) return candidate;
  }
  return std::nullopt;
}

std::string own_program() {
  return fs::read_symlink("/proc/self/exe").string();
}

int run_program(const std::vector<std::string>& words) {
  return wait_for(start(words, [] {}), words[0]);
}

ProgramOutput capture_program(const std::vector<std::string>& words, std::string_view input) {
  Pipe to;
  Pipe from;
  Pipe errors;
  ProgramOutput result;
  const auto before = std::signal(SIGPIPE, SIG_IGN);  // a program may not want all of its input
  const pid_t child = start(words, [&] {
    std::signal(SIGPIPE, SIG_DFL);
    dup2(to.ends[0], STDIN_FILENO);
    dup2(from.ends[1], STDOUT_FILENO);
    dup2(errors.ends[1], STDERR_FILENO);
    for (Pipe* pipe : {&to, &from, &errors}) {
      pipe->close_end(0);
      pipe->close_end(1);
    }
  });
  to.close_end(0);
  from.close_end(1);
  errors.close_end(1);
  exchange(to, input, {&from, &errors}, {&result.output, &result.errors});
  result.exit_code = wait_for(child, words[0]);
  std::signal(SIGPIPE, before);
  return result;
}

}  // namespace norrsken
