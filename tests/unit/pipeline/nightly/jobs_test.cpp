#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <new>

#include "../../temporary_folder.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/checkpoint/attempt.hpp"
#include "pipeline/checkpoint/manifest.hpp"
#include "pipeline/mpi/error.hpp"
#include "pipeline/nightly/case_status.hpp"
#include "pipeline/nightly/process.hpp"
#include "pipeline/nightly/watch.hpp"

namespace norrsken {
namespace {
namespace fs = std::filesystem;

TEST_CASE("programs are run, fed and heard") {
  CHECK(run_program({"true"}) == 0);
  CHECK(run_program({"sh", "-c", "exit 3"}) == 3);
  CHECK(run_program({"sh", "-c", "kill -9 $$"}) == 137);
  CHECK(run_program({"/nonexistent/program"}) == 127);
  const std::string long_text(300'000, 'x');
  const ProgramOutput heard = capture_program({"sh", "-c", "cat; echo oops >&2; exit 4"}, long_text);
  CHECK(heard.exit_code == 4);
  CHECK(heard.output == long_text);
  CHECK(heard.errors == "oops\n");
  CHECK(capture_program({"true"}, long_text).exit_code == 0);  // who does not read is no error
  const TemporaryFolder folder;
  const std::string copy = folder.file("copy");  // a program that says nothing more is fed to the end, and ends
  CHECK(capture_program({"sh", "-c", "exec >/dev/null 2>&1; sleep .1; cat > '" + copy + "'"}, long_text).exit_code ==
        0);
  CHECK(fs::file_size(copy) == long_text.size());
  CHECK(find_program("sh"));
  CHECK_FALSE(find_program("no-such-program-anywhere"));
  CHECK(fs::exists(own_program()));
}

TEST_CASE("what Slurm says of a job is understood") {
  CHECK_FALSE(parse_job(""));
  const auto running = parse_job(
      "JobId=7 JobName=x UserId=root(0) JobState=RUNNING Reason=None Restarts=1 ExitCode=0:0 RunTime=00:01:00 "
      "TimeLimit=00:05:00 NodeList=n[1-2] BatchHost=n1");
  REQUIRE(running);
  CHECK(running->state == JobState::running);
  CHECK(running->nodes == "n[1-2]");
  CHECK(running->time_left == "00:01:00 of 00:05:00");
  const auto waiting = parse_job("JobId=7 JobState=PENDING Reason=BeginTime NodeList=(null) ExitCode=0:0");
  CHECK(waiting->state == JobState::waiting);
  CHECK(waiting->state_text == "PENDING (BeginTime)");
  CHECK(waiting->nodes.empty());
  CHECK(parse_job("JobState=FAILED ExitCode=2:0")->exit_code == 2);
  CHECK(parse_job("JobState=FAILED ExitCode=0:9")->exit_code == 137);
  CHECK(parse_job("JobState=NODE_FAIL")->state == JobState::failed);
  CHECK(parse_job("JobState=OUT_OF_MEMORY")->state == JobState::out_of_memory);
  CHECK(parse_job("JobState=TIMEOUT")->state == JobState::timed_out);
  CHECK(parse_job("JobState=CANCELLED")->state == JobState::cancelled);
  CHECK(parse_job("JobState=COMPLETED")->state == JobState::completed);
}

TEST_CASE("what a case needs again depends on how its job ended") {
  const auto with_state = [](JobState state, int exit_code) {
    JobInfo info;
    info.state = state;
    info.exit_code = exit_code;
    return std::optional<JobInfo>(info);
  };
  CaseStatus status;
  CHECK(remedy_for(status, std::nullopt) == Remedy::again);
  CHECK(remedy_for(status, with_state(JobState::failed, 137)) == Remedy::more_memory);
  CHECK(remedy_for(status, with_state(JobState::failed, 143)) == Remedy::more_memory);  // srun ended this rank
  CHECK(remedy_for(status, with_state(JobState::out_of_memory, 0)) == Remedy::more_memory);
  CHECK(remedy_for(status, with_state(JobState::timed_out, 0)) == Remedy::more_time);
  CHECK(remedy_for(status, with_state(JobState::cancelled, 0)) == Remedy::none);
  CHECK(remedy_for(status, with_state(JobState::cancelled, 143)) == Remedy::none);
  status.exit_code = 5;
  status.message = "/out: cannot be written: No space left on device. [exit 5]";
  CHECK(remedy_for(status, with_state(JobState::failed, 5)) == Remedy::again);
  const std::exception_ptr no_memory = std::make_exception_ptr(std::bad_alloc());
  status.message = describe(no_memory, "placing").message;
  CHECK(remedy_for(status, with_state(JobState::failed, 5)) == Remedy::more_memory);
  status.exit_code = 2;
  CHECK(remedy_for(status, std::nullopt) == Remedy::none);
  status.exit_code = 4;
  CHECK(remedy_for(status, with_state(JobState::failed, 4)) == Remedy::none);
}

TEST_CASE("the sbatch command asks for what the job needs and passes the program's words on") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("index.nsk")) << "x";
  Site site;
  site.script = "/s/norrsken.sbatch";
  site.account = "lab";
  site.slurm_options = {"--nice=5"};
  site.index = folder.file("index.nsk");
  const CaseJob job = plan_case_job(site, {"/d/samples.csv", "C1", "/out", 1000, {"--assay", "wgs"}});
  CHECK(job.words == std::vector<std::string>{"run", "/d/samples.csv", "--case", "C1", "-o", "/out", "--assay", "wgs",
                                              "--index", site.index});
  const auto words = sbatch_words(site, {job.name, "/out/C1/logs", job.size, job.words});
  for (const char* word : {"--parsable", "--nodes=1", "--cpus-per-task=32", "--account=lab", "--nice=5", "--time=10"})
    CHECK(std::find(words.begin(), words.end(), word) != words.end());
  CHECK(std::equal(job.words.rbegin(), job.words.rend(), words.rbegin()));
  CHECK(plan_case_job(site, {"/d/samples.csv", "C1", "/other", 0, {}}).name != job.name);
  site.index.clear();
  CHECK_THROWS_AS(plan_case_job(site, {"/d/samples.csv", "C1", "/out", 0, {}}), InputError);
  site.index = folder.file("missing.nsk");
  CHECK_THROWS_AS(plan_case_job(site, {"/d/samples.csv", "C1", "/out", 0, {}}), InputError);
}

TEST_CASE("the state of a case is told from its folder") {
  const TemporaryFolder folder;
  Site site;
  site.run_with = RunWith::here;
  const auto state_of = [&](const char* name) { return status_of_case(site, folder.path(), name); };
  for (const char* name : {"done", "failed", "stopped", "lost", "new", "busy"})
    fs::create_directories(folder.file(name) + "/logs");
  std::ofstream(folder.file("done/DONE")) << "finished 2026-01-31T12:00:00Z key abc\n";
  std::ofstream(folder.file("failed/FAILED")) << "x.fq: is empty. Fix: get it again. [exit 2]\n";
  std::ofstream(folder.file("lost/logs/status.json"))
      << R"({"stage": "call", "message": "call 3 blocks", "percent": 40, "left_seconds": 75, "updated": "x"})";
  static_cast<void>(take_attempt(folder.file("lost")));
  static_cast<void>(take_attempt(folder.file("stopped")));
  write_manifest(folder.file("stopped"), {});
  const int lock = open((folder.file("busy") + "/.lock").c_str(), O_RDWR | O_CREAT, 0600);
  REQUIRE(flock(lock, LOCK_EX) == 0);
  CHECK(cases_in(folder.path()) == std::vector<std::string>{"busy", "done", "failed", "lost", "new", "stopped"});
  CHECK(state_of("done").state == CaseState::done);
  CHECK(state_of("failed").state == CaseState::failed);
  CHECK(state_of("failed").exit_code == 2);
  CHECK(state_of("stopped").state == CaseState::stopped);
  CHECK(state_of("new").state == CaseState::waiting);
  CHECK(state_of("busy").state == CaseState::running);
  close(lock);
  const CaseStatus lost = state_of("lost");
  CHECK(lost.state == CaseState::lost);
  CHECK(lost.percent == 40);
  CHECK(lost.left == "1:15");
  CHECK(status_table({lost}).find("call 3 blocks") != std::string::npos);
  CHECK_THAT(why_text(site, folder.path(), state_of("failed")),
             Catch::Contains("get it again") && Catch::Contains("resume"));
  CHECK_THAT(why_text(site, folder.path(), lost), Catch::Contains("without a word"));
  CHECK_THROWS_AS(cases_in(folder.file("missing")), InputError);
}

}  // namespace
}  // namespace norrsken
