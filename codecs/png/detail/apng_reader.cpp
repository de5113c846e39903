#include "codecs/png/detail/apng_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codecs/detail/pixels.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/png/detail/apng_chunks.hpp"
#include "codecs/png/detail/png_decompressor.hpp"

namespace tbbimg::detail {
namespace {

// Compressed, a frame may take this beyond its pixels: more than any deflate does.
std::size_t most_compressed_bytes(std::size_t pixel_bytes) noexcept {
  return (std::size_t{64} << 10) + pixel_bytes / 8 * 9;
}

template <class Sample>
void put_pixel(const Sample* from, int from_channels, Sample* to, int to_channels, bool blends) noexcept {
  constexpr std::uint64_t kMost = static_cast<Sample>(-1);
  const bool has_alpha = from_channels == 4;
  const int step = from_channels == 1 ? 0 : 1;
  if (to_channels < 4) {
    for (int i = 0; i < to_channels; ++i) to[i] = from[i * step];
    return;
  }
  const std::uint64_t alpha = has_alpha ? from[3] : kMost;
  if (!blends || alpha == kMost || to[3] == 0) {
    for (int i = 0; i < 3; ++i) to[i] = from[i * step];
    to[3] = static_cast<Sample>(alpha);
    return;
  }
  if (alpha == 0) return;
  // "Over" of straight colours (Porter and Duff, 1984).
  const std::uint64_t above = alpha * kMost;
  const std::uint64_t below = (kMost - alpha) * to[3];
  const std::uint64_t sum = above + below;
  for (int i = 0; i < 3; ++i) to[i] = static_cast<Sample>((from[i] * above + to[i] * below + sum / 2) / sum);
  to[3] = static_cast<Sample>((sum + kMost / 2) / kMost);
}

template <class Sample>
void put_pixels(ConstImageView from, ImageView to, bool blends) noexcept {
  for (int y = 0; y < from.height; ++y) {
    const auto* source = reinterpret_cast<const Sample*>(from.row(y));
    auto* target = reinterpret_cast<Sample*>(to.row(y));
    for (int x = 0; x < from.width; ++x) {
      put_pixel(source, channels(from.format), target, channels(to.format), blends);
      source += channels(from.format);
      target += channels(to.format);
    }
  }
}

class ApngReader final : public WholeFrameReader {
 public:
  ApngReader(std::span<const std::uint8_t> file, ImageInfo info, const ImageShape& shape, Metadata metadata,
             const DecodeOptions& options)
      : WholeFrameReader(std::move(info), shape, std::move(metadata), options.pool),
        file_(file),
        is_still_(options.still),
        stop_(options.stop),
        pool_(options.pool) {}

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index >= (is_still_ ? 1 : info().frames)) return std::nullopt;
    if (index > 0) {
      TBBIMG_RETURN_IF_ERROR(draw());
      dispose();
    }
    const auto next = is_still_ ? still_of_apng(file_, shape().size)
                                : find_apng_frame(file_, index == 0 ? kPngSignatureBytes : frame_.end);
    if (!next) return fail_cut_short();
    frame_ = *next;
    is_drawn_ = false;
    const Rectangle area = frame_.area;
    const Size canvas = shape().size;
    const bool fits = area.size.width > 0 && area.size.height > 0 && area.at.x <= canvas.width - area.size.width &&
                      area.at.y <= canvas.height - area.size.height;
    if (!fits) return fail_damaged("a frame lies beyond the canvas");
    return Frame{frame_.duration};
  }

  [[nodiscard]] Status decode_frame(ImageView frame) override {
    TBBIMG_RETURN_IF_ERROR(draw());
    copy_pixels(std::as_const(canvas_).view(), frame);
    return {};
  }

  [[nodiscard]] Status draw() {
    if (std::exchange(is_drawn_, true)) return {};
    TBBIMG_RETURN_IF_ERROR(prepare_canvas());
    const std::size_t pixel_bytes = frame_.area.size.pixels() * 8;
    TBBIMG_RETURN_IF_ERROR(gather(most_compressed_bytes(pixel_bytes)));
    PngDecompressor png(FileBytes(still_), stop_);
    TBBIMG_RETURN_IF_ERROR(png.read_header());
    const PixelFormat format = png.bit_depth() == 16 ? sixteen_bits(png.pixel_format()) : png.pixel_format();
    if (pixels_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(pixels_, Image::create({shape().size, format}, pool_));
    }
    const ImageView pixels = pixels_.view().crop(0, 0, frame_.area.size);
    TBBIMG_RETURN_IF_ERROR(png.start());
    TBBIMG_RETURN_IF_ERROR(png.read_rows(pixels));
    TBBIMG_RETURN_IF_ERROR(png.finish());
    if (bytes_per_sample(format) == 1) {
      put_pixels<std::uint8_t>(pixels, part(canvas_), frame_.blends);
    } else {
      put_pixels<std::uint16_t>(pixels, part(canvas_), frame_.blends);
    }
    return {};
  }

