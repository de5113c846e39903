// An operation and a source of one's own: frames that a simulation makes in memory, never on disk, get a frame around
// them and become PNG files: custom OUTPUT
#include <cmath>
#include <cstring>
#include <iostream>

#include <tbbimg/engine/files/directories.hpp>
#include <tbbimg/engine/pipeline/pipeline.hpp>

using namespace tbbimg;

namespace {

/// Draws a border of white pixels: "border:WIDTH".
class Border final : public Operation {
 public:
  explicit Border(int width) : width_(width) {}

  Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  bool works_in_place() const noexcept override { return true; }

  Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const auto band = static_cast<std::size_t>(std::min(width_, output.width) * bytes_per_pixel(output.format));
    return context.for_rows(output, [&](RowRange rows) -> Status {
      for (int y = rows.begin; y < rows.end; ++y) {
        std::uint8_t* row = output.row(y);
        if (row != input.row(y)) std::memcpy(row, input.row(y), output.row_bytes());
        const bool edge = y < width_ || y >= output.height - width_;
        std::memset(row, 255, edge ? output.row_bytes() : band);
        std::memset(row + output.row_bytes() - band, 255, band);
      }
      return {};
    });
  }

 private:
  int width_;
};

/// A wave that moves: frame by frame, each made when the pipeline has room for it.
class Simulation final : public Source {
 public:
  static constexpr std::uint64_t kFrames = 20;

  Result<std::optional<SourceItem>> next() override {
    if (frame_ == kFrames) return std::nullopt;
    SourceItem item;
    item.index = frame_++;
    item.if_exists = IfExists::replace;
    item.path = item.file_name = "frame" + std::to_string(item.index);
    return item;
  }

  Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override {
    TBBIMG_ASSIGN_OR_RETURN(Image image, Image::create({{320, 200}, PixelFormat::gray8}, options.pool));
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const double phase = std::hypot(x - 160, y - 100) / 8 - static_cast<double>(item.index) / 3;
        image.view().row(y)[x] = static_cast<std::uint8_t>(std::lround(127.5 + 100 * std::sin(phase)));
      }
    }
    return SourceData(DecodedImage{std::move(image), {}});
  }

 private:
  std::uint64_t frame_ = 0;
};

Result<RunReport> render(const std::string& output) {
  OperationRegistry operations = OperationRegistry::with_builtin_operations();
  operations.add({"border", "Draws a white border", {Argument::integer("width", "pixels", 1, 100, "8")}, "border:8"},
                 [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                   return std::make_shared<Border>(arguments.integer("width"));
                 });
  const std::vector<std::string> texts = {"border:4", "rotate:90"};
  TBBIMG_ASSIGN_OR_RETURN(Recipe recipe, Recipe::parse(texts, {"png", 80}, operations));
  TBBIMG_ASSIGN_OR_RETURN(const Pipeline pipeline, Pipeline::create(std::move(recipe), {}));
  TBBIMG_ASSIGN_OR_RETURN(const auto sink, open_directory_sink(output));
  Simulation source;
  return pipeline.run(source, *sink);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: custom OUTPUT\n";
    return 2;
  }
  const auto report = render(argv[1]);
  if (!report) {
    std::cerr << report.error().to_string() << '\n';
    return 1;
  }
  std::cout << report->outputs << " frames written\n";
  return report->done == Simulation::kFrames ? 0 : 1;
}
