// Text of a file, inflated piece by piece by the threads that read it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace norrsken {

// A place in the text of a file: `offset` bytes into the text of the BGZF block that starts at byte `block`.
// In a file that is not compressed `block` is the byte itself and `offset` 0.
struct TextPosition {
  std::uint64_t block = 0;
  std::uint64_t offset = 0;
  friend auto operator<=>(const TextPosition&, const TextPosition&) = default;
};
inline constexpr TextPosition text_end{~std::uint64_t{0}, 0};

// Half-open; from the start to the end of the file unless set.
struct TextRange {
  TextPosition start;
  TextPosition end = text_end;
};

// Bytes without initialisation; grows only.
struct TextChunk {
  std::unique_ptr<char[]> data;
  std::size_t capacity = 0;
  std::size_t size = 0;
  void reserve(std::size_t bytes);
  [[nodiscard]] std::string_view text() const { return {data.get(), size}; }
};

// One step of reading: `compressed` is what fetch() took from the file, `chunk` what expand() makes of it.
struct TextPiece {
  TextChunk compressed;
  std::uint64_t file_offset = 0;  // of the first byte of `compressed`
  std::size_t skip_front = 0;     // bytes of the text before the range
  std::size_t keep_bytes = 0;     // bytes of the text up to the end of the range, counted before skip_front is cut
  TextChunk chunk;
};

class TextSource {
 public:
  virtual ~TextSource() = default;
  // Takes the next piece; false at the end. One thread at a time.
  virtual bool fetch(TextPiece& piece) = 0;
  // Fills piece.chunk. Any number of threads at once.
  virtual void expand(TextPiece& piece) = 0;
  // Bytes of the file fetched so far.
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }

 protected:
  std::atomic<std::uint64_t> bytes_read_{0};
};

// Opens a plain, gzip or BGZF file by its first bytes. A range other than the whole file needs plain or BGZF.
// Throws InputError or SystemError.
[[nodiscard]] std::unique_ptr<TextSource> open_text(const std::string& path, TextRange range = {});

// Hands out the chunks of a source in order. It has no thread of its own: those that come for text inflate it, so that
// a run keeps to its number of threads.
class TextReader {
 public:
  // callers: how many threads come for text; with more than one, pieces are made ahead of next().
  explicit TextReader(std::unique_ptr<TextSource> source, unsigned callers = 1);
  ~TextReader();
  TextReader(const TextReader&) = delete;
  TextReader& operator=(const TextReader&) = delete;

  // Makes chunks until enough stand ready, or returns at once while another thread takes a piece from the file. Any
  // thread, also while another is inside next(). What fails is told by next() when it comes to it.
  void read_ahead();

  // The next chunk, never empty; null at the end. The chunk's memory is used again once the last owner lets go.
  // One thread at a time. Throws what the source threw.
  [[nodiscard]] std::shared_ptr<const TextChunk> next();
  [[nodiscard]] std::uint64_t bytes_read() const { return source_->bytes_read(); }

 private:
  struct Pool;
  void make_piece(std::unique_lock<std::mutex> fetching);
  void note_failure(std::uint64_t number);
  [[nodiscard]] std::unique_ptr<TextPiece> wait_for_piece();

  std::unique_ptr<TextSource> source_;
  std::shared_ptr<Pool> pool_;
  std::uint64_t pieces_ahead_;
  std::mutex fetching_;  // held while a thread fetches
  std::mutex mutex_;     // guards all below
  std::condition_variable changed_;
  std::map<std::uint64_t, std::unique_ptr<TextPiece>> done_;  // pieces ahead of the reader, by number
  std::uint64_t next_fetch_ = 0;
  std::uint64_t next_read_ = 0;
  bool at_end_ = false;
  std::exception_ptr error_;
  std::uint64_t error_number_ = 0;  // of the piece that failed: the pieces before it are still good
};

}  // namespace norrsken
