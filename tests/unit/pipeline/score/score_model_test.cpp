#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <random>

#include "../../temporary_folder.hpp"
#include "../panel_of_normals/small_reference.hpp"
#include "kernels/types/input_error.hpp"
#include "pipeline/commands/command.hpp"
#include "pipeline/score/score_model_file.hpp"
#include "pipeline/score/training_set.hpp"

namespace {
using namespace norrsken;
using Catch::Matchers::Contains;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

ScoreModel small_model() {
  ScoreModel model;
  model[0].base = -3;
  model[0].least = 120;
  model[0].features[1] = {{-5, 10}, {-100, 0, 250}};
  model[1].least = -2'000'000'000;
  return model;
}

// Calls on chr1 and chr2: somatic ones have confidence 58 to 60, others 20 to 40. The truth has the former.
struct Run {
  std::string truth;
  std::string calls;
};
Run write_run(const SmallReference& small, const std::string& command = "norrsken run") {
  std::string head = "##source=Norrsken 0.1.0\n##norrsken_command=" + command +
                     "\n##reference_sha256=" + small.index().reference_sha256() + "\n";
  for (const char* key : {"TLOD", "NLOD", "OB", "MQ", "BQ", "RPD", "FS", "RU", "RL", "NH"})
    head += std::string("##INFO=<ID=") + key + ",Number=1,Type=Float,Description=\"x\">\n";
  head +=
      "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
      "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n";
  std::mt19937 random(11);
  std::vector<SmallReference::Line> calls;
  std::vector<SmallReference::Line> truth;
  for (const std::uint32_t contig : {0U, 1U})
    for (std::uint32_t position = 40; position < 2900; position += 40) {
      const bool is_somatic = random() % 2 == 0;
      const std::string confidence = std::to_string(is_somatic ? 58 + random() % 3 : 20 + random() % 21);
      SmallReference::Line line{
          contig, position, small.letters(contig, position, 1), small.other(contig, position),
          "TLOD=12.5;NLOD=5;OB=0;MQ=" + confidence + ";BQ=35;RPD=40;FS=1;NH=4\tGT:AD\t0/0:30,0\t0/1:40,20"};
      calls.push_back(line);
      line.rest = ".";
      if (is_somatic) truth.push_back(line);
    }
  return {small.write("truth.vcf.gz", "", "", truth), small.write("calls.vcf.gz", head, "\tFORMAT\tN\tT", calls)};
}

}  // namespace

TEST_CASE("a score model is read as it was written") {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.toml");
  std::ofstream(path) << score_model_text(small_model(),
                                          {"0.1.0", {"chr20"}, {{"truth", "t.vcf.gz", 9, "ab"}}, {}, {}});
  const ScoreModel read = read_score_model(path);
  CHECK(read[0].base == -3);
  CHECK(read[0].least == 120);
  CHECK(read[0].features[1].from == std::vector<std::int32_t>{-5, 10});
  CHECK(read[0].features[1].points == std::vector<std::int32_t>{-100, 0, 250});
  CHECK(read[1].least == -2'000'000'000);
  CHECK(read[1].features[1].points.empty());
}

TEST_CASE("a file that is no score model is refused with its line") {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& text) -> std::string {
    const std::string path = folder.file("m.toml");
    std::ofstream(path, std::ios::trunc) << text;
    try {
      (void)read_score_model(path);
    } catch (const InputError& error) {
      CHECK(error.code() == ExitCode::reference);
      return error.what();
    }
    return "";
  };
  CHECK_THROWS_WITH(read_score_model(folder.file("absent.toml")),
                    Contains("no such file") && Contains("norrsken train"));
  CHECK_THAT(refusal("[substitution\n"), Contains("line 1"));
  CHECK_THAT(refusal("[substitution]\nbase = 1\nleast = 2\n"), Contains("[indel]"));
  CHECK_THAT(refusal("[substitution]\nbase = 1.5\nleast = 2\n"), Contains("line 2") && Contains("whole numbers"));
  const std::string head = "[substitution]\nbase = 1\nleast = 2\n[[substitution.feature]]\n";
  CHECK_THAT(refusal(head + "name = \"luck\"\n"), Contains("\"luck\" is not known"));
  CHECK_THAT(refusal(head + "name = \"fraction\"\nfrom = [1, 2]\npoints = [1, 2]\n"), Contains("one number more"));
}

TEST_CASE("norrsken train learns from records of known truth and writes where it comes from") {
  const SmallReference small;
  const Run run = write_run(small);
  const std::string path = small.file("model.toml");
  const Arguments words{"-o", path, "--index", small.index().path(), "--hold-out", "chr2", run.truth + "," + run.calls};
  CHECK(train_command(words) == ExitCode::ok);
  const ScoreModel model = read_score_model(path);
  TrainingExamples examples;
  add_training_set({run.truth, run.calls, ""}, {"chr2"}, small.index(), examples);
  CHECK(examples.unclear == 0);
  CHECK(examples.held_out[0].size() == 72);
  const ScoreTally tally = tally_score(model[0], examples.held_out[0]);
  CHECK(tally.true_positives > 20);
  CHECK(tally.false_positives == 0);
  CHECK(tally.false_negatives == 0);
  const std::string text = text_of(path);
  CHECK_THAT(text, Contains("held_out_contigs = [\"chr2\"]") && Contains("/calls.vcf.gz\""));
  CHECK(train_command(words) == ExitCode::ok);
  CHECK(text_of(path) == text);
}

TEST_CASE("wrong words and files after norrsken train are refused") {
  const SmallReference small;
  const std::string index = small.index().path();
  const Run scored = write_run(small, "norrsken run --score m.toml");
  const std::string set = scored.truth + "," + scored.calls;
  const auto refusal = [](const Arguments& words) -> std::string {
    try {
      train_command(words);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  const std::string path = small.file("model.toml");
  CHECK_THAT(refusal({"-o", path, "--index", index, set}), Contains("--hold-out"));
  CHECK_THAT(refusal({"-o", path, "--index", index, "--hold-out", "chr9", set}), Contains("no contig \"chr9\""));
  CHECK_THAT(refusal({"-o", path, "--index", index, "--hold-out", "chr2", "a"}), Contains("TRUTH,CALLS"));
  CHECK_THAT(refusal({"-o", path, "--index", index, "--hold-out", "chr2"}), Contains("no runs given"));
  CHECK_THAT(refusal({"-o", path, "--index", index, "--hold-out", "chr2", set}), Contains("judged by a score"));
  CHECK_THAT(
      refusal({"-o", path, "--index", index, "--hold-out", "chr2", set.substr(0, set.find(',')) + "," + scored.truth}),
      Contains("no somatic VCF"));
}
