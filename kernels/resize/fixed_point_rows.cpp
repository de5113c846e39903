// Eight bits without alpha: vertical pass to 16-bit rows first, over contiguous bytes, then horizontal.
#include <algorithm>
#include <array>
#include <vector>

#include "kernels/image/buffer_pool.hpp"
#include "kernels/resize/plan.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// Rows of the intermediate that are made before the horizontal pass takes them: it loads weights once for all of them.
constexpr int kBandRows = 8;

std::size_t intermediate_stride(const ResizeWeights& plan) noexcept {
  const auto pixels = static_cast<std::size_t>(plan.columns) + static_cast<std::size_t>(plan.horizontal_taps);
  return pixels * static_cast<std::size_t>(channels(plan.format)) + kRowSlack;
}

}  // namespace

std::size_t fixed_point_scratch(const ResizeWeights& plan) noexcept {
  return intermediate_stride(plan) * static_cast<std::size_t>(kBandRows) * sizeof(std::int16_t);
}

Status resize_fixed_point(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows) {
  const ResizeTable& table = plan.kernels.table().resize;
  const std::size_t stride = intermediate_stride(plan);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(fixed_point_scratch(plan)));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const intermediate = reinterpret_cast<std::int16_t*>(scratch.data());
  const std::size_t row_elements = from.row_bytes();
  for (std::size_t y = 0; y < kBandRows; ++y) {
    std::fill_n(intermediate + y * stride + row_elements, stride - row_elements, std::int16_t{0});
  }

  std::vector<const std::uint8_t*> pointers;
  std::array<std::int32_t, kBandRows> starts{};
  for (int y = rows.begin; y < rows.end; y += kBandRows) {
    const int count = std::min(kBandRows, rows.end - y);
    const auto first = static_cast<std::size_t>(y);
    const int first_row = plan.vertical.starts[first];
    const auto next = std::min(first + static_cast<std::size_t>(count), plan.vertical.starts.size() - 1);
    const int last_row =
        std::max(plan.vertical.starts[first + static_cast<std::size_t>(count) - 1] + plan.vertical_taps,
                 plan.vertical.starts[next] + plan.vertical.taps);
    pointers.clear();
    for (int row = first_row; row < last_row; ++row) pointers.push_back(from.row(std::min(row, from.end() - 1)));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      starts[i] = plan.vertical.starts[first + i] - first_row;

    const auto taps = static_cast<std::size_t>(plan.vertical_taps);
    table.vertical({.rows = pointers.data(),
                    .row_count = last_row - first_row,
                    .starts = starts.data(),
                    .weights = &plan.vertical_fixed[first * taps],
                    .weights_stride = taps,
                    .taps = plan.vertical_taps,
                    .width = row_elements,
                    .destination = intermediate,
                    .destination_stride = stride,
                    .height = count});
    table.horizontal({.source = intermediate,
                      .source_stride = stride,
                      .starts = plan.horizontal.starts.data(),
                      .weights = plan.horizontal_fixed.data(),
                      .weights_stride = static_cast<std::size_t>(plan.horizontal_taps),
                      .taps = plan.horizontal_taps,
                      .channels = channels(plan.format),
                      .width = to.width,
                      .destination = to.row(y),
                      .destination_stride = to.stride,
                      .height = count});
  }
  return {};
}

}  // namespace tbbimg
