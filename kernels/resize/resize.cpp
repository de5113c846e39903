#include "kernels/resize/resize.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>

#include "kernels/core/checked_math.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/resize/light.hpp"
#include "kernels/resize/plan.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr std::array kFilters = {ResizeFilter::nearest,  ResizeFilter::box,         ResizeFilter::bilinear,
                                 ResizeFilter::hermite,  ResizeFilter::catmull_rom, ResizeFilter::mitchell,
                                 ResizeFilter::lanczos2, ResizeFilter::lanczos3};

// With more taps than this, 14-bit weights round so coarsely that an image which varies as the rounding does could be
// off by more than 1: 256 taps times an error of 1/4 of 2^-14 times half of the range is 0.5.
constexpr int kMaxFixedPointTaps = 256;

// A stream of 16-bit rows holds as many as there are taps: with more of them, sums (float_rows.cpp) take less memory.
constexpr int kMaxWordTaps = 128;

Status check_region(const SourceRegion& region, Size source) {
  // Written so that what is not a number is refused.
  const auto inside = [](double begin, double length, int size) {
    return begin >= 0 && length > 0 && begin + length <= size;
  };
  if (inside(region.x, region.width, source.width) && inside(region.y, region.height, source.height)) return {};
  std::ostringstream message;
  message << "the region of " << region.width << 'x' << region.height << " pixels at (" << region.x << ", " << region.y
          << ") is empty or not inside of the " << to_string(source) << " image";
  return fail(ErrorCode::invalid_argument, message.str());
}

std::vector<float> padded(const AxisWeights& axis, int padded_taps) {
  const auto taps = static_cast<std::size_t>(axis.taps);
  const auto stride = static_cast<std::size_t>(padded_taps);
  std::vector<float> weights(axis.starts.size() * stride);
  for (std::size_t i = 0; i < axis.starts.size(); ++i) std::copy_n(&axis.weights[i * taps], taps, &weights[i * stride]);
  return weights;
}

// Columns that no pixel needs are not touched.
void leave_out_columns(ResizeWeights& plan) noexcept {
  std::vector<std::int32_t>& starts = plan.horizontal.starts;
  plan.first_column = starts.front();
  plan.columns = starts.back() + plan.horizontal.taps - plan.first_column;
  for (std::int32_t& start : starts) start -= plan.first_column;
}

void make_weights(ResizeWeights& plan, const SourceRegion& region) {
  const AxisSpan rows = {plan.source.height, region.y, region.height};
  const AxisSpan columns = {plan.source.width, region.x, region.width};
  if (plan.filter == ResizeFilter::nearest) {
    plan.vertical = make_nearest_starts(rows, plan.destination.height);
    plan.horizontal = make_nearest_starts(columns, plan.destination.width);
    leave_out_columns(plan);
    return;
  }
  plan.vertical = make_axis_weights(rows, plan.destination.height, plan.filter);
  plan.horizontal = make_axis_weights(columns, plan.destination.width, plan.filter);
  leave_out_columns(plan);
  plan.enlarges_height = region.height <= plan.destination.height;
  plan.fixed_point = !has_alpha(plan.format) && bytes_per_sample(plan.format) == 1 && plan.light.to_light == nullptr &&
                     std::max(plan.vertical.taps, plan.horizontal.taps) <= kMaxFixedPointTaps;
  plan.words = !has_alpha(plan.format) && bytes_per_sample(plan.format) == 2 && plan.light.to_light == nullptr &&
               !plan.enlarges_height && plan.vertical.taps <= kMaxWordTaps;
  const int samples = channels(plan.format);
  if (plan.fixed_point) {
    plan.vertical_taps = round_up(plan.vertical.taps, 2);
    plan.horizontal_taps = plan.kernels.table().resize.padded_taps(samples, plan.horizontal.taps);
    plan.vertical_fixed = to_fixed_point(plan.vertical, plan.vertical_taps);
    plan.horizontal_fixed = to_fixed_point(plan.horizontal, plan.horizontal_taps);
  } else {
    plan.horizontal_taps = round_up(plan.horizontal.taps, kFloatGroup / floats_per_pixel(samples));
    plan.horizontal_float = padded(plan.horizontal, plan.horizontal_taps);
    if (!plan.words) plan.blocks = make_float_blocks(plan);
  }
}

