#include "engine/lettering/detail/rasterizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "kernels/image/image.hpp"

#include FT_BBOX_H
#include FT_OUTLINE_H
#include FT_STROKER_H

namespace tbbimg {
namespace {

// Samples of a pixel to a side: FreeType draws them, and a pixel is their mean.
constexpr int kSamples = 4;
// In 1/64 of a sample, as FreeType takes it.
FT_Pos fixed(double pixels) noexcept { return std::lround(pixels * (64 * kSamples)); }
double pixels(FT_Pos length) noexcept { return static_cast<double>(length) / (64 * kSamples); }
// Of a square that is drawn in one go, in pixels: FreeType walks a list of a row's cells for each cell that it adds.
constexpr int kSquare = 64;
// FreeType counts points in a short.
constexpr std::size_t kMaxPoints = std::numeric_limits<short>::max();

// Glyphs in FreeType's numbers.
struct FixedOutline {
  struct Glyph {
    std::size_t contours_end = 0;
    FT_BBox bounds{};
  };
  std::vector<FT_Vector> points;
  std::vector<char> tags;
  std::vector<short> contour_ends;  // from the glyph's first point, the last one, as FreeType has it
  std::vector<Glyph> glyphs;
};

void finish_glyph(FixedOutline& outline, std::size_t first_point, std::size_t first_contour) {
  FT_Outline glyph{static_cast<short>(outline.contour_ends.size() - first_contour),
                   static_cast<short>(outline.points.size() - first_point),
                   outline.points.data() + first_point,
                   outline.tags.data() + first_point,
                   outline.contour_ends.data() + first_contour,
                   FT_OUTLINE_NONE};
  FixedOutline::Glyph& last = outline.glyphs.emplace_back();
  last.contours_end = outline.contour_ends.size();
  FT_Outline_Get_BBox(&glyph, &last.bounds);
}

FixedOutline to_fixed(const Outline& outline, const Similarity& transform) {
  FixedOutline made;
  made.tags.assign(outline.tags.begin(), outline.tags.end());
  std::size_t contour = 0;
  for (const std::size_t contours_end : outline.glyph_ends) {
    const std::size_t first_point = made.points.size();
    const std::size_t first_contour = contour;
    for (; contour < contours_end; ++contour) {
      while (made.points.size() < outline.contour_ends[contour]) {
        const OutlinePoint point = transform(outline.points[made.points.size()]);
        made.points.push_back({fixed(point.x), fixed(point.y)});
      }
      made.contour_ends.push_back(static_cast<short>(made.points.size() - first_point - 1));
    }
    finish_glyph(made, first_point, first_contour);
  }
  return made;
}

// Calls `use(FT_Outline, FT_BBox)` for each glyph; what it returns stops this.
template <class Use>
Status for_glyphs(FixedOutline& outline, const Use& use) {
  std::size_t point = 0;
  std::size_t contour = 0;
  for (const FixedOutline::Glyph& glyph : outline.glyphs) {
    const auto contours = static_cast<short>(glyph.contours_end - contour);
    const auto points = static_cast<short>(contours == 0 ? 0 : outline.contour_ends[glyph.contours_end - 1] + 1);
    const FT_Outline view{contours,
                          points,
                          outline.points.data() + point,
                          outline.tags.data() + point,
                          outline.contour_ends.data() + contour,
                          FT_OUTLINE_NONE};
    if (points > 0) TBBIMG_RETURN_IF_ERROR(use(view, glyph.bounds));
    point += static_cast<std::size_t>(points);
    contour = glyph.contours_end;
  }
  return {};
}

// Glyphs that are drawn in one go.
class Batch {
 public:
  [[nodiscard]] bool empty() const noexcept { return points_.empty(); }
  [[nodiscard]] bool has_room_for(const FT_Outline& glyph) const noexcept {
    return points_.size() + static_cast<std::size_t>(glyph.n_points) <= kMaxPoints;
  }

  void add(const FT_Outline& glyph, FT_Vector move) {
    const auto first = static_cast<short>(points_.size());
    for (int i = 0; i < glyph.n_points; ++i) {
      points_.push_back({glyph.points[i].x + move.x, glyph.points[i].y + move.y});
    }
    tags_.insert(tags_.end(), glyph.tags, glyph.tags + glyph.n_points);
    for (int i = 0; i < glyph.n_contours; ++i) ends_.push_back(static_cast<short>(first + glyph.contours[i]));
  }

