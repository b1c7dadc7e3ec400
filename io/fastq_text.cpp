#include "io/fastq_text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/bgzf_text.hpp"
#include "io/fastq_file.hpp"
#include "io/gzip_text.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t plain_piece_bytes = std::size_t{1} << 19;

// A file that is not compressed: text positions are bytes.
class PlainText : public TextSource {
 public:
  PlainText(InputFile file, TextRange range) : file_(std::move(file)) {
    const std::uint64_t end = std::min(file_.size_bytes(), range.end.block);
    left_bytes_ = end > range.start.block ? end - range.start.block : 0;
    file_.seek(range.start.block);
  }
  bool fetch(TextPiece& piece) override {
    piece.chunk.reserve(plain_piece_bytes);
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(plain_piece_bytes, left_bytes_));
    piece.chunk.size = wanted == 0 ? 0 : file_.read(piece.chunk.data.get(), wanted);
    piece.skip_front = 0;
    left_bytes_ -= piece.chunk.size;
    bytes_read_.fetch_add(piece.chunk.size, std::memory_order_relaxed);
    return piece.chunk.size > 0;
  }
  void expand(TextPiece&) override {}
  [[nodiscard]] bool is_parallel() const override { return false; }

 private:
  InputFile file_;
  std::uint64_t left_bytes_;
};

class EmptyText : public TextSource {
 public:
  bool fetch(TextPiece&) override { return false; }
  void expand(TextPiece&) override {}
  [[nodiscard]] bool is_parallel() const override { return false; }
};

}  // namespace

void TextChunk::reserve(std::size_t bytes) {
  if (bytes <= capacity) return;
  const std::size_t new_capacity = std::max(bytes, capacity + capacity / 2);
  auto grown = std::make_unique_for_overwrite<char[]>(new_capacity);
  if (size > 0) std::memcpy(grown.get(), data.get(), size);
  data = std::move(grown);
  capacity = new_capacity;
}

std::unique_ptr<TextSource> open_text(const std::string& path, TextRange range) {
  if (range.start >= range.end) return std::make_unique<EmptyText>();
  InputFile file(path);
  std::vector<char> start(bgzf_block_max_bytes);
  start.resize(file.read(start.data(), start.size()));
  if (bgzf_block_bytes(start)) return std::make_unique<BgzfText>(std::move(file), range);
  const bool is_gzip = start.size() >= 2 && start[0] == '\x1f' && start[1] == '\x8b';
  if (!is_gzip) return std::make_unique<PlainText>(std::move(file), range);
  if (range.start != TextPosition{} || range.end != text_end)
    throw std::logic_error("a range of a plain gzip file was asked for");
  file.seek(0);
  return std::make_unique<GzipText>(std::move(file));
}

// Chunks that nobody reads any more, to be filled again: fresh memory would cost page faults.
struct TextReader::Pool {
  std::mutex mutex;
  std::vector<std::unique_ptr<TextChunk>> free;

  std::unique_ptr<TextChunk> take() {
    const std::lock_guard lock(mutex);
    if (free.empty()) return std::make_unique<TextChunk>();
    std::unique_ptr<TextChunk> chunk = std::move(free.back());
    free.pop_back();
    return chunk;
  }
  void give(std::unique_ptr<TextChunk> chunk) {
    const std::lock_guard lock(mutex);
    free.push_back(std::move(chunk));
  }
};

TextReader::TextReader(std::unique_ptr<TextSource> source, unsigned threads)
    : source_(std::move(source)), pool_(std::make_shared<Pool>()) {
  const unsigned workers = source_->is_parallel() ? std::max(1U, threads) : 1U;
  pieces_ahead_ = 2 + 2 * std::uint64_t{workers};
  threads_.reserve(workers);
  for (unsigned i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

TextReader::~TextReader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// Fetches piece `number`; false at the end, after an error and when the reader goes away.
bool TextReader::take_piece(TextPiece& piece, std::uint64_t& number) {
  const std::lock_guard fetching(fetching_);
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || at_end_ || next_fetch_ < next_read_ + pieces_ahead_; });
    if (stopping_ || at_end_) return false;
    number = next_fetch_++;
  }
  const std::unique_ptr<TextChunk> recycled = pool_->take();
  piece.chunk = std::move(*recycled);
  piece.chunk.size = 0;
  if (source_->fetch(piece)) return true;
  {
    const std::lock_guard lock(mutex_);
    at_end_ = true;
    next_fetch_ = number;
  }
  changed_.notify_all();
  return false;
}

void TextReader::work() {
  std::uint64_t number = 0;
  try {
    while (true) {
      TextPiece piece;
      if (!take_piece(piece, number)) return;
      source_->expand(piece);
      {
        const std::lock_guard lock(mutex_);
        done_.emplace(number, std::move(piece));
      }
      changed_.notify_all();
    }
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      // Of several failures the first in the file counts, whichever thread is faster.
      if (!error_ || number < error_number_) {
        error_ = std::current_exception();
        error_number_ = number;
      }
      at_end_ = true;
    }
    changed_.notify_all();
  }
}

std::shared_ptr<const TextChunk> TextReader::next() {
  while (true) {
    TextPiece piece;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] {
        return done_.contains(next_read_) || (error_ && error_number_ == next_read_) ||
               (at_end_ && !error_ && next_read_ >= next_fetch_);
      });
      const auto found = done_.find(next_read_);
      if (found == done_.end()) {
        if (error_) std::rethrow_exception(error_);
        return nullptr;
      }
      piece = std::move(found->second);
      done_.erase(found);
      ++next_read_;
    }
    changed_.notify_all();
    if (piece.chunk.size <= piece.skip_front) continue;
    if (piece.skip_front > 0) {
      piece.chunk.size -= piece.skip_front;
      std::memmove(piece.chunk.data.get(), piece.chunk.data.get() + piece.skip_front, piece.chunk.size);
    }
    auto chunk = std::make_unique<TextChunk>(std::move(piece.chunk));
    return {chunk.release(), [pool = pool_](const TextChunk* used) {
              pool->give(std::unique_ptr<TextChunk>(const_cast<TextChunk*>(used)));
            }};
  }
}

}  // namespace norrsken
