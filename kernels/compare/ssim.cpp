#include "kernels/compare/ssim.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/color/luma_weights.hpp"
#include "kernels/core/checked_math.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr int kWindow = 2 * kSsimBlock;
constexpr double kWindowPixels = kWindow * kWindow;
constexpr double kC1 = 0.01 * 255 * 0.01 * 255;
constexpr double kC2 = 0.03 * 255 * 0.03 * 255;

int padded(int side) noexcept { return std::max(round_up(side, kSsimBlock), kWindow); }

// Scratch: kSsimBlock rows of luma of both images, a row without alpha, and the sums of two rows of blocks.
struct Layout {
  std::size_t width;
  std::size_t row;   // bytes of a row of luma
  std::size_t sums;  // elements of each sum

  explicit Layout(int image_width) noexcept
      : width(static_cast<std::size_t>(padded(image_width))),
        row(round_up(width, kBufferAlignment)),
        sums(round_up(width / 2, kBufferAlignment / sizeof(std::int32_t))) {}
  [[nodiscard]] std::size_t luma_bytes() const noexcept { return (2 * kSsimBlock + 3) * row; }
  [[nodiscard]] std::size_t bytes() const noexcept { return luma_bytes() + 2 * 4 * sums * sizeof(std::int32_t); }
};

class Comparison {
 public:
  Comparison(ConstImageView image, ConstImageView reference, Kernels kernels, std::uint8_t* scratch) noexcept
      : image_(image), reference_(reference), table_(kernels.table()), layout_(image.width), scratch_(scratch) {}

  [[nodiscard]] double mean() const noexcept {
    const int block_rows = padded(image_.height) / kSsimBlock;
    const std::size_t windows = layout_.width / kSsimBlock - 1;
    double total = 0;
    add_up(0);
    for (int row = 1; row < block_rows; ++row) {
      add_up(row);
      for (std::size_t window = 0; window < windows; ++window) total += ssim_of(window);
    }
    return total / (static_cast<double>(windows) * (block_rows - 1));
  }

 private:
  [[nodiscard]] SsimSums sums_of(int block_row) const noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
    auto* const first = reinterpret_cast<std::int32_t*>(scratch_ + layout_.luma_bytes()) +
                        static_cast<std::size_t>(block_row % 2) * 4 * layout_.sums;
    return {first, first + layout_.sums, first + 2 * layout_.sums, first + 3 * layout_.sums};
  }

  void add_up(int block_row) const noexcept {
    SsimPass pass{.image = {}, .reference = {}, .width = layout_.width, .sums = sums_of(block_row)};
    for (int i = 0; i < kSsimBlock; ++i) {
      const int y = std::min(block_row * kSsimBlock + i, image_.height - 1);
      pass.image[i] = luma_of(image_, y, scratch_ + static_cast<std::size_t>(i) * layout_.row);
      pass.reference[i] = luma_of(reference_, y, scratch_ + static_cast<std::size_t>(kSsimBlock + i) * layout_.row);
    }
    table_.compare.ssim_sums(pass);
  }

  const std::uint8_t* luma_of(ConstImageView view, int y, std::uint8_t* luma) const noexcept {
    constexpr std::uint8_t kBlack[3] = {0, 0, 0};
    const std::uint8_t* row = view.row(y);
    const auto pixels = static_cast<std::size_t>(view.width);
    std::uint8_t* const opaque = scratch_ + 2 * kSsimBlock * layout_.row;
    switch (view.format) {
      case PixelFormat::gray_alpha8: table_.color.flatten_gray_alpha(row, luma, pixels, 0); break;
      case PixelFormat::rgba8:
        table_.color.flatten_rgba(row, opaque, pixels, kBlack);
        row = opaque;
        [[fallthrough]];
      case PixelFormat::rgb8: table_.color.grayscale_rgb(row, luma, pixels, luma_weights(LumaStandard::bt601)); break;
      default: std::memcpy(luma, row, pixels);
    }
    std::fill(luma + pixels, luma + layout_.width, luma[pixels - 1]);
    return luma;
  }

  // Four blocks of two halves each. A sum of squares of 64 pixels of both is 2^23, 64 times that 2^29: nothing
  // overflows.
  [[nodiscard]] double ssim_of(std::size_t window) const noexcept {
    const auto sum = [&](std::int32_t* SsimSums::*sums) {
      const std::int32_t* upper = sums_of(0).*sums + 2 * window;
      const std::int32_t* lower = sums_of(1).*sums + 2 * window;
      return upper[0] + upper[1] + upper[2] + upper[3] + lower[0] + lower[1] + lower[2] + lower[3];
    };
    const double image = sum(&SsimSums::image) / kWindowPixels;
    const double reference = sum(&SsimSums::reference) / kWindowPixels;
    const double squares = image * image + reference * reference;
    const double variances = sum(&SsimSums::squares) / kWindowPixels - squares;
    const double covariance = sum(&SsimSums::products) / kWindowPixels - image * reference;
    return (2 * image * reference + kC1) * (2 * covariance + kC2) / ((squares + kC1) * (variances + kC2));
  }

  ConstImageView image_;
  ConstImageView reference_;
  const KernelTable& table_;
  Layout layout_;
  std::uint8_t* scratch_;
};

}  // namespace

std::size_t ssim_scratch_bytes(int width) noexcept { return Layout(width).bytes(); }

Result<double> ssim(ConstImageView image, ConstImageView reference, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_supported(image.format, kAll8BitFormats, "SSIM"));
  TBBIMG_RETURN_IF_ERROR(check_supported(reference.format, kAll8BitFormats, "SSIM"));
  TBBIMG_RETURN_IF_ERROR(check_view(image, "image"));
  TBBIMG_RETURN_IF_ERROR(check_view(reference, "reference"));
  TBBIMG_RETURN_IF_ERROR(check_size(image.size(), reference.size(), "image"));
  if (image.empty()) return 1.0;
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(ssim_scratch_bytes(image.width)));
  return Comparison(image, reference, kernels, scratch.data()).mean();
}

}  // namespace tbbimg
