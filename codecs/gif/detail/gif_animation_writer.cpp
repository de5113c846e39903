#include "codecs/gif/detail/gif_animation_writer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include "codecs/detail/animation_canvas.hpp"
#include "codecs/detail/pixels.hpp"
#include "codecs/detail/whole_frame_writer.hpp"
#include "codecs/gif/detail/gif_output.hpp"

namespace tbbimg::detail {
namespace {

constexpr PaletteColor kHidden{};

// The pixels of `from` in a palette's terms: those that are not seen are all alike.
void copy_as_colors(ConstImageView from, ImageView to) noexcept {
  const int channel_count = channels(from.format);
  for (int y = 0; y < from.height; ++y) {
    const std::uint8_t* pixel = from.row(y);
    std::uint8_t* color = to.row(y);
    for (int x = 0; x < from.width; ++x, pixel += channel_count, color += 4) {
      const bool is_seen = !has_alpha(from.format) || pixel[channel_count - 1] >= kGifSeenFrom;
      const int step = is_gray(from.format) ? 0 : 1;
      const PaletteColor opaque{pixel[0], pixel[step], pixel[2 * step], 255};
      std::memcpy(color, is_seen ? opaque.data() : kHidden.data(), 4);
    }
  }
}

std::uint32_t color_at(ConstImageView image, int x, int y) noexcept {
  std::uint32_t color = 0;
  std::memcpy(&color, image.row(y) + 4 * static_cast<std::ptrdiff_t>(x), 4);
  return color;
}

// Around what is seen of `before` and no longer of `after`.
Rectangle uncovered_area(ConstImageView before, ConstImageView after) noexcept {
  Rectangle area;
  for (int y = 0; y < before.height; ++y) {
    int left = before.width;
    int right = 0;
    for (int x = 0; x < before.width; ++x) {
      if (color_at(before, x, y) == 0 || color_at(after, x, y) != 0) continue;
      left = std::min(left, x);
      right = x + 1;
    }
    if (right > 0) area = around(area, {{left, y}, {right - left, 1}});
  }
  return area;
}

// Whether all that is seen has a colour of the palette's.
bool holds_all_colors(std::span<const PaletteColor> palette, ConstImageView image) {
  std::set<std::uint32_t> known;
  for (const PaletteColor& color : palette) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, color.data(), 4);
    known.insert(bits);
  }
  std::optional<std::uint32_t> last;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const std::uint32_t color = color_at(image, x, y);
      if (color == last) continue;
      if (!known.contains(color)) return false;
      last = color;
    }
  }
  return true;
}

// Whether an image has no more than `count` colours.
bool has_at_most(ConstImageView image, std::size_t count) {
  std::set<std::uint32_t> colors;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      colors.insert(color_at(image, x, y));
      if (colors.size() > count) return false;
    }
  }
  return true;
}

/// A frame is written once the next is there: only that tells whether it is to be taken away before.
class GifAnimationWriter final : public WholeFrameWriter {
 public:
  GifAnimationWriter(const ImageShape& shape, int loops, const GifAnimationOptions& how, const EncodeOptions& options)
      : WholeFrameWriter(shape, options.pool),
        loops_(loops),
        how_(how),
        pool_(options.pool),
        output_(options.pool, how.dither, options.stop) {}

  [[nodiscard]] std::size_t bytes() const noexcept override { return output_.bytes(); }

 private:
  [[nodiscard]] Status put_frame(ConstImageView pixels, const Frame& frame, int index) override {
    const ImageShape colors{shape().size, PixelFormat::rgba8};
    if (index == 0) {
      for (Image* canvas : {&shown_, &current_, &next_, &part_}) {
        TBBIMG_ASSIGN_OR_RETURN(*canvas, Image::create(colors, pool_));
      }
      clear_pixels(shown_.view());
    }
    copy_as_colors(pixels, next_.view());
    if (index > 0) TBBIMG_RETURN_IF_ERROR(write_current(false));
    std::swap(current_, next_);
    duration_ = frame.duration;
    return {};
  }

  [[nodiscard]] Result<Buffer> finish_file() override {
    TBBIMG_RETURN_IF_ERROR(write_current(true));
    return output_.finish();
  }

  // Leaves in shown_ what is seen before the next frame is drawn.
  [[nodiscard]] Status write_current(bool is_last) {
    const Rectangle whole{{}, shape().size};
    const ConstImageView current = std::as_const(current_).view();
    Rectangle area = is_begun_ ? changed_area(std::as_const(shown_).view(), current) : whole;
    const Rectangle uncovered = is_last ? Rectangle{} : uncovered_area(current, std::as_const(next_).view());
    area = around(area, uncovered);
    if (area.size.width == 0) area.size = {1, 1};
    GifFrameHead head{area, uncovered.size.width > 0 ? GifDisposal::background : GifDisposal::keep, hundredths(),
                      is_begun_ || !is_last};
    TBBIMG_RETURN_IF_ERROR(write_part(head));
    copy_pixels(current, shown_.view());
    if (head.disposal == GifDisposal::background) clear_pixels(shown_.view().crop(area.at.x, area.at.y, area.size));
    is_begun_ = true;
    return {};
  }

