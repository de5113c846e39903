#include "codecs/ico/ico_decoder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "codecs/bmp/detail/dib_header.hpp"
#include "codecs/bmp/detail/dib_rows.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/png/png_decoder.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kDirectoryHeader = 6;
constexpr std::size_t kDirectoryEntry = 16;

struct IcoEntry {
  Size size;
  std::uint32_t bits_per_pixel = 0;
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

IcoEntry entry_at(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  const auto side = [](std::uint8_t stored) { return stored == 0 ? 256 : int{stored}; };
  return {{side(file[at]), side(file[at + 1])},
          detail::dib_16(file, at + 6),
          detail::dib_32(file, at + 12),
          detail::dib_32(file, at + 8)};
}

tl::unexpected<Error> ico_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the icon is cut short: it ends before the last pixel of its largest image does; copy it again from its "
              "source");
}

// The bytes of the largest image.
Result<std::span<const std::uint8_t>> largest_image(std::span<const std::uint8_t> file) {
  if (file.size() < kDirectoryHeader) return ico_cut_short();
  const std::size_t count = detail::dib_16(file, 4);
  if ((file.size() - kDirectoryHeader) / kDirectoryEntry < count) return ico_cut_short();
  if (count == 0) return fail(ErrorCode::corrupt_data, ErrorKind::damaged, "the icon holds no image");
  // The hot spot of a cursor is where an icon tells its depth.
  const bool is_icon = file[2] == 1;
  std::optional<IcoEntry> best;
  const auto rank = [is_icon](const IcoEntry& entry) {
    return std::tuple(entry.size.pixels(), is_icon ? entry.bits_per_pixel : 0);
  };
  for (std::size_t i = 0; i < count; ++i) {
    const IcoEntry entry = entry_at(file, kDirectoryHeader + i * kDirectoryEntry);
    if (!best || rank(entry) > rank(*best)) best = entry;
  }
  if (best->offset > file.size() || file.size() - best->offset < best->bytes) return ico_cut_short();
  return file.subspan(best->offset, best->bytes);
}

bool is_png(std::span<const std::uint8_t> image) noexcept {
  return PngDecoder().recognizes(image.first(std::min(image.size(), kSignatureBytes)));
}

ImageInfo as_icon(ImageInfo info) {
  info.format = kIcoFormat.name;
  return info;
}

// A bitmap without a file's header, whose height counts a mask of one bit below the colours.
struct IconBitmap {
  std::span<const std::uint8_t> image;
  detail::DibHeader colors;
  detail::DibHeader mask;
  std::size_t mask_at = 0;

  [[nodiscard]] static Result<IconBitmap> read(std::span<const std::uint8_t> image) {
    IconBitmap bitmap;
    bitmap.image = image;
    detail::FileBytes bytes(image);
    TBBIMG_ASSIGN_OR_RETURN(bitmap.colors, detail::read_dib_header(bytes, 0));
    detail::DibHeader& colors = bitmap.colors;
    if (colors.packing != detail::DibPacking::rows || colors.top_down) {
      return fail(ErrorCode::unsupported,
                  "the icon is stored in a way that Windows does not show (run lengths, or from "
                  "the top down); save it anew");
    }
    colors.size.height /= 2;
    // The fourth byte of 32 bits is alpha, whatever the header says.
    if (colors.bits_per_pixel == 32) colors.masks[3] = {0xFF000000, 24};
    bitmap.mask.size = colors.size;
    bitmap.mask.bits_per_pixel = 1;
    bitmap.mask.palette = {{255, 255, 255}, {0, 0, 0}};
    bitmap.mask_at = colors.pixels_at + (static_cast<std::size_t>(colors.pixel_bytes()) + 3) / 4 * 4;
    return bitmap;
  }

  // 32 bits without any alpha were written by programs that knew the mask alone.
  [[nodiscard]] bool has_alpha() const noexcept {
    if (colors.bits_per_pixel != 32 || mask_at > image.size()) return false;
    const auto pixels = image.subspan(colors.pixels_at, mask_at - colors.pixels_at);
    for (std::size_t i = 3; i < pixels.size(); i += 4) {
      if (pixels[i] != 0) return true;
    }
    return false;
  }
};

ImageInfo describe(const IconBitmap& bitmap) {
  ImageInfo info;
  info.format = kIcoFormat.name;
  info.stored_size = bitmap.colors.size;
  info.pixel_format = PixelFormat::rgba8;
  info.model = bitmap.colors.has_palette() ? ColorModel::palette : ColorModel::rgb;
  info.alpha_channel = bitmap.colors.bits_per_pixel == 32;
  return info;
}

