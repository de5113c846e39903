#include "codecs/jxl/jxl_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/jxl/detail/jxl_boxes.hpp"
#include "codecs/jxl/detail/jxl_frames.hpp"
#include "codecs/jxl/detail/jxl_handle.hpp"
#include "codecs/metadata/exif.hpp"
#include "kernels/geometry/orient.hpp"

namespace tbbimg {
namespace {

using detail::JxlBoxes;
using detail::JxlFrames;
using detail::JxlHeader;

// The length of a tick may be any fraction.
std::chrono::milliseconds jxl_duration(std::uint32_t ticks, const JxlAnimationHeader& animation) noexcept {
  if (animation.tps_numerator == 0) return std::chrono::milliseconds{0};
  const std::uint64_t numerator = std::uint64_t{ticks} * animation.tps_denominator;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50U;
  if (numerator >= kMost) return std::chrono::milliseconds{kMost / animation.tps_numerator * 1000};
  return std::chrono::milliseconds{(numerator * 1000 + animation.tps_numerator / 2) / animation.tps_numerator};
}

/// What is known before anything is decoded.
struct JxlPicture {
  JxlBoxes boxes;
  JxlHeader header;
  JxlFrames frames;
  ImageInfo info;
};

ImageInfo describe_jxl(const JxlPicture& picture) {
  const JxlBasicInfo& basic = picture.header.basic;
  ImageInfo info;
  info.format = kJxlFormat.name;
  info.stored_size = oriented(picture.header.stream.canvas, static_cast<Orientation>(basic.orientation));
  info.bits_per_sample = static_cast<int>(basic.bits_per_sample);
  info.alpha_channel = basic.num_extra_channels > 0;
  const bool is_gray = basic.num_color_channels == 1;
  info.pixel_format = is_gray ? PixelFormat::gray8 : PixelFormat::rgb8;
  if (info.alpha_channel) info.pixel_format = with_alpha(info.pixel_format);
  info.model = is_gray ? ColorModel::gray : ColorModel::rgb;
  info.lossless = picture.frames.lossless;
  info.progressive = picture.frames.progressive;
  // What takes libjxl far more memory than the rest.
  info.multiple_scans = picture.frames.demanding || basic.alpha_premultiplied != JXL_FALSE;
  info.frames = std::max(picture.frames.shown, 1);
  info.animated = picture.header.stream.animated;
  if (info.animated) {
    constexpr std::uint32_t kMostLoops = 1U << 30U;
    info.loops = static_cast<int>(std::min(basic.animation.num_loops, kMostLoops));
  }
  info.icc_profile_bytes = picture.header.profile.size();
  const std::vector<std::uint8_t> exif = detail::read_jxl_exif(picture.boxes);
  info.exif_bytes = exif.size();
  if (!exif.empty()) info.exif = read_exif(exif);
  info.exif.orientation = Orientation::upright;
  return info;
}

Result<JxlPicture> look_at_jxl(std::span<const std::uint8_t> file) {
  JxlPicture picture;
  TBBIMG_ASSIGN_OR_RETURN(picture.boxes, detail::find_jxl_boxes(file));
  TBBIMG_ASSIGN_OR_RETURN(picture.header, detail::read_jxl_header(picture.boxes));
  TBBIMG_ASSIGN_OR_RETURN(picture.frames, detail::find_jxl_frames(picture.boxes, picture.header.stream));
  picture.info = describe_jxl(picture);
  return picture;
}

ImageShape jxl_shape(const ImageInfo& info) noexcept {
  return {info.stored_size, info.bits_per_sample > 8 ? sixteen_bits(info.pixel_format) : info.pixel_format};
}

Metadata jxl_metadata(JxlHeader& header) {
  if (header.profile.empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(std::move(header.profile))};
}

class JxlReader final : public detail::WholeFrameReader {
 public:
  JxlReader(JxlPicture picture, const DecodeOptions& options)
      : WholeFrameReader(picture.info, jxl_shape(picture.info), jxl_metadata(picture.header), options.pool),
        picture_(std::move(picture)),
        feed_(picture_.boxes, picture_.frames.resting),
        pool_(options.pool),
        stop_(options.stop) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    std::vector<DecodeWarning> warnings;
    if (picture_.boxes.cut) warnings.push_back({DecodeWarningKind::missing_end});
    if (picture_.frames.end_known && picture_.frames.end < picture_.boxes.codestream_bytes())
      warnings.push_back({DecodeWarningKind::surplus_data});
    return warnings;
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index == 0) TBBIMG_RETURN_IF_ERROR(start());
    if (index >= picture_.frames.shown) return std::nullopt;
    if (pending_) TBBIMG_RETURN_IF_ERROR(decode({}));
    TBBIMG_ASSIGN_OR_RETURN(const JxlDecoderStatus status, feed_.process(*decoder_, stop_));
    JxlFrameHeader frame;
    if (status != JXL_DEC_FRAME || JxlDecoderGetFrameHeader(decoder_.get(), &frame) != JXL_DEC_SUCCESS)
      return detail::damaged_jxl("frame " + std::to_string(index + 1) + " is missing");
    pending_ = true;
    if (!info().animated) return Frame{};
    return Frame{jxl_duration(frame.duration, picture_.header.basic.animation)};
  }

