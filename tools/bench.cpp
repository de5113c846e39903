#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"
#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/simd/level.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kBenchFooter =
    R"(Each operation runs on one thread over an image in memory, on every SIMD level of this machine; MP/s are
megapixels of the larger of its input and output per second, from the median run. memcpy moves the input once: what
comes near it is bound by memory and not by arithmetic.

Examples:
  tbbimg bench
  tbbimg bench blur:2 thumbnail:800 --format rgba8 --size 6000x4000
  tbbimg bench --json > bench.json

What an operation cannot do to such an image is left out, with a message.

Exit codes: 0 done, 2 wrong usage or no such operation, 74 no memory, 75 interrupted)";

struct BenchOptions {
  std::vector<std::string> operations;
  std::string size = "4928x3279";
  std::string format = "rgb8";
  double seconds = 0.2;
  bool json = false;
};

// Smooth with some noise, so that no operation finds it easier than a photograph.
void fill_like_a_photo(ImageView image) noexcept {
  std::uint32_t noise = 1;
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* row = image.row(y);
    for (std::size_t i = 0; i < image.row_bytes(); ++i) {
      noise = noise * 1664525U + 1013904223U;  // Numerical Recipes, 7.1
      row[i] = static_cast<std::uint8_t>(i / 16 + static_cast<std::size_t>(y) / 8 + (noise >> 29));
    }
  }
}

class Stopwatch {
 public:
  Stopwatch(double seconds, std::stop_token stop) : limit_(seconds), stop_(std::move(stop)) {}

  /// Median seconds of as many runs as fit, three at least. Errors: those of `work`, and cancelled.
  template <class Work>
  [[nodiscard]] Result<double> time(const Work& work) const {
    constexpr std::size_t kLeastRuns = 3;
    TBBIMG_RETURN_IF_ERROR(work());  // touches the pages, fills the caches
    std::vector<double> runs;
    double total = 0;
    while (total < limit_ || runs.size() < kLeastRuns) {
      if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
      const auto begin = std::chrono::steady_clock::now();
      TBBIMG_RETURN_IF_ERROR(work());
      runs.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
      total += runs.back();
    }
    std::nth_element(runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2), runs.end());
    return runs[runs.size() / 2];
  }

 private:
  double limit_;
  std::stop_token stop_;
};

Status run_once(const Operation& operation, ConstImageView input, ImageView output, const OperationContext& context) {
  if (!operation.size_depends_on_pixels()) return operation.apply(input, output, context);
  TBBIMG_ASSIGN_OR_RETURN(const Rectangle box, operation.content_box(input, context));
  return operation.apply(input.crop(box.at.x, box.at.y, box.size), output.crop(0, 0, box.size), context);
}

// MP/s of one operation on each level.
Result<std::vector<double>> measure(const Operation& operation, const Image& input, const Stopwatch& stopwatch,
                                    const std::stop_token& stop) {
  TBBIMG_ASSIGN_OR_RETURN(const ImageShape shape, operation.output_shape(input.shape()));
  TBBIMG_ASSIGN_OR_RETURN(Image output, Image::create(shape));
  const double megapixels = static_cast<double>(std::max(input.shape().size.pixels(), shape.size.pixels())) / 1e6;
  std::vector<double> speeds;
  for (const SimdLevel level : supported_simd_levels()) {
    TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::of(level));
    const OperationContext context(kernels, BufferPool(), stop, false);
    TBBIMG_ASSIGN_OR_RETURN(const double seconds,
                            stopwatch.time([&] { return run_once(operation, input.view(), output.view(), context); }));
    speeds.push_back(megapixels / seconds);
  }
  return speeds;
}

Result<double> measure_memcpy(const Image& input, const Stopwatch& stopwatch) {
  TBBIMG_ASSIGN_OR_RETURN(Image output, Image::create(input.shape()));
  TBBIMG_ASSIGN_OR_RETURN(const double seconds, stopwatch.time([&]() -> Status {
    std::memcpy(output.view().data, input.view().data, image_bytes(input.shape()));
    return {};
  }));
  return static_cast<double>(input.shape().size.pixels()) / 1e6 / seconds;
}

struct Row {
  std::string name;
  std::vector<double> speeds;
};

void print_row(const Row& row) {
  std::printf("%-44s", one_line(row.name).c_str());
  for (const double speed : row.speeds) std::printf(" %9.*f", speed < 100 ? 1 : 0, speed);
  std::puts("");
  std::fflush(stdout);
}

void print_header(const BenchOptions& options) {
  std::printf("%-44s", one_line("MP/s, " + options.format + ", " + options.size).c_str());
  for (const SimdLevel level : supported_simd_levels()) std::printf(" %9s", std::string(to_string(level)).c_str());
  std::puts("");
}

