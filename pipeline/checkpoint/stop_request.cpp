#include "pipeline/checkpoint/stop_request.hpp"

#include <unistd.h>

#include <csignal>

#include "kernels/types/input_error.hpp"
#include "pipeline/checkpoint/last_words.hpp"

namespace norrsken {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

extern "C" void note_signal(int number, siginfo_t* signal, void*) {
  stop_requested = 1;
  if (number == SIGTERM) say_last_words(*signal);
}

std::string cut_short_message;  // complete before the handler is installed

extern "C" void tell_and_end(int) {  // nothing but calls that are safe in a signal handler
  static_cast<void>(!write(STDERR_FILENO, cut_short_message.data(), cut_short_message.size()));
  _exit(static_cast<int>(ExitCode::reference));
}

}  // namespace

void note_stop_requests() {
  struct sigaction action {};
  action.sa_sigaction = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART | SA_SIGINFO;
  sigaction(SIGUSR1, &action, nullptr);
  action.sa_flags = static_cast<int>(SA_RESTART | SA_SIGINFO | SA_RESETHAND);  // who asks twice does not want to wait
  sigaction(SIGTERM, &action, nullptr);
}

void tell_when_cut_short(const std::string& path) {
  cut_short_message = "norrsken: error: " + path +
                      ": was cut short while it was in use. Fix: put the file back as it was and run the same command "
                      "again. [exit 3]\n";
  struct sigaction action {};
  action.sa_handler = tell_and_end;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, nullptr);
}

bool is_stop_requested() {
  return stop_requested != 0;
}

void set_stop_request(bool is_requested) {
  stop_requested = is_requested ? 1 : 0;
}

}  // namespace norrsken
