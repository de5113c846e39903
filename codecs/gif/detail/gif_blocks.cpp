#include "codecs/gif/detail/gif_blocks.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "kernels/core/validate.hpp"

namespace tbbimg::detail {
namespace {

// GIF89a, 18 to 27: the first byte of each block.
constexpr std::uint8_t kGifImageBlock = 0x2C;
constexpr std::uint8_t kGifExtensionBlock = 0x21;
constexpr std::uint8_t kGifTrailer = 0x3B;
constexpr std::uint8_t kGifGraphicControl = 0xF9;
constexpr std::uint8_t kGifApplication = 0xFF;

constexpr std::size_t kGifHeaderBytes = 13;  // signature and logical screen descriptor
constexpr std::size_t kGifDescriptorBytes = 9;
constexpr std::uint8_t kGifHasPalette = 0x80;
constexpr std::uint8_t kGifIsInterlaced = 0x40;

int gif_number(std::span<const std::uint8_t> bytes) noexcept { return bytes[0] | (bytes[1] << 8); }

bool is_gif_loop_extension(std::span<const std::uint8_t> name) noexcept {
  constexpr std::array<std::string_view, 2> kNames = {"NETSCAPE2.0", "ANIMEXTS1.0"};
  for (const std::string_view known : kNames) {
    if (name.size() == known.size() && std::memcmp(name.data(), known.data(), known.size()) == 0) return true;
  }
  return false;
}

}  // namespace

// What a graphic control extension says of the image behind it.
struct GifBlocks::Control {
  bool is_there = false;
  GifDisposal disposal = GifDisposal::keep;
  int hundredths = 0;
  int transparent = -1;
};

tl::unexpected<Error> GifBlocks::damaged(const std::string& what) const {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the GIF is damaged near byte " + std::to_string(at_) + " (" + what + "); copy it again from its source",
              {{"byte", at_}});
}

Result<std::span<const std::uint8_t>> GifBlocks::take(std::size_t bytes) {
  if (file_.size() - at_ < bytes) {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
                "the GIF is cut short: it ends within a block; copy it again from its source");
  }
  at_ += bytes;
  return file_.subspan(at_ - bytes, bytes);
}

Result<std::span<const std::uint8_t>> GifBlocks::take_palette(std::uint8_t flags) {
  if ((flags & kGifHasPalette) == 0) return std::span<const std::uint8_t>{};
  return take(std::size_t{3} << ((flags & 7U) + 1));
}

Status GifBlocks::skip_sub_blocks() {
  while (true) {
    TBBIMG_ASSIGN_OR_RETURN(const auto length, take(1));
    if (length[0] == 0) return {};
    TBBIMG_RETURN_IF_ERROR(take(length[0]));
  }
}

Status GifBlocks::read_screen() {
  TBBIMG_ASSIGN_OR_RETURN(const auto header, take(kGifHeaderBytes));
  screen_ = {gif_number(header.subspan(6)), gif_number(header.subspan(8))};
  TBBIMG_ASSIGN_OR_RETURN(palette_, take_palette(header[10]));
  return {};
}

// Without an end mark, the file must at least not stop between what describes an image and the image.
Result<std::optional<GifImage>> GifBlocks::next() {
  Control control;
  while (at_ < file_.size() || images_ == 0 || control.is_there) {
    TBBIMG_ASSIGN_OR_RETURN(const auto kind, take(1));
    switch (kind[0]) {
      case kGifImageBlock: return read_image(control);
      case kGifExtensionBlock: TBBIMG_RETURN_IF_ERROR(read_extension(control)); break;
      case kGifTrailer:
        has_end_ = true;
        --at_;  // asked again, the answer is the same
        return std::nullopt;
      case 0: ++stray_bytes_; break;  // some encoders end data twice
      default: return damaged("no block begins with " + std::to_string(kind[0]));
    }
  }
  return std::nullopt;
}

// A reserved 4 is what some encoders write for 3, and browsers take it for that.
void GifBlocks::read_control(std::span<const std::uint8_t> block, Control& control) const noexcept {
  if (block.size() < 4) return;
  const int disposal = (block[0] >> 2) & 7;
  control.is_there = true;
  control.disposal = disposal == 2                    ? GifDisposal::background
                     : disposal == 3 || disposal == 4 ? GifDisposal::previous
                                                      : GifDisposal::keep;
  control.hundredths = gif_number(block.subspan(1));
  control.transparent = (block[0] & 1) != 0 ? block[3] : -1;
}

Status GifBlocks::read_extension(Control& control) {
  TBBIMG_ASSIGN_OR_RETURN(const auto label, take(1));
  bool is_loop = false;
  for (bool is_first = true;; is_first = false) {
    TBBIMG_ASSIGN_OR_RETURN(const auto length, take(1));
    if (length[0] == 0) return {};
    TBBIMG_ASSIGN_OR_RETURN(const auto block, take(length[0]));
    if (is_first && label[0] == kGifGraphicControl) read_control(block, control);
    if (is_first && label[0] == kGifApplication) is_loop = is_gif_loop_extension(block);
    // "Repeat n times" shows it once more than that, in browsers.
    if (!is_first && is_loop && block.size() >= 3 && (block[0] & 7) == 1) {
      const int repeats = gif_number(block.subspan(1));
      loops_ = repeats == 0 ? 0 : repeats + 1;
    }
  }
}

Result<std::optional<GifImage>> GifBlocks::read_image(const Control& control) {
  TBBIMG_ASSIGN_OR_RETURN(const auto descriptor, take(kGifDescriptorBytes));
  GifImage image;
  image.area = {{gif_number(descriptor), gif_number(descriptor.subspan(2))},
                {gif_number(descriptor.subspan(4)), gif_number(descriptor.subspan(6))}};
  image.interlaced = (descriptor[8] & kGifIsInterlaced) != 0;
  image.disposal = control.disposal;
  image.hundredths = control.hundredths;
  image.transparent = control.transparent;
  if (image.area.size.pixels() == 0) return damaged("a frame of " + to_string(image.area.size) + " pixels");
  TBBIMG_ASSIGN_OR_RETURN(image.palette, take_palette(descriptor[8]));
  if (image.palette.empty()) image.palette = palette_;
  if (image.palette.empty()) return damaged("frame " + std::to_string(images_ + 1) + " has no palette");
  const std::size_t begin = at_;
  TBBIMG_RETURN_IF_ERROR(take(1));
  TBBIMG_RETURN_IF_ERROR(skip_sub_blocks());
  image.data = file_.subspan(begin, at_ - begin);
  // In front of the first frame there is nothing to go back to.
  if (images_ == 0 && image.disposal == GifDisposal::previous) image.disposal = GifDisposal::background;
  image.number = ++images_;
  return image;
}

}  // namespace tbbimg::detail
