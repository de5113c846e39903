// A format of one's own: images become masks and these become PNG again: codec INPUT OUTPUT
//
// A mask is "MASK", its width and height in two bytes each, the higher one first, and a byte for each pixel.
#include <array>
#include <cstring>
#include <iostream>

#include <tbbimg/codecs/registry.hpp>
#include <tbbimg/engine/files/directories.hpp>
#include <tbbimg/engine/pipeline/pipeline.hpp>

using namespace tbbimg;

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kHeaderBytes = 8;
constexpr std::array<std::string_view, 1> kExtensions = {"mask"};
constexpr FormatInfo kMask = {.name = "mask", .title = "mask", .extensions = kExtensions};

class MaskReader final : public ImageReader {
 public:
  MaskReader(const ImageInfo& info, Bytes file)
      : ImageReader(info, {info.stored_size, info.pixel_format}), file_(file) {}

 private:
  Status fill_rows(ImageView rows, int first_row) override {
    const std::size_t width = rows.row_bytes();
    const std::size_t begin = kHeaderBytes + static_cast<std::size_t>(first_row) * width;
    if (file_.size() < begin + static_cast<std::size_t>(rows.height) * width) {
      return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, "the mask ends before its last pixel does");
    }
    for (int y = 0; y < rows.height; ++y) {
      std::memcpy(rows.row(y), &file_[begin + static_cast<std::size_t>(y) * width], width);
    }
    return {};
  }
  Bytes file_;
};

class MaskDecoder final : public Decoder {
 public:
  const FormatInfo& format() const noexcept override { return kMask; }
  bool recognizes(Bytes head) const noexcept override {
    return head.size() >= kHeaderBytes && std::memcmp(head.data(), "MASK", 4) == 0;
  }
  Result<ImageInfo> probe(Bytes file) const override {
    ImageInfo info;
    info.format = kMask.name;
    info.model = ColorModel::gray;
    info.pixel_format = PixelFormat::gray8;
    info.stored_size = {file[4] * 256 + file[5], file[6] * 256 + file[7]};
    return info;
  }
  DecodeCost cost(const ImageInfo& info, Size) const noexcept override {
    return {{info.stored_size, info.pixel_format}};
  }

 private:
  Result<std::unique_ptr<ImageReader>> open_reader(Bytes file, const DecodeOptions&) const override {
    TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, probe(file));
    return std::make_unique<MaskReader>(info, file);
  }
};

class MaskEncoder final : public Encoder {
 public:
  const FormatInfo& format() const noexcept override { return kMask; }
  bool accepts(PixelFormat format) const noexcept override { return format == PixelFormat::gray8; }
  bool is_lossless(const EncoderSettings&) const noexcept override { return true; }
  int max_side() const noexcept override { return 65'535; }
  std::size_t scratch_bytes(const ImageShape& shape, const EncodeOptions&) const noexcept override {
    return kHeaderBytes + static_cast<std::size_t>(shape.size.pixels());
  }
  Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override {
    TBBIMG_ASSIGN_OR_RETURN(Buffer file,
                            options.pool.allocate(kHeaderBytes + static_cast<std::size_t>(image.size().pixels())));
    const auto byte = [](int value) { return static_cast<std::uint8_t>(value); };
    const std::array<std::uint8_t, kHeaderBytes> header = {
        'M', 'A', 'S', 'K', byte(image.width >> 8), byte(image.width), byte(image.height >> 8), byte(image.height)};
    std::memcpy(file.data(), header.data(), header.size());
    for (int y = 0; y < image.height; ++y) {
      std::memcpy(file.data() + kHeaderBytes + static_cast<std::size_t>(y) * image.row_bytes(), image.row(y),
                  image.row_bytes());
    }
    return file;
  }
};

Result<RunReport> convert(const std::string& from, const std::string& to, const std::string& format) {
  CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  codecs.add(std::make_shared<const MaskDecoder>());
  codecs.add(std::make_shared<const MaskEncoder>());
  const std::vector<std::string> texts = {"grayscale"};
  TBBIMG_ASSIGN_OR_RETURN(Recipe recipe,
                          Recipe::parse(texts, {format, 80}, OperationRegistry::with_builtin_operations()));
  TBBIMG_ASSIGN_OR_RETURN(const Pipeline pipeline, Pipeline::create(std::move(recipe), {}, codecs));
  TBBIMG_ASSIGN_OR_RETURN(const auto source, open_directory_source({from}, {}));
  TBBIMG_ASSIGN_OR_RETURN(const auto sink, open_directory_sink(to));
  return pipeline.run(*source, *sink);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: codec INPUT OUTPUT\n";
    return 2;
  }
  const std::string output = argv[2];
  const std::string masks = output + "/masks";
  auto report = convert(argv[1], masks, "mask");
  if (report) report = convert(masks, output + "/again", "png");
  if (!report) {
    std::cerr << report.error().to_string() << '\n';
    return 1;
  }
  std::cout << report->done << " masks there and back\n";
  return report->failed == 0 ? 0 : 1;
}
