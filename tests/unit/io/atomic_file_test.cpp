#include "io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>

#include "../file_size_limit.hpp"
#include "kernels/types/input_error.hpp"
#include "writer_test_support.hpp"

using namespace norrsken;
using writer_tests::read_all;

TEST_CASE("an atomic file has no name before commit and mode 0600 after it") {
  const TemporaryFolder folder;
  AtomicFile file(folder.file("out.txt"));
  file.write(std::string_view("hello "));
  const std::string large(1 << 20, 'x');
  file.write(large);
  CHECK_FALSE(std::filesystem::exists(folder.file("out.txt")));
  file.commit();
  CHECK(read_all(folder.file("out.txt")) == "hello " + large);
  struct stat status {};
  REQUIRE(stat((folder.file("out.txt")).c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(folder.entries() == 1);
}

TEST_CASE("an atomic file that is not committed leaves the old file alone and nothing behind") {
  const TemporaryFolder folder;
  write_file(folder.file("out.txt"), "old");
  {
    AtomicFile file(folder.file("out.txt"));
    file.write(std::string_view("new"));
    AtomicFile moved = std::move(file);
    moved.write(std::string_view("er"));
  }
  CHECK(read_all(folder.file("out.txt")) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("assigning an atomic file drops the one that was being written") {
  const TemporaryFolder folder;
  AtomicFile file(folder.file("a"));
  file = AtomicFile(folder.file("b"));
  file.commit();
  CHECK(folder.entries() == 1);
  CHECK(std::filesystem::exists(folder.file("b")));
}

TEST_CASE("of two files the one settled later is the newer one, whatever was written last") {
  const TemporaryFolder folder;
  AtomicFile index(folder.file("data.idx"));
  AtomicFile data(folder.file("data"));
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  for (const AtomicFile* file : {&index, &data}) std::filesystem::last_write_time(file->temporary_path(), old);
  data.settle();
  index.settle();
  data.commit();
  index.commit();
  CHECK(std::filesystem::last_write_time(folder.file("data")) > old);
  CHECK(std::filesystem::last_write_time(folder.file("data.idx")) >=
        std::filesystem::last_write_time(folder.file("data")));
}

TEST_CASE("an empty file is written as an empty file") {
  const TemporaryFolder folder;
  write_file(folder.file("empty"), "");
  CHECK(std::filesystem::file_size(folder.file("empty")) == 0);
}

TEST_CASE("a missing folder is a SystemError that names the file and says what to do") {
  const TemporaryFolder folder;
  const std::string path = folder.file("missing/out.txt");
  CHECK_THROWS_WITH(AtomicFile(path),
                    path + ": cannot create the file: No such file or directory. Fix: " + write_hint(ENOENT) + ".");
}

TEST_CASE("a folder that may not be written is a SystemError") {
  if (geteuid() == 0) {
    // Root passes permission bits; the kernel's own tables refuse even root.
    CHECK_THROWS_AS(AtomicFile("/proc/norrsken.txt"), SystemError);
    return;
  }
  const TemporaryFolder folder;
  REQUIRE(chmod(folder.path().c_str(), 0500) == 0);
  CHECK_THROWS_WITH(AtomicFile(folder.file("out.txt")), Catch::Contains("Permission denied"));
}

TEST_CASE("a full disk is a SystemError with the errno text and a hint") {
  const int descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) {
    WARN("skipped: no /dev/full here");
    return;
  }
  const std::uint8_t byte = 1;
  CHECK_THROWS_WITH(write_fully(descriptor, {&byte, 1}, "out.vcf.gz"),
                    "out.vcf.gz: cannot write: No space left on device. Fix: " + write_hint(ENOSPC) + ".");
  close(descriptor);
}

TEST_CASE("a write that the system refuses half way leaves no file, even when it is noticed at commit") {
  const TemporaryFolder folder;
  std::optional<FileSizeLimit> limit(std::in_place, 10000);
  std::string large_message;
  std::string small_message;
  try {
    AtomicFile(folder.file("large")).write(std::string(1 << 20, 'x'));
  } catch (const SystemError& error) {
    large_message = error.what();
  }
  try {
    AtomicFile file(folder.file("small"));
    file.write(std::string(20000, 'x'));  // gathered: refused only when it is flushed
    file.commit();
  } catch (const SystemError& error) {
    small_message = error.what();
  }
  limit.reset();
  CHECK(large_message == folder.file("large") + ": cannot write: File too large. Fix: " + write_hint(EFBIG) + ".");
  CHECK(small_message == folder.file("small") + ": cannot write: File too large. Fix: " + write_hint(EFBIG) + ".");
  CHECK(folder.entries() == 0);
}

TEST_CASE("private folders are made with mode 0700, one inside the other, and may be there already") {
  const TemporaryFolder folder;
  create_private_folders(folder.file("case/vcf"));
  create_private_folders(folder.file("case/vcf"));
  struct stat status {};
  REQUIRE(stat((folder.file("case")).c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("a file where a folder should be is a SystemError") {
  const TemporaryFolder folder;
  write_file(folder.file("case"), "");
  CHECK_THROWS_WITH(create_private_folders(folder.file("case")), Catch::Contains("cannot make the folder"));
  CHECK_THROWS_AS(create_private_folders(folder.file("case/vcf")), SystemError);
}

TEST_CASE("what a killed run left is removed and nothing else") {
  const TemporaryFolder folder;
  write_file(folder.file("keep.vcf.gz"), "x");
  write_file(folder.file(".SAMPLE.vcf.gz.a1b2c3.norrsken-part"), "half");
  remove_stale_temporaries(folder.path());
  CHECK(folder.entries() == 1);
  CHECK_THROWS_AS(remove_stale_temporaries(folder.file("missing")), SystemError);
}

TEST_CASE("a guard keeps every file below its folder from appearing, and only these") {
  const TemporaryFolder folder;
  create_private_folders(folder.file("case"));
  AtomicFile held(folder.file("case/late.txt"));
  {
    bool may_write = true;
    const CommitGuard guard(folder.file("case"), [&] {
      if (!may_write) throw SystemError("case", "taken over", "");
    });
    CHECK_NOTHROW(write_file(folder.file("case/first.txt"), "x"));
    may_write = false;
    CHECK_THROWS_AS(held.commit(), SystemError);
    CHECK_THROWS_AS(write_file(folder.file("case/second.txt"), "x"), SystemError);
    CHECK_THROWS_AS(check_commit_allowed(folder.file("case/first.txt")), SystemError);
    CHECK_NOTHROW(write_file(folder.file("casework.txt"), "x"));
    CHECK_THROWS_AS(CommitGuard(folder.file("other"), [] {}), std::logic_error);
  }
  CHECK_NOTHROW(held.commit());
  CHECK(access((folder.file("case/second.txt")).c_str(), F_OK) != 0);
}
