#include "codecs/gif/detail/gif_output.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "codecs/gif/detail/gif_lzw_writer.hpp"

namespace tbbimg::detail {
namespace {

constexpr int kHasPalette = 0x80;

tl::unexpected<Error> no_memory_for_gif() {
  return fail(ErrorCode::out_of_memory, "there is no memory for the encoded GIF");
}

int index_bits(std::span<const PaletteColor> palette) noexcept {
  int bits = 1;
  while ((std::size_t{1} << static_cast<unsigned>(bits)) < palette.size()) ++bits;
  return bits;
}

int disposal_number(GifDisposal disposal) noexcept {
  switch (disposal) {
    case GifDisposal::background: return 2;
    case GifDisposal::previous: return 3;
    default: return 1;
  }
}

}  // namespace

GifOutput::GifOutput(BufferPool pool, bool dither, std::stop_token stop)
    : output_(std::move(pool)), dither_(dither), stop_(std::move(stop)) {}

void GifOutput::put(std::initializer_list<int> bytes) {
  for (const int byte : bytes) block_.push_back(static_cast<std::uint8_t>(byte));
}

void GifOutput::put_size(Size size) {
  put_number(size.width);
  put_number(size.height);
}

void GifOutput::put_palette(std::span<const PaletteColor> palette) {
  for (std::size_t i = 0; i < std::size_t{1} << static_cast<unsigned>(index_bits(palette)); ++i) {
    const PaletteColor color = i < palette.size() ? palette[i] : PaletteColor{};
    put({color[0], color[1], color[2]});
  }
}

Status GifOutput::flush() {
  const bool done = output_.append(block_);
  block_.clear();
  return done ? Status{} : no_memory_for_gif();
}

Status GifOutput::put_screen(Size size, std::span<const PaletteColor> palette) {
  constexpr int kEightBitsPerChannel = 0x70;
  put({'G', 'I', 'F', '8', '9', 'a'});
  put_size(size);
  put({kHasPalette | kEightBitsPerChannel | (index_bits(palette) - 1), 0, 0});
  put_palette(palette);
  return flush();
}

// The extension of Netscape 2.0: how often to repeat what was shown once.
Status GifOutput::put_loops(int loops) {
  if (loops == 1) return {};
  put({'!', 0xFF, 11});
  for (const char letter : std::string_view("NETSCAPE2.0")) put({letter});
  put({3, 1});
  put_number(loops == 0 ? 0 : std::min(loops - 1, 65'535));
  put({0});
  return flush();
}

Status GifOutput::put_frame(const GifFrameHead& head, ConstImageView pixels, std::span<const PaletteColor> palette,
                            bool is_screen_palette) {
  const auto hidden = std::find_if(palette.begin(), palette.end(), [](const PaletteColor& c) { return c[3] == 0; });
  const bool has_hidden = hidden != palette.end();
  if (has_hidden || head.is_animated) {
    put({'!', 0xF9, 4, (head.is_animated ? disposal_number(head.disposal) << 2 : 0) | (has_hidden ? 1 : 0)});
    put_number(head.hundredths);
    put({has_hidden ? static_cast<int>(hidden - palette.begin()) : 0, 0});
  }
  put({','});
  put_number(head.area.at.x);
  put_number(head.area.at.y);
  put_size(head.area.size);
  put({is_screen_palette ? 0 : kHasPalette | (index_bits(palette) - 1)});
  if (!is_screen_palette) put_palette(palette);
  TBBIMG_RETURN_IF_ERROR(flush());

  GifLzwWriter data(output_, index_bits(palette));
  PaletteMapper mapper(palette, pixels.width, dither_);
  indices_.resize(static_cast<std::size_t>(pixels.width));
  for (int y = 0; y < pixels.height; ++y) {
    if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    mapper.map(pixels.row(y), pixels.format, indices_);
    if (!data.write(indices_)) return no_memory_for_gif();
  }
  if (!data.finish()) return no_memory_for_gif();
  return flush();
}

Result<Buffer> GifOutput::finish() {
  put({0x3B});
  TBBIMG_RETURN_IF_ERROR(flush());
  return output_.release();
}

}  // namespace tbbimg::detail
