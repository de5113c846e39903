#include "tests/codecs/support/webp_writer.hpp"

#include <cstring>

#include <webp/encode.h>
#include <webp/mux.h>

namespace tbbimg::test {
namespace {

WebPData data_of(const Bytes& bytes) { return {bytes.data(), bytes.size()}; }

Bytes assemble(WebPMux* mux) {
  WebPData assembled{};
  WebPMuxAssemble(mux, &assembled);
  Bytes file(assembled.bytes, assembled.bytes + assembled.size);
  WebPDataClear(&assembled);
  WebPMuxDelete(mux);
  return file;
}

Bytes encode(ConstImageView picture, const WebpOptions& options) {
  WebPConfig config;
  WebPPicture target;
  WebPMemoryWriter writer;
  WebPConfigInit(&config);
  WebPPictureInit(&target);
  WebPMemoryWriterInit(&writer);
  config.quality = options.quality;
  config.lossless = options.lossless ? 1 : 0;
  config.exact = 1;
  target.use_argb = config.lossless;
  target.width = picture.width;
  target.height = picture.height;
  target.writer = WebPMemoryWrite;
  target.custom_ptr = &writer;
  const auto stride = static_cast<int>(picture.stride);
  if (has_alpha(picture.format)) {
    WebPPictureImportRGBA(&target, picture.data, stride);
  } else {
    WebPPictureImportRGB(&target, picture.data, stride);
  }
  WebPEncode(&config, &target);
  Bytes file(writer.mem, writer.mem + writer.size);
  WebPPictureFree(&target);
  WebPMemoryWriterClear(&writer);
  return file;
}

}  // namespace

Bytes write_webp(ConstImageView picture, const WebpOptions& options) {
  const Bytes plain = encode(picture, options);
  if (options.exif.empty() && options.icc_profile.empty()) return plain;
  const WebPData data = data_of(plain);
  WebPMux* mux = WebPMuxCreate(&data, 1);
  const WebPData exif = data_of(options.exif);
  const WebPData icc = data_of(options.icc_profile);
  if (exif.size != 0) WebPMuxSetChunk(mux, "EXIF", &exif, 1);
  if (icc.size != 0) WebPMuxSetChunk(mux, "ICCP", &icc, 1);
  return assemble(mux);
}

Bytes write_webp_animation(Size canvas, ConstImageView first, int x, int y, int frames) {
  WebPMux* mux = WebPMuxNew();
  const WebPMuxAnimParams params{0xFF0000FFU, 0};
  WebPMuxSetCanvasSize(mux, canvas.width, canvas.height);
  WebPMuxSetAnimationParams(mux, &params);
  const auto push = [mux](const Bytes& still, int at_x, int at_y) {
    WebPMuxFrameInfo frame{};
    frame.bitstream = {still.data(), still.size()};
    frame.x_offset = at_x;
    frame.y_offset = at_y;
    frame.duration = 100;
    frame.id = WEBP_CHUNK_ANMF;
    frame.dispose_method = WEBP_MUX_DISPOSE_NONE;
    frame.blend_method = WEBP_MUX_BLEND;
    WebPMuxPushFrame(mux, &frame, 1);
  };
  push(encode(first, {.lossless = true, .exif = {}, .icc_profile = {}}), x, y);
  const Image picture = make_picture(canvas);
  for (int i = 1; i < frames; ++i)
    push(encode(picture.view(), {.lossless = true, .exif = {}, .icc_profile = {}}), 0, 0);
  return assemble(mux);
}

}  // namespace tbbimg::test
