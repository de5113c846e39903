#include "benchmarks/codecs/floor.hpp"
#include "benchmarks/codecs/picture.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/jpeg/jpeg_encoder.hpp"

namespace tbbimg::bench {
namespace {

constexpr Size kSize{3840, 2160};

const Image& photograph() {
  static const Image picture = make_photograph(kSize, PixelFormat::rgb8);
  return picture;
}

// Arguments: the kind of file and the eighths of its size.
void jpeg_decode(benchmark::State& state) {
  const Bytes file = bare_jpeg_encode(photograph().view(), 85, static_cast<JpegKind>(state.range(0)));
  const auto scale = static_cast<int>(state.range(1));
  const JpegDecoder decoder;
  DecodeOptions options;
  options.at_least = {kSize.width * scale / 8, kSize.height * scale / 8};
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, kSize.pixels(), [&] { return decoder.decode(file, options).value(); },
      [&] { return bare_jpeg_decode(file, scale); });
  constexpr const char* kNames[] = {"baseline 4:2:0", "progressive 4:2:0", "progressive 4:4:4"};
  state.SetLabel(kNames[state.range(0)]);
}
BENCHMARK(jpeg_decode)
    ->ArgsProduct({{0, 1, 2}, {1, 2, 4, 8}})
    ->ArgNames({"kind", "eighths"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Arguments: the width, and the quality. The floor is libjpeg with the same parameters.
void jpeg_encode(benchmark::State& state) {
  const auto width = static_cast<int>(state.range(0));
  const auto quality = static_cast<int>(state.range(1));
  const ConstImageView picture = photograph().view().crop(0, 0, {width, width * 2 / 3});
  const JpegEncoder encoder;
  EncodeOptions options;
  options.quality = quality;
  options.pool = BufferPool(std::size_t{256} << 20);
  const JpegKind kind = JpegKind::baseline_420;
  compare_with_floor(
      state, picture.size().pixels(), [&] { return encoder.encode(picture, options).value(); },
      [&] { return bare_jpeg_encode(picture, quality, kind); });
  state.counters["bytes"] = static_cast<double>(encoder.encode(picture, options).value().size());
}
BENCHMARK(jpeg_encode)
    ->ArgsProduct({{256, 1600}, {60, 80, 89}})
    ->ArgNames({"width", "quality"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tbbimg::bench
