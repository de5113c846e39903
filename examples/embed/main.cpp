// Makes thumbnails of a folder from inside another program: embed INPUT OUTPUT
#include <iostream>

#include "engine/files/directory_sink.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/pipeline/pipeline.hpp"

using namespace tbbimg;

namespace {

Result<RunReport> make_thumbnails(const std::string& input, const std::string& output) {
  const std::vector<std::string> operations = {"thumbnail:256"};
  TBBIMG_ASSIGN_OR_RETURN(Recipe recipe,
                          Recipe::parse(operations, {"jpeg", 80}, OperationRegistry::with_builtin_operations()));
  RunOptions options;
  options.memory = std::uint64_t{512} << 20;
  TBBIMG_ASSIGN_OR_RETURN(const Pipeline pipeline, Pipeline::create(std::move(recipe), options));
  TBBIMG_ASSIGN_OR_RETURN(const auto source, DirectorySource::open({{input}, output, {}, IfExists::replace}));
  TBBIMG_ASSIGN_OR_RETURN(const auto sink, DirectorySink::open(output, std::vector{input}));

  class PrintFailures final : public RunObserver {
    void on_settled(const SettledImage& image) override {
      if (image.fate == Fate::failed) std::cerr << image.error->to_string() << '\n';
    }
  } observer;
  return pipeline.run(*source, *sink, {{}, {&observer}, nullptr});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: embed INPUT OUTPUT\n";
    return 2;
  }
  const auto report = make_thumbnails(argv[1], argv[2]);
  if (!report) {
    std::cerr << report.error().to_string() << '\n';
    return 1;
  }
  std::cout << report->done << " done, " << report->failed << " failed, " << report->skipped << " skipped\n";
  return report->failed == 0 ? 0 : 1;
}
