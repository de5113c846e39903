#include "codecs/gif/gif_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "codecs/detail/pixels.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/gif/detail/gif_blocks.hpp"
#include "codecs/gif/detail/gif_lzw.hpp"
#include "codecs/gif/detail/gif_strip.hpp"

namespace tbbimg {
namespace {

using detail::GifBlocks;
using detail::GifDisposal;
using detail::GifImage;
using detail::GifLzw;

// Rows between two looks at the stop token.
constexpr int kGifRowsPerPoll = 64;

bool is_gray_gif_palette(std::span<const std::uint8_t> palette) noexcept {
  for (std::size_t i = 0; i < palette.size(); i += 3) {
    if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) return false;
  }
  return true;
}

// What a walk over all blocks tells.
struct GifSummary {
  ImageInfo info;
  std::vector<DecodeWarning> warnings;
};

// A canvas that the first frame covers stays covered, unless a frame with others behind it is taken away again.
class GifWalk {
 public:
  void add(const GifImage& image, Size screen) noexcept {
    const auto [at, size] = image.area;
    if (frames_ == 0) {
      // As browsers do. Later frames that are larger are clipped.
      canvas_ = {std::max(screen.width, at.x + size.width), std::max(screen.height, at.y + size.height)};
      interlaced_ = image.interlaced;
      opaque_ = size == canvas_ && image.transparent < 0;
    } else if (uncovers_) {
      opaque_ = false;
    }
    uncovers_ = image.disposal == GifDisposal::background;
    if (image.palette.data() != palette_) gray_ = gray_ && is_gray_gif_palette(image.palette);
    palette_ = image.palette.data();
    frames_ = std::min(frames_, std::numeric_limits<int>::max() - 1) + 1;
  }

  [[nodiscard]] ImageInfo info(int loops) const noexcept {
    ImageInfo info;
    info.format = kGifFormat.name;
    info.stored_size = canvas_;
    info.pixel_format = !opaque_ ? PixelFormat::rgba8 : gray_ ? PixelFormat::gray8 : PixelFormat::rgb8;
    info.model = ColorModel::palette;
    info.progressive = interlaced_;
    info.frames = frames_;
    info.animated = frames_ > 1;
    if (info.animated) info.loops = loops;
    return info;
  }

 private:
  Size canvas_;
  int frames_ = 0;
  bool interlaced_ = false;
  bool opaque_ = false;
  bool uncovers_ = false;
  bool gray_ = true;
  const std::uint8_t* palette_ = nullptr;  // that was looked at last
};

Result<GifSummary> summarize_gif(std::span<const std::uint8_t> file) {
  GifBlocks blocks(file);
  TBBIMG_RETURN_IF_ERROR(blocks.read_screen());
  GifWalk walk;
  while (true) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<GifImage> image, blocks.next());
    if (!image) break;
    walk.add(*image, blocks.screen());
  }
  if (blocks.images() == 0) {
    return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                "the GIF holds no picture: its end mark stands in front of the first frame");
  }
  GifSummary summary{walk.info(blocks.loops()), {}};
  if (blocks.stray_bytes() > 0) summary.warnings.push_back({DecodeWarningKind::stray_bytes, blocks.stray_bytes()});
  if (!blocks.has_end()) summary.warnings.push_back({DecodeWarningKind::missing_end});
  return summary;
}

/// The colours of a frame, in the pixel format of its canvas.
class GifPaint {
 public:
  void set(const GifImage& image, PixelFormat format) noexcept {
    const std::size_t count = image.palette.size() / 3;
    pixel_bytes_ = static_cast<std::size_t>(bytes_per_pixel(format));
    kinds_.fill(Kind::missing);
    for (std::size_t i = 0; i < count; ++i) {
      const auto color = image.palette.subspan(3 * i);
      colors_[i] = {color[0], color[1], color[2], 255};
      kinds_[i] = Kind::color;
    }
    if (image.transparent >= 0) kinds_[static_cast<std::size_t>(image.transparent)] = Kind::transparent;
    all_colors_ = std::all_of(kinds_.begin(), kinds_.end(), [](Kind kind) { return kind == Kind::color; });
  }