void print_json(const BenchOptions& options, double memcpy_speed, const std::vector<Row>& rows) {
  nlohmann::ordered_json document = {{"schema", 1},          {"version", TBBIMG_VERSION},
                                     {"size", options.size}, {"format", options.format},
                                     {"unit", "MP/s"},       {"memcpy", memcpy_speed}};
  document["operations"] = nlohmann::ordered_json::array();
  const std::vector<SimdLevel> levels = supported_simd_levels();
  for (const Row& row : rows) {
    nlohmann::ordered_json speeds;
    for (std::size_t i = 0; i < levels.size(); ++i) speeds[std::string(to_string(levels[i]))] = row.speeds[i];
    document["operations"].push_back({{"operation", row.name}, {"levels", speeds}});
  }
  std::puts(dumped(document, 2).c_str());
}

Result<PixelFormat> parse_format(const std::string& name) {
  using enum PixelFormat;
  for (const PixelFormat format : {gray8, gray_alpha8, rgb8, rgba8}) {
    if (to_string(format) == name) return format;
  }
  return fail(ErrorCode::invalid_argument, "--format: '" + name + "' is none of gray8, gray_alpha8, rgb8, rgba8");
}

Result<Size> parse_bench_size(const std::string& text) {
  const auto size = parse_size(text);
  const auto allowed = [](int side) { return side >= 1 && side <= kMaxSide; };
  if (size && allowed(size->width) && allowed(size->height)) return *size;
  return fail(ErrorCode::invalid_argument,
              "--size: '" + text + "' is not WIDTHxHEIGHT, each 1 to " + std::to_string(kMaxSide));
}

// An example may name a file that is not here.
std::vector<std::string> examples_that_work(const OperationRegistry& registry) {
  std::vector<std::string> examples;
  for (const OperationInfo* info : registry.list()) {
    if (const auto operation = registry.make(info->example)) {
      examples.push_back(info->example);
    } else {
      print_message("left out: " + operation.error().message.text());
    }
  }
  return examples;
}

ExitCode execute(BenchOptions options) {
  const std::stop_token stop = stop_on_signals("an operation takes long");
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  if (options.operations.empty()) options.operations = examples_that_work(registry);
  std::vector<std::shared_ptr<const Operation>> operations;
  for (std::string& text : options.operations) {
    auto operation = registry.make(text = as_typed(text));
    if (!operation) return complain(ExitCode::usage, operation.error());
    operations.push_back(*operation);
  }
  const auto size = parse_bench_size(options.size);
  if (!size) return complain(ExitCode::usage, size.error());
  const auto format = parse_format(options.format);
  if (!format) return complain(ExitCode::usage, format.error());
  auto input = Image::create({*size, *format});
  if (!input) return complain(ExitCode::environment, input.error());
  fill_like_a_photo(input->view());

  const Stopwatch stopwatch(options.seconds, stop);
  const auto how_far = [&options](std::size_t timed) {
    return interrupted(std::to_string(timed) + " of " + std::to_string(options.operations.size()) +
                       " operations were timed");
  };
  const auto memcpy_speed = measure_memcpy(*input, stopwatch);
  if (stop.stop_requested()) return how_far(0);
  if (!memcpy_speed) return complain(ExitCode::environment, memcpy_speed.error());
  if (!options.json) {
    print_header(options);
    print_row({"memcpy", std::vector<double>(supported_simd_levels().size(), *memcpy_speed)});
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto speeds = measure(*operations[i], *input, stopwatch, stop);
    if (stop.stop_requested()) return how_far(i);
    if (!speeds) {
      print_message("left out: " + options.operations[i] + ": " + speeds.error().message.text());
      continue;
    }
    rows.push_back({options.operations[i], *speeds});
    if (!options.json) print_row(rows.back());
  }
  if (options.json) print_json(options, *memcpy_speed, rows);
  return ExitCode::done;
}

}  // namespace

Subcommand add_bench(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "bench", "[OP...] [OPTION...]",
                                 "Time operations on this machine, level by level, in MP/s");
  const auto options = std::make_shared<BenchOptions>();
  app->add_option("OP", options->operations, "Operations to time; all of them, as their examples say, unless given")
      ->option_text(" ");
  app->add_option("--size", options->size, "Of the image")->option_text("WIDTHxHEIGHT [4928x3279]");
  app->add_option("--format", options->format, "gray8, gray_alpha8, rgb8 or rgba8")->option_text("FORMAT [rgb8]");
  app->add_option("--seconds", options->seconds, "To spend on each operation and level")
      ->check(CLI::Range(0.001, 3600.0))
      ->option_text("N [0.2]");
  app->add_flag("--json", options->json, "One JSON document instead of a table");
  app->footer(kBenchFooter);
  return {app, [options](const std::vector<std::string>&) { return execute(*options); }};
}

}  // namespace tbbimg::tools
