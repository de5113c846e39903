#include "codecs/webp/webp_decoder.hpp"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "codecs/detail/kept_bytes.hpp"
#include "codecs/detail/pixels.hpp"
#include "codecs/detail/shrink.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/metadata/exif.hpp"
#include "codecs/webp/detail/riff.hpp"

namespace tbbimg {
namespace {

// Pieces in which a file is fed to the decoder, so that the stop token is seen in between.
constexpr std::size_t kMinPieceBytes = std::size_t{32} * 1024;
constexpr std::size_t kMaxPieces = 64;

tl::unexpected<Error> cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the WebP is cut short: it ends before its last chunk does; copy it again from its source");
}

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged, "the WebP is damaged; copy it again from its source");
}

bool says_what_pixels_mean(const detail::WebpChunk& chunk) noexcept {
  constexpr std::array<std::string_view, 7> kTypes = {"VP8X", "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"};
  return std::find(kTypes.begin(), kTypes.end(), chunk.type) != kTypes.end();
}

struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const noexcept { WebPDemuxDelete(demuxer); }
};
struct DeleteAnimationDecoder {
  void operator()(WebPAnimDecoder* decoder) const noexcept { WebPAnimDecoderDelete(decoder); }
};
struct DeleteDecoder {
  void operator()(WebPIDecoder* decoder) const noexcept { WebPIDelete(decoder); }
};

/// The chunks of a file, and its first frame.
class WebpContainer {
 public:
  WebpContainer(const WebpContainer&) = delete;
  WebpContainer& operator=(const WebpContainer&) = delete;
  WebpContainer() noexcept = default;
  ~WebpContainer() { WebPDemuxReleaseIterator(&frame_); }