class IconBitmapReader final : public ImageReader {
 public:
  explicit IconBitmapReader(IconBitmap bitmap)
      : ImageReader(describe(bitmap), {bitmap.colors.size, PixelFormat::rgba8}), bitmap_(std::move(bitmap)) {}

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    const detail::DibHeader& colors = bitmap_.colors;
    auto rows = detail::DibRows::create(detail::FileBytes(bitmap_.image), colors, colors.pixels_at);
    if (!rows) return ico_cut_short();
    colors_ = *std::move(rows);
    if (bitmap_.has_alpha()) return Frame{};
    auto mask = detail::DibRows::create(detail::FileBytes(bitmap_.image), bitmap_.mask, bitmap_.mask_at);
    if (!mask) return ico_cut_short();
    mask_ = *std::move(mask);
    mask_row_.resize(static_cast<std::size_t>(colors.size.width));
    if (colors.bits_per_pixel != 32) color_row_.resize(3 * mask_row_.size());
    return Frame{};
  }

  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    for (int y = 0; y < rows.height; ++y) {
      std::uint8_t* const row = rows.row(y);
      if (color_row_.empty()) {
        TBBIMG_RETURN_IF_ERROR(colors_->read(first_row + y, row, PixelFormat::rgba8));
      } else {
        TBBIMG_RETURN_IF_ERROR(colors_->read(first_row + y, color_row_.data(), PixelFormat::rgb8));
        for (std::size_t x = 0; x < mask_row_.size(); ++x) std::copy_n(&color_row_[3 * x], 3, row + 4 * x);
      }
      if (!mask_) continue;
      TBBIMG_RETURN_IF_ERROR(mask_->read(first_row + y, mask_row_.data(), PixelFormat::gray8));
      for (std::size_t x = 0; x < mask_row_.size(); ++x) row[4 * x + 3] = mask_row_[x];
    }
    return {};
  }

  IconBitmap bitmap_;
  std::optional<detail::DibRows> colors_;
  std::optional<detail::DibRows> mask_;
  std::vector<std::uint8_t> mask_row_;
  std::vector<std::uint8_t> color_row_;
};

class IconPngReader final : public ImageReader {
 public:
  explicit IconPngReader(std::unique_ptr<ImageReader> png)
      : ImageReader(as_icon(png->info()), png->shape(), png->metadata()), png_(std::move(png)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return png_->warnings(); }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int /*index*/) override { return png_->next_frame(); }
  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override { return png_->read_rows(rows); }
  [[nodiscard]] Status finish_file() override { return png_->finish(); }

  std::unique_ptr<ImageReader> png_;
};

}  // namespace

bool IcoDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  const bool is_directory = head.size() >= kDirectoryHeader + kDirectoryEntry && head[0] == 0 && head[1] == 0 &&
                            (head[2] == 1 || head[2] == 2) && head[3] == 0;
  if (!is_directory) return false;
  const std::size_t count = detail::dib_16(head, 4);
  const IcoEntry first = entry_at(head, kDirectoryHeader);
  return count > 0 && first.offset >= kDirectoryHeader + count * kDirectoryEntry && first.bytes > 0;
}

Result<ImageInfo> IcoDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(const auto image, largest_image(file));
  if (is_png(image)) {
    TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, PngDecoder().probe(image));
    return as_icon(std::move(info));
  }
  TBBIMG_ASSIGN_OR_RETURN(const IconBitmap bitmap, IconBitmap::read(image));
  return describe(bitmap);
}

DecodeCost IcoDecoder::cost(const ImageInfo& info, Size at_least) const noexcept {
  DecodeCost cost = PngDecoder().cost(info, at_least);
  cost.scratch_bytes += 5 * static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  cost.by_rows = false;
  return cost;
}

Result<std::unique_ptr<ImageReader>> IcoDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(const auto image, largest_image(file));
  if (is_png(image)) {
    DecodeOptions deep = options;
    deep.sixteen_bits = true;  // whoever opened the icon narrows
    deep.salvage = false;      // and salvages
    TBBIMG_ASSIGN_OR_RETURN(auto png, PngDecoder().open(image, deep));
    return std::make_unique<IconPngReader>(std::move(png));
  }
  TBBIMG_ASSIGN_OR_RETURN(IconBitmap bitmap, IconBitmap::read(image));
  return std::make_unique<IconBitmapReader>(std::move(bitmap));
}

}  // namespace tbbimg
