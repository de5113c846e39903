#include "kernels/convolve/median.hpp"

#include <algorithm>
#include <array>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// A row of zeros, and for 5x5 a row with borders for each rank.
struct MedianScratch {
  std::size_t row;
  std::size_t border = kBufferAlignment;  // at least 2 pixels, and rows stay aligned
  std::size_t stride;

  MedianScratch(int width, PixelFormat format) noexcept
      : row(static_cast<std::size_t>(width) * static_cast<std::size_t>(bytes_per_pixel(format))),
        stride((row + 2 * border + kRowSlack + kBufferAlignment - 1) / kBufferAlignment * kBufferAlignment) {}
  [[nodiscard]] std::size_t bytes(int side) const noexcept {
    return static_cast<std::size_t>(side == 3 ? 1 : 6) * stride;
  }
};

struct Job {
  ConstImageView source;
  ImageView destination;
  Border border;
  RowRange rows;
  const ConvolveTable& table;
  MedianScratch layout;
  std::uint8_t* scratch;

  [[nodiscard]] auto median_3x3() const noexcept {
    return bytes_per_sample(source.format) == 2 ? table.median_3x3_of_words : table.median_3x3;
  }

  // Source rows around row y, and the one that is entered next.
  template <std::size_t kRows>
  void point_at_rows(int y, std::array<const std::uint8_t*, kRows>& window) const {
    constexpr int kRadius = static_cast<int>(kRows) / 2 - 1;
    int row = y - kRadius;
    for (const std::uint8_t*& pointer : window) pointer = bordered_row(source, row++, border, scratch);
  }
};

// The first or last pixel of a row, whose neighbour is made by the border's rule.
void median_3x3_at_edge(const Job& job, const std::array<const std::uint8_t*, 4>& window, int x,
                        std::uint8_t* destination) {
  constexpr std::size_t kMaxPixelBytes = 8;
  const auto pixel = static_cast<std::size_t>(bytes_per_pixel(job.source.format));
  std::array<std::array<std::uint8_t, 3 * kMaxPixelBytes>, 3> pixels{};
  for (std::size_t k = 0; k < 3; ++k) {
    for (int column = -1; column <= 1; ++column) {
      const int from = border_index(x + column, job.source.width, job.border);
      if (from == kOutside) continue;
      std::copy_n(window[k] + static_cast<std::size_t>(from) * pixel, pixel,
                  pixels[k].data() + static_cast<std::size_t>(column + 1) * pixel);
    }
  }
  const std::array<const std::uint8_t*, 4> rows = {&pixels[0][pixel], &pixels[1][pixel], &pixels[2][pixel], window[3]};
  job.median_3x3()(rows.data(), static_cast<int>(pixel), pixel, destination + static_cast<std::size_t>(x) * pixel);
}

void run_3x3(const Job& job) {
  const int pixel = bytes_per_pixel(job.source.format);
  const int last = job.source.width - 1;
  std::array<const std::uint8_t*, 4> window{};
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    job.point_at_rows(y, window);
    std::uint8_t* const destination = job.destination.row(y);
    median_3x3_at_edge(job, window, 0, destination);
    if (last == 0) continue;
    median_3x3_at_edge(job, window, last, destination);
    for (const std::uint8_t*& row : window) row += pixel;
    const std::size_t bytes = static_cast<std::size_t>(last - 1) * static_cast<std::size_t>(pixel);
    job.median_3x3()(window.data(), pixel, bytes, destination + pixel);
  }
}

void run_5x5(const Job& job) {
  const int pixel = bytes_per_pixel(job.source.format);
  const bool words = bytes_per_sample(job.source.format) == 2;
  const auto sort_columns = words ? job.table.sort_columns_of_5_words : job.table.sort_columns_of_5;
  const auto median_5x5 = words ? job.table.median_5x5_of_words : job.table.median_5x5;
  std::array<std::uint8_t*, 5> sorted{};
  for (std::size_t k = 0; k < 5; ++k) sorted[k] = job.scratch + (k + 1) * job.layout.stride + job.layout.border;
  std::array<const std::uint8_t*, 6> window{};
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    job.point_at_rows(y, window);
    sort_columns(window.data(), job.source.row_bytes(), sorted.data());
    for (std::uint8_t* rank : sorted) {
      fill_borders(rank, job.source.width, 2, static_cast<std::size_t>(pixel), job.border);
    }
    median_5x5(sorted.data(), pixel, job.source.row_bytes(), job.destination.row(y));
  }
}

}  // namespace

Status median(ConstImageView source, ImageView destination, int side, Border border, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "a median filter", kAllFormats));
  if (side != 3 && side != 5) {
    return fail(ErrorCode::invalid_argument,
                "a median filter cannot have side " + std::to_string(side) + "; use 3 or 5");
  }
  if (destination.empty() || rows.count() == 0) return {};
  const MedianScratch layout(source.width, source.format);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes(side)));
  std::fill_n(scratch.data(), layout.row, std::uint8_t{0});
  const Job job = {source, destination, border, rows, kernels.table().convolve, layout, scratch.data()};
  side == 3 ? run_3x3(job) : run_5x5(job);
  return {};
}

std::size_t median_scratch_bytes(int width, PixelFormat format, int side) noexcept {
  return MedianScratch(std::max(width, 0), format).bytes(side);
}

}  // namespace tbbimg
