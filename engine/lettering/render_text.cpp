#include "engine/lettering/render_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/lettering/detail/rasterizer.hpp"
#include "engine/lettering/detail/text_geometry.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/composite/over.hpp"
#include "kernels/convolve/separable.hpp"

namespace tbbimg {
namespace {

// Lays the parts of a text over each other.
class Painter {
 public:
  static Result<Painter> create(const TextGeometry& geometry, Kernels kernels, const BufferPool& pool) {
    TBBIMG_ASSIGN_OR_RETURN(Rasterizer rasterizer, Rasterizer::create());
    TBBIMG_ASSIGN_OR_RETURN(Image layer, Image::create({geometry.size, PixelFormat::rgba8}, pool));
    TBBIMG_ASSIGN_OR_RETURN(Image row, Image::create({{geometry.size.width, 1}, PixelFormat::rgba8}, pool));
    TBBIMG_RETURN_IF_ERROR(fill(layer.view(), {{}, 0}, layer.view().all_rows()));
    return Painter(geometry, kernels, pool, std::move(rasterizer), std::move(layer), std::move(row));
  }

  Status paint_box(const TextBox& box) {
    const Bounds& edges = geometry_.box;
    const Outline outline{
        {{edges.left, edges.top}, {edges.right, edges.top}, {edges.right, edges.bottom}, {edges.left, edges.bottom}},
        {kOnCurve, kOnCurve, kOnCurve, kOnCurve},
        {4},
        {1}};
    Similarity transform = Similarity::turn_and_scale(geometry_.style.rotation, 1);
    transform.dx = geometry_.transform.dx;
    transform.dy = geometry_.transform.dy;
    TBBIMG_ASSIGN_OR_RETURN(Image coverage, blank());
    TBBIMG_RETURN_IF_ERROR(rasterizer_.fill(outline, transform, coverage.view()));
    return paint(coverage, box.color, box.opacity);
  }

  // `silhouette`: of all that casts the shadow.
  Status paint_shadow(const Image& silhouette, const TextShadow& shadow) {
    TBBIMG_ASSIGN_OR_RETURN(Image coverage, moved(silhouette, whole_pixels(shadow.dx), whole_pixels(shadow.dy)));
    if (shadow.blur >= kLeastBlur) {
      TBBIMG_ASSIGN_OR_RETURN(const SeparableKernel kernel, SeparableKernel::gaussian(shadow.blur));
      TBBIMG_ASSIGN_OR_RETURN(Image blurred, Image::create(coverage.shape(), pool_));
      TBBIMG_RETURN_IF_ERROR(convolve_separable(std::as_const(coverage).view(), blurred.view(), kernel,
                                                blurred.view().all_rows(), kernels_, Border::constant));
      coverage = std::move(blurred);
    }
    return paint(coverage, shadow.color, shadow.opacity);
  }

  // What the glyphs cover.
  Result<Image> ink(const ShapedText& text) {
    TBBIMG_ASSIGN_OR_RETURN(Image coverage, blank());
    TBBIMG_RETURN_IF_ERROR(rasterizer_.fill(text.outline, geometry_.transform, coverage.view()));
    return coverage;
  }

  // The same with the outline around them.
  Result<Image> outlined(const Image& ink, const ShapedText& text, double width) {
    TBBIMG_ASSIGN_OR_RETURN(Image coverage, ink.clone(pool_));
    TBBIMG_RETURN_IF_ERROR(rasterizer_.stroke(text.outline, geometry_.transform, width, coverage.view()));
    return coverage;
  }

  Status paint(const Image& coverage, Rgb8 color, double opacity) {
    TBBIMG_RETURN_IF_ERROR(fill(row_.view(), {color, 0}, row_.view().all_rows()));
    for (int y = 0; y < coverage.height(); ++y) {
      std::uint8_t* pixels = row_.view().row(0);
      const std::uint8_t* alpha = coverage.view().row(y);
      for (int x = 0; x < coverage.width(); ++x) pixels[4 * x + 3] = alpha[x];
      TBBIMG_RETURN_IF_ERROR(over(std::as_const(row_).view(), layer_.view(), {0, y}, opacity, {y, y + 1}, kernels_));
    }
    return {};
  }

