// What is said when Open MPI's mpirun ends a run. A rank that is killed or lost says nothing itself, mpirun -q says
// nothing for it, and the others get SIGTERM: the first of them to claim the word says one line to the user.
#pragma once

#include <csignal>
#include <cstdint>
#include <string>

namespace norrsken {

// From now on. Nothing happens under another launcher (srun tells by itself which task has ended) or none, or where
// norrsken.sbatch has set NORRSKEN_BATCH: it speaks itself. Call note_stop_requests() too: it brings the signals.
void speak_for_lost_ranks();
// This rank ends in order and knows that the others do: where they end with an error, mpirun sends SIGTERM to whoever
// is a little later. To be called before MPI is finalized, which waits for all, and so before any rank has left.
void stop_speaking_for_lost_ranks();
// This rank is about to take the others of its node with it and has said why: they say nothing.
void speak_instead_of_others();

// In the handler of SIGTERM: says it where the launcher has sent the signal. Safe there.
void say_last_words(const siginfo_t& signal);

// Of an attempt at the case in a folder: OUT/CASE/logs/ended.attempt-N.txt.
[[nodiscard]] std::string last_words_path(const std::string& case_folder, std::uint64_t attempt);

enum class Place { beside_root, elsewhere };  // the node of a rank

// While one lives, the words name a case, and a file of it is the claim: one line for all nodes of the run. Ranks
// elsewhere than the root leave the word to those beside it for half a second: when the network is cut, what they say
// reaches nobody. One at a time in a process.
class CaseLastWords {
 public:
  // path: in a folder that all ranks see; holds the line afterwards.
  CaseLastWords(const std::string& case_name, const std::string& path, Place place);
  ~CaseLastWords();
  CaseLastWords(const CaseLastWords&) = delete;
  CaseLastWords& operator=(const CaseLastWords&) = delete;
};

}  // namespace norrsken
