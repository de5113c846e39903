#include "codecs/png/png_encoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include <zlib.h>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/png/detail/apng_palette_writer.hpp"
#include "codecs/png/detail/apng_writer.hpp"
#include "codecs/png/detail/compression.hpp"
#include "codecs/png/detail/libpng_wall.hpp"
#include "codecs/png/detail/storage.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg {
namespace {

// Rows between two looks at the stop token.
constexpr int kRowsBetweenPolls = 16;

int color_type(const detail::PngStorage& storage) noexcept {
  if (!storage.palette.empty()) return PNG_COLOR_TYPE_PALETTE;
  switch (storage.channels) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
  }
}

constexpr std::array kOptions = {
    EncoderOption{.name = "compression",
                  .help = "deflate's level, from fast to small; unless given: what suits a photograph or a drawing",
                  .kind = EncoderOption::Kind::integer,
                  .min = 0,
                  .max = 9},
    EncoderOption{
        .name = "colors",
        .help = "how many at most, dithered but in animations, if that makes a smaller file; unless given: all",
        .kind = EncoderOption::Kind::integer,
        .min = 2,
        .max = kMaxPaletteColors}};

// IDAT chunks of this size instead of libpng's 8 KiB.
constexpr std::size_t kChunkBytes = std::size_t{64} * 1024;

// Enough for pixels that cannot be compressed, so that outputs do not grow. Pages that stay untouched cost nothing.
std::size_t expected_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  return std::size_t{16} * 1024 + profile + image_bytes(shape) + image_bytes(shape) / 256;
}

// Up to here, files with a palette (which takes up to 1048 bytes itself) and without are both made.
constexpr std::uint64_t kPixelsOfSmall = std::uint64_t{1} << 14;
// Up to so many pixels, images of fewer colours are compared with what is exact. Of larger ones a part is looked at:
// charts of 320x240 would take 2.2 times as long, photographs of 8 MP 1.1 times.
constexpr std::uint64_t kPixelsToCompare = std::uint64_t{1} << 16;

// Null: none that says what such pixels mean.
const std::vector<std::uint8_t>* fitting_profile(const EncodeOptions& options, PixelFormat format) noexcept {
  const auto* const profile = options.metadata.icc_profile.get();
  return profile != nullptr && icc_profile_fits(*profile, format) ? profile : nullptr;
}

int most_colors(const detail::PngStorage& storage) noexcept {
  if (!storage.palette.empty()) return static_cast<int>(storage.palette.size());
  return storage.channels == 1 ? 1 << storage.bit_depth : std::numeric_limits<int>::max();
}

/// What becomes of pixels on their way into a storage.
enum class PngPixels : std::uint8_t {
  stored,    ///< nothing is lost
  dithered,  ///< they get colours of its palette
  indices    ///< they are of its palette
};

/// One libpng compression.
class PngWriter {
 public:
  /// A file of `too_many_bytes` is limit_exceeded.
  PngWriter(const EncodeOptions& options, detail::PngStorage storage, PngPixels pixels,
            std::size_t too_many_bytes = std::numeric_limits<std::size_t>::max()) noexcept
      : options_(options),
        pixels_(pixels),
        too_many_bytes_(too_many_bytes),
        output_(options.pool),
        storage_(std::move(storage)) {}
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  [[nodiscard]] Result<Buffer> encode(ConstImageView image) {
    profile_ = fitting_profile(options_, pixels_ == PngPixels::indices ? PixelFormat::rgb8 : image.format);
    if (pixels_ != PngPixels::indices) choose_index_bits(image);
    if (pixels_ == PngPixels::dithered) {
      mapper_.emplace(storage_.palette, image.width, true);
      indices_.resize(static_cast<std::size_t>(image.width));
    } else if (pixels_ == PngPixels::stored) {
      packer_.emplace(storage_, image.format);
    }
    row_.resize(detail::stored_row_bytes(storage_, image.width));
    compression_ = detail::choose_png_compression(image, storage_);
    if (const auto level = detail::setting(kOptions, options_.settings, "compression")) {
      compression_ = detail::at_level(compression_, *level);
    }
    if (!output_.reserve(std::min(expected_bytes({image.size(), image.format}, options_), too_many_bytes_))) {
      return fail(ErrorCode::out_of_memory, "there is no memory for the encoded PNG");
    }
    if (!wall_.run([this, &image] { encode_inside_wall(image); })) return fail(wall_.code(), wall_.words());
    return output_.release();
  }

 private:
  static void on_write(png_structp png, png_bytep data, std::size_t bytes) {
    PngWriter& self = *static_cast<PngWriter*>(png_get_io_ptr(png));
    if (self.output_.size() + bytes >= self.too_many_bytes_) {
      self.wall_.escape(ErrorCode::limit_exceeded, "the PNG has too many bytes");
    }
    if (!self.output_.append({data, bytes})) {
      self.wall_.escape(ErrorCode::out_of_memory, "there is no memory for the encoded PNG");
    }
  }
  static void on_flush(png_structp /*png*/) {}