  [[nodiscard]] Status write_part(const GifFrameHead& head) {
    const ConstImageView drawn = std::as_const(current_).view().crop(head.area.at.x, head.area.at.y, head.area.size);
    const ImageView changes = part_.view().crop(0, 0, head.area.size);
    leave_out_unchanged(head.area, changes);
    const ConstImageView pixels = changes;
    if (is_begun_ && holds_all_colors(screen_palette_, pixels))
      return output_.put_frame(head, pixels, screen_palette_, true);
    if (!is_begun_) {
      TBBIMG_RETURN_IF_ERROR(choose_screen_palette(pixels));
      return output_.put_frame(head, pixels, screen_palette_, true);
    }
    TBBIMG_ASSIGN_OR_RETURN(std::vector<PaletteColor> palette, choose_palette(pixels, how_.colors));
    // The colour for what is left out may be the one too many.
    if (is_full(palette) && !holds_all_colors(palette, pixels) && has_at_most(drawn, palette.size())) {
      TBBIMG_ASSIGN_OR_RETURN(palette, choose_palette(drawn, how_.colors));
      return output_.put_frame(head, drawn, palette, false);
    }
    return output_.put_frame(head, pixels, palette, false);
  }

  [[nodiscard]] bool is_full(std::span<const PaletteColor> palette) const noexcept {
    return palette.size() == static_cast<std::size_t>(how_.colors);
  }

  // With a colour for what later frames leave out, unless the first frame needs all others.
  [[nodiscard]] Status choose_screen_palette(ConstImageView pixels) {
    TBBIMG_ASSIGN_OR_RETURN(screen_palette_, choose_palette(pixels, how_.colors));
    const bool has_hidden = screen_palette_.front() == kHidden;
    if (!has_hidden && is_full(screen_palette_) && how_.colors > 2 && !holds_all_colors(screen_palette_, pixels)) {
      TBBIMG_ASSIGN_OR_RETURN(screen_palette_, choose_palette(pixels, how_.colors - 1));
    }
    if (!has_hidden && !is_full(screen_palette_)) screen_palette_.push_back(kHidden);
    TBBIMG_RETURN_IF_ERROR(output_.put_screen(shape().size, screen_palette_));
    return output_.put_loops(loops_);
  }

  void leave_out_unchanged(const Rectangle& area, ImageView changes) const noexcept {
    for (int y = 0; y < area.size.height; ++y) {
      for (int x = 0; x < area.size.width; ++x) {
        const std::uint32_t color = color_at(std::as_const(current_).view(), area.at.x + x, area.at.y + y);
        const std::uint32_t shown = color_at(std::as_const(shown_).view(), area.at.x + x, area.at.y + y);
        const std::uint32_t drawn = color == shown ? 0 : color;
        std::memcpy(changes.row(y) + 4 * static_cast<std::ptrdiff_t>(x), &drawn, 4);
      }
    }
  }

  // Rounds times so that their sum stays true.
  [[nodiscard]] int hundredths() noexcept {
    time_ += duration_;
    const std::int64_t end = (time_.count() + 5) / 10;
    const std::int64_t taken = std::clamp<std::int64_t>(end - written_hundredths_, 0, 65'535);
    written_hundredths_ += taken;
    return static_cast<int>(taken);
  }

  int loops_;
  GifAnimationOptions how_;
  BufferPool pool_;
  GifOutput output_;
  std::vector<PaletteColor> screen_palette_;
  bool is_begun_ = false;
  Image shown_;    // when the current frame is drawn
  Image current_;  // which is not written yet
  Image next_;
  Image part_;  // of the current one, without what is shown already
  std::chrono::milliseconds duration_{0};
  std::chrono::milliseconds time_{0};
  std::int64_t written_hundredths_ = 0;
};

}  // namespace

std::unique_ptr<ImageWriter> gif_animation_writer(const ImageShape& shape, int loops, const GifAnimationOptions& how,
                                                  const EncodeOptions& options) {
  return std::make_unique<GifAnimationWriter>(shape, loops, how, options);
}

std::size_t gif_animation_bytes(Size size) noexcept {
  const ImageShape canvas{size, PixelFormat::rgba8};
  const auto width = static_cast<std::size_t>(std::max(size.width, 0));
  return 4 * image_bytes(canvas) + choose_palette_scratch_bytes(canvas) + 33 * width + (std::size_t{64} << 10);
}

}  // namespace tbbimg::detail