  // Errors: corrupt_data. A file that ends early is one unless `may_be_cut`, if its headers are there.
  [[nodiscard]] Status open(std::span<const std::uint8_t> file, bool may_be_cut) {
    const WebPData data{file.data(), file.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSING_HEADER;
    demuxer_.reset(WebPDemuxPartial(&data, &state));
    if (state == WEBP_DEMUX_PARSE_ERROR) return damaged();
    if (!demuxer_ || state == WEBP_DEMUX_PARSING_HEADER || (state != WEBP_DEMUX_DONE && !may_be_cut)) {
      return cut_short();
    }
    if (WebPDemuxGetFrame(demuxer_.get(), 1, &frame_) == 0 || (frame_.complete == 0 && !may_be_cut) ||
        WebPGetFeatures(frame_.fragment.bytes, frame_.fragment.size, &features_) != VP8_STATUS_OK) {
      return may_be_cut ? cut_short() : damaged();
    }
    return {};
  }

  [[nodiscard]] Size canvas() const noexcept {
    return {static_cast<int>(feature(WEBP_FF_CANVAS_WIDTH)), static_cast<int>(feature(WEBP_FF_CANVAS_HEIGHT))};
  }
  [[nodiscard]] int frame_count() const noexcept { return static_cast<int>(feature(WEBP_FF_FRAME_COUNT)); }
  [[nodiscard]] const WebPIterator& frame() const noexcept { return frame_; }
  [[nodiscard]] bool is_lossless() const noexcept { return features_.format == 2; }
  [[nodiscard]] bool is_animation() const noexcept { return (feature(WEBP_FF_FORMAT_FLAGS) & ANIMATION_FLAG) != 0; }

  [[nodiscard]] int loops() const noexcept { return static_cast<int>(feature(WEBP_FF_LOOP_COUNT)); }

  /// Of the frame behind the one at hand, if there is one.
  [[nodiscard]] std::optional<Frame> go_to(int index) noexcept {
    if (WebPDemuxGetFrame(demuxer_.get(), index + 1, &frame_) == 0) return std::nullopt;
    return Frame{std::chrono::milliseconds(is_animation() ? frame_.duration : 0)};
  }

  [[nodiscard]] bool frame_covers_canvas() const noexcept {
    return frame_.x_offset == 0 && frame_.y_offset == 0 && Size{frame_.width, frame_.height} == canvas();
  }
  // What the frames leave uncovered is transparent, as browsers show it; the background colour is ignored.
  [[nodiscard]] PixelFormat pixel_format() const noexcept {
    bool is_opaque = frame_.has_alpha == 0 && frame_covers_canvas();
    WebPIterator other{};
    for (int i = 1; is_animation() && is_opaque && WebPDemuxGetFrame(demuxer_.get(), i, &other) != 0; ++i) {
      is_opaque = other.has_alpha == 0 && other.dispose_method == WEBP_MUX_DISPOSE_NONE;
    }
    WebPDemuxReleaseIterator(&other);
    return is_opaque ? PixelFormat::rgb8 : PixelFormat::rgba8;
  }

  // The data of the first chunk of this type; empty if there is none. Points into the file.
  [[nodiscard]] std::span<const std::uint8_t> chunk(const char* type) const noexcept {
    WebPChunkIterator iterator{};
    std::span<const std::uint8_t> data;
    if (WebPDemuxGetChunk(demuxer_.get(), type, 1, &iterator) != 0) data = {iterator.chunk.bytes, iterator.chunk.size};
    WebPDemuxReleaseChunkIterator(&iterator);
    return data;
  }

 private:
  [[nodiscard]] std::uint32_t feature(WebPFormatFeature which) const noexcept {
    return WebPDemuxGetI(demuxer_.get(), which);
  }

  std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer_;
  WebPIterator frame_{};
  WebPBitstreamFeatures features_{};
};

ImageInfo describe(const WebpContainer& container) {
  ImageInfo info;
  info.format = kWebpFormat.name;
  info.stored_size = container.canvas();
  info.pixel_format = container.pixel_format();
  info.lossless = container.is_lossless();
  info.model = info.lossless ? ColorModel::rgb : ColorModel::ycbcr;
  if (!info.lossless) info.chroma_subsampling = {2, 2};
  info.alpha_channel = has_alpha(info.pixel_format);
  info.animated = container.is_animation();
  info.frames = std::max(container.frame_count(), 1);
  info.loops = info.frames > 1 ? container.loops() : 0;
  const auto exif = container.chunk("EXIF");
  if (!exif.empty()) info.exif = read_exif(exif);
  info.exif_bytes = exif.size();
  info.icc_profile_bytes = container.chunk("ICCP").size();
  return info;
}

// The smallest size of the same proportions that is at least as large as asked.
Size smallest_at_least(Size full, Size at_least) noexcept {
  const std::int64_t width = full.width;
  const std::int64_t height = full.height;
  const std::int64_t wanted_width = std::clamp<std::int64_t>(at_least.width, 1, width);
  const std::int64_t wanted_height = std::clamp<std::int64_t>(at_least.height, 1, height);
  if (wanted_width * height >= wanted_height * width) {
    return {static_cast<int>(wanted_width), static_cast<int>((height * wanted_width + width - 1) / width)};
  }
  return {static_cast<int>((width * wanted_height + height - 1) / height), static_cast<int>(wanted_height)};
}

// libwebp averages over areas. Measured on photographs, decoding to 1/2 takes 15 % longer than without scaling, to 1/3
// as long, to 1/8 20 % less; what comes after has the less to do.
constexpr int kScaleFrom = 3;

// Lossy images with alpha are left alone: libwebp would mix the colours of transparent pixels into visible ones. So are
// animations, whose first frame may cover a part of the canvas only.
bool can_scale(const ImageInfo& info) noexcept {
  return !info.animated && (info.lossless || !has_alpha(info.pixel_format));
}

Size choose_size(const ImageInfo& info, Size at_least) noexcept {
  if (!detail::may_shrink(at_least) || !can_scale(info)) return info.stored_size;
  const Size scaled = smallest_at_least(info.stored_size, at_least);
  return scaled.width <= info.stored_size.width / kScaleFrom ? scaled : info.stored_size;
}

Status error_of(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY: return fail(ErrorCode::out_of_memory, "there is no memory to decode the WebP");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return fail(ErrorCode::unsupported, "the WebP uses a feature that libwebp does not support");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return cut_short();
    default: return damaged();
  }
}

