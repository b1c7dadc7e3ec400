#include "io/fastq_text.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include "io/bgzf_block.hpp"
#include "io/bgzf_text.hpp"
#include "io/fastq_file.hpp"
#include "io/gzip_text.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::size_t plain_piece_bytes = std::size_t{1} << 18;

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

 private:
  InputFile file_;
  std::uint64_t left_bytes_;
};

class EmptyText : public TextSource {
 public:
  bool fetch(TextPiece&) override { return false; }
  void expand(TextPiece&) override {}
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

// Pieces whose chunk nobody reads any more, to be filled again: fresh memory would cost page faults.
struct TextReader::Pool {
  std::mutex mutex;
  std::vector<std::unique_ptr<TextPiece>> free;

  std::unique_ptr<TextPiece> take() {
    const std::lock_guard lock(mutex);
    if (free.empty()) return std::make_unique<TextPiece>();
    std::unique_ptr<TextPiece> piece = std::move(free.back());
    free.pop_back();
    piece->chunk.size = piece->compressed.size = 0;
    return piece;
  }
  void give(std::unique_ptr<TextPiece> piece) {
    const std::lock_guard lock(mutex);
    free.push_back(std::move(piece));
  }
};

// Ahead: one piece a caller, for a batch takes about one and a fourth of the time goes into inflating, and some more. A
// lone caller makes each when it needs it.
TextReader::TextReader(std::unique_ptr<TextSource> source, unsigned callers)
    : source_(std::move(source)), pool_(std::make_shared<Pool>()), pieces_ahead_(callers > 1 ? 4 + callers : 0) {}
TextReader::~TextReader() = default;

void TextReader::read_ahead() {
  while (true) {
    std::unique_lock fetching(fetching_, std::try_to_lock);
    if (!fetching) return;
    {
      const std::lock_guard lock(mutex_);
      if (at_end_ || next_fetch_ >= next_read_ + pieces_ahead_) return;
    }
    make_piece(std::move(fetching));
  }
}

// Takes the next piece from the file and, while others may take the ones behind it, expands it.
void TextReader::make_piece(std::unique_lock<std::mutex> fetching) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_fetch_++;
  }
  try {
    std::unique_ptr<TextPiece> piece = pool_->take();
    if (source_->fetch(*piece)) {
      fetching.unlock();
      source_->expand(*piece);
      const std::lock_guard lock(mutex_);
      done_.emplace(number, std::move(piece));
    } else {
      const std::lock_guard lock(mutex_);
      at_end_ = true;
      next_fetch_ = number;
    }
  } catch (...) {
    note_failure(number);
  }
  changed_.notify_all();
}

// Of several failures the first in the file counts, whichever thread is faster.
void TextReader::note_failure(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  at_end_ = true;
  if (error_ && error_number_ <= number) return;
  error_ = std::current_exception();
  error_number_ = number;
}

// Null at the end.
std::unique_ptr<TextPiece> TextReader::wait_for_piece() {
  while (true) {
    std::unique_lock lock(mutex_);
    if (const auto found = done_.find(next_read_); found != done_.end()) {
      std::unique_ptr<TextPiece> piece = std::move(found->second);
      done_.erase(found);
      ++next_read_;
      return piece;
    }
    if (error_ && error_number_ == next_read_) std::rethrow_exception(error_);
    if (next_read_ < next_fetch_) {  // another thread is at it
      changed_.wait(lock);
      continue;
    }
    if (at_end_) return nullptr;
    lock.unlock();
    std::unique_lock fetching(fetching_);
    lock.lock();
    const bool is_taken = at_end_ || next_read_ < next_fetch_;
    lock.unlock();
    if (!is_taken) make_piece(std::move(fetching));
  }
}

std::shared_ptr<const TextChunk> TextReader::next() {
  while (std::unique_ptr<TextPiece> piece = wait_for_piece()) {
    TextChunk& chunk = piece->chunk;
    if (chunk.size <= piece->skip_front) {
      pool_->give(std::move(piece));
      continue;
    }
    if (piece->skip_front > 0) {
      chunk.size -= piece->skip_front;
      std::memmove(chunk.data.get(), chunk.data.get() + piece->skip_front, chunk.size);
    }
    const std::shared_ptr<TextPiece> shared(
        piece.release(), [pool = pool_](TextPiece* used) { pool->give(std::unique_ptr<TextPiece>(used)); });
    return {shared, &shared->chunk};
  }
  return nullptr;
}

}  // namespace norrsken