void run_nearest(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows) noexcept {
  const auto bytes = static_cast<std::size_t>(bytes_per_pixel(plan.format));
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* row = from.row(plan.vertical.starts[static_cast<std::size_t>(y)]);
    std::uint8_t* out = to.row(y);
    for (const std::int32_t x : plan.horizontal.starts) {
      const std::uint8_t* pixel = row + static_cast<std::size_t>(x) * bytes;
      for (std::size_t i = 0; i < bytes; ++i) out[i] = pixel[i];
      out += bytes;
    }
  }
}

// For which the ring has all that the rows need.
Status run_rows(const ResizeWeights& plan, const RowRing& ring, ImageView destination, RowRange rows) {
  const SourceRows source({ring.rows.crop(plan.first_column, 0, {plan.columns, ring.rows.height}), ring.end});
  if (plan.filter == ResizeFilter::nearest) {
    run_nearest(plan, source, destination, rows);
    return {};
  }
  try {
    return plan.fixed_point ? resize_fixed_point(plan, source, destination, rows)
           : plan.words     ? resize_words(plan, source, destination, rows)
                            : resize_float(plan, source, destination, rows);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for " + std::to_string(plan.vertical.taps) + " row pointers");
  }
}

// Whether rows are made of sums that wait for rows of the source, instead of those rows themselves.
bool keeps_sums(const ResizeWeights& plan) noexcept {
  return plan.filter != ResizeFilter::nearest && !plan.fixed_point && !plan.words && !plan.enlarges_height;
}

// Source rows that one of the destination reads.
int window_rows(const ResizeWeights& plan) noexcept {
  return plan.filter == ResizeFilter::nearest ? 1 : plan.vertical.taps;
}

}  // namespace

ResizePlan::ResizePlan(std::unique_ptr<const ResizeWeights> weights) noexcept : weights_(std::move(weights)) {}
ResizePlan::ResizePlan(ResizePlan&&) noexcept = default;
ResizePlan& ResizePlan::operator=(ResizePlan&&) noexcept = default;
ResizePlan::~ResizePlan() = default;

Result<ResizePlan> ResizePlan::create(Size source, Size destination, PixelFormat format, const ResizeOptions& options,
                                      Kernels kernels) {
  if (source.width < 1 || source.height < 1 || destination.width < 1 || destination.height < 1) {
    return fail(ErrorCode::invalid_argument, "cannot resize " + to_string(source) + " to " + to_string(destination) +
                                                 ": every side must be at least 1");
  }
  if (std::find(kFilters.begin(), kFilters.end(), options.filter) == kFilters.end()) {
    return fail(ErrorCode::invalid_argument, "there is no filter " + std::to_string(static_cast<int>(options.filter)));
  }
  const SourceRegion whole = {0, 0, static_cast<double>(source.width), static_cast<double>(source.height)};
  const SourceRegion region = options.region.value_or(whole);
  TBBIMG_RETURN_IF_ERROR(check_region(region, source));
  const std::string no_memory =
      "no memory for the weights of a resize of " + to_string(source) + " to " + to_string(destination);
  try {
    const bool linear = options.light == LightSpace::linear && options.filter != ResizeFilter::nearest;
    std::unique_ptr<ResizeWeights> weights(
        new ResizeWeights{.source = source,
                          .destination = destination,
                          .format = format,
                          .filter = options.filter,
                          .kernels = kernels,
                          .light = linear ? srgb_tables(bytes_per_sample(format)) : LightTables{},
                          .fixed_point = false,
                          .enlarges_height = false,
                          .words = false,
                          .vertical = {},
                          .horizontal = {},
                          .vertical_fixed = {},
                          .horizontal_fixed = {},
                          .horizontal_float = {}});
    make_weights(*weights, region);
    return ResizePlan(std::move(weights));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, no_memory);
  } catch (const std::length_error&) {
    return fail(ErrorCode::out_of_memory, no_memory);
  }
}

