// fill and overlay: something laid over the image.
#include <algorithm>
#include <limits>
#include <string>

#include "codecs/registry.hpp"
#include "engine/io/file.hpp"
#include "engine/operations/builtin.hpp"
#include "engine/operations/copy_rows.hpp"
#include "engine/operations/gravity.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/composite/over.hpp"
#include "kernels/geometry/orient.hpp"

namespace tbbimg {
namespace {

// A layer in the two formats that over takes.
struct Layer {
  Image color;
  Image gray;

  [[nodiscard]] ConstImageView for_background(PixelFormat format) const noexcept {
    return is_gray(format) ? gray.view() : color.view();
  }
  [[nodiscard]] Size size() const noexcept { return color.shape().size; }
};

class Overlay final : public Operation {
 public:
  Overlay(Layer layer, Gravity gravity, Point offset, double opacity)
      : layer_(std::move(layer)), gravity_(gravity), offset_(offset), opacity_(opacity) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const ConstImageView layer = layer_.for_background(input.format);
    const Point at = place(layer.size(), input.size(), gravity_, offset_);
    return context.for_rows(output, [&](RowRange rows) {
      copy_rows(input, output, rows);
      return over(layer, output, at, opacity_, rows, context.kernels());
    });
  }

 private:
  Layer layer_;
  Gravity gravity_;
  Point offset_;
  double opacity_;
};

class Fill final : public Operation {
 public:
  Fill(Rgb8 color, double opacity, Point at, Size size) : color_(color), opacity_(opacity), at_(at), size_(size) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return image_bytes({{input.size.width, 1}, PixelFormat::rgba8});
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const int left = std::min(at_.x, output.width);
    const int width = std::min(size_.width, output.width - left);
    const PixelFormat format = is_gray(input.format) ? PixelFormat::gray_alpha8 : PixelFormat::rgba8;
    TBBIMG_ASSIGN_OR_RETURN(Image row, Image::create({{width, 1}, format}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(fill(row.view(), {color_}, row.view().all_rows()));
    return context.for_rows(output, [&](RowRange rows) -> Status {
      copy_rows(input, output, rows);
      const std::int64_t bottom = std::int64_t{at_.y} + size_.height;
      for (int y = std::max(rows.begin, at_.y); y < rows.end && y < bottom; ++y) {
        TBBIMG_RETURN_IF_ERROR(over(row.view(), output, {left, y}, opacity_, {y, y + 1}, context.kernels()));
      }
      return {};
    });
  }

 private:
  Rgb8 color_;
  double opacity_;
  Point at_;
  Size size_;
};

// What a file shows, as rgba8.
Result<Image> with_color_and_alpha(const Image& image) {
  TBBIMG_ASSIGN_OR_RETURN(Image result, Image::create({image.shape().size, PixelFormat::rgba8}));
  const int count = channels(image.format());
  for (int y = 0; y < image.height(); ++y) {
    const std::uint8_t* from = image.view().row(y);
    std::uint8_t* to = result.view().row(y);
    for (int x = 0; x < image.width(); ++x, from += count, to += 4) {
      for (int c = 0; c < 3; ++c) to[c] = from[is_gray(image.format()) ? 0 : c];
      to[3] = has_alpha(image.format()) ? from[count - 1] : std::uint8_t{255};
    }
  }
  return result;
}

// A watermark, not an archive: what is larger is a mistake.
constexpr std::uint64_t kMaxLayerBytes = std::uint64_t{256} << 20;

Result<Layer> load_layer(const std::string& path) {
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, kMaxLayerBytes, BufferPool()));
  const std::span<const std::uint8_t> bytes(file.data(), file.size());
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Decoder* decoder = codecs.find_decoder(bytes.first(std::min(bytes.size(), kSignatureBytes)));
  if (decoder == nullptr) {
    return fail(Error{ErrorCode::unsupported, "not an image: " + describe_unrecognized(bytes), Stage::none, path});
  }
  auto decoded = decoder->decode(bytes, {});
  if (!decoded) return fail(Error{decoded.error().code, decoded.error().message, Stage::decode, path});
  TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
  TBBIMG_ASSIGN_OR_RETURN(const Image stored, with_color_and_alpha(decoded->image));
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, decoder->probe(bytes));
  Layer layer;
  TBBIMG_ASSIGN_OR_RETURN(layer.color,
                          Image::create({oriented(stored.shape().size, info.exif.orientation), stored.format()}));
  TBBIMG_RETURN_IF_ERROR(
      orient(stored.view(), layer.color.view(), info.exif.orientation, layer.color.view().all_rows(), kernels));
  TBBIMG_ASSIGN_OR_RETURN(layer.gray, Image::create({layer.size(), PixelFormat::gray_alpha8}));
  TBBIMG_RETURN_IF_ERROR(grayscale(std::as_const(layer.color).view(), layer.gray.view(), LumaStandard::bt601,
                                   {0, layer.size().height}, kernels));
  return layer;
}

ArgumentInfo opacity_argument() {
  return {"opacity", ArgumentKind::number, "multiplies the alpha of what is laid over", 0, 1, "1", {}};
}

}  // namespace

void add_composite_operations(OperationRegistry& registry) {
  registry.add({"fill",
                "Paints a rectangle, or the whole image",
                {{"color", ArgumentKind::color, "of the paint", 0, 0, {}, {}},
                 opacity_argument(),
                 {"x", ArgumentKind::integer, "left edge in pixels", 0, kMaxSide, "0", {}},
                 {"y", ArgumentKind::integer, "upper edge in pixels", 0, kMaxSide, "0", {}},
                 {"size", ArgumentKind::size, "of the rectangle; cut off at the edges", 1, kMaxSide, "65535", {}}},
                "fill:#ff0000,opacity=0.25,x=8,y=8,size=64x32"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 return std::make_shared<Fill>(arguments.color("color"), arguments.number("opacity"),
                                               Point{arguments.integer("x"), arguments.integer("y")},
                                               arguments.size("size"));
               });
  std::vector<ArgumentInfo> overlay_arguments = {
      {"file", ArgumentKind::path, "JPEG, PNG or WebP, read once", 0, 0, {}, {}}, opacity_argument()};
  for (ArgumentInfo& argument : gravity_arguments("center")) overlay_arguments.push_back(std::move(argument));
  registry.add({"overlay", "Lays another image over each (Porter-Duff over); a gray image stays gray",
                std::move(overlay_arguments), "overlay:logo.png,opacity=0.5,gravity=southeast,x=16,y=16"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 auto layer = load_layer(arguments.text("file"));
                 if (!layer) return fail(ErrorCode::invalid_recipe, "overlay: " + layer.error().to_string());
                 return std::make_shared<Overlay>(*std::move(layer), parse_gravity(arguments.text("gravity")),
                                                  Point{arguments.integer("x"), arguments.integer("y")},
                                                  arguments.number("opacity"));
               });
}

}  // namespace tbbimg
