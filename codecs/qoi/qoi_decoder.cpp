#include "codecs/qoi/qoi_decoder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/detail/iso_box.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/qoi/detail/qoi_state.hpp"

namespace tbbimg {
namespace {

using detail::QoiPixel;

tl::unexpected<Error> qoi_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the QOI is cut short: it ends before its end mark; copy it again from its source");
}

tl::unexpected<Error> qoi_damaged(const char* what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              std::string("the QOI is damaged (") + what + "); copy it again from its source");
}

int qoi_side(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  const std::uint64_t side = detail::big_endian(file.subspan(at, 4));
  return static_cast<int>(std::min<std::uint64_t>(side, std::numeric_limits<int>::max()));
}

Result<ImageInfo> read_qoi_header(std::span<const std::uint8_t> file) {
  if (file.size() < detail::kQoiHeaderBytes) return qoi_cut_short();
  if (file[12] != 3 && file[12] != 4) return qoi_damaged("it has neither 3 nor 4 channels");
  if (file[13] > 1) return qoi_damaged("its colour space is neither 0 nor 1");
  ImageInfo info;
  info.format = kQoiFormat.name;
  info.stored_size = {qoi_side(file, 4), qoi_side(file, 8)};
  info.alpha_channel = file[12] == 4;
  info.pixel_format = info.alpha_channel ? PixelFormat::rgba8 : PixelFormat::rgb8;
  return info;
}

class QoiReader final : public ImageReader {
 public:
  QoiReader(const ImageInfo& info, detail::FileBytes file, std::stop_token stop)
      : ImageReader(info, {info.stored_size, info.pixel_format}),
        file_(std::move(file)),
        at_(detail::kQoiHeaderBytes),
        stop_(std::move(stop)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    if (!has_surplus_) return {};
    return {{DecodeWarningKind::surplus_data}};
  }

 private:
  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override {
    const int count = channels(rows.format);
    for (int y = 0; y < rows.height; ++y) {
      if (y % 16 == 0 && stop_.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
      std::uint8_t* to = rows.row(y);
      for (int x = 0; x < rows.width; ++x, to += count) {
        if (run_ > 0) {
          --run_;
        } else if (!read_code()) {
          return file_.checked(qoi_cut_short());
        }
        std::memcpy(to, state_.last.data(), static_cast<std::size_t>(count));
      }
    }
    return {};
  }

  [[nodiscard]] Status finish_file() override {
    if (rows_left() > 0) return {};
    if (run_ > 0) return qoi_damaged("a run of pixels leaves the picture");
    at_ -= next_.size();
    const auto rest = file_.at(at_, detail::kQoiEnd.size());
    if (rest.size() < detail::kQoiEnd.size()) return file_.checked(qoi_cut_short());
    if (!std::equal(detail::kQoiEnd.begin(), detail::kQoiEnd.end(), rest.begin())) {
      return qoi_damaged("its last pixel is not followed by the end mark");
    }
    has_surplus_ = file_.size() - at_ > detail::kQoiEnd.size();
    return {};
  }

  // Codes are of the specification 1.0, 2022-01-05. False at the end of the file.
  [[nodiscard]] bool read_code() noexcept {
    constexpr unsigned kRgb = 0xFE;
    constexpr unsigned kRgba = 0xFF;
    constexpr std::size_t kLongest = 5;
    if (next_.size() < kLongest) read_on(kLongest);
    if (next_.empty()) return false;
    const unsigned code = next_[0];
    const std::size_t bytes = code == kRgba ? 5 : code == kRgb ? 4 : code >> 6U == 2 ? 2 : 1;
    if (next_.size() < bytes) return false;
    QoiPixel& pixel = state_.last;
    if (code >= kRgb) {
      std::memcpy(pixel.data(), &next_[1], bytes - 1);
    } else if (code >> 6U == 0) {
      pixel = state_.seen[code];
    } else if (code >> 6U == 1) {
      add(static_cast<int>(code >> 4U & 3U) - 2, static_cast<int>(code >> 2U & 3U) - 2,
          static_cast<int>(code & 3U) - 2);
    } else if (code >> 6U == 2) {
      const unsigned second = next_[1];
      const int green = static_cast<int>(code & 63U) - 32;
      add(green + static_cast<int>(second >> 4U) - 8, green, green + static_cast<int>(second & 15U) - 8);
    } else {
      run_ = static_cast<int>(code & 63U);  // beside this one
      // A run may come first, of a pixel that no code has named.
    }
    next_ = next_.subspan(bytes);
    if (code >> 6U != 0) state_.seen[detail::QoiState::place_of(pixel)] = pixel;
    return true;
  }

  void read_on(std::size_t bytes) noexcept {
    const std::uint64_t at = at_ - next_.size();
    next_ = file_.from(at, bytes);
    at_ = at + next_.size();
  }

  void add(int red, int green, int blue) noexcept {
    QoiPixel& pixel = state_.last;
    pixel[0] = static_cast<std::uint8_t>(pixel[0] + red);
    pixel[1] = static_cast<std::uint8_t>(pixel[1] + green);
    pixel[2] = static_cast<std::uint8_t>(pixel[2] + blue);
  }

  detail::FileBytes file_;
  std::uint64_t at_;                    // in the file, behind `next_`
  std::span<const std::uint8_t> next_;  // codes
  std::stop_token stop_;
  detail::QoiState state_;
  int run_ = 0;  // pixels that are still to come of a run
  bool has_surplus_ = false;
};

Result<std::unique_ptr<ImageReader>> open_qoi(detail::FileBytes file, const DecodeOptions& options) {
  const auto read = read_qoi_header(file.at(0, detail::kQoiHeaderBytes));
  if (file.failure()) return fail(*file.failure());
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, read);
  return std::make_unique<QoiReader>(info, std::move(file), options.stop);
}

}  // namespace

bool QoiDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return head.size() >= 4 && std::memcmp(head.data(), "qoif", 4) == 0;
}

Result<ImageInfo> QoiDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  return read_qoi_header(file);
}

Result<ImageInfo> QoiDecoder::probe_parts(const ByteSource& file, const PictureChoice& /*choice*/) const {
  detail::FileBytes bytes(file);
  auto info = read_qoi_header(bytes.at(0, detail::kQoiHeaderBytes));
  if (bytes.failure()) return fail(*bytes.failure());
  if (info) info->part_bytes = detail::FileBytes::kBlockBytes;
  return info;
}

DecodeCost QoiDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  return {{info.stored_size, info.pixel_format}, 4096, true};
}

Result<std::unique_ptr<ImageReader>> QoiDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  return open_qoi(detail::FileBytes(file), options);
}

Result<std::unique_ptr<ImageReader>> QoiDecoder::open_parts_reader(const ByteSource& file,
                                                                   const DecodeOptions& options) const {
  return open_qoi(detail::FileBytes(file), options);
}

}  // namespace tbbimg
