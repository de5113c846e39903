#include "codecs/tiff/tiff_encoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string_view>

#include "codecs/detail/encodable.hpp"
#include "codecs/tiff/detail/tiff_output.hpp"
#include "kernels/core/checked_math.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 3> kTiffCompressions = {"none", "lzw", "deflate"};
constexpr std::array<std::uint16_t, 3> kTiffCompressionTags = {COMPRESSION_NONE, COMPRESSION_LZW,
                                                               COMPRESSION_ADOBE_DEFLATE};
constexpr int kTiffLzw = 1;
constexpr int kTiffDefaultCompression = 2;

constexpr std::array kTiffOptions = {
    EncoderOption{.name = "compression",
                  .help = "deflate makes the smallest files, none the largest, at once; old programs know lzw only",
                  .kind = EncoderOption::Kind::word,
                  .default_value = kTiffDefaultCompression,
                  .choices = kTiffCompressions},
    EncoderOption{.name = "tiles",
                  .help = "squares of 256 pixels instead of strips, for programs that show parts of large pictures",
                  .default_value = 0}};

// Measured: of a photograph of 8 megapixels, deflate makes 1.2 % less of four times as much.
constexpr std::size_t kTiffStripBytes = std::size_t{64} * 1024;
constexpr int kTiffTileSide = 256;

// Of deflate, 1 to 9. Measured, of the same: level 6, the library's default, takes 2.6 times as long for 3.5 % less,
// and level 1 half as long for 3.3 % more.
constexpr int kTiffDeflateLevel = 3;

std::size_t tiff_row_bytes(const ImageShape& shape) noexcept {
  return static_cast<std::size_t>(std::max(shape.size.width, 0)) *
         static_cast<std::size_t>(bytes_per_pixel(shape.format));
}

int rows_per_tiff_strip(const ImageShape& shape) noexcept {
  const std::size_t rows = kTiffStripBytes / std::max<std::size_t>(tiff_row_bytes(shape), 1);
  return static_cast<int>(std::clamp<std::size_t>(rows, 1, static_cast<std::size_t>(std::max(shape.size.height, 1))));
}

// Of pixels that cannot be compressed, with what is said of each strip or tile. LZW stores 8 bits in up to 12.
std::size_t expected_tiff_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const bool tiles = detail::setting(kTiffOptions, options.settings, "tiles").value_or(0) != 0;
  ImageShape stored = shape;
  if (tiles) stored.size = {round_up(shape.size.width, kTiffTileSide), round_up(shape.size.height, kTiffTileSide)};
  const std::size_t pixels = image_bytes(stored);
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  const bool lzw = detail::setting(kTiffOptions, options.settings, "compression").value_or(0) == kTiffLzw;
  return std::size_t{4} * 1024 + profile + pixels + (lzw ? pixels / 2 : 0) + pixels / 128;
}

/// One TIFF that is written.
class TiffWriter {
 public:
  explicit TiffWriter(const EncodeOptions& options) noexcept
      : options_(options),
        compression_(detail::setting(kTiffOptions, options.settings, "compression").value_or(kTiffDefaultCompression)),
        tiles_(detail::setting(kTiffOptions, options.settings, "tiles").value_or(0) != 0),
        output_(options.pool) {}

  [[nodiscard]] Result<Buffer> encode(ConstImageView image) {
    const ImageShape shape{image.size(), image.format};
    const std::size_t expected = expected_tiff_bytes(shape, options_);
    // Twice as much is more than any compression makes of it.
    TBBIMG_RETURN_IF_ERROR(output_.open(expected, expected > std::numeric_limits<std::uint32_t>::max() / 2));
    if (!set_tags(image)) return output_.failure();
    const std::size_t tile_row = std::size_t{kTiffTileSide} * static_cast<std::size_t>(bytes_per_pixel(image.format));
    const std::size_t block = tiles_ ? tile_row * kTiffTileSide
                                     : tiff_row_bytes(shape) * static_cast<std::size_t>(rows_per_tiff_strip(shape));
    TBBIMG_ASSIGN_OR_RETURN(block_, options_.pool.allocate(block));
    TBBIMG_RETURN_IF_ERROR(tiles_ ? write_tiles(image) : write_strips(image));
    return output_.close();
  }

