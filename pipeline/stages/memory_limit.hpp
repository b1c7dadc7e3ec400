// How much memory a rank may use and how it is shared out.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace norrsken {

// "8G" -> 8 x 2^30; units K, M, G, T (with or without "B" or "iB"), none means bytes. Throws InputError naming
// `option`.
[[nodiscard]] std::uint64_t parse_bytes(const std::string& text, const std::string& option);

// What this node can still give: the free memory of the system, and what the control groups above this process leave.
[[nodiscard]] std::uint64_t available_memory_bytes();

// Memory of this process that no other shares (heap, stacks); 0 where the system does not tell.
[[nodiscard]] std::uint64_t private_memory_bytes();

// Free bytes of the file system that holds an existing folder. Throws SystemError.
[[nodiscard]] std::uint64_t free_disk_bytes(const std::string& folder);

// "1.5 GiB": for messages.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

// Bytes that threads borrow for work of known size. Any thread.
class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t bytes) : free_(bytes), all_(bytes) {}

  // Waits until `bytes` are free; work larger than everything gets it all and runs alone.
  class Loan {
   public:
    Loan(ByteBudget& budget, std::uint64_t bytes);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

   private:
    ByteBudget& budget_;
    std::uint64_t bytes_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::uint64_t free_;
  std::uint64_t all_;
};

}  // namespace norrsken
