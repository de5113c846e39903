#include "codecs/gif/detail/gif_animation_writer.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "codecs/detail/animation_canvas.hpp"
#include "codecs/detail/pixels.hpp"
#include "codecs/detail/whole_frame_writer.hpp"
#include "codecs/gif/detail/gif_colors.hpp"
#include "codecs/gif/detail/gif_disposal.hpp"
#include "codecs/gif/detail/gif_frame_output.hpp"
#include "codecs/gif/detail/gif_plane.hpp"

namespace tbbimg::detail {
namespace {

// By how much what is drawn of a frame may be worse than the first frame is, in mean squared error: as a factor, and
// beside that.
constexpr double kServesAsWell = 1.5;
constexpr double kUnseenError = 12;

/// What is to be drawn of a frame.
struct GifChanges {
  Rectangle area;
  Rectangle uncovered;               ///< part of it, which the frame must cover to take it away
  std::vector<PaletteColor> colors;  ///< in the order of their first pixels
  bool are_few = true;               ///< so that these are all, and a palette holds them
};

double mean_error(const GifPlane& plane) noexcept {
  return plane.pixels == 0 ? 0 : plane.error / static_cast<double>(plane.pixels);
}

/// A frame with alpha is written once the next is there: only that tells whether it is to be taken away before.
class GifAnimationWriter final : public WholeFrameWriter {
 public:
  GifAnimationWriter(const ImageShape& shape, int loops, const GifAnimationOptions& how, const EncodeOptions& options)
      : WholeFrameWriter(shape, options.pool),
        loops_(loops),
        how_(how),
        pool_(options.pool),
        stop_(options.stop),
        output_(options.pool, how.colors, options.stop) {}

  [[nodiscard]] std::size_t bytes() const noexcept override { return output_.bytes(); }

 private:
  [[nodiscard]] Status put_frame(ConstImageView pixels, const Frame& frame, int index) override {
    if (index == 0) {
      TBBIMG_ASSIGN_OR_RETURN(shown_, Image::create({shape().size, PixelFormat::rgba8}, pool_));
      clear_pixels(shown_.view());
    }
    if (!has_alpha(shape().format)) {
      frame_ = frame;
      return write(pixels, {});
    }
    if (index == 0) {
      TBBIMG_ASSIGN_OR_RETURN(held_, Image::create(shape(), pool_));
      TBBIMG_ASSIGN_OR_RETURN(below_, Image::create(shape(), pool_));
      clear_pixels(below_.view());
    } else {
      const ConstImageView held = std::as_const(held_).view();
      TBBIMG_RETURN_IF_ERROR(write(held, gif_afterwards(std::as_const(below_).view(), held, pixels)));
    }
    copy_pixels(pixels, held_.view());
    frame_ = frame;
    return {};
  }

  [[nodiscard]] Result<Buffer> finish_file() override {
    if (has_alpha(shape().format)) TBBIMG_RETURN_IF_ERROR(write(std::as_const(held_).view(), {}));
    return output_.finish(shape().size, loops_);
  }

  // Leaves in shown_ and below_ what is seen before the next frame is drawn.
  [[nodiscard]] Status write(ConstImageView frame, const GifAfterwards& afterwards) {
    remember_source_colors();
    GifChanges changes = changes_of(frame);
    changes.uncovered = afterwards.uncovered;
    changes.area = around(changes.area, changes.uncovered);
    if (changes.area.size.width == 0) changes.area.size = {1, 1};
    TBBIMG_ASSIGN_OR_RETURN(GifPlane plane, plane_of(frame, changes));
    GifFrameHead head;
    head.area = around(plane.drawn, changes.uncovered);
    if (head.area.size.width == 0) head.area = {plane.area.at, {1, 1}};
    // Without a colour that hides, viewers paint the background where the first frame is not.
    const bool must_hide = !is_begun_ && head.area.size != shape().size;
    head.disposal = afterwards.disposal;
    head.hundredths = hundredths();
    TBBIMG_ASSIGN_OR_RETURN(const GifStoredFrame stored, output_.store(plane, head, must_hide));
    TBBIMG_RETURN_IF_ERROR(output_.put(stored));
    if (stored.head.disposal != GifDisposal::previous) show(frame, stored);
    is_begun_ = true;
    return {};
  }

