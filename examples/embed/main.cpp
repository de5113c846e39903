// Makes thumbnails of a folder from inside another program: embed INPUT OUTPUT. What an earlier call has done is not
// done again, and what fails is tried twice.
#include <iostream>

#include <tbbimg/engine/run/image_run.hpp>

using namespace tbbimg;

namespace {

struct PrintFailures final : RunObserver {
  void on_settled(const SettledImage& image) override {
    if (image.fate == Fate::failed) std::cerr << image.error->to_string() << '\n';
  }
};

tl::expected<RunOutcome, RunRefusal> make_thumbnails(const RunSpec& spec) {
  PrintFailures failures;
  const auto run = ImageRun::open(spec);
  return run ? (*run)->run({{}, {&failures}}) : tl::unexpected(run.error());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "usage: embed INPUT OUTPUT\n", 2;
  RunSpec spec;
  spec.inputs = {argv[1]};
  spec.output = argv[2];
  spec.recipe.operations = {"thumbnail:256"};
  spec.defaults.format = "jpeg";
  spec.resume = ResumeScope::unfinished;
  auto outcome = make_thumbnails(spec);
  spec.resume = ResumeScope::failed;
  if (outcome && outcome->report.failed > 0) outcome = make_thumbnails(spec);
  if (!outcome) return std::cerr << outcome.error().error().to_string() << '\n', 1;
  std::cout << outcome->report.done << " done, " << outcome->report.failed << " failed\n";
  return outcome->report.failed == 0 ? 0 : 1;
}