  void clear() noexcept {
    points_.clear();
    tags_.clear();
    ends_.clear();
  }

  /// Borrows from this.
  [[nodiscard]] FT_Outline view() noexcept {
    return {static_cast<short>(ends_.size()),
            static_cast<short>(points_.size()),
            points_.data(),
            tags_.data(),
            ends_.data(),
            FT_OUTLINE_NONE};
  }

 private:
  std::vector<FT_Vector> points_;
  std::vector<char> tags_;
  std::vector<short> ends_;
};

// Raises each pixel to the mean of its samples.
void raise_to_means(ConstImageView samples, ImageView coverage) noexcept {
  for (int y = 0; y < coverage.height; ++y) {
    std::uint8_t* row = coverage.row(y);
    for (int x = 0; x < coverage.width; ++x) {
      int sum = kSamples * kSamples / 2;
      for (int i = 0; i < kSamples; ++i) {
        const std::uint8_t* sample = samples.row(kSamples * y + i) + kSamples * x;
        for (int j = 0; j < kSamples; ++j) sum += sample[j];
      }
      row[x] = std::max(row[x], static_cast<std::uint8_t>(sum / (kSamples * kSamples)));
    }
  }
}

FT_Bitmap bitmap_of(ImageView image) noexcept {
  FT_Bitmap bitmap{};
  bitmap.rows = static_cast<unsigned>(image.height);
  bitmap.width = static_cast<unsigned>(image.width);
  bitmap.pitch = -static_cast<int>(image.stride);  // the first row is the lowest to FreeType, whose y points up
  bitmap.buffer = image.data;
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  return bitmap;
}

// Draws into one square after the other. FreeType overwrites what is there, and gives samples that are partly covered
// by two glyphs the sum of both shares, which makes knots where letters join: hence samples smaller than pixels, in a
// bitmap of their own.
class SquareDrawer {
 public:
  static Result<SquareDrawer> create(FT_Library library) {
    TBBIMG_ASSIGN_OR_RETURN(Image samples, Image::create({kSamplesSize, PixelFormat::gray8}));
    return SquareDrawer(library, std::move(samples));
  }

  // The square of `coverage` that begins at `at`.
  Status draw(FixedOutline& outline, Point at, ImageView coverage) {
    const Size size{std::min(kSquare, coverage.width - at.x), std::min(kSquare, coverage.height - at.y)};
    const ImageView square = coverage.crop(at.x, at.y, size);
    const FT_Vector move{-FT_Pos{64 * kSamples} * at.x, -FT_Pos{64 * kSamples} * at.y};
    constexpr FT_Pos kFar = FT_Pos{64 * kSamples} * kSquare;
    const auto add = [&](const FT_Outline& glyph, const FT_BBox& bounds) -> Status {
      const bool is_near = bounds.xMax + move.x > 0 && bounds.xMin + move.x < kFar && bounds.yMax + move.y > 0 &&
                           bounds.yMin + move.y < kFar;
      if (!is_near) return {};
      if (!batch_.has_room_for(glyph)) TBBIMG_RETURN_IF_ERROR(draw_batch(square));
      batch_.add(glyph, move);
      return {};
    };
    TBBIMG_RETURN_IF_ERROR(for_glyphs(outline, add));
    return batch_.empty() ? Status() : draw_batch(square);
  }

 private:
  static constexpr Size kSamplesSize{kSamples * kSquare, kSamples* kSquare};

  SquareDrawer(FT_Library library, Image samples) : library_(library), samples_(std::move(samples)) {}

  Status draw_batch(ImageView square) {
    const ImageView samples = samples_.view();
    for (int y = 0; y < samples.height; ++y) std::fill_n(samples.row(y), samples.width, std::uint8_t{0});
    const FT_Bitmap bitmap = bitmap_of(samples);
    FT_Outline outline = batch_.view();
    if (const FT_Error error = FT_Outline_Get_Bitmap(library_, &outline, &bitmap)) {
      return freetype_failure(error, "the text cannot be rasterised");
    }
    raise_to_means(samples, square);
    batch_.clear();
    return {};
  }