  void remember_source_colors() {
    if (!how_.stays_with_source) frame_.palette.clear();
    if (frame_.palette.empty()) return;
    if (!known_) known_.emplace();
    for (const auto& [red, green, blue] : frame_.palette) known_->add({red, green, blue, 255});
  }

  // Of a source with palettes, the colours count only if they are its own.
  [[nodiscard]] GifChanges changes_of(ConstImageView frame) const {
    std::vector<PaletteColor> wanted(static_cast<std::size_t>(frame.width));
    std::vector<PaletteColor> shown(wanted.size());
    GifColorCounts colors;
    GifChanges changes;
    for (int y = 0; y < frame.height; ++y) {
      const std::uint8_t* const below = std::as_const(shown_).view().row(y);
      const bool is_alike =
          frame.format == PixelFormat::rgba8 && std::memcmp(frame.row(y), below, frame.row_bytes()) == 0;
      if (is_alike) continue;
      gif_colors_of(frame, 0, y, wanted);
      gif_colors_of(std::as_const(shown_).view(), 0, y, shown);
      const auto first = std::mismatch(wanted.begin(), wanted.end(), shown.begin(), gif_same).first;
      if (first == wanted.end()) continue;
      const auto last = std::mismatch(wanted.rbegin(), wanted.rend(), shown.rbegin(), gif_same).first.base();
      const auto left = static_cast<int>(first - wanted.begin());
      changes.area = around(changes.area, {{left, y}, {static_cast<int>(last - first), 1}});
      PaletteColor before = kHiddenColor;
      const auto end = static_cast<std::size_t>(last - wanted.begin());
      for (auto x = static_cast<std::size_t>(left); changes.are_few && x < end; ++x) {
        if (gif_same(wanted[x], before) || gif_same(wanted[x], kHiddenColor) || gif_same(wanted[x], shown[x])) continue;
        before = wanted[x];
        changes.are_few = (frame_.palette.empty() || known_->contains(before)) && colors.add(before);
      }
    }
    changes.colors = colors.colors();
    changes.are_few = changes.are_few && changes.colors.size() <= static_cast<std::size_t>(how_.colors);
    return changes;
  }

  [[nodiscard]] Result<GifPlane> plane_in(ConstImageView frame, const Rectangle& area,
                                          std::vector<PaletteColor> palette, GifMapping mapping) const {
    std::erase(palette, kHiddenColor);
    if (palette.empty()) palette.push_back({0, 0, 0, 255});
    return make_gif_plane(frame, std::as_const(shown_).view(), area, std::move(palette),
                          how_.dither ? GifMapping::dither : mapping, pool_, stop_);
  }

  [[nodiscard]] Result<GifPlane> plane_of(ConstImageView frame, const GifChanges& changes) {
    if (changes.are_few) return plane_in(frame, changes.area, changes.colors, GifMapping::exact);
    if (!frame_.palette.empty()) {
      std::vector<PaletteColor> palette;
      for (const auto& [red, green, blue] : frame_.palette) palette.push_back({red, green, blue, 255});
      return plane_in(frame, changes.area, std::move(palette), GifMapping::loose);
    }
    if (!is_begun_) {
      TBBIMG_ASSIGN_OR_RETURN(std::vector<PaletteColor> palette, chosen_palette(frame, changes.area, nullptr));
      TBBIMG_ASSIGN_OR_RETURN(GifPlane plane, plane_in(frame, changes.area, std::move(palette), GifMapping::loose));
      usual_error_ = mean_error(plane);
      return plane;
    }
    TBBIMG_ASSIGN_OR_RETURN(GifPlane plane, plane_in(frame, changes.area, output_.screen_palette(), GifMapping::loose));
    if (mean_error(plane) <= kServesAsWell * usual_error_ + kUnseenError) return plane;
    const Rectangle area = around(plane.drawn, changes.uncovered);
    TBBIMG_ASSIGN_OR_RETURN(std::vector<PaletteColor> palette, chosen_palette(frame, area, &plane));
    plane = {};
    return plane_in(frame, area, std::move(palette), GifMapping::loose);
  }

