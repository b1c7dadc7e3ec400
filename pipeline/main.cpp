#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <optional>
#include <string_view>

#include "pipeline/checkpoint/last_words.hpp"
#include "pipeline/checkpoint/stop_request.hpp"
#include "pipeline/commands/command.hpp"
#include "pipeline/mpi/error.hpp"
#include "pipeline/mpi/session.hpp"

namespace {

using namespace norrsken;

constexpr const char* usage =
    "norrsken " NORRSKEN_VERSION
    ": alignment-free variant calling\n"
    "  norrsken index ref.fa -o ref.nsk          build the index of a reference\n"
    "  norrsken run samples.csv --index ref.nsk -o results   reads in, scored VCF out; also under mpirun or srun\n"
    "  norrsken bench truth.vcf.gz calls.vcf.gz --reference ref.fa   compare calls with a truth set\n"
    "  norrsken pon build normals... -o panel.pon.vcf.gz     what normals show, for run --pon\n"
    "  norrsken train runs... -o model.toml      learn a score of somatic records from runs with known truth\n"
    "  norrsken simulate ...                     make reads with known variants\n"
    "  norrsken report results                   write the pages of finished cases again\n"
    "  norrsken demo                             all of this on made-up data, in two minutes\n"
    "  norrsken submit samples.csv -o results    a Slurm job for every case, sized by its input\n"
    "  norrsken watch DIR                        call every completed run below DIR: submit, follow, retry, report\n"
    "  norrsken status | why CASE | resume CASE  where cases stand, what went wrong, go on\n"
    "norrsken COMMAND --help tells more.\n";

ExitCode dispatch(std::string_view name, const Arguments& arguments, std::optional<MpiSession>& session) {
  if (name == "run") {
    speak_for_lost_ranks();
    note_stop_requests();
    session.emplace();
    return run_command(arguments, session->world());
  }
  if (name == "index") return index_command(arguments);
  if (name == "bench") return bench_command(arguments);
  if (name == "simulate") return simulate_command(arguments);
  if (name == "pon") return pon_command(arguments);
  if (name == "train") return train_command(arguments);
  if (name == "report") return report_command(arguments);
  if (name == "demo") return demo_command(arguments);
  if (name == "submit") return submit_command(arguments);
  if (name == "watch") return watch_command(arguments);
  if (name == "status") return status_command(arguments);
  if (name == "why") return why_command(arguments);
  if (name == "resume") return resume_command(arguments);
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(usage, stdout);
    return ExitCode::ok;
  }
  if (name == "--version") {
    std::puts("norrsken " NORRSKEN_VERSION);
    return ExitCode::ok;
  }
  throw InputError("command line", "",
                   name.empty() ? std::string("no command") : fmt::format("unknown command \"{}\"", name),
                   "use one of index, run, report, bench, pon, train, simulate, demo, submit, watch, status, why, "
                   "resume; norrsken --help tells what they do");
}

void print(const Failure& failure) {
  if (failure.code == ExitCode::requeue) {  // as it was asked to: no error
    std::fprintf(stderr, "norrsken: %s [exit %d]\n", failure.message.c_str(), static_cast<int>(failure.code));
    return;
  }
  std::fprintf(stderr, "norrsken: error: %s [exit %d]\n", failure.message.c_str(), static_cast<int>(failure.code));
}

}  // namespace

int main(int count, char** words) {
  umask(077);  // whatever is written may hold patient data
  const std::string_view name = count > 1 ? words[1] : "";
  std::optional<MpiSession> session;
  Failure failure;
  try {
    const ExitCode code = dispatch(name, Arguments(words + (count > 1 ? 2 : 1), words + count), session);
    stop_speaking_for_lost_ranks();
    return static_cast<int>(code);
  } catch (const AgreedError& error) {  // all ranks are here with the same error
    stop_speaking_for_lost_ranks();
    failure = {error.what(), error.code()};
    if (!session || session->world().is_root()) print(failure);
  } catch (...) {  // only this rank knows
    failure = describe_current_exception("running norrsken " + std::string(name));
    speak_instead_of_others();
    print(failure);
    if (session && session->world().size() > 1) session->abort(failure.code);
  }
  return static_cast<int>(failure.code);
}
