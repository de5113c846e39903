#include "codecs/gif/detail/gif_output.hpp"

#include <algorithm>
#include <string_view>

namespace tbbimg::detail {
namespace {

constexpr int kHasPalette = 0x80;

int disposal_number(GifDisposal disposal) noexcept {
  switch (disposal) {
    case GifDisposal::background: return 2;
    case GifDisposal::previous: return 3;
    default: return 1;
  }
}

}  // namespace

tl::unexpected<Error> no_memory_for_gif() {
  return fail(ErrorCode::out_of_memory, "there is no memory for the encoded GIF");
}

int gif_index_bits(std::size_t count) noexcept {
  int bits = 1;
  while ((std::size_t{1} << static_cast<unsigned>(bits)) < count) ++bits;
  return bits;
}

void GifOutput::put(std::initializer_list<int> bytes) {
  for (const int byte : bytes) block_.push_back(static_cast<std::uint8_t>(byte));
}

void GifOutput::put_size(Size size) {
  put_number(size.width);
  put_number(size.height);
}

void GifOutput::put_palette(std::span<const PaletteColor> palette) {
  for (std::size_t i = 0; i < std::size_t{1} << static_cast<unsigned>(gif_index_bits(palette.size())); ++i) {
    const PaletteColor color = i < palette.size() ? palette[i] : PaletteColor{};
    put({color[0], color[1], color[2]});
  }
}

Status GifOutput::flush(GrowingBuffer& output) {
  const bool done = output.append(block_);
  block_.clear();
  return done ? Status{} : no_memory_for_gif();
}

// The extension of Netscape 2.0: how often to repeat what was shown once.
void GifOutput::put_loops(int loops) {
  if (loops == 1) return;
  put({'!', 0xFF, 11});
  for (const char letter : std::string_view("NETSCAPE2.0")) put({letter});
  put({3, 1});
  put_number(loops == 0 ? 0 : std::min(loops - 1, 65'535));
  put({0});
}

Status GifOutput::put_head(const GifFrameHead& head, std::span<const PaletteColor> palette) {
  if (head.hidden || head.is_animated) {
    put({'!', 0xF9, 4, (head.is_animated ? disposal_number(head.disposal) << 2 : 0) | (head.hidden ? 1 : 0)});
    put_number(head.hundredths);
    put({head.hidden.value_or(0), 0});
  }
  put({','});
  put_number(head.area.at.x);
  put_number(head.area.at.y);
  put_size(head.area.size);
  put({palette.empty() ? 0 : kHasPalette | (gif_index_bits(palette.size()) - 1)});
  if (!palette.empty()) put_palette(palette);
  return flush(frames_);
}

Result<Buffer> GifOutput::finish(Size size, std::span<const PaletteColor> palette, int loops) {
  constexpr int kEightBitsPerChannel = 0x70;
  GrowingBuffer file(pool_);
  put({'G', 'I', 'F', '8', '9', 'a'});
  put_size(size);
  put({kHasPalette | kEightBitsPerChannel | (gif_index_bits(palette.size()) - 1), 0, 0});
  put_palette(palette);
  put_loops(loops);
  if (!file.reserve(block_.size() + frames_.size() + 1)) return no_memory_for_gif();
  TBBIMG_RETURN_IF_ERROR(flush(file));
  if (!file.append(frames_.written())) return no_memory_for_gif();
  put({0x3B});
  TBBIMG_RETURN_IF_ERROR(flush(file));
  return file.release();
}

}  // namespace tbbimg::detail
