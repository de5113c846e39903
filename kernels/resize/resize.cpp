#include "kernels/resize/resize.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/core/checked_math.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/resize/weights.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr std::array kFilters = {ResizeFilter::nearest,     ResizeFilter::box,      ResizeFilter::bilinear,
                                 ResizeFilter::catmull_rom, ResizeFilter::mitchell, ResizeFilter::lanczos3};

// With more taps than this, 14-bit weights round so coarsely that an image which varies as the rounding does could be
// off by more than 1: 256 taps times an error of 1/4 of 2^-14 times half of the range is 0.5.
constexpr int kMaxFixedPointTaps = 256;

// Rows of the intermediate that are made before the horizontal pass takes them: it loads weights once for four rows.
constexpr int kBandRows = 8;

constexpr int round_up(int value, int multiple) noexcept { return (value + multiple - 1) / multiple * multiple; }

}  // namespace

struct ResizePlan::Weights {
  Size source;
  Size destination;
  PixelFormat format;
  ResizeFilter filter;
  Kernels kernels;

  bool fixed_point = false;
  AxisWeights vertical;
  AxisWeights horizontal;
  int vertical_taps = 0;    // of the fixed-point weights, padded
  int horizontal_taps = 0;  // likewise
  std::vector<std::int16_t> vertical_fixed;
  std::vector<std::int16_t> horizontal_fixed;

  [[nodiscard]] std::size_t intermediate_stride() const noexcept {  // elements
    if (filter == ResizeFilter::nearest) return 0;
    const auto width = static_cast<std::size_t>(source.width);
    if (!fixed_point) return 4 * width;
    return (width + static_cast<std::size_t>(horizontal_taps)) * static_cast<std::size_t>(channels(format)) + kRowSlack;
  }
  [[nodiscard]] std::size_t intermediate_bytes() const noexcept {
    if (!fixed_point) return intermediate_stride() * sizeof(float);
    return intermediate_stride() * static_cast<std::size_t>(kBandRows) * sizeof(std::int16_t);
  }

  [[nodiscard]] Status make(ResizeFilter chosen);
  void run_nearest(ConstImageView from, ImageView to, RowRange rows) const;
  [[nodiscard]] Status run_fixed_point(ConstImageView from, ImageView to, RowRange rows) const;
  [[nodiscard]] Status run_premultiplied(ConstImageView from, ImageView to, RowRange rows) const;
};

Status ResizePlan::Weights::make(ResizeFilter chosen) {
  if (chosen == ResizeFilter::nearest) return {};
  vertical = make_axis_weights(source.height, destination.height, chosen);
  horizontal = make_axis_weights(source.width, destination.width, chosen);
  fixed_point = !has_alpha(format) && std::max(vertical.taps, horizontal.taps) <= kMaxFixedPointTaps;
  if (fixed_point) {
    vertical_taps = round_up(vertical.taps, 2);
    horizontal_taps = kernels.table().resize.padded_taps(channels(format), horizontal.taps);
    vertical_fixed = to_fixed_point(vertical, vertical_taps);
    horizontal_fixed = to_fixed_point(horizontal, horizontal_taps);
  }
  return {};
}

void ResizePlan::Weights::run_nearest(ConstImageView from, ImageView to, RowRange rows) const {
  const auto bytes = static_cast<std::size_t>(bytes_per_pixel(format));
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* row = from.row(nearest_sample(y, source.height, destination.height));
    std::uint8_t* out = to.row(y);
    for (int x = 0; x < destination.width; ++x, out += bytes) {
      const std::uint8_t* pixel =
          row + static_cast<std::size_t>(nearest_sample(x, source.width, destination.width)) * bytes;
      for (std::size_t i = 0; i < bytes; ++i) out[i] = pixel[i];
    }
  }
}

Status ResizePlan::Weights::run_fixed_point(ConstImageView from, ImageView to, RowRange rows) const {
  const std::size_t stride = intermediate_stride();
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(intermediate_bytes()));
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
    const int first_row = vertical.starts[first];
    const auto next = std::min(first + static_cast<std::size_t>(count), vertical.starts.size() - 1);
    const int last_row = std::max(vertical.starts[first + static_cast<std::size_t>(count) - 1] + vertical_taps,
                                  vertical.starts[next] + vertical.taps);
    pointers.clear();
    for (int row = first_row; row < last_row; ++row) pointers.push_back(from.row(std::min(row, from.height - 1)));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      starts[i] = vertical.starts[first + i] - first_row;

    const auto taps = static_cast<std::size_t>(vertical_taps);
    kernels.table().resize.vertical({.rows = pointers.data(),
                                     .row_count = last_row - first_row,
                                     .starts = starts.data(),
                                     .weights = &vertical_fixed[first * taps],
                                     .weights_stride = taps,
                                     .taps = vertical_taps,
                                     .width = row_elements,
                                     .destination = intermediate,
                                     .destination_stride = stride,
                                     .height = count});
    kernels.table().resize.horizontal({.source = intermediate,
                                       .source_stride = stride,
                                       .starts = horizontal.starts.data(),
                                       .weights = horizontal_fixed.data(),
                                       .weights_stride = static_cast<std::size_t>(horizontal_taps),
                                       .taps = horizontal_taps,
                                       .channels = channels(format),
                                       .width = to.width,
                                       .destination = to.row(y),
                                       .destination_stride = to.stride,
                                       .height = count});
  }
  return {};
}