  [[nodiscard]] Image take_layer() { return std::move(layer_); }

 private:
  static constexpr std::uint8_t kOnCurve = 1;  // FT_CURVE_TAG_ON

  Painter(const TextGeometry& geometry, Kernels kernels, const BufferPool& pool, Rasterizer rasterizer, Image layer,
          Image row)
      : geometry_(geometry),
        kernels_(kernels),
        pool_(pool),
        rasterizer_(std::move(rasterizer)),
        layer_(std::move(layer)),
        row_(std::move(row)) {}

  Result<Image> blank() const {
    TBBIMG_ASSIGN_OR_RETURN(Image image, Image::create({geometry_.size, PixelFormat::gray8}, pool_));
    TBBIMG_RETURN_IF_ERROR(fill(image.view(), {}, image.view().all_rows()));
    return image;
  }

  Result<Image> moved(const Image& coverage, int dx, int dy) const {
    TBBIMG_ASSIGN_OR_RETURN(Image result, blank());
    const int width = coverage.width() - std::abs(dx);
    for (int y = std::max(dy, 0); width > 0 && y < coverage.height() + std::min(dy, 0); ++y) {
      std::copy_n(coverage.view().row(y - dy) + std::max(-dx, 0), width, result.view().row(y) + std::max(dx, 0));
    }
    return result;
  }

  const TextGeometry& geometry_;
  Kernels kernels_;
  const BufferPool& pool_;
  Rasterizer rasterizer_;
  Image layer_;
  Image row_;
};

}  // namespace

Result<TextLayer> render_text(const ShapedText& text, const TextStyle& style, Size inside, Kernels kernels,
                              const BufferPool& pool) {
  if (text.empty() || inside.width < 1 || inside.height < 1) return TextLayer();
  const TextGeometry geometry = arrange_text(text, style, inside);
  TBBIMG_ASSIGN_OR_RETURN(Painter painter, Painter::create(geometry, kernels, pool));
  const TextStyle& fitting = geometry.style;
  TBBIMG_ASSIGN_OR_RETURN(Image ink, painter.ink(text));
  Image outlined;
  if (fitting.outline) {
    TBBIMG_ASSIGN_OR_RETURN(outlined, painter.outlined(ink, text, fitting.outline->width));
  }
  const Image& silhouette = fitting.outline ? outlined : ink;
  if (fitting.box) TBBIMG_RETURN_IF_ERROR(painter.paint_box(*fitting.box));
  if (fitting.shadow) TBBIMG_RETURN_IF_ERROR(painter.paint_shadow(silhouette, *fitting.shadow));
  if (fitting.outline) TBBIMG_RETURN_IF_ERROR(painter.paint(outlined, fitting.outline->color, 1));
  TBBIMG_RETURN_IF_ERROR(painter.paint(ink, fitting.color, 1));
  return TextLayer{painter.take_layer(), geometry.scale, {geometry.transform.dx, geometry.transform.dy}};
}

Size rendered_text_size(const ShapedText& text, const TextStyle& style, Size inside) {
  if (text.empty() || inside.width < 1 || inside.height < 1) return {};
  return arrange_text(text, style, inside).size;
}

std::size_t render_text_bytes(Size layer, const TextStyle& style) noexcept {
  // What the ink covers, and the outline; the box, or the shadow and what it is blurred to.
  const std::size_t planes = 1 + (style.outline ? 1U : 0U) + (style.shadow ? 2U : style.box ? 1U : 0U);
  const std::size_t blur_rows = style.shadow ? 8 * image_bytes({{layer.width, 1}, PixelFormat::rgba16}) : 0;
  return image_bytes({layer, PixelFormat::rgba8}) + planes * image_bytes({layer, PixelFormat::gray8}) + blur_rows +
         Rasterizer::kScratchBytes;
}

}  // namespace tbbimg
