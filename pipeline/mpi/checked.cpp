#include "pipeline/mpi/checked.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace norrsken {

void check_mpi(int result, const char* call) {
  if (result == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  if (MPI_Error_string(result, text.data(), &length) != MPI_SUCCESS) length = 0;
  throw SystemError("communication between ranks", call, std::string(text.data(), static_cast<std::size_t>(length)));
}

void PoliteWait::operator()() {
  constexpr unsigned yields = 64;  // some ten microseconds: most messages are there by then
  if (turns_++ < yields) {
    std::this_thread::yield();
    return;
  }
  const auto pause = std::chrono::microseconds(20U << std::min(turns_ / 64, 6U));
  std::this_thread::sleep_for(std::min(pause, std::chrono::microseconds(1000)));
}

MPI_Status wait_politely(MPI_Request& request) {
  MPI_Status status;
  PoliteWait pause;
  for (int is_complete = 0;;) {
    check_mpi(MPI_Test(&request, &is_complete, &status), "MPI_Test");
    if (is_complete != 0) return status;
    pause();
  }
}

}  // namespace norrsken
