#include "codecs/gif/gif_decoder.hpp"

#include <algorithm>

#include "tests/fuzz/decoder_fuzzing.hpp"

namespace {

// decode() sees the first frame only. The others are read in pieces, and some of them not at all.
void read_frames(const tbbimg::Decoder& decoder, std::span<const std::uint8_t> file) {
  using namespace tbbimg;
  const auto reader = decoder.open(file, fuzz::bounded({}));
  if (!reader) return fuzz::check_error(reader.error());
  const Size size = (*reader)->shape().size;
  auto rows = Image::create({{size.width, 7}, (*reader)->shape().format});
  fuzz::require(rows.has_value(), "there is memory for 7 rows");
  int frames = 0;
  constexpr int kMaxFrames = 300;
  for (; frames < kMaxFrames; ++frames) {
    const auto frame = (*reader)->next_frame();
    if (!frame) return fuzz::check_error(frame.error());
    if (!*frame) break;
    while (frames % 3 != 2 && (*reader)->rows_left() > 0) {
      const int height = std::min(7, (*reader)->rows_left());
      const Status status = (*reader)->read_rows(rows->view().crop(0, 0, {size.width, height}));
      if (!status) return fuzz::check_error(status.error());
    }
  }
  fuzz::require(frames == std::min((*reader)->info().frames, kMaxFrames), "the header knows how many frames come");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tbbimg::GifDecoder decoder;
  read_frames(decoder, {data, size});
  return tbbimg::fuzz::run(decoder, data, size);
}
