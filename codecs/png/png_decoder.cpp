#include "codecs/png/png_decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/detail/kept_bytes.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/metadata/exif.hpp"
#include "codecs/png/detail/apng_chunks.hpp"
#include "codecs/png/detail/apng_reader.hpp"
#include "codecs/png/detail/chunks.hpp"
#include "codecs/png/detail/png_decompressor.hpp"
#include "codecs/png/detail/raw_profile.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

ColorModel model_of(int color_type) noexcept {
  if (color_type == PNG_COLOR_TYPE_PALETTE) return ColorModel::palette;
  return (color_type & PNG_COLOR_MASK_COLOR) == 0 ? ColorModel::gray : ColorModel::rgb;
}

// Xcode rewrites the PNGs of apps so that nothing but Apple's programs reads them, with this chunk in front.
Status check_no_cgbi(std::span<const std::uint8_t> file) {
  constexpr std::string_view kCgbi = "CgBI";
  constexpr std::size_t kTypeAt = kSignature.size() + 4;
  const bool is_cgbi =
      file.size() >= kTypeAt + kCgbi.size() && std::memcmp(file.data() + kTypeAt, kCgbi.data(), kCgbi.size()) == 0;
  if (!is_cgbi) return {};
  return fail(ErrorCode::unsupported,
              "the PNG is of Apple's kind for iPhones (CgBI), which is no PNG to anybody else; take the original, or "
              "convert it on a Mac: xcrun pngcrush -revert-iphone-optimizations");
}

constexpr png_uint_32 kMaxInt = std::numeric_limits<int>::max();

Size size_of(const detail::PngDecompressor& reader) noexcept {
  return {static_cast<int>(std::min(reader.width(), kMaxInt)), static_cast<int>(std::min(reader.height(), kMaxInt))};
}

ImageInfo describe(std::span<const std::uint8_t> file, const detail::PngDecompressor& reader,
                   const detail::ApngSummary& animation) {
  const auto exif = detail::find_png_chunk(file, "eXIf");
  ImageInfo info;
  info.format = kPngFormat.name;
  info.stored_size = size_of(reader);
  info.pixel_format = reader.pixel_format();
  info.bits_per_sample = reader.bit_depth();
  info.model = model_of(reader.color_type());
  info.alpha_channel = (reader.color_type() & PNG_COLOR_MASK_ALPHA) != 0;
  const std::vector<std::uint8_t> raw = exif.empty() ? detail::png_raw_exif(file) : std::vector<std::uint8_t>{};
  const auto block = exif.empty() ? std::span(std::as_const(raw)) : exif;
  if (!block.empty()) info.exif = read_exif(block);
  info.progressive = reader.is_interlaced();
  if (animation.frames > 0) {
    info.animated = true;
    info.frames = animation.frames;
    info.loops = animation.loops;
    if (animation.uncovers) info.pixel_format = PixelFormat::rgba8;
  }
  info.icc_profile_bytes = reader.profile().size();
  info.exif_bytes = block.size();
  return info;
}

ImageShape shape_of(const detail::PngDecompressor& png) noexcept {
  const PixelFormat format = png.pixel_format();
  return {size_of(png), png.bit_depth() == 16 ? sixteen_bits(format) : format};
}

Metadata metadata_of(const detail::PngDecompressor& png) {
  if (png.profile().empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(png.profile().begin(), png.profile().end())};
}

/// A file whose header is read.
struct OpenPng {
  std::unique_ptr<detail::PngDecompressor> png;
  ImageInfo info;
  bool animation_is_broken = false;

  [[nodiscard]] std::vector<DecodeWarning> warnings() const {
    std::vector<DecodeWarning> warnings = png->warnings();
    if (animation_is_broken) warnings.push_back({DecodeWarningKind::odd_header});
    return warnings;
  }
};

/// `chunks`: the file, or its outline.
Result<OpenPng> open_png(detail::FileBytes file, std::span<const std::uint8_t> chunks,
                         const std::stop_token& stop = {}) {
  OpenPng open{.png = std::make_unique<detail::PngDecompressor>(std::move(file), stop), .info = {}};
  TBBIMG_RETURN_IF_ERROR(open.png->read_header());
  const detail::ApngSummary animation = detail::summarize_apng(chunks, size_of(*open.png));
  open.info = describe(chunks, *open.png, animation);
  open.animation_is_broken = animation.is_broken;
  return open;
}

class PngReader final : public ImageReader {
 public:
  explicit PngReader(OpenPng file)
      : ImageReader(file.info, shape_of(*file.png), metadata_of(*file.png)), file_(std::move(file)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return file_.warnings(); }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    TBBIMG_RETURN_IF_ERROR(file_.png->start());
    return Frame{};
  }
  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override { return file_.png->read_rows(rows); }
  [[nodiscard]] Status finish_file() override { return rows_left() > 0 ? Status{} : file_.png->finish(); }

  OpenPng file_;
};