  // Each colour once.
  [[nodiscard]] std::vector<std::array<std::uint8_t, 3>> palette() const {
    std::vector<std::array<std::uint8_t, 3>> palette;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (kinds_[i] == Kind::color) palette.push_back({colors_[i][0], colors_[i][1], colors_[i][2]});
    }
    std::sort(palette.begin(), palette.end());
    palette.erase(std::unique(palette.begin(), palette.end()), palette.end());
    return palette;
  }

  // Over what is there. False if the palette lacks an index.
  [[nodiscard]] bool draw(std::span<const std::uint8_t> indices, std::uint8_t* row) const noexcept {
    switch (pixel_bytes_) {
      case 1: return draw_pixels<1>(indices, row);
      case 3: return draw_pixels<3>(indices, row);
      default: return draw_pixels<4>(indices, row);
    }
  }

 private:
  enum class Kind : std::uint8_t { color, transparent, missing };

  template <std::size_t kPixelBytes>
  [[nodiscard]] bool draw_pixels(std::span<const std::uint8_t> indices, std::uint8_t* row) const noexcept {
    if (all_colors_) {
      for (const std::uint8_t index : indices) {
        std::memcpy(row, colors_[index].data(), kPixelBytes);
        row += kPixelBytes;
      }
      return true;
    }
    bool is_missing = false;
    for (const std::uint8_t index : indices) {
      if (kinds_[index] == Kind::color) std::memcpy(row, colors_[index].data(), kPixelBytes);
      is_missing = is_missing || kinds_[index] == Kind::missing;
      row += kPixelBytes;
    }
    return !is_missing;
  }

  std::size_t pixel_bytes_ = 3;
  bool all_colors_ = false;
  std::array<std::array<std::uint8_t, 4>, 256> colors_{};
  std::array<Kind, 256> kinds_{};
};

// The part of `area` that lies on a canvas.
Rectangle clipped_gif_area(const Rectangle& area, Size canvas) noexcept {
  const Point at{std::min(area.at.x, canvas.width), std::min(area.at.y, canvas.height)};
  return {at, {std::min(area.size.width, canvas.width - at.x), std::min(area.size.height, canvas.height - at.y)}};
}

ImageView gif_part(Image& image, const Rectangle& area) noexcept {
  return image.view().crop(area.at.x, area.at.y, area.size);
}

class GifReader final : public ImageReader {
 public:
  GifReader(GifSummary summary, const GifBlocks& blocks, const DecodeOptions& options)
      : ImageReader(summary.info, {summary.info.stored_size, summary.info.pixel_format}),
        warnings_(std::move(summary.warnings)),
        blocks_(blocks),
        limits_(options.limits),
        pool_(options.pool),
        stop_(options.stop) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return warnings_; }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override;
  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override;
  [[nodiscard]] Status draw_on_canvas();
  [[nodiscard]] Status draw(ImageView canvas);
  [[nodiscard]] Status draw_row(ImageView canvas, int canvas_row);
  [[nodiscard]] Status dispose();
  [[nodiscard]] tl::unexpected<Error> failure(GifLzw::Outcome outcome) const;

  std::vector<DecodeWarning> warnings_;
  GifBlocks blocks_;
  Limits limits_;
  BufferPool pool_;
  std::stop_token stop_;

  GifImage image_;     // of the frame in work
  bool drawn_ = true;  // on the canvas
  int rows_drawn_ = 0;
  GifLzw lzw_;
  GifPaint paint_;
  std::vector<std::uint8_t> indices_;  // of a row of image_
  Image canvas_;                       // only if a frame needs those before, or its rows in another order
  Image saved_;                        // what image_ hides until it is taken away
};

tl::unexpected<Error> GifReader::failure(GifLzw::Outcome outcome) const {
  const std::string frame = "frame " + std::to_string(image_.number);
  if (outcome == GifLzw::Outcome::ends_early) {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
                "the GIF is cut short: the data of " + frame +
                    " ends before its last pixel does; copy it again from its source");
  }
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the GIF is damaged: the data of " + frame + " cannot be decompressed; copy it again from its source");
}

Result<std::optional<Frame>> GifReader::start_frame(int index) {
  TBBIMG_ASSIGN_OR_RETURN(const std::optional<GifImage> next, blocks_.next());
  if (!next) return std::nullopt;
  // A small canvas and a large frame on it would take time that nobody expects.
  TBBIMG_RETURN_IF_ERROR(check_image_size(next->area.size, limits_));
  if (index > 0) {
    TBBIMG_RETURN_IF_ERROR(draw_on_canvas());
    TBBIMG_RETURN_IF_ERROR(dispose());
  }
  image_ = *next;
  drawn_ = false;
  rows_drawn_ = 0;
  if (!lzw_.start(image_.data)) return failure(GifLzw::Outcome::broken);
  paint_.set(image_, shape().format);
  indices_.resize(static_cast<std::size_t>(image_.area.size.width));
  return Frame{std::chrono::milliseconds(10 * image_.hundredths), paint_.palette()};
}

