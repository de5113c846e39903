#include "codecs/bmp/bmp_decoder.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "codecs/bmp/detail/dib_header.hpp"
#include "codecs/bmp/detail/dib_rows.hpp"
#include "codecs/detail/file_bytes.hpp"
#include "codecs/detail/salvaging_reader.hpp"
#include "codecs/detail/signature.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kFileHeader = 14;
constexpr int kRowsPerStop = 16;  // rows between two looks at the stop token

ImageInfo describe(const detail::DibHeader& header) {
  ImageInfo info;
  info.format = kBmpFormat.name;
  info.stored_size = header.size;
  info.alpha_channel = header.has_alpha();
  info.model = header.has_palette() ? ColorModel::palette : ColorModel::rgb;
  info.pixel_format = header.is_gray()     ? PixelFormat::gray8
                      : header.has_alpha() ? PixelFormat::rgba8
                                           : PixelFormat::rgb8;
  info.icc_profile_bytes = header.profile_bytes;
  return info;
}

/// What is known of a BMP before its pixels.
struct BmpFile {
  detail::FileBytes bytes;
  detail::DibHeader header;
  std::uint64_t pixels_at = 0;
  Metadata metadata;
};

Result<BmpFile> read_bmp_header(detail::FileBytes bytes) {
  BmpFile file{std::move(bytes), {}, 0, {}};
  TBBIMG_ASSIGN_OR_RETURN(file.header, detail::read_dib_header(file.bytes, kFileHeader));
  // Writers that do not know where the pixels begin leave out to say so.
  const std::uint64_t said = detail::dib_32(file.bytes.at(0, kFileHeader), 10);
  file.pixels_at = said > kFileHeader ? said : file.header.pixels_at;
  return file;
}

Status read_bmp_profile(BmpFile& file) {
  if (file.header.profile_bytes == 0) return {};
  const auto profile = file.bytes.at(file.header.profile_at, file.header.profile_bytes);
  if (file.bytes.failure()) return fail(*file.bytes.failure());
  file.metadata.icc_profile = std::make_shared<const std::vector<std::uint8_t>>(profile.begin(), profile.end());
  return {};
}

class BmpReader final : public ImageReader {
 public:
  BmpReader(BmpFile file, bool salvage, std::stop_token stop)
      : ImageReader(describe(file.header), {file.header.size, describe(file.header).pixel_format},
                    std::move(file.metadata)),
        file_(std::move(file)),
        salvage_(salvage),
        stop_(std::move(stop)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    if (has_lost_rows_) return {{DecodeWarningKind::salvaged}};
    if (!rows_ || !rows_->lacks_end()) return {};
    return {{DecodeWarningKind::missing_end}};
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    TBBIMG_ASSIGN_OR_RETURN(rows_,
                            detail::DibRows::create(std::move(file_.bytes), file_.header, file_.pixels_at, salvage_));
    return Frame{};
  }
  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    for (int y = 0; y < rows.height; ++y) {
      if (y % kRowsPerStop == 0 && stop_.stop_requested()) {
        return fail(ErrorCode::cancelled, "decoding was cancelled");
      }
      if (is_lost_above(first_row + y)) {
        detail::paint_lost(rows.crop(0, y, {rows.width, 1}));
        continue;
      }
      TBBIMG_RETURN_IF_ERROR(rows_->read(first_row + y, rows.row(y), rows.format));
    }
    return {};
  }

  // Of a file that is cut short and stored from the bottom, the first rows are those that are gone.
  [[nodiscard]] bool is_lost_above(int y) noexcept {
    if (!salvage_ || file_.header.top_down || rows_->holds(y)) return false;
    has_lost_rows_ = true;
    return true;
  }

  BmpFile file_;
  bool salvage_;
  bool has_lost_rows_ = false;
  std::stop_token stop_;
  std::optional<detail::DibRows> rows_;
};

Result<std::unique_ptr<ImageReader>> open_bmp(detail::FileBytes bytes, const DecodeOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(BmpFile file, read_bmp_header(std::move(bytes)));
  TBBIMG_RETURN_IF_ERROR(read_bmp_profile(file));
  return std::make_unique<BmpReader>(std::move(file), options.salvage, options.stop);
}

}  // namespace

// The letters alone begin many a text: the length of the second header has few values, and its high bytes are 0.
bool BmpDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  if (head.size() < kFileHeader + 4 || head[0] != 'B' || head[1] != 'M') return false;
  const std::uint32_t header_bytes = detail::dib_32(head, kFileHeader);
  return header_bytes >= 12 && header_bytes <= 124;
}

Result<ImageInfo> BmpDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(const BmpFile bmp, read_bmp_header(detail::FileBytes(file)));
  return describe(bmp.header);
}

Result<ImageInfo> BmpDecoder::probe_parts(const ByteSource& file, const PictureChoice& /*choice*/) const {
  TBBIMG_ASSIGN_OR_RETURN(const BmpFile bmp, read_bmp_header(detail::FileBytes(file)));
  ImageInfo info = describe(bmp.header);
  info.part_bytes =
      std::max<std::uint64_t>({detail::FileBytes::kBlockBytes, bmp.header.row_bytes(), bmp.header.profile_bytes});
  return info;
}

DecodeCost BmpDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const auto height = static_cast<std::size_t>(std::max(info.stored_size.height, 0));
  return {{info.stored_size, info.pixel_format}, width + 16 * height + 2 * info.icc_profile_bytes + 8192, true};
}

Result<std::unique_ptr<ImageReader>> BmpDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  return open_bmp(detail::FileBytes(file), options);
}

Result<std::unique_ptr<ImageReader>> BmpDecoder::open_parts_reader(const ByteSource& file,
                                                                   const DecodeOptions& options) const {
  return open_bmp(detail::FileBytes(file), options);
}

}  // namespace tbbimg
