#include "tests/codecs/support/gif_writer.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <utility>

namespace tbbimg::test {
namespace {

void put_gif_text(Bytes& file, std::string_view text) { file.insert(file.end(), text.begin(), text.end()); }
void put_gif_bytes(Bytes& file, const Bytes& bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); }
void put_gif_byte(Bytes& file, int value) { file.push_back(static_cast<std::uint8_t>(value)); }
void put_gif_number(Bytes& file, int value) {
  put_gif_byte(file, value & 255);
  put_gif_byte(file, value >> 8);
}

// log2 of the number of colours.
int gif_palette_bits(const Bytes& palette) { return static_cast<int>(std::bit_width(palette.size() / 3)) - 1; }

/// Codes of growing length, lowest bit first.
class GifCodes {
 public:
  explicit GifCodes(int root_bits) : root_bits_(root_bits) { clear(); }

  void clear() {
    put(1U << root_bits_);
    bits_ = root_bits_ + 1;
    next_ = (1U << root_bits_) + 2;
    strings_.clear();
    codes_ = 0;
  }
  void put_end() { put((1U << root_bits_) + 1); }

  // The code of `prefix` and one index more, if there is one.
  [[nodiscard]] std::optional<unsigned> find(unsigned prefix, std::uint8_t index) const {
    const auto found = strings_.find({prefix, index});
    return found == strings_.end() ? std::nullopt : std::optional(found->second);
  }

  // `code`, and makes a new one of it and the index behind it. Readers know that one a code later.
  void put_and_add(unsigned code, std::uint8_t behind) {
    put(code);
    ++codes_;
    if (next_ > 4095) return;
    if (next_ == 1U << bits_) ++bits_;
    strings_[{code, behind}] = next_++;
  }
  void put_last(unsigned code) {
    put(code);
    if (next_ == 1U << bits_ && bits_ < 12) ++bits_;
  }
  [[nodiscard]] std::size_t codes() const { return codes_; }

  [[nodiscard]] Bytes bytes() const {
    Bytes all = bytes_;
    if (pending_bits_ > 0) all.push_back(static_cast<std::uint8_t>(pending_));
    return all;
  }

 private:
  void put(unsigned code) {
    pending_ |= code << pending_bits_;
    pending_bits_ += bits_;
    for (; pending_bits_ >= 8; pending_bits_ -= 8, pending_ >>= 8U)
      bytes_.push_back(static_cast<std::uint8_t>(pending_));
  }

  int root_bits_;
  int bits_ = root_bits_ + 1;
  unsigned next_ = 0;
  std::size_t codes_ = 0;
  std::map<std::pair<unsigned, std::uint8_t>, unsigned> strings_;
  Bytes bytes_;
  unsigned pending_ = 0;
  int pending_bits_ = 0;
};

Bytes compress_gif(const Bytes& indices, int root_bits, const GifOptions& options) {
  GifCodes codes(root_bits);
  unsigned current = indices.at(0);
  for (std::size_t i = 1; i < indices.size(); ++i) {
    if (const auto longer = codes.find(current, indices[i])) {
      current = *longer;
      continue;
    }
    codes.put_and_add(current, indices[i]);
    current = indices[i];
    if (codes.codes() == options.clear_after) codes.clear();
  }
  codes.put_last(current);
  if (options.end_code) codes.put_end();
  return codes.bytes();
}

Bytes gif_stored_order(const GifFrame& frame) {
  if (!frame.interlaced) return frame.indices;
  Bytes ordered;
  const auto width = frame.area.size.width;
  for (const auto& [first, step] : {std::pair(0, 8), std::pair(4, 8), std::pair(2, 4), std::pair(1, 2)}) {
    for (int y = first; y < frame.area.size.height; y += step) {
      const auto row = frame.indices.begin() + std::ptrdiff_t{y} * width;
      ordered.insert(ordered.end(), row, row + width);
    }
  }
  return ordered;
}

void put_gif_frame(Bytes& file, const GifFrame& frame, const GifOptions& options) {
  if (frame.transparent >= 0 || frame.disposal != 0 || frame.hundredths != 0) {
    put_gif_text(file, "\x21\xF9\x04");
    put_gif_byte(file, (frame.disposal << 2) | (frame.transparent >= 0 ? 1 : 0));
    put_gif_number(file, frame.hundredths);
    put_gif_byte(file, std::max(frame.transparent, 0));
    put_gif_byte(file, 0);
  }
  const bool local = !frame.palette.empty();
  put_gif_byte(file, 0x2C);
  for (const int value : {frame.area.at.x, frame.area.at.y, frame.area.size.width, frame.area.size.height}) {
    put_gif_number(file, value);
  }
  put_gif_byte(file, (local ? 0x80 | (gif_palette_bits(frame.palette) - 1) : 0) | (frame.interlaced ? 0x40 : 0));
  put_gif_bytes(file, frame.palette);
  const int least_bits = std::max(gif_palette_bits(local ? frame.palette : options.palette), 2);
  const int root_bits = options.code_bits > 0 ? options.code_bits : least_bits;
  put_gif_byte(file, root_bits);
  const Bytes data = compress_gif(gif_stored_order(frame), root_bits, options);
  for (std::size_t i = 0; i < data.size(); i += options.block_bytes) {
    const std::size_t bytes = std::min(options.block_bytes, data.size() - i);
    put_gif_byte(file, static_cast<int>(bytes));
    put_gif_bytes(file, to_bytes(std::span(data).subspan(i, bytes)));
  }
  put_gif_byte(file, 0);
  put_gif_bytes(file, options.behind_frame);
}

}  // namespace

Bytes write_gif(const GifOptions& options, std::span<const GifFrame> frames) {
  Bytes file;
  put_gif_text(file, "GIF89a");
  put_gif_number(file, options.screen.width);
  put_gif_number(file, options.screen.height);
  put_gif_byte(file, options.palette.empty() ? 0 : 0x80 | (gif_palette_bits(options.palette) - 1));
  put_gif_number(file, 0);
  put_gif_bytes(file, options.palette);
  if (options.repeats) {
    put_gif_text(file, "\x21\xFF\x0BNETSCAPE2.0\x03\x01");
    put_gif_number(file, *options.repeats);
    put_gif_byte(file, 0);
  }
  put_gif_bytes(file, options.before_frames);
  for (const GifFrame& frame : frames) put_gif_frame(file, frame, options);
  if (options.end_mark) put_gif_byte(file, 0x3B);
  return file;
}

Bytes make_gif_palette(int count, bool gray) {
  Bytes palette;
  for (int i = 0; i < count; ++i) {
    const int level = count > 1 ? i * 255 / (count - 1) : 0;
    put_gif_byte(palette, level);
    put_gif_byte(palette, gray ? level : 255 - level);
    put_gif_byte(palette, gray ? level : (i * 77 + 5) & 255);
  }
  return palette;
}

GifFrame make_gif_frame(Rectangle area, int colors, std::uint32_t seed) {
  GifFrame frame{area, {}};
  std::uint32_t state = seed * 2654435769U + 1;
  for (int y = 0; y < area.size.height; ++y) {
    for (int x = 0; x < area.size.width; ++x) {
      state = state * 1664525U + 1013904223U;
      const auto noise = static_cast<int>(state >> 24U);
      put_gif_byte(frame.indices, (noise < 60 ? noise : x / 3 + y / 5 + static_cast<int>(seed)) % colors);
    }
  }
  return frame;
}

}  // namespace tbbimg::test
