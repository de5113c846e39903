#include "codecs/jpeg/jpeg_decoder.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "codecs/detail/kept_bytes.hpp"
#include "codecs/detail/shrink.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/jpeg/detail/app_segments.hpp"
#include "codecs/jpeg/detail/decompressor.hpp"
#include "codecs/jpeg/detail/quality_estimate.hpp"
#include "codecs/jpeg/detail/scan_plan.hpp"
#include "codecs/metadata/exif.hpp"

namespace tbbimg {
namespace {

// libjpeg-turbo 2.1.5 has SIMD code for these only; 3, 5, 6 and 7 eighths take longer than the full size (measured,
// 5760x3840: 18, 25, 37, 31, 58, 63, 82 and 33 ms for 1 to 8 eighths).
constexpr std::array kScales = {1, 2, 4, 8};

Size scaled(Size full, int scale) noexcept {
  return {(full.width * scale + DCTSIZE - 1) / DCTSIZE, (full.height * scale + DCTSIZE - 1) / DCTSIZE};
}

int choose_scale(Size full, Size at_least) noexcept {
  if (!detail::may_shrink(at_least)) return DCTSIZE;
  for (const int scale : kScales) {
    if (detail::is_at_least(scaled(full, scale), at_least)) return scale;
  }
  return DCTSIZE;
}

// How many luma samples share a chroma sample, across and down. Of components that differ, the least: the memory
// estimate must not be too low.
Size chroma_subsampling(const jpeg_decompress_struct& info) noexcept {
  Size least{info.max_h_samp_factor, info.max_v_samp_factor};
  for (int i = 1; i < std::min(info.num_components, 3); ++i) {
    least.width = std::min(least.width, info.max_h_samp_factor / info.comp_info[i].h_samp_factor);
    least.height = std::min(least.height, info.max_v_samp_factor / info.comp_info[i].v_samp_factor);
  }
  return info.num_components == 1 ? Size{1, 1} : least;
}

ColorModel model_of(J_COLOR_SPACE stored) noexcept {
  switch (stored) {
    case JCS_GRAYSCALE: return ColorModel::gray;
    case JCS_RGB: return ColorModel::rgb;
    case JCS_CMYK: return ColorModel::cmyk;
    case JCS_YCCK: return ColorModel::ycck;
    default: return ColorModel::ycbcr;
  }
}

bool has_inks(ColorModel model) noexcept { return model == ColorModel::cmyk || model == ColorModel::ycck; }

// What decoding needs to know of the frame header.
Result<ImageInfo> describe_frame(detail::JpegDecompressor& decompressor) {
  const jpeg_decompress_struct& header = decompressor.info();
  if (header.jpeg_color_space == JCS_UNKNOWN) {
    return fail(ErrorCode::unsupported, "the JPEG has " + std::to_string(header.num_components) +
                                            " components, which is neither gray, nor colour, nor CMYK");
  }
  ImageInfo info;
  info.format = kJpegFormat.name;
  info.stored_size = {static_cast<int>(header.image_width), static_cast<int>(header.image_height)};
  info.pixel_format = header.jpeg_color_space == JCS_GRAYSCALE ? PixelFormat::gray8 : PixelFormat::rgb8;
  info.bits_per_sample = header.data_precision;
  info.model = model_of(header.jpeg_color_space);
  info.progressive = header.progressive_mode != FALSE;
  info.multiple_scans = decompressor.has_multiple_scans();
  info.chroma_subsampling = chroma_subsampling(header);
  info.quality = detail::estimate_jpeg_quality(header);
  return info;
}

// And what only metadata says.
void add_metadata(ImageInfo& info, std::span<const std::uint8_t> file) {
  const auto exif = detail::jpeg_exif(file);
  if (!exif.empty()) info.exif = read_exif(exif);
  info.exif_bytes = exif.size();
  for (const auto& piece : detail::jpeg_icc_pieces(file)) info.icc_profile_bytes += piece.size();
}

// A profile for the inks says nothing about the RGB made of them.
Metadata metadata_of(std::span<const std::uint8_t> file, ColorModel model) {
  return {has_inks(model) ? nullptr : detail::jpeg_icc_profile(file)};
}

class JpegReader final : public ImageReader {
 public:
  JpegReader(std::span<const std::uint8_t> file, ImageInfo info, int scale, const DecodeOptions& options,
             std::unique_ptr<detail::JpegDecompressor> decompressor)
      : ImageReader(info, {scaled(info.stored_size, scale), info.pixel_format}, metadata_of(file, info.model)),
        file_(file),
        scale_(scale),
        salvage_(options.salvage && info.multiple_scans),
        pool_(options.pool),
        stop_(options.stop),
        decompressor_(std::move(decompressor)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    std::vector<DecodeWarning> warnings = decompressor_->warnings();
    if (detail::has_damaged_profile(file_)) warnings.push_back({DecodeWarningKind::lost_profile});
    if (is_salvaged_) warnings.push_back({DecodeWarningKind::salvaged});
    return warnings;
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    Status status = decompressor_->start(scale_);
    if (!status && status.error().code == ErrorCode::corrupt_data && salvage_) status = start_without_rest(status);
    if (!status) return fail(std::move(status).error());
    return Frame{};
  }