  [[nodiscard]] Status prepare_canvas() {
    if (canvas_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(canvas_, Image::create(shape(), pool_));
      clear_pixels(canvas_.view());
    }
    if (frame_.disposal != ApngDisposal::previous) return {};
    if (saved_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(saved_, Image::create(shape(), pool_));
    }
    copy_pixels(part(canvas_), part(saved_));
    return {};
  }

  void dispose() noexcept {
    if (frame_.disposal == ApngDisposal::background) clear_pixels(part(canvas_));
    if (frame_.disposal == ApngDisposal::previous) copy_pixels(part(saved_), part(canvas_));
  }

  [[nodiscard]] ImageView part(Image& image) const noexcept {
    return image.view().crop(frame_.area.at.x, frame_.area.at.y, frame_.area.size);
  }

  // The frame as a PNG of its own, into still_.
  [[nodiscard]] Status gather(std::size_t most) {
    still_.assign(file_.begin(), file_.begin() + kPngSignatureBytes);
    std::size_t offset = kPngSignatureBytes;
    for (auto chunk = png_chunk_at(file_, offset); chunk && chunk->type != "IDAT";
         chunk = png_chunk_at(file_, offset)) {
      if (chunk->type == "IHDR" && chunk->data.size() >= 8) {
        std::vector<std::uint8_t> header;
        put_big_endian(header, static_cast<std::uint32_t>(frame_.area.size.width), 4);
        put_big_endian(header, static_cast<std::uint32_t>(frame_.area.size.height), 4);
        header.insert(header.end(), chunk->data.begin() + 8, chunk->data.end());
        put_png_chunk(still_, "IHDR", header);
      }
      if (chunk->type == "PLTE" || chunk->type == "tRNS") {
        still_.insert(still_.end(), file_.begin() + static_cast<std::ptrdiff_t>(chunk->begin),
                      file_.begin() + static_cast<std::ptrdiff_t>(chunk->end));
      }
      offset = chunk->end;
    }
    std::vector<std::uint8_t> data;
    offset = frame_.end;
    bool is_whole = false;
    for (auto chunk = png_chunk_at(file_, offset); chunk; chunk = png_chunk_at(file_, offset)) {
      const bool is_data = chunk->type == "IDAT" || chunk->type == "fdAT";
      is_whole = !is_data && (chunk->type == "fcTL" || chunk->type == "IEND");
      if (is_whole) break;
      if (is_data) {
        if (!has_true_crc(file_, *chunk)) return fail_damaged("a frame's checksum is wrong");
        const std::size_t sequence = chunk->type == "fdAT" ? std::min<std::size_t>(4, chunk->data.size()) : 0;
        if (data.size() + chunk->data.size() > most) return fail_damaged("a frame has more data than pixels");
        data.insert(data.end(), chunk->data.begin() + static_cast<std::ptrdiff_t>(sequence), chunk->data.end());
      }
      offset = chunk->end;
    }
    if (!is_whole) return fail_cut_short();
    put_png_chunk(still_, "IDAT", data);
    put_png_chunk(still_, "IEND", {});
    return {};
  }

  // Of the frames that nobody asked for, that they are there.
  [[nodiscard]] Status finish_file() override {
    std::size_t offset = frame_.end;
    while (const auto chunk = png_chunk_at(file_, offset)) {
      if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
      if (!has_true_crc(file_, *chunk)) return fail_damaged("a checksum is wrong");
      if (chunk->type == "IEND") return {};
      offset = chunk->end;
    }
    return fail_cut_short();
  }

  static tl::unexpected<Error> fail_cut_short() {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, png_is_cut_short());
  }
  static tl::unexpected<Error> fail_damaged(const char* what) {
    return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                std::string("the animated PNG is damaged: ") + what + "; copy it again from its source");
  }

  std::span<const std::uint8_t> file_;
  bool is_still_;
  std::stop_token stop_;
  BufferPool pool_;
  ApngFrame frame_;
  bool is_drawn_ = true;
  std::vector<std::uint8_t> still_;
  Image canvas_;
  Image pixels_;  // of the frame
  Image saved_;   // what the frame hides until it is taken away
};

}  // namespace

std::unique_ptr<ImageReader> apng_reader(std::span<const std::uint8_t> file, ImageInfo info, const ImageShape& shape,
                                         Metadata metadata, const DecodeOptions& options) {
  return std::make_unique<ApngReader>(file, std::move(info), shape, std::move(metadata), options);
}

std::size_t apng_bytes(const ImageShape& canvas) noexcept {
  // Of what is compressed, a vector that grows, and the file that is made of it.
  return 3 * image_bytes(canvas) + 4 * most_compressed_bytes(canvas.size.pixels() * 8);
}

}  // namespace tbbimg::detail