// Decodes into `destination`, scaled to its size.
Status decode_fragment(const WebPIterator& frame, ImageView destination, const std::stop_token& stop) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0)
    return fail(ErrorCode::internal, "libwebp is of another version than its headers");
  config.output.colorspace = destination.format == PixelFormat::rgba8 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = destination.data;
  config.output.u.RGBA.stride = static_cast<int>(destination.stride);
  config.output.u.RGBA.size =
      static_cast<std::size_t>(destination.stride) * static_cast<std::size_t>(destination.height - 1) +
      destination.row_bytes();
  config.options.use_scaling = destination.size() == Size{frame.width, frame.height} ? 0 : 1;
  config.options.scaled_width = destination.width;
  config.options.scaled_height = destination.height;

  const std::unique_ptr<WebPIDecoder, DeleteDecoder> decoder(WebPIDecode(nullptr, 0, &config));
  if (!decoder) return error_of(VP8_STATUS_OUT_OF_MEMORY);
  const std::size_t total = frame.fragment.size;
  const std::size_t piece = std::max(kMinPieceBytes, total / kMaxPieces);
  VP8StatusCode status = VP8_STATUS_SUSPENDED;
  for (std::size_t fed = 0; fed < total && status == VP8_STATUS_SUSPENDED;) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    fed += std::min(piece, total - fed);
    status = WebPIUpdate(decoder.get(), frame.fragment.bytes, fed);
  }
  return status == VP8_STATUS_OK ? Status{} : error_of(status);
}

Metadata metadata_of(const WebpContainer& container) {
  const auto icc = container.chunk("ICCP");
  if (icc.empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(icc.begin(), icc.end())};
}

class WebpReader final : public detail::WholeFrameReader {
 public:
  WebpReader(std::span<const std::uint8_t> file, const ImageInfo& info, std::unique_ptr<WebpContainer> container,
             const DecodeOptions& options)
      : WholeFrameReader(info, {choose_size(info, options.at_least), info.pixel_format}, metadata_of(*container),
                         options.pool),
        file_(file),
        container_(std::move(container)),
        stop_(options.stop) {}

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index >= info().frames) return std::nullopt;
    index_ = index;
    return container_->go_to(index);
  }

  [[nodiscard]] Status decode_frame(ImageView frame) override {
    if (index_ > 0) return compose_frame(frame);
    if (!container_->frame_covers_canvas()) {
      detail::clear_pixels(frame);
      const WebPIterator& part = container_->frame();
      frame = frame.crop(part.x_offset, part.y_offset, {part.width, part.height});
    }
    return decode_fragment(container_->frame(), frame, stop_);
  }

  // By libwebp, from the first frame on.
  [[nodiscard]] Status compose_frame(ImageView frame) {
    if (!animation_) {
      WebPAnimDecoderOptions options;
      if (WebPAnimDecoderOptionsInit(&options) == 0)
        return fail(ErrorCode::internal, "libwebp is of another version than its headers");
      const WebPData data{file_.data(), file_.size()};
      animation_.reset(WebPAnimDecoderNew(&data, &options));
      if (!animation_) return error_of(VP8_STATUS_OUT_OF_MEMORY);
    }
    std::uint8_t* canvas = nullptr;
    while (composed_ <= index_) {
      if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
      int end_of_frame = 0;
      if (WebPAnimDecoderGetNext(animation_.get(), &canvas, &end_of_frame) == 0) return damaged();
      ++composed_;
    }
    const std::size_t stride = 4 * static_cast<std::size_t>(frame.width);
    for (int y = 0; y < frame.height; ++y) copy_canvas_row(canvas + static_cast<std::size_t>(y) * stride, frame, y);
    return {};
  }

  static void copy_canvas_row(const std::uint8_t* canvas, ImageView frame, int y) noexcept {
    if (has_alpha(frame.format)) {
      std::memcpy(frame.row(y), canvas, frame.row_bytes());
      return;
    }
    std::uint8_t* pixel = frame.row(y);
    for (int x = 0; x < frame.width; ++x, pixel += 3, canvas += 4) std::memcpy(pixel, canvas, 3);
  }

  std::span<const std::uint8_t> file_;
  std::unique_ptr<WebpContainer> container_;
  std::stop_token stop_;
  int index_ = 0;
  int composed_ = 0;  // frames
  std::unique_ptr<WebPAnimDecoder, DeleteAnimationDecoder> animation_;
};

}  // namespace