  // Turned here: where libjxl does that, it decodes into 32 bits a sample.
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    const auto orientation = static_cast<Orientation>(picture_.header.basic.orientation);
    // libjxl steps over rows by a whole number of bytes that no row is longer than.
    const bool is_forward = frame.stride >= static_cast<std::ptrdiff_t>(frame.row_bytes());
    if (orientation == Orientation::upright && is_forward) return decode(frame);
    TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
    TBBIMG_ASSIGN_OR_RETURN(Image stored, Image::create({picture_.header.stream.canvas, frame.format}, pool_));
    TBBIMG_RETURN_IF_ERROR(decode(stored.view()));
    return orient(stored.view(), frame, orientation, {0, frame.height}, kernels);
  }

  [[nodiscard]] Status start() {
    decoder_.reset(JxlDecoderCreate(nullptr));
    if (!decoder_) return fail(ErrorCode::out_of_memory, "there is no memory to decode the JPEG XL");
    const JXL_BOOL is_premultiplied = picture_.header.basic.alpha_premultiplied;
    if (JxlDecoderSubscribeEvents(decoder_.get(), JXL_DEC_COLOR_ENCODING | JXL_DEC_FRAME | JXL_DEC_FULL_IMAGE) !=
            JXL_DEC_SUCCESS ||
        JxlDecoderSetKeepOrientation(decoder_.get(), JXL_TRUE) != JXL_DEC_SUCCESS ||
        JxlDecoderSetUnpremultiplyAlpha(decoder_.get(), is_premultiplied) != JXL_DEC_SUCCESS)
      return fail(ErrorCode::internal, "libjxl is of another version than its headers");
    TBBIMG_ASSIGN_OR_RETURN(const JxlDecoderStatus status, feed_.process(*decoder_, stop_));
    if (status != JXL_DEC_COLOR_ENCODING) return detail::damaged_jxl("its header cannot be read");
    detail::choose_jxl_colors(*decoder_, picture_.header.basic);
    return {};
  }

  // Into `to`, or nowhere if that is empty: later frames may need what is not shown.
  [[nodiscard]] Status decode(ImageView to) {
    pending_ = false;
    JxlPixelFormat format;
    format.num_channels = static_cast<std::uint32_t>(channels(shape().format));
    format.data_type = bytes_per_sample(shape().format) == 2 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8;
    format.endianness = JXL_NATIVE_ENDIAN;
    format.align = to.empty() ? 0 : static_cast<std::size_t>(to.stride);
    // libjxl counts a last row with its padding, but does not write there.
    const JxlDecoderStatus set =
        to.empty()
            ? JxlDecoderSetImageOutCallback(
                  decoder_.get(), &format, [](void*, std::size_t, std::size_t, std::size_t, const void*) {}, nullptr)
            : JxlDecoderSetImageOutBuffer(decoder_.get(), &format, to.data,
                                          static_cast<std::size_t>(to.height) * format.align);
    if (set != JXL_DEC_SUCCESS) return detail::damaged_jxl("its picture is of another size than its header says");
    TBBIMG_ASSIGN_OR_RETURN(const JxlDecoderStatus status, feed_.process(*decoder_, stop_));
    if (status != JXL_DEC_FULL_IMAGE) return detail::damaged_jxl("its data does not make a picture");
    return {};
  }

  JxlPicture picture_;
  detail::JxlFeed feed_;
  BufferPool pool_;
  std::stop_token stop_;
  detail::JxlHandle decoder_;
  bool pending_ = false;  // a frame that is begun and not decoded
};

}  // namespace

