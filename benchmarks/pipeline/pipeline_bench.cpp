// The whole pipeline from memory to memory: no disk, so that what is measured is the graph and the work in it.
// pipeline/tbbimg/<recipe>: images/s and MP/s of the input; pipeline/floor/thumbnail: the same work in a plain loop on
// one thread, without graph, budgets or I/O threads; pipeline/reads_of_20ms/thumbnail beside
// pipeline/instant_reads/thumbnail: 200 images on two threads, from a source that waits and one that does not.
#include <benchmark/benchmark.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace {

using namespace tbbimg;

constexpr Size kPhoto{3000, 2000};
constexpr int kImages = 32;

const std::string& photo() {
  static const std::string bytes = [] {
    Image image = Image::create({kPhoto, PixelFormat::rgb8}).value();
    std::uint32_t noise = 1;
    for (int y = 0; y < kPhoto.height; ++y) {
      for (int x = 0; x < kPhoto.width; ++x) {
        noise = noise * 1664525 + 1013904223;
        const std::uint32_t texture = noise >> 28;
        for (int c = 0; c < 3; ++c) {
          image.view().row(y)[3 * x + c] =
              static_cast<std::uint8_t>((x / (9 + c) + y / 7) % 200 + static_cast<int>(texture));
        }
      }
    }
    const Buffer file =
        CodecRegistry::with_builtin_codecs().find_encoder("jpeg")->encode(image.view(), {85, {}, {}, {}}).value();
    return std::string(file.bytes().begin(), file.bytes().end());
  }();
  return bytes;
}

class RepeatedPhoto final : public Source {
 public:
  explicit RepeatedPhoto(int count = kImages, std::chrono::milliseconds delay = {}) : count_(count), delay_(delay) {}

  Result<std::optional<SourceItem>> next() override {
    if (given_ == static_cast<std::uint64_t>(count_)) return std::nullopt;
    const std::string name = std::to_string(given_);
    return SourceItem{name, {}, name, photo().size(), given_++, {}, {}};
  }
  Result<SourceData> read(const SourceItem&, const ReadOptions& options) override {
    if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
    TBBIMG_ASSIGN_OR_RETURN(Buffer buffer, options.pool.allocate(photo().size()));
    std::copy(photo().begin(), photo().end(), buffer.data());
    return SourceData(std::move(buffer));
  }

 private:
  int count_;
  std::chrono::milliseconds delay_;
  std::uint64_t given_ = 0;
};

class Discard final : public Sink {
 public:
  Result<bool> keeps(const std::string&, IfExists) override { return false; }
  Status write(const std::string&, std::span<const std::uint8_t> bytes, IfExists /*if_exists*/) override {
    benchmark::DoNotOptimize(bytes.data());
    return {};
  }
};

void set_rates(benchmark::State& state, int images_per_run = kImages) {
  const double images = static_cast<double>(state.iterations()) * images_per_run;
  state.counters["images/s"] = benchmark::Counter(images, benchmark::Counter::kIsRate);
  state.counters["MP/s"] =
      benchmark::Counter(images * static_cast<double>(kPhoto.pixels()) / 1e6, benchmark::Counter::kIsRate);
}

void run_recipe(benchmark::State& state, const char* toml) {
  Recipe recipe = Recipe::parse_toml(toml, "bench", {"jpeg", 80}, OperationRegistry::with_builtin_operations()).value();
  const Pipeline pipeline = Pipeline::create(std::move(recipe), {}).value();
  photo();
  for (auto _ : state) {
    RepeatedPhoto source;
    Discard sink;
    const RunReport report = pipeline.run(source, sink).value();
    if (report.done != kImages) state.SkipWithError("an image failed");
  }
  set_rates(state);
}

void run_slow_source(benchmark::State& state, int read_milliseconds) {
  constexpr int kCount = 200;
  const std::vector<std::string> operations = {"thumbnail:256"};
  Recipe recipe = Recipe::parse(operations, {"jpeg", 80}, OperationRegistry::with_builtin_operations()).value();
  RunOptions options;
  options.threads = 2;
  const Pipeline pipeline = Pipeline::create(std::move(recipe), options).value();
  photo();
  for (auto _ : state) {
    RepeatedPhoto source(kCount, std::chrono::milliseconds(read_milliseconds));
    Discard sink;
    if (pipeline.run(source, sink).value().done != kCount) state.SkipWithError("an image failed");
  }
  set_rates(state, kCount);
}

void run_floor(benchmark::State& state) {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const auto thumbnail = OperationRegistry::with_builtin_operations().make("thumbnail:256").value();
  const BufferPool pool(std::size_t{256} << 20);
  const OperationContext context(Kernels::active().value(), pool, {}, false);
  const auto file = std::span(reinterpret_cast<const std::uint8_t*>(photo().data()), photo().size());
  for (auto _ : state) {
    for (int i = 0; i < kImages; ++i) {
      const ImageShape shape = thumbnail->output_shape({kPhoto, PixelFormat::rgb8}).value();
      const DecodedImage decoded =
          codecs.find_decoder(file)->decode(file, {*thumbnail->sufficient_input(kPhoto), {}, pool, {}}).value();
      Image small = Image::create(shape, pool).value();
      if (!thumbnail->apply(decoded.image.view(), small.view(), context)) state.SkipWithError("failed");
      benchmark::DoNotOptimize(codecs.find_encoder("jpeg")->encode(small.view(), {80, {}, pool, {}}).value().data());
    }
  }
  set_rates(state);
}

BENCHMARK_CAPTURE(run_recipe, thumbnail, "[[variant]]\nops=['thumbnail:256']\n")
    ->Name("pipeline/tbbimg/thumbnail")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_recipe, triple,
                  "[[variant]]\nname='s'\nops=['thumbnail:256']\n[[variant]]\nname='m'\nops=['thumbnail:800']\n"
                  "[[variant]]\nname='l'\nops=['thumbnail:1600']\nquality=85\n")
    ->Name("pipeline/tbbimg/triple")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_recipe, blur, "[[variant]]\nops=['blur:2']\n")
    ->Name("pipeline/tbbimg/blur")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_slow_source, instant, 0)
    ->Name("pipeline/instant_reads/thumbnail")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_slow_source, slow, 20)
    ->Name("pipeline/reads_of_20ms/thumbnail")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(run_floor)->Name("pipeline/floor/thumbnail")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