  // The picture is coarser, and complete: the last scan is whole, or is left out. `failure` is that of the whole file.
  [[nodiscard]] Status start_without_rest(const Status& failure) {
    for (const auto part : {file_, detail::without_last_jpeg_scan(file_)}) {
      decompressor_ = std::make_unique<detail::JpegDecompressor>(part, pool_, stop_);
      decompressor_->end_behind_file();
      is_salvaged_ = decompressor_->read_header().has_value() && decompressor_->start(scale_).has_value();
      if (is_salvaged_) return {};
    }
    return failure;
  }

  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override { return decompressor_->read_rows(rows); }
  [[nodiscard]] Status finish_file() override { return decompressor_->finish(); }

  std::span<const std::uint8_t> file_;
  int scale_;
  bool salvage_;
  bool is_salvaged_ = false;
  BufferPool pool_;
  std::stop_token stop_;
  std::unique_ptr<detail::JpegDecompressor> decompressor_;
};

}  // namespace

bool JpegDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return head.size() >= 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF;
}

std::optional<std::size_t> JpegDecoder::picture_end(std::span<const std::uint8_t> beginning) const noexcept {
  return detail::jpeg_end(beginning);
}

Result<Buffer> JpegDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  const auto end = detail::jpeg_end(file);
  if (!end) return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, detail::jpeg_cut_short());
  file = file.first(*end);
  if (detail::has_jfif_thumbnail(file)) {
    return fail(ErrorCode::unsupported, "the JPEG holds a thumbnail where it says what its pixels mean (JFIF)");
  }
  return detail::keep_bytes(file, pool, [file](const auto& add) {
    std::size_t offset = 0;
    bool in_scan = false;  // elsewhere, bytes between segments belong to nothing
    while (const auto segment = detail::next_jpeg_segment(file, offset)) {
      add(in_scan ? offset : segment->begin, detail::says_what_pixels_mean(*segment) ? segment->end : segment->begin);
      offset = segment->end;
      in_scan = segment->marker == detail::JpegMarker::sos;
    }
  });
}

Result<ImageInfo> JpegDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  detail::JpegDecompressor decompressor(file);
  TBBIMG_RETURN_IF_ERROR(decompressor.read_header());
  TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, describe_frame(decompressor));
  add_metadata(info, file);
  return info;
}

DecodeCost JpegDecoder::cost(const ImageInfo& info, Size at_least) const noexcept {
  const int scale = choose_scale(info.stored_size, at_least);
  const auto width = static_cast<std::size_t>(info.stored_size.width);
  const auto height = static_cast<std::size_t>(info.stored_size.height);
  const std::size_t components = info.pixel_format == PixelFormat::gray8 ? 1 : has_inks(info.model) ? 4 : 3;
  // Tables of libjpeg, and rows on their way through upsampling and colour conversion.
  std::size_t scratch = std::size_t{64} * 1024 + width * static_cast<std::size_t>(scale) / DCTSIZE * components * 32;
  if (info.multiple_scans) {
    const auto blocks_of = [](std::size_t samples, int subsampling) {
      return samples / (DCTSIZE * static_cast<std::size_t>(subsampling)) + 4;
    };
    for (std::size_t i = 0; i < components; ++i) {
      const bool is_chroma = i == 1 || i == 2;
      const Size sampling = is_chroma ? info.chroma_subsampling : Size{1, 1};
      const bool dc_only = scale == 1 && !(sampling.width >= 2 && sampling.height >= 2);
      const std::size_t columns = blocks_of(width, sampling.width);
      const std::size_t rows = blocks_of(height, sampling.height);
      constexpr std::size_t kWindowRows = 4;
      scratch +=
          dc_only ? columns * (rows * sizeof(JCOEF) + kWindowRows * sizeof(JBLOCK)) : columns * rows * sizeof(JBLOCK);
      scratch += rows * sizeof(JBLOCKROW);
    }
  }
  return {{scaled(info.stored_size, scale), info.pixel_format}, scratch, true};
}

Result<std::unique_ptr<ImageReader>> JpegDecoder::open_reader(std::span<const std::uint8_t> file,
                                                              const DecodeOptions& options) const {
  auto decompressor =
      std::make_unique<detail::JpegDecompressor>(file, options.pool, options.stop, options.limits.max_scans);
  TBBIMG_RETURN_IF_ERROR(decompressor->read_header());
  TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, describe_frame(*decompressor));
  add_metadata(info, file);
  const int scale = choose_scale(info.stored_size, options.at_least);
  return std::make_unique<JpegReader>(file, std::move(info), scale, options, std::move(decompressor));
}

}  // namespace tbbimg