Status ResizePlan::Weights::run_premultiplied(ConstImageView from, ImageView to, RowRange rows) const {
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(intermediate_bytes()));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const intermediate = reinterpret_cast<float*>(scratch.data());
  const auto taps = static_cast<std::size_t>(vertical.taps);
  std::vector<const std::uint8_t*> pointers(taps);

  for (int y = rows.begin; y < rows.end; ++y) {
    const auto index = static_cast<std::size_t>(y);
    for (std::size_t k = 0; k < taps; ++k) pointers[k] = from.row(vertical.starts[index] + static_cast<int>(k));
    kernels.table().resize.premultiplied_vertical({.rows = pointers.data(),
                                                   .weights = &vertical.weights[index * taps],
                                                   .taps = vertical.taps,
                                                   .format = format,
                                                   .width = static_cast<std::size_t>(from.width),
                                                   .destination = intermediate});
    kernels.table().resize.premultiplied_horizontal({.source = intermediate,
                                                     .starts = horizontal.starts.data(),
                                                     .weights = horizontal.weights.data(),
                                                     .weights_stride = static_cast<std::size_t>(horizontal.taps),
                                                     .taps = horizontal.taps,
                                                     .format = format,
                                                     .width = static_cast<std::size_t>(to.width),
                                                     .destination = to.row(y)});
  }
  return {};
}

ResizePlan::ResizePlan(std::unique_ptr<const Weights> weights) noexcept : weights_(std::move(weights)) {}
ResizePlan::ResizePlan(ResizePlan&&) noexcept = default;
ResizePlan& ResizePlan::operator=(ResizePlan&&) noexcept = default;
ResizePlan::~ResizePlan() = default;

Result<ResizePlan> ResizePlan::create(Size source, Size destination, PixelFormat format, ResizeFilter filter,
                                      Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(format, {gray8, gray_alpha8, rgb8, rgba8}, "resize"));
  if (source.width < 1 || source.height < 1 || destination.width < 1 || destination.height < 1) {
    return fail(ErrorCode::invalid_argument, "cannot resize " + to_string(source) + " to " + to_string(destination) +
                                                 ": every side must be at least 1");
  }
  if (std::find(kFilters.begin(), kFilters.end(), filter) == kFilters.end()) {
    return fail(ErrorCode::invalid_argument, "there is no filter " + std::to_string(static_cast<int>(filter)));
  }
  const std::string no_memory =
      "no memory for the weights of a resize of " + to_string(source) + " to " + to_string(destination);
  try {
    std::unique_ptr<Weights> weights(new Weights{.source = source,
                                                 .destination = destination,
                                                 .format = format,
                                                 .filter = filter,
                                                 .kernels = kernels,
                                                 .vertical = {},
                                                 .horizontal = {},
                                                 .vertical_fixed = {},
                                                 .horizontal_fixed = {}});
    TBBIMG_RETURN_IF_ERROR(weights->make(filter));
    return ResizePlan(std::move(weights));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, no_memory);
  } catch (const std::length_error&) {
    return fail(ErrorCode::out_of_memory, no_memory);
  }
}

Status ResizePlan::run(ConstImageView source, ImageView destination, RowRange rows) const {
  const Weights& plan = *weights_;
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(source.size(), plan.source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), plan.destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(source.format, plan.format, "source"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, plan.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (rows.count() == 0) return {};
  if (plan.filter == ResizeFilter::nearest) {
    plan.run_nearest(source, destination, rows);
    return {};
  }
  try {
    return plan.fixed_point ? plan.run_fixed_point(source, destination, rows)
                            : plan.run_premultiplied(source, destination, rows);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for " + std::to_string(plan.vertical.taps) + " row pointers");
  }
}

std::size_t ResizePlan::scratch_bytes() const noexcept {
  const auto bytes = [](const auto& elements) { return elements.capacity() * sizeof(elements[0]); };
  const Weights& plan = *weights_;
  return plan.intermediate_bytes() + bytes(plan.vertical.starts) + bytes(plan.vertical.weights) +
         bytes(plan.vertical_fixed) + bytes(plan.horizontal.starts) + bytes(plan.horizontal.weights) +
         bytes(plan.horizontal_fixed);
}

std::string_view to_string(ResizeFilter filter) noexcept {
  switch (filter) {
    case ResizeFilter::nearest: return "nearest";
    case ResizeFilter::box: return "box";
    case ResizeFilter::bilinear: return "bilinear";
    case ResizeFilter::catmull_rom: return "catmull-rom";
    case ResizeFilter::mitchell: return "mitchell";
    case ResizeFilter::lanczos3: return "lanczos3";
  }
  return "unknown";
}

Result<ResizeFilter> parse_resize_filter(std::string_view name) {
  std::string names;
  for (const ResizeFilter filter : kFilters) {
    if (to_string(filter) == name) return filter;
    if (!names.empty()) names += ", ";
    names += to_string(filter);
  }
  return fail(ErrorCode::invalid_argument,
              std::string("\"").append(name).append("\" names no filter; there are ").append(names));
}

}  // namespace tbbimg