  void choose_index_bits(ConstImageView image) {
    if (storage_.palette.empty() || storage_.bit_depth == 8) return;
    detail::PngStorage in_bytes = storage_;
    in_bytes.bit_depth = 8;
    PaletteMapper mapper(in_bytes.palette, image.width, true);
    detail::PngRowPacker packer(in_bytes, image.format);
    const auto indices_of_row = [&](int y, std::span<std::uint8_t> indices) {
      if (pixels_ == PngPixels::dithered) return mapper.map(image.row(y), image.format, indices);
      packer.pack(image.row(y), image.width, indices);
    };
    if (detail::deflates_better_in_bytes(image.size(), storage_.bit_depth, indices_of_row)) storage_.bit_depth = 8;
  }

  void encode_inside_wall(ConstImageView image) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &wall_, detail::LibpngWall::on_error,
                                   detail::LibpngWall::on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) wall_.escape(ErrorCode::out_of_memory, "there is no memory to encode the PNG");
    png_set_write_fn(png_, this, on_write, on_flush);
    // A colour profile that libpng finds fault with is left out instead of failing the image.
    png_set_benign_errors(png_, 1);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height),
                 storage_.bit_depth, color_type(storage_), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (profile_ != nullptr) {
      png_set_iCCP(png_, info_, "ICC profile", PNG_COMPRESSION_TYPE_BASE, profile_->data(),
                   static_cast<png_uint_32>(profile_->size()));
    }
    set_palette();
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, compression_.filter);
    png_set_compression_level(png_, compression_.level);
    png_set_compression_strategy(png_, compression_.strategy);
    png_set_compression_buffer_size(png_, kChunkBytes);
    png_write_info(png_, info_);
    for (int y = 0; y < image.height; ++y) {
      if (y % kRowsBetweenPolls == 0 && options_.stop.stop_requested()) {
        wall_.escape(ErrorCode::cancelled, "encoding was cancelled");
      }
      png_write_row(png_, is_plain(image) ? image.row(y) : packed_row(image, y));
    }
    png_write_end(png_, nullptr);
  }

  // Whether rows are written as they are.
  [[nodiscard]] bool is_plain(ConstImageView image) const noexcept {
    return bytes_per_sample(image.format) == 1 && storage_.palette.empty() && storage_.bit_depth == 8 &&
           storage_.channels == channels(image.format);
  }

  [[nodiscard]] const std::uint8_t* packed_row(ConstImageView image, int y) {
    if (mapper_) {
      mapper_->map(image.row(y), image.format, indices_);
      detail::pack_png_bits(indices_, storage_.bit_depth, row_);
    } else if (packer_) {
      packer_->pack(image.row(y), image.width, row_);
    } else {
      detail::pack_png_bits({image.row(y), static_cast<std::size_t>(image.width)}, storage_.bit_depth, row_);
    }
    return row_.data();
  }

  void set_palette() {
    if (storage_.palette.empty()) return;
    std::array<png_color, PNG_MAX_PALETTE_LENGTH> colors{};
    std::array<png_byte, PNG_MAX_PALETTE_LENGTH> alphas{};
    int transparent = 0;
    for (std::size_t i = 0; i < storage_.palette.size(); ++i) {
      const detail::PngColor& color = storage_.palette[i];
      colors[i] = {color[0], color[1], color[2]};
      alphas[i] = color[3];
      transparent += color[3] != 255 ? 1 : 0;
    }
    png_set_PLTE(png_, info_, colors.data(), static_cast<int>(storage_.palette.size()));
    if (transparent > 0) png_set_tRNS(png_, info_, alphas.data(), transparent, nullptr);
  }

  const EncodeOptions& options_;
  PngPixels pixels_;
  std::size_t too_many_bytes_;
  detail::LibpngWall wall_;
  detail::GrowingBuffer output_;
  const std::vector<std::uint8_t>* profile_ = nullptr;
  detail::PngStorage storage_;
  std::optional<detail::PngRowPacker> packer_;
  std::optional<PaletteMapper> mapper_;
  std::vector<std::uint8_t> indices_;
  std::vector<std::uint8_t> row_;
  detail::PngCompression compression_{};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

/// The smaller one of two.
Result<Buffer> encode_smaller(Buffer file, ConstImageView image, const detail::PngStorage& other,
                              const EncodeOptions& options) {
  auto smaller = PngWriter(options, other, PngPixels::stored, file.size() + 1).encode(image);
  const bool is_larger = !smaller && smaller.error().code == ErrorCode::limit_exceeded;
  return is_larger ? std::move(file) : std::move(smaller);
}

/// `file`, or the image as it is without a palette, where that is smaller: tried where the palette weighs.
Result<Buffer> encode_without_palette_if_smaller(Buffer file, ConstImageView image, const detail::PngStorage& smallest,
                                                 const EncodeOptions& options) {
  if (smallest.palette.empty() || image.size().pixels() > kPixelsOfSmall) return file;
  const bool has_profile = fitting_profile(options, image.format) != nullptr;
  return encode_smaller(std::move(file), image, detail::smallest_storage(image, has_profile, false), options);
}

