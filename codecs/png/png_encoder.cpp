#include "codecs/png/png_encoder.hpp"

#include <algorithm>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/png/detail/libpng_wall.hpp"

namespace tbbimg {
namespace {

// Rows between two looks at the stop token.
constexpr int kRowsPerPoll = 16;

int color_type(PixelFormat format) noexcept {
  switch (channels(format)) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
  }
}

// Enough for pixels that cannot be compressed, so that outputs do not grow. Pages that stay untouched cost nothing.
std::size_t expected_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  return 16 * 1024 + profile + image_bytes(shape) + image_bytes(shape) / 256;
}

/// One libpng compression.
class PngWriter {
 public:
  explicit PngWriter(const EncodeOptions& options) noexcept : options_(options), output_(options.pool) {}
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  [[nodiscard]] Result<Buffer> encode(ConstImageView image) {
    if (!output_.reserve(expected_bytes({image.size(), image.format}, options_))) {
      return fail(ErrorCode::out_of_memory, "there is no memory for the encoded PNG");
    }
    if (!wall_.run([this, &image] { encode_inside_wall(image); })) return fail(wall_.code(), wall_.words());
    return output_.release();
  }

 private:
  static void on_write(png_structp png, png_bytep data, std::size_t bytes) {
    PngWriter& self = *static_cast<PngWriter*>(png_get_io_ptr(png));
    if (!self.output_.append({data, bytes})) {
      self.wall_.escape(ErrorCode::out_of_memory, "there is no memory for the encoded PNG");
    }
  }
  static void on_flush(png_structp /*png*/) {}

  void encode_inside_wall(ConstImageView image) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &wall_, detail::LibpngWall::on_error,
                                   detail::LibpngWall::on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) wall_.escape(ErrorCode::out_of_memory, "there is no memory to encode the PNG");
    png_set_write_fn(png_, this, on_write, on_flush);
    // A colour profile that libpng finds fault with is left out instead of failing the image.
    png_set_benign_errors(png_, 1);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
                 color_type(image.format), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (const auto* profile = options_.metadata.icc_profile.get();
        profile && icc_profile_fits(*profile, image.format)) {
      png_set_iCCP(png_, info_, "ICC profile", PNG_COMPRESSION_TYPE_BASE, profile->data(),
                   static_cast<png_uint_32>(profile->size()));
    }
    png_write_info(png_, info_);
    for (int y = 0; y < image.height; ++y) {
      if (y % kRowsPerPoll == 0 && options_.stop.stop_requested()) {
        wall_.escape(ErrorCode::cancelled, "encoding was cancelled");
      }
      png_write_row(png_, image.row(y));
    }
    png_write_end(png_, nullptr);
  }

  const EncodeOptions& options_;
  detail::LibpngWall wall_;
  detail::GrowingBuffer output_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

bool PngEncoder::accepts(PixelFormat format) const noexcept { return bytes_per_sample(format) == 1; }

// libpng writes more, but refuses to read it back by default, and so do most other readers.
int PngEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t PngEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  // Deflate's window and tables, and five rows: this one, the one before, and filtered ones.
  const std::size_t row =
      static_cast<std::size_t>(std::max(shape.size.width, 0)) * static_cast<std::size_t>(bytes_per_pixel(shape.format));
  return 320 * 1024 + 5 * row + expected_bytes(shape, options);
}

Result<Buffer> PngEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image));
  return PngWriter(options).encode(image);
}

}  // namespace tbbimg
