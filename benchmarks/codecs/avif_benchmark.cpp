#include <avif/avif.h>

#include <string>

#include "benchmarks/codecs/floor.hpp"
#include "benchmarks/codecs/picture.hpp"
#include "codecs/avif/avif_encoder.hpp"

namespace tbbimg::bench {
namespace {

// 4:2:0 in one thread, with libavif's own conversion of colours.
Bytes bare_avif_encode(ConstImageView picture, int quality, int effort) {
  avifImage* const image = avifImageCreate(static_cast<std::uint32_t>(picture.width),
                                           static_cast<std::uint32_t>(picture.height), 8, AVIF_PIXEL_FORMAT_YUV420);
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image);
  rgb.format = AVIF_RGB_FORMAT_RGB;
  rgb.pixels = const_cast<std::uint8_t*>(picture.data);  // only read
  rgb.rowBytes = static_cast<std::uint32_t>(picture.stride);
  avifImageRGBToYUV(image, &rgb);
  avifEncoder* const encoder = avifEncoderCreate();
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder->maxThreads = 1;
  encoder->speed = 9 - effort;
  encoder->minQuantizer = 0;
  encoder->maxQuantizer = 63;
  avifEncoderSetCodecSpecificOption(encoder, "end-usage", "q");
  avifEncoderSetCodecSpecificOption(encoder, "cq-level", std::to_string((100 - quality) * 63 / 100).c_str());
  avifRWData output = AVIF_DATA_EMPTY;
  avifEncoderWrite(encoder, image, &output);
  Bytes file(output.data, output.data + output.size);
  avifRWDataFree(&output);
  avifEncoderDestroy(encoder);
  avifImageDestroy(image);
  return file;
}

// Arguments: the width, and the effort.
void avif_encode(benchmark::State& state) {
  const auto width = static_cast<int>(state.range(0));
  const auto effort = static_cast<int>(state.range(1));
  constexpr int kQuality = 60;
  const Image picture = make_photograph({width, width * 2 / 3}, PixelFormat::rgb8);
  const AvifEncoder encoder;
  EncodeOptions options;
  options.quality = kQuality;
  options.settings = {{"effort", effort}};
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, picture.view().size().pixels(), [&] { return encoder.encode(picture.view(), options).value(); },
      [&] { return bare_avif_encode(picture.view(), kQuality, effort); });
}
BENCHMARK(avif_encode)
    ->ArgsProduct({{256, 1600}, {0, 2}})
    ->ArgNames({"width", "effort"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tbbimg::bench