class InterlacedPngReader final : public detail::WholeFrameReader {
 public:
  InterlacedPngReader(OpenPng file, BufferPool pool)
      : WholeFrameReader(file.info, shape_of(*file.png), metadata_of(*file.png), std::move(pool)),
        file_(std::move(file)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return file_.warnings(); }

 private:
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    TBBIMG_RETURN_IF_ERROR(file_.png->start());
    TBBIMG_RETURN_IF_ERROR(file_.png->read_rows(frame));
    return file_.png->finish();
  }

  OpenPng file_;
};

std::unique_ptr<ImageReader> still_reader(OpenPng file, const DecodeOptions& options) {
  if (!file.png->is_interlaced()) return std::make_unique<PngReader>(std::move(file));
  return std::make_unique<InterlacedPngReader>(std::move(file), options.pool);
}

// Walks over all chunks, for EXIF may lie behind the pixels.
Result<std::vector<std::uint8_t>> outline_of(const ByteSource& file) {
  constexpr std::size_t kPage = detail::FileBytes::kPageBytes;
  detail::FileBytes bytes(file, kPage);
  TBBIMG_RETURN_IF_ERROR(bytes.checked(check_no_cgbi(bytes.at(0, kPage))));
  std::vector<std::uint8_t> outline = detail::png_outline(bytes);
  if (bytes.failure()) return fail(*bytes.failure());
  return outline;
}

}  // namespace

bool PngDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return head.size() >= kSignature.size() && std::equal(kSignature.begin(), kSignature.end(), head.begin());
}

std::optional<std::size_t> PngDecoder::picture_end(std::span<const std::uint8_t> beginning) const noexcept {
  return detail::png_end(beginning);
}

Result<Buffer> PngDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  const auto end = detail::png_end(file);
  if (!end) return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, detail::png_is_cut_short());
  file = file.first(*end);
  // Without an animation, nobody sees what such chunks hold.
  detail::PngDecompressor header{detail::FileBytes(file)};
  TBBIMG_RETURN_IF_ERROR(header.read_header());
  const bool is_animated = detail::summarize_apng(file, size_of(header)).frames > 0;
  return detail::keep_bytes(file, pool, [file, is_animated](const auto& add) {
    add(0, detail::kPngSignatureBytes);
    std::size_t offset = detail::kPngSignatureBytes;
    while (const auto chunk = detail::png_chunk_at(file, offset)) {
      const bool is_kept = detail::says_what_pixels_mean(*chunk) || (is_animated && detail::is_of_animation(*chunk));
      if (is_kept) add(chunk->begin, chunk->end);
      offset = chunk->end;
    }
  });
}

Result<ImageInfo> PngDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_RETURN_IF_ERROR(check_no_cgbi(file));
  TBBIMG_ASSIGN_OR_RETURN(OpenPng open, open_png(detail::FileBytes(file), file));
  return std::move(open.info);
}

Result<ImageInfo> PngDecoder::probe_parts(const ByteSource& file, const PictureChoice& /*choice*/) const {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> outline, outline_of(file));
  TBBIMG_ASSIGN_OR_RETURN(OpenPng open, open_png(detail::FileBytes(file), outline));
  open.info.part_bytes = detail::FileBytes::kBlockBytes;
  return std::move(open.info);
}

DecodeCost PngDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  // Inflate's window and state, the row before and the row in work, and a third before 16 bits are made 8.
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const std::size_t pixel = info.bits_per_sample > 8 ? 24 : 8;
  std::size_t scratch = std::size_t{64} * 1024 + width * pixel + 2 * info.icc_profile_bytes;
  if (info.animated) {
    scratch += detail::apng_bytes(
        {info.stored_size, info.bits_per_sample > 8 ? sixteen_bits(info.pixel_format) : info.pixel_format});
  } else if (info.progressive && info.bits_per_sample > 8) {
    scratch += image_bytes({info.stored_size, sixteen_bits(info.pixel_format)});
  }
  return {{info.stored_size, info.pixel_format}, scratch, !info.animated && !info.progressive};
}

Result<std::unique_ptr<ImageReader>> PngDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(check_no_cgbi(file));
  TBBIMG_ASSIGN_OR_RETURN(OpenPng open, open_png(detail::FileBytes(file), file, options.stop));
  if (!open.info.animated) return still_reader(std::move(open), options);
  const ImageInfo& info = open.info;
  const ImageShape shape{info.stored_size,
                         info.bits_per_sample == 16 ? sixteen_bits(info.pixel_format) : info.pixel_format};
  return detail::apng_reader(file, info, shape, metadata_of(*open.png), options);
}

Result<std::unique_ptr<ImageReader>> PngDecoder::open_parts_reader(const ByteSource& file,
                                                                   const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> outline, outline_of(file));
  TBBIMG_ASSIGN_OR_RETURN(OpenPng open, open_png(detail::FileBytes(file), outline, options.stop));
  if (open.info.animated) return fail(ErrorCode::unsupported, "an animated PNG is not read in parts");
  return still_reader(std::move(open), options);
}

}  // namespace tbbimg