  // For what `plane` draws, or for all.
  [[nodiscard]] Result<std::vector<PaletteColor>> chosen_palette(ConstImageView frame, const Rectangle& area,
                                                                 const GifPlane* plane) const {
    TBBIMG_ASSIGN_OR_RETURN(Image part, Image::create({area.size, PixelFormat::rgba8}, pool_));
    std::vector<PaletteColor> colors(static_cast<std::size_t>(area.size.width));
    for (int y = 0; y < area.size.height; ++y) {
      gif_colors_of(frame, area.at.x, area.at.y + y, colors);
      for (std::size_t x = 0; plane != nullptr && x < colors.size(); ++x) {
        if (plane->row(area, y)[x].has(GifChoice::stay)) colors[x] = kHiddenColor;
      }
      std::memcpy(part.view().row(y), colors.data(), colors.size() * sizeof(PaletteColor));
    }
    // One is left for what stays.
    return choose_palette(std::as_const(part).view(), std::max(how_.colors - 1, 2));
  }

  void show(ConstImageView frame, const GifStoredFrame& stored) noexcept {
    const Rectangle& area = stored.head.area;
    const ImageView shown = shown_.view().crop(area.at.x, area.at.y, area.size);
    const std::vector<PaletteColor>& palette = stored.shown_palette();
    const std::uint8_t* index = stored.indices.data();
    for (int y = 0; y < area.size.height; ++y) {
      for (int x = 0; x < area.size.width; ++x, ++index) {
        if (*index != stored.head.hidden)
          std::memcpy(shown.row(y) + 4 * static_cast<std::ptrdiff_t>(x), palette[*index].data(), 4);
      }
    }
    const bool is_taken_away = stored.head.disposal == GifDisposal::background;
    if (is_taken_away) clear_pixels(shown);
    if (below_.view().empty()) return;
    copy_pixels(frame, below_.view());
    if (is_taken_away) clear_pixels(below_.view().crop(area.at.x, area.at.y, area.size));
  }

  // Rounds times so that their sum stays true.
  [[nodiscard]] int hundredths() noexcept {
    time_ += frame_.duration;
    const std::int64_t end = (time_.count() + 5) / 10;
    const std::int64_t taken = std::clamp<std::int64_t>(end - written_hundredths_, 0, 65'535);
    written_hundredths_ += taken;
    return static_cast<int>(taken);
  }

  int loops_;
  GifAnimationOptions how_;
  BufferPool pool_;
  std::stop_token stop_;
  GifFrameOutput output_;
  bool is_begun_ = false;
  Image shown_;  // when the next frame is drawn
  Image below_;  // the same in the colours of the frames; with alpha
  Image held_;   // the frame that is not written yet
  Frame frame_;  // its facts
  std::optional<GifKnownColors> known_;
  double usual_error_ = 0;  // mean squared, of what is drawn
  std::chrono::milliseconds time_{0};
  std::int64_t written_hundredths_ = 0;
};

}  // namespace

std::unique_ptr<ImageWriter> gif_animation_writer(const ImageShape& shape, int loops, const GifAnimationOptions& how,
                                                  const EncodeOptions& options) {
  return std::make_unique<GifAnimationWriter>(shape, loops, how, options);
}

std::size_t gif_animation_bytes(const ImageShape& shape) noexcept {
  const ImageShape canvas{shape.size, PixelFormat::rgba8};
  const std::size_t held = has_alpha(shape.format) ? 2 * image_bytes(shape) : 0;
  // What is shown; a plane, and its indices in two ways of storing them; a part to choose colours for.
  const auto width = static_cast<std::size_t>(std::max(shape.size.width, 0));
  const std::size_t pixels = image_bytes({shape.size, PixelFormat::gray8});
  const std::size_t plane = image_bytes({shape.size, PixelFormat::rgb8}) + 2 * pixels;
  const std::size_t part = image_bytes(canvas) + choose_palette_scratch_bytes(canvas);
  constexpr std::size_t kTables = std::size_t{3} << 20;
  return image_bytes(canvas) + held + plane + part + 32 * width +
         PaletteMapper::scratch_bytes(static_cast<int>(width)) + kTables;
}

}  // namespace tbbimg::detail