  FT_Library library_;
  Image samples_;
  Batch batch_;
};

Status draw(FT_Library library, FixedOutline& outline, ImageView coverage) {
  TBBIMG_ASSIGN_OR_RETURN(SquareDrawer drawer, SquareDrawer::create(library));
  for (int y = 0; y < coverage.height; y += kSquare) {
    for (int x = 0; x < coverage.width; x += kSquare) TBBIMG_RETURN_IF_ERROR(drawer.draw(outline, {x, y}, coverage));
  }
  return {};
}

struct StrokerDeleter {
  void operator()(FT_Stroker stroker) const noexcept { FT_Stroker_Done(stroker); }
};
using Stroker = std::unique_ptr<FT_StrokerRec_, StrokerDeleter>;

Result<Stroker> create_stroker(FT_Library library, double radius) {
  FT_Stroker stroker = nullptr;
  if (const FT_Error error = FT_Stroker_New(library, &stroker)) {
    return freetype_failure(error, "an outline cannot be drawn around the text");
  }
  FT_Stroker_Set(stroker, fixed(radius), FT_STROKER_LINECAP_ROUND, FT_STROKER_LINEJOIN_ROUND, 0);
  return Stroker(stroker);
}

// Adds the stroke around one glyph.
Status add_stroke(FT_Library library, FT_Stroker stroker, FT_Outline glyph, FixedOutline& strokes) {
  FT_UInt points = 0;
  FT_UInt contours = 0;
  FT_Error error = FT_Stroker_ParseOutline(stroker, &glyph, 0);
  if (error == 0) error = FT_Stroker_GetCounts(stroker, &points, &contours);
  if (error == 0 && points > kMaxPoints) error = FT_Err_Array_Too_Large;
  FT_Outline made{};
  if (error == 0) error = FT_Outline_New(library, points, static_cast<FT_Int>(contours), &made);
  if (error != 0) return freetype_failure(error, "an outline cannot be drawn around the text");
  made.n_points = 0;
  made.n_contours = 0;
  FT_Stroker_Export(stroker, &made);
  const std::size_t first_point = strokes.points.size();
  const std::size_t first_contour = strokes.contour_ends.size();
  strokes.points.insert(strokes.points.end(), made.points, made.points + made.n_points);
  strokes.tags.insert(strokes.tags.end(), made.tags, made.tags + made.n_points);
  strokes.contour_ends.insert(strokes.contour_ends.end(), made.contours, made.contours + made.n_contours);
  FT_Outline_Done(library, &made);
  if (strokes.points.size() > first_point) finish_glyph(strokes, first_point, first_contour);
  return {};
}

}  // namespace

Bounds Bounds::joined(const Bounds& other) const noexcept {
  return {std::min(left, other.left), std::min(top, other.top), std::max(right, other.right),
          std::max(bottom, other.bottom)};
}

Bounds Bounds::rounded_out() const noexcept {
  return {std::floor(left), std::floor(top), std::ceil(right), std::ceil(bottom)};
}

Bounds bounds_of(const Outline& outline, const Similarity& transform) {
  std::optional<Bounds> bounds;
  for (const FixedOutline::Glyph& glyph : to_fixed(outline, transform).glyphs) {
    const FT_BBox& box = glyph.bounds;
    const Bounds these{pixels(box.xMin), pixels(box.yMin), pixels(box.xMax), pixels(box.yMax)};
    bounds = bounds ? bounds->joined(these) : these;
  }
  return bounds.value_or(Bounds());
}

Result<Rasterizer> Rasterizer::create() {
  TBBIMG_ASSIGN_OR_RETURN(FreeTypeLibrary library, create_freetype());
  return Rasterizer(std::move(library));
}

Status Rasterizer::fill(const Outline& outline, const Similarity& transform, ImageView coverage) {
  FixedOutline glyphs = to_fixed(outline, transform);
  return draw(library_.get(), glyphs, coverage);
}

Status Rasterizer::stroke(const Outline& outline, const Similarity& transform, double radius, ImageView coverage) {
  TBBIMG_ASSIGN_OR_RETURN(const Stroker stroker, create_stroker(library_.get(), radius));
  FixedOutline glyphs = to_fixed(outline, transform);
  FixedOutline strokes;
  const auto add = [&](const FT_Outline& glyph, const FT_BBox&) {
    return add_stroke(library_.get(), stroker.get(), glyph, strokes);
  };
  TBBIMG_RETURN_IF_ERROR(for_glyphs(glyphs, add));
  return draw(library_.get(), strokes, coverage);
}

}  // namespace tbbimg