Status ResizePlan::run(ConstImageView source, ImageView destination, RowRange rows) const {
  const ResizeWeights& plan = *weights_;
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(source.size(), plan.source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), plan.destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(source.format, plan.format, "source"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, plan.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (rows.count() == 0) return {};
  return run_rows(plan, {source, source.height}, destination, rows);
}

std::size_t ResizePlan::scratch_bytes() const noexcept {
  const auto bytes = [](const auto& elements) { return elements.capacity() * sizeof(elements[0]); };
  const ResizeWeights& plan = *weights_;
  const std::size_t rows = plan.filter == ResizeFilter::nearest ? 0
                           : plan.fixed_point                   ? fixed_point_scratch(plan)
                           : plan.words                         ? word_scratch(plan)
                                                                : float_scratch(plan);
  return rows + bytes(plan.vertical.starts) + bytes(plan.vertical.weights) + bytes(plan.vertical_fixed) +
         bytes(plan.horizontal.starts) + bytes(plan.horizontal.weights) + bytes(plan.horizontal_fixed) +
         bytes(plan.horizontal_float);
}

ResizeStream::ResizeStream(const ResizeWeights& plan, ImageView destination) noexcept
    : plan_(&plan), destination_(destination) {}
ResizeStream::ResizeStream(ResizeStream&&) noexcept = default;
ResizeStream& ResizeStream::operator=(ResizeStream&&) noexcept = default;
ResizeStream::~ResizeStream() = default;

Result<ResizeStream> ResizeStream::create(const ResizePlan& plan, ImageView destination) {
  const ResizeWeights& weights = *plan.weights_;
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), weights.destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, weights.format, "destination"));
  ResizeStream stream(weights, destination);
  if (keeps_sums(weights)) {
    TBBIMG_ASSIGN_OR_RETURN(stream.reduction_, make_float_reduction(weights, destination, destination.all_rows()));
  }
  return stream;
}

int ResizeStream::ring_rows(const ResizePlan& plan) noexcept {
  const ResizeWeights& weights = *plan.weights_;
  // A few results at once, for which horizontal weights are loaded together.
  constexpr int kRowsAtOnce = 8;
  const int more = keeps_sums(weights) ? 2 * kReductionRows : window_rows(weights) + kRowsAtOnce;
  return std::min(more, weights.source.height);
}

int ResizeStream::first_needed() const noexcept {
  if (made_ == destination_.height) return plan_->source.height;
  return reduction_ ? reduction_->first_needed() : plan_->vertical.starts[static_cast<std::size_t>(made_)];
}

Status ResizeStream::take(const RowRing& source) {
  TBBIMG_RETURN_IF_ERROR(check_view(source.rows, "source"));
  TBBIMG_RETURN_IF_ERROR(check_format(source.rows.format, plan_->format, "source"));
  if (source.rows.width != plan_->source.width || source.end > plan_->source.height ||
      source.end - source.rows.height > first_needed()) {
    return fail(ErrorCode::invalid_argument, "rows up to " + std::to_string(source.end) + " in a ring of " +
                                                 to_string(source.rows.size()) + " do not go on with a source of " +
                                                 to_string(plan_->source) + " from row " +
                                                 std::to_string(first_needed()));
  }
  if (reduction_) {
    const ConstImageView rows = source.rows.crop(plan_->first_column, 0, {plan_->columns, source.rows.height});
    reduction_->take(SourceRows({rows, source.end}));
    if (reduction_->first_needed() == plan_->vertical.starts.back() + plan_->vertical.taps) made_ = destination_.height;
    return {};
  }
  RowRange rows = {made_, made_};
  while (rows.end < destination_.height &&
         plan_->vertical.starts[static_cast<std::size_t>(rows.end)] + window_rows(*plan_) <= source.end) {
    ++rows.end;
  }
  if (rows.count() == 0) return {};
  TBBIMG_RETURN_IF_ERROR(run_rows(*plan_, source, destination_, rows));
  made_ = rows.end;
  return {};
}

std::string_view to_string(ResizeFilter filter) noexcept {
  switch (filter) {
    case ResizeFilter::nearest: return "nearest";
    case ResizeFilter::box: return "box";
    case ResizeFilter::bilinear: return "bilinear";
    case ResizeFilter::hermite: return "hermite";
    case ResizeFilter::catmull_rom: return "catmull-rom";
    case ResizeFilter::mitchell: return "mitchell";
    case ResizeFilter::lanczos2: return "lanczos2";
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