bool JxlDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return detail::starts_like(head, kJxlFormat);
}

// Where the end of the picture is not known, nobody can tell what lies behind it.
Result<Buffer> JxlDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  TBBIMG_ASSIGN_OR_RETURN(const JxlPicture picture, look_at_jxl(file));
  if (picture.boxes.cut || !picture.frames.whole) return detail::cut_jxl();
  if (!picture.frames.end_known || picture.frames.end != picture.boxes.codestream_bytes()) {
    return fail(ErrorCode::unsupported,
                "what belongs to the picture of this JPEG XL cannot be told from what follows it");
  }
  return detail::strip_jxl_boxes(file, pool);
}

Result<ImageInfo> JxlDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(JxlPicture picture, look_at_jxl(file));
  return std::move(picture.info);
}

// Measured from 0.5 to 10 megapixels, lossy and lossless, of 1 to 4 channels. Samples of 8 bits in colour go straight
// into the picture; others by way of planes of 32 bits. Alpha of a lossy picture is lossless and coded apart.
DecodeCost JxlDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  const ImageShape shape = jxl_shape(info);
  const auto pixels = static_cast<std::size_t>(detail::jxl_padded_pixels(info.stored_size));
  const std::size_t alpha = info.alpha_channel ? 1 : 0;
  const bool is_direct = shape.format == PixelFormat::rgb8 || shape.format == PixelFormat::rgba8;
  const std::size_t planes = is_direct ? 0 : 12 + 4 * alpha;
  const std::size_t colors = is_gray(shape.format) ? 1 : 3;
  std::size_t scratch = 3 * info.icc_profile_bytes + 3 * info.exif_bytes;
  if (info.lossless) {
    scratch += 3 * kMegabyte + pixels * (4 * (colors + alpha) + planes) + pixels * 3 / 2;
  } else {
    // Buffers of a group, of which there are four at most.
    const std::size_t grouped = std::min(pixels, std::size_t{512} * 512);
    scratch += 5 * kMegabyte + grouped * (16 + 16 * alpha) + pixels * (3 + 37 * alpha + planes);
  }
  if (info.multiple_scans) scratch += 14 * kMegabyte + pixels * (44 + 8 * alpha);
  // The picture as stored, before it is turned; of more than 8 bits, also the one from which those are taken.
  scratch += image_bytes(shape) * (shape.format == info.pixel_format ? 1 : 2);
  return {{info.stored_size, info.pixel_format}, scratch};
}

Result<std::unique_ptr<ImageReader>> JxlDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(JxlPicture picture, look_at_jxl(file));
  TBBIMG_RETURN_IF_ERROR(check_image_size(picture.info.stored_size, options.limits));
  if (!picture.frames.whole) return detail::cut_jxl();
  return std::make_unique<JxlReader>(std::move(picture), options);
}

}  // namespace tbbimg