Result<Buffer> encode_exactly(ConstImageView image, const detail::PngStorage& smallest, const EncodeOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, PngWriter(options, smallest, PngPixels::stored).encode(image));
  return encode_without_palette_if_smaller(std::move(file), image, smallest, options);
}

Result<Buffer> encode_still(ConstImageView image, const EncodeOptions& options) {
  const auto colors = detail::setting(kOptions, options.settings, "colors");
  Image rounded;
  if (bytes_per_sample(image.format) == 2 && (colors || !detail::needs_sixteen_bits(image))) {
    TBBIMG_ASSIGN_OR_RETURN(rounded, detail::rounded_to_bytes(image, options.pool));
    image = std::as_const(rounded).view();
  }
  const bool has_profile = fitting_profile(options, image.format) != nullptr;
  const detail::PngStorage smallest = detail::smallest_storage(image, has_profile);
  const bool is_described_gray = is_gray(image.format) && has_profile;  // a palette's colours would need one of RGB
  if (!colors || is_described_gray || most_colors(smallest) <= *colors) return encode_exactly(image, smallest, options);
  TBBIMG_ASSIGN_OR_RETURN(std::vector<PaletteColor> palette, choose_palette(image, *colors));
  TBBIMG_ASSIGN_OR_RETURN(
      Buffer file, PngWriter(options, detail::palette_storage(std::move(palette)), PngPixels::dithered).encode(image));
  if (image.size().pixels() > kPixelsToCompare && smallest.palette.empty() &&
      !detail::may_take_fewer_bytes(image, file.size())) {
    return file;
  }
  TBBIMG_ASSIGN_OR_RETURN(file, encode_smaller(std::move(file), image, smallest, options));
  return encode_without_palette_if_smaller(std::move(file), image, smallest, options);
}

}  // namespace

std::span<const EncoderOption> PngEncoder::options() const noexcept { return kOptions; }

bool PngEncoder::is_lossless(const EncoderSettings& settings) const noexcept {
  return settings.find("colors") == settings.end();
}

bool PngEncoder::accepts(PixelFormat /*format*/) const noexcept { return true; }

// libpng writes more, but refuses to read it back by default, and so do most other readers.
int PngEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t PngEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  // Deflate's window and tables, six rows (this one, the one before, filtered ones, and a packed one), and a sample, in
  // a vector that grows, beside what it is compressed to.
  const std::size_t row =
      static_cast<std::size_t>(std::max(shape.size.width, 0)) * static_cast<std::size_t>(bytes_per_pixel(shape.format));
  std::size_t palette = 0;
  if (!is_lossless(options.settings)) {
    const ImageShape indices{shape.size, PixelFormat::gray8};
    palette = choose_palette_scratch_bytes(shape) + PaletteMapper::scratch_bytes(std::max(shape.size.width, 0)) + row +
              expected_bytes(indices, options);
  }
  if (bytes_per_sample(shape.format) == 2) palette += image_bytes({shape.size, eight_bits(shape.format)});
  return std::size_t{320} * 1024 + kChunkBytes + 14 * row + 4 * std::min(detail::kPngSampleBytes, image_bytes(shape)) +
         palette + expected_bytes(shape, options);
}

Result<Buffer> PngEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  return encode_still(image, options);
}

std::size_t PngEncoder::animation_scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  EncodeOptions exact;
  exact.metadata = options.metadata;
  const std::size_t writing = 2 * image_bytes(shape) + scratch_bytes(shape, exact);
  if (is_lossless(options.settings)) return writing;
  const std::size_t indices =
      detail::apng_palette_bytes(shape) + scratch_bytes({shape.size, PixelFormat::gray8}, exact);
  return detail::apng_colors_bytes(shape.format) + std::max(writing, indices);
}

Result<std::unique_ptr<ImageWriter>> PngEncoder::open_animation(const ImageShape& shape, int loops,
                                                                const EncodeOptions& options) const {
  const detail::PngStorage storage{channels(shape.format), 8 * bytes_per_sample(shape.format), {}};
  const auto exact = [options, storage](ConstImageView image) {
    return PngWriter(options, storage, PngPixels::stored).encode(image);
  };
  const auto colors = detail::setting(kOptions, options.settings, "colors");
  // A palette's colours would have to have a profile of RGB.
  const bool is_described_gray = is_gray(shape.format) && fitting_profile(options, shape.format) != nullptr;
  if (!colors || is_described_gray) return detail::apng_writer(shape, loops, options, exact);
  const auto indexed = [options](ConstImageView indices, const detail::PngStorage& palette) {
    return PngWriter(options, palette, PngPixels::indices).encode(indices);
  };
  return detail::apng_palette_writer(shape, loops, *colors, options, {exact, indexed});
}

}  // namespace tbbimg
