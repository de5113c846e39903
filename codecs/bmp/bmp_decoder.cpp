#include "codecs/bmp/bmp_decoder.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "codecs/bmp/detail/dib_header.hpp"
#include "codecs/bmp/detail/dib_rows.hpp"
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
  info.icc_profile_bytes = header.icc_profile.size();
  return info;
}

Metadata metadata_of(const detail::DibHeader& header) {
  if (header.icc_profile.empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(header.icc_profile.begin(), header.icc_profile.end())};
}

class BmpReader final : public ImageReader {
 public:
  BmpReader(std::span<const std::uint8_t> file, detail::DibHeader header, std::size_t pixels_at, std::stop_token stop)
      : ImageReader(describe(header), {header.size, describe(header).pixel_format}, metadata_of(header)),
        file_(file),
        header_(std::move(header)),
        pixels_at_(pixels_at),
        stop_(std::move(stop)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    if (!rows_ || !rows_->lacks_end()) return {};
    return {{DecodeWarningKind::missing_end}};
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    TBBIMG_ASSIGN_OR_RETURN(rows_, detail::DibRows::create(file_, header_, pixels_at_));
    return Frame{};
  }
  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    for (int y = 0; y < rows.height; ++y) {
      if (y % kRowsPerStop == 0 && stop_.stop_requested()) {
        return fail(ErrorCode::cancelled, "decoding was cancelled");
      }
      TBBIMG_RETURN_IF_ERROR(rows_->read(first_row + y, rows.row(y), rows.format));
    }
    return {};
  }

  std::span<const std::uint8_t> file_;
  detail::DibHeader header_;
  std::size_t pixels_at_;
  std::stop_token stop_;
  std::optional<detail::DibRows> rows_;
};

}  // namespace

// The letters alone begin many a text: the length of the second header has few values, and its high bytes are 0.
bool BmpDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  if (head.size() < kFileHeader + 4 || head[0] != 'B' || head[1] != 'M') return false;
  const std::uint32_t header_bytes = detail::dib_32(head, kFileHeader);
  return header_bytes >= 12 && header_bytes <= 124;
}

Result<ImageInfo> BmpDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(const detail::DibHeader header, detail::read_dib_header(file, kFileHeader));
  return describe(header);
}

DecodeCost BmpDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const auto height = static_cast<std::size_t>(std::max(info.stored_size.height, 0));
  return {{info.stored_size, info.pixel_format}, width + 16 * height + 2 * info.icc_profile_bytes + 8192, true};
}

Result<std::unique_ptr<ImageReader>> BmpDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(detail::DibHeader header, detail::read_dib_header(file, kFileHeader));
  // Writers that do not know where the pixels begin leave out to say so.
  const std::size_t said = detail::dib_32(file, 10);
  const std::size_t pixels_at = said > kFileHeader ? said : header.pixels_at;
  return std::make_unique<BmpReader>(file, std::move(header), pixels_at, options.stop);
}

}  // namespace tbbimg
