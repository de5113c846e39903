#include "benchmarks/codecs/floor.hpp"
#include "benchmarks/codecs/picture.hpp"
#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"

namespace tbbimg::bench {
namespace {

constexpr Size kSize{1200, 800};

// Argument: the PixelFormat.
void png_decode(benchmark::State& state) {
  const Image picture = make_photograph(kSize, static_cast<PixelFormat>(state.range(0)));
  const Bytes file = bare_png_encode(picture.view());
  const PngDecoder decoder;
  DecodeOptions options;
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, kSize.pixels(), [&] { return decoder.decode(file, options).value(); },
      [&] { return bare_png_decode(file); });
}
BENCHMARK(png_decode)
    ->ArgName("format")
    ->Arg(static_cast<int>(PixelFormat::gray8))
    ->Arg(static_cast<int>(PixelFormat::rgb8))
    ->Arg(static_cast<int>(PixelFormat::rgba8))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// The floor is libpng with its defaults; "size_of_floor" says what the other filters and strategy cost or save.
void png_encode(benchmark::State& state) {
  const Image picture = make_photograph(kSize, static_cast<PixelFormat>(state.range(0)));
  const PngEncoder encoder;
  EncodeOptions options;
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, kSize.pixels(), [&] { return encoder.encode(picture.view(), options).value(); },
      [&] { return bare_png_encode(picture.view()); });
  state.counters["size_of_floor"] = static_cast<double>(encoder.encode(picture.view(), options).value().size()) /
                                    static_cast<double>(bare_png_encode(picture.view()).size());
}
BENCHMARK(png_encode)
    ->ArgName("format")
    ->Arg(static_cast<int>(PixelFormat::gray8))
    ->Arg(static_cast<int>(PixelFormat::rgb8))
    ->Arg(static_cast<int>(PixelFormat::rgba8))
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tbbimg::bench