 private:
  [[nodiscard]] bool set_tags(ConstImageView image) {
    TIFF* const tiff = output_.get();
    const auto set = [tiff](std::uint32_t tag, auto... values) { return TIFFSetField(tiff, tag, values...) != 0; };
    const bool gray = is_gray(image.format);
    std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    bool done = set(TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(image.width)) &&
                set(TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(image.height)) &&
                set(TIFFTAG_BITSPERSAMPLE, 8 * bytes_per_sample(image.format)) &&
                set(TIFFTAG_SAMPLESPERPIXEL, channels(image.format)) &&
                set(TIFFTAG_PHOTOMETRIC, gray ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB) &&
                set(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) && set(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT) &&
                set(TIFFTAG_COMPRESSION, int{kTiffCompressionTags[static_cast<std::size_t>(compression_)]});
    if (compression_ != 0) done = done && set(TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    if (compression_ == kTiffDefaultCompression) done = done && set(TIFFTAG_ZIPQUALITY, kTiffDeflateLevel);
    if (has_alpha(image.format)) done = done && set(TIFFTAG_EXTRASAMPLES, 1, &alpha);
    if (tiles_) {
      done = done && set(TIFFTAG_TILEWIDTH, kTiffTileSide) && set(TIFFTAG_TILELENGTH, kTiffTileSide);
    } else {
      done = done && set(TIFFTAG_ROWSPERSTRIP, rows_per_tiff_strip({image.size(), image.format}));
    }
    const auto* profile = options_.metadata.icc_profile.get();
    if (profile != nullptr && icc_profile_fits(*profile, image.format)) {
      done = done && set(TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(profile->size()), profile->data());
    }
    return done;
  }

  [[nodiscard]] Status write_strips(ConstImageView image) {
    const int rows = rows_per_tiff_strip({image.size(), image.format});
    const std::size_t row_bytes = image.row_bytes();
    std::uint32_t strip = 0;
    for (int y = 0; y < image.height; y += rows, ++strip) {
      if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
      const int count = std::min(rows, image.height - y);
      for (int i = 0; i < count; ++i) {
        std::memcpy(block_.data() + static_cast<std::size_t>(i) * row_bytes, image.row(y + i), row_bytes);
      }
      const auto bytes = static_cast<tmsize_t>(row_bytes * static_cast<std::size_t>(count));
      if (TIFFWriteEncodedStrip(output_.get(), strip, block_.data(), bytes) != bytes) return output_.failure();
    }
    return {};
  }

  [[nodiscard]] Status write_tiles(ConstImageView image) {
    const auto bytes = static_cast<tmsize_t>(block_.size());
    std::uint32_t tile = 0;
    for (int y = 0; y < image.height; y += kTiffTileSide) {
      for (int x = 0; x < image.width; x += kTiffTileSide, ++tile) {
        if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
        fill_tile(
            image.crop(x, y, {std::min(kTiffTileSide, image.width - x), std::min(kTiffTileSide, image.height - y)}));
        if (TIFFWriteEncodedTile(output_.get(), tile, block_.data(), bytes) != bytes) return output_.failure();
      }
    }
    return {};
  }

  // Beyond the picture, its last pixels are repeated: they take the fewest bytes.
  void fill_tile(ConstImageView part) noexcept {
    const auto pixel = static_cast<std::size_t>(bytes_per_pixel(part.format));
    const std::size_t tile_row = kTiffTileSide * pixel;
    for (int y = 0; y < kTiffTileSide; ++y) {
      std::uint8_t* const row = block_.data() + static_cast<std::size_t>(y) * tile_row;
      std::memcpy(row, part.row(std::min(y, part.height - 1)), part.row_bytes());
      for (std::size_t at = part.row_bytes(); at < tile_row; at += pixel)
        std::memcpy(row + at, row + at - pixel, pixel);
    }
  }

  const EncodeOptions& options_;
  int compression_;
  bool tiles_;
  detail::TiffOutput output_;
  Buffer block_;
};

}  // namespace

std::span<const EncoderOption> TiffEncoder::options() const noexcept { return kTiffOptions; }

bool TiffEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return true; }

bool TiffEncoder::accepts(PixelFormat /*format*/) const noexcept { return true; }

int TiffEncoder::max_side() const noexcept { return std::numeric_limits<int>::max() - kTiffTileSide; }

std::size_t TiffEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  // A strip or tile as it is, differences of it, and compressed; deflate's window and tables.
  const std::size_t pixel = static_cast<std::size_t>(bytes_per_pixel(shape.format));
  const std::size_t block =
      std::max({std::size_t{kTiffTileSide} * kTiffTileSide * pixel, kTiffStripBytes, tiff_row_bytes(shape)});
  return std::size_t{832} * 1024 + 3 * block + expected_tiff_bytes(shape, options);
}

Result<Buffer> TiffEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  return TiffWriter(options).encode(image);
}

}  // namespace tbbimg
