#include "benchmarks/codecs/floor.hpp"
#include "benchmarks/codecs/picture.hpp"
#include "codecs/webp/webp_decoder.hpp"
#include "codecs/webp/webp_encoder.hpp"

namespace tbbimg::bench {
namespace {

constexpr Size kSize{1920, 1280};

// Arguments: whether there is alpha, and what the width is divided by. The floor decodes the full size.
void webp_decode(benchmark::State& state) {
  const bool alpha = state.range(0) != 0;
  const Image picture = make_photograph(kSize, alpha ? PixelFormat::rgba8 : PixelFormat::rgb8);
  const Bytes file = bare_webp_encode(picture.view(), 80);
  const auto divisor = static_cast<int>(state.range(1));
  const WebpDecoder decoder;
  DecodeOptions options;
  options.at_least = {kSize.width / divisor, kSize.height / divisor};
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, kSize.pixels(), [&] { return decoder.decode(file, options).value(); },
      [&] { return bare_webp_decode(file, alpha); });
}
BENCHMARK(webp_decode)
    ->ArgsProduct({{0, 1}, {1, 4, 8}})
    ->ArgNames({"alpha", "divisor"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: the width, and the quality. The floor is libwebp's simple interface, which has the same defaults.
void webp_encode(benchmark::State& state) {
  const auto width = static_cast<int>(state.range(0));
  const auto quality = static_cast<int>(state.range(1));
  const Image picture = make_photograph({width, width * 2 / 3}, PixelFormat::rgb8);
  const WebpEncoder encoder;
  EncodeOptions options;
  options.quality = quality;
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, picture.view().size().pixels(), [&] { return encoder.encode(picture.view(), options).value(); },
      [&] { return bare_webp_encode(picture.view(), quality); });
}
BENCHMARK(webp_encode)
    ->ArgsProduct({{256, 1600}, {80, 95}})
    ->ArgNames({"width", "quality"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tbbimg::bench