// Frame by frame, what is seen of one is what the next ones are drawn on; of a still picture nobody needs it again.
Status GifReader::fill_rows(ImageView rows, int first_row) {
  if (info().frames == 1 && !image_.interlaced) {
    if (has_alpha(rows.format)) detail::clear_pixels(rows);
    const int top = image_.area.at.y;
    const int begin = std::clamp(top - first_row, 0, rows.height);
    const int end = std::clamp(top + image_.area.size.height - first_row, 0, rows.height);
    for (int y = begin; y < end; ++y) TBBIMG_RETURN_IF_ERROR(draw_row(rows, y));
    return {};
  }
  if (info().frames == 1 && rows.height == shape().size.height) {
    if (has_alpha(rows.format)) detail::clear_pixels(rows);
    return draw(rows);
  }
  TBBIMG_RETURN_IF_ERROR(draw_on_canvas());
  detail::copy_pixels(canvas_.view().crop(0, first_row, rows.size()), rows);
  return {};
}

Status GifReader::draw_on_canvas() {
  if (drawn_) return {};
  if (canvas_.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(canvas_, Image::create(shape(), pool_));
    if (has_alpha(shape().format)) detail::clear_pixels(canvas_.view());
  }
  if (image_.disposal == GifDisposal::previous) {
    if (saved_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(saved_, Image::create(shape(), pool_));
    }
    const Rectangle area = clipped_gif_area(image_.area, shape().size);
    detail::copy_pixels(gif_part(canvas_, area), gif_part(saved_, area));
  }
  TBBIMG_RETURN_IF_ERROR(draw(canvas_.view()));
  drawn_ = true;
  return {};
}

// Background means transparent, as in browsers; the background colour of the file is not used.
Status GifReader::dispose() {
  const Rectangle area = clipped_gif_area(image_.area, shape().size);
  if (image_.disposal == GifDisposal::background) detail::clear_pixels(gif_part(canvas_, area));
  if (image_.disposal == GifDisposal::previous) detail::copy_pixels(gif_part(saved_, area), gif_part(canvas_, area));
  return {};
}

// All rows of the frame, in the order in which they are stored (GIF89a, appendix E).
Status GifReader::draw(ImageView canvas) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array<Pass, 1> kInOrder = {{{0, 1}}};
  constexpr std::array<Pass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const Pass pass : image_.interlaced ? std::span<const Pass>(kInterlaced) : std::span<const Pass>(kInOrder)) {
    for (int y = pass.first; y < image_.area.size.height; y += pass.step) {
      TBBIMG_RETURN_IF_ERROR(draw_row(canvas, image_.area.at.y + y));
    }
  }
  return {};
}

// The next stored row.
Status GifReader::draw_row(ImageView canvas, int canvas_row) {
  if (rows_drawn_ % kGifRowsPerPoll == 0 && stop_.stop_requested())
    return fail(ErrorCode::cancelled, "decoding was cancelled");
  if (const auto outcome = lzw_.read(indices_); outcome != GifLzw::Outcome::done) return failure(outcome);
  ++rows_drawn_;
  const int left = image_.area.at.x;
  if (canvas_row >= canvas.height || left >= canvas.width) return {};
  const int visible = std::min(image_.area.size.width, canvas.width - left);
  const auto indices = std::span(indices_).first(static_cast<std::size_t>(visible));
  if (paint_.draw(indices, canvas.row(canvas_row) + left * bytes_per_pixel(canvas.format))) return {};
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the GIF is damaged: a pixel of frame " + std::to_string(image_.number) +
                  " has a colour that the palette lacks; copy it again from its source");
}

}  // namespace

bool GifDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return detail::starts_like(head, kGifFormat);
}

std::optional<std::size_t> GifDecoder::picture_end(std::span<const std::uint8_t> beginning) const noexcept {
  return detail::gif_end(beginning);
}

Result<Buffer> GifDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  return detail::strip_gif(file, pool);
}

Result<ImageInfo> GifDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(GifSummary summary, summarize_gif(file));
  return std::move(summary.info);
}

DecodeCost GifDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  // The reader with its tables, and the indices of a row; of an animation, the canvas and what a frame hides of it.
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const ImageShape output{info.stored_size, info.pixel_format};
  const std::size_t canvases = info.frames > 1 ? 2 * image_bytes(output) : 0;
  return {output, std::size_t{64} * 1024 + width + canvases};
}

Result<std::unique_ptr<ImageReader>> GifDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(GifSummary summary, summarize_gif(file));
  GifBlocks blocks(file);
  TBBIMG_RETURN_IF_ERROR(blocks.read_screen());
  return std::make_unique<GifReader>(std::move(summary), blocks, options);
}

}  // namespace tbbimg
