#include "codecs/png/detail/apng_palette_writer.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "codecs/png/detail/apng_writer.hpp"
#include "codecs/png/detail/compression.hpp"
#include "codecs/png/png_decoder.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {
namespace {

// What was just written is read back.
Limits no_limits() noexcept {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  return {kMost, std::numeric_limits<int>::max(), kMost, kMost, std::numeric_limits<int>::max(), 0};
}

class ApngPaletteWriter final : public ImageWriter {
 public:
  ApngPaletteWriter(const ImageShape& shape, int loops, int colors, const EncodeOptions& options, ApngStills stills)
      : ImageWriter(shape), loops_(loops), options_(options), stills_(std::move(stills)), chooser_(colors) {
    exact_ = apng_writer(shape, loops, options, [this](ConstImageView part) -> Result<Buffer> {
      TBBIMG_RETURN_IF_ERROR(count_colors(part));
      return stills_.exact(part);
    });
  }

  [[nodiscard]] std::size_t bytes() const noexcept override { return exact_ ? exact_->bytes() : 0; }

 private:
  [[nodiscard]] Status start_frame(const Frame& frame, int /*index*/) override { return exact_->begin_frame(frame); }
  [[nodiscard]] Status put_rows(ConstImageView rows, int /*first_row*/) override { return exact_->write_rows(rows); }

  [[nodiscard]] Result<Buffer> finish_file() override {
    TBBIMG_ASSIGN_OR_RETURN(Buffer exact, exact_->finish());
    exact_.reset();
    storage_ = palette_storage(chooser_.choose());
    auto file = in_palette(exact.bytes());
    const bool is_larger = !file && file.error().code == ErrorCode::limit_exceeded;
    return is_larger ? std::move(exact) : std::move(file);
  }

  [[nodiscard]] Status count_colors(ConstImageView part) {
    if (bytes_per_sample(part.format) == 1) {
      chooser_.add(part);
      return {};
    }
    TBBIMG_ASSIGN_OR_RETURN(const Image rounded, rounded_to_bytes(part, options_.pool));
    chooser_.add(rounded.view());
    return {};
  }

  [[nodiscard]] Result<Buffer> in_palette(std::span<const std::uint8_t> exact) {
    const PngDecoder decoder;
    TBBIMG_ASSIGN_OR_RETURN(const auto reader, decoder.open(exact, {.at_least = {},
                                                                    .limits = no_limits(),
                                                                    .pool = options_.pool,
                                                                    .stop = options_.stop,
                                                                    .sixteen_bits = false}));
    const Size size = shape().size;
    TBBIMG_ASSIGN_OR_RETURN(Image pixels, Image::create(reader->shape(), options_.pool));
    TBBIMG_ASSIGN_OR_RETURN(Image indices, Image::create({size, PixelFormat::gray8}, options_.pool));
    PaletteMapper mapper(storage_.palette, size.width, false);
    const auto writer = apng_writer(
        indices.shape(), loops_, options_, [this](ConstImageView part) { return indexed(part); }, exact.size());
    while (true) {
      TBBIMG_ASSIGN_OR_RETURN(const auto frame, reader->next_frame());
      if (!frame) return writer->finish();
      TBBIMG_RETURN_IF_ERROR(reader->read_rows(pixels.view()));
      for (int y = 0; y < size.height; ++y) {
        const auto width = static_cast<std::size_t>(size.width);
        mapper.map(pixels.view().row(y), pixels.format(), {indices.view().row(y), width});
      }
      TBBIMG_RETURN_IF_ERROR(writer->begin_frame(*frame));
      TBBIMG_RETURN_IF_ERROR(writer->write_rows(std::as_const(indices).view()));
    }
  }

  // The first one, which is the whole canvas, says whether indices are packed.
  [[nodiscard]] Result<Buffer> indexed(ConstImageView part) {
    if (!std::exchange(is_begun_, true) && storage_.bit_depth < 8) {
      const auto row_of = [part](int y, std::span<std::uint8_t> row) {
        std::copy_n(part.row(y), row.size(), row.begin());
      };
      if (deflates_better_in_bytes(part.size(), storage_.bit_depth, row_of)) storage_.bit_depth = 8;
    }
    return stills_.indexed(part, storage_);
  }

  int loops_;
  EncodeOptions options_;
  ApngStills stills_;
  PaletteChooser chooser_;
  std::unique_ptr<ImageWriter> exact_;
  PngStorage storage_;
  bool is_begun_ = false;
};

}  // namespace

std::unique_ptr<ImageWriter> apng_palette_writer(const ImageShape& shape, int loops, int colors,
                                                 const EncodeOptions& options, ApngStills stills) {
  return std::make_unique<ApngPaletteWriter>(shape, loops, colors, options, std::move(stills));
}

std::size_t apng_colors_bytes(PixelFormat format) noexcept {
  return choose_palette_scratch_bytes({{1 << 15, 1 << 15}, format});  // of all frames
}

std::size_t apng_palette_bytes(const ImageShape& shape) noexcept {
  // Of the reader, its canvas, a frame's pixels, and four times their compressed bytes, which are no more than they;
  // the canvas that it gives, in its own depth and in 8 bits; indices, as they are and as they were before.
  const std::size_t reading = 6 * image_bytes(shape) + image_bytes(shape) / 32;
  const std::size_t given = 2 * image_bytes({shape.size, eight_bits(shape.format)});
  return reading + given + 2 * image_bytes({shape.size, PixelFormat::gray8});
}

}  // namespace tbbimg::detail