bool WebpDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return head.size() >= 12 && std::memcmp(head.data(), "RIFF", 4) == 0 && std::memcmp(head.data() + 8, "WEBP", 4) == 0;
}

std::optional<std::size_t> WebpDecoder::picture_end(std::span<const std::uint8_t> beginning) const noexcept {
  if (!recognizes(beginning)) return std::nullopt;
  const std::size_t end = detail::kRiffHeaderBytes + detail::riff_number(beginning.subspan(4));
  return end >= detail::kFirstWebpChunk && end <= beginning.size() ? std::optional(end) : std::nullopt;
}

// The container: developers.google.com/speed/webp/docs/riff_container.
Result<Buffer> WebpDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  const auto end = picture_end(file);
  if (!end) return cut_short();
  file = file.first(*end);
  std::size_t behind_last = detail::kFirstWebpChunk;
  while (const auto chunk = detail::webp_chunk_at(file, behind_last)) behind_last = chunk->end;
  if (behind_last != file.size()) return damaged();
  TBBIMG_ASSIGN_OR_RETURN(Buffer stripped, detail::keep_bytes(file, pool, [file](const auto& add) {
                            add(0, detail::kFirstWebpChunk);
                            std::size_t offset = detail::kFirstWebpChunk;
                            while (const auto chunk = detail::webp_chunk_at(file, offset)) {
                              if (says_what_pixels_mean(*chunk)) add(offset, chunk->end);
                              offset = chunk->end;
                            }
                          }));
  detail::put_riff_number(stripped.bytes().subspan(4), stripped.size() - detail::kRiffHeaderBytes);
  constexpr std::uint8_t kExifAndXmp = 0x08 | 0x04;
  const auto first = detail::webp_chunk_at(stripped.bytes(), detail::kFirstWebpChunk);
  if (first && first->type == "VP8X" && first->end > detail::kFirstWebpChunk + detail::kRiffHeaderBytes) {
    stripped.bytes()[detail::kFirstWebpChunk + detail::kRiffHeaderBytes] &= static_cast<std::uint8_t>(~kExifAndXmp);
  }
  return stripped;
}

Result<ImageInfo> WebpDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  WebpContainer container;
  TBBIMG_RETURN_IF_ERROR(container.open(file, true));
  return describe(container);
}

DecodeCost WebpDecoder::cost(const ImageInfo& info, Size at_least) const noexcept {
  const std::size_t pixels = info.stored_size.pixels();
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  std::size_t scratch = std::size_t{128} * 1024 + width * 192;
  // Lossless images are decoded to 32 bits per pixel before they are written out; the alpha of lossy ones likewise,
  // into a plane of its own (measured: 6.2 bytes per pixel). What is left over is for Huffman tables.
  if (info.lossless) {
    scratch += pixels * 17 / 4;
  } else if (has_alpha(info.pixel_format)) {
    scratch += pixels * 13 / 2;
  }
  // Two canvases, and frames of any kind.
  if (info.animated && info.frames > 1) scratch += 8 * pixels + pixels * 13 / 2;
  return {{choose_size(info, at_least), info.pixel_format}, scratch};
}

Result<std::unique_ptr<ImageReader>> WebpDecoder::open_reader(std::span<const std::uint8_t> file,
                                                              const DecodeOptions& options) const {
  auto container = std::make_unique<WebpContainer>();
  TBBIMG_RETURN_IF_ERROR(container->open(file, false));
  const ImageInfo info = describe(*container);
  return std::make_unique<WebpReader>(file, info, std::move(container), options);
}

}  // namespace tbbimg
