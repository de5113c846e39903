#include "kernels/resize/resize.hpp"

#include <cmath>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                    PixelFormat::rgba8};
constexpr ResizeFilter kFilters[] = {ResizeFilter::nearest,     ResizeFilter::box,      ResizeFilter::bilinear,
                                     ResizeFilter::catmull_rom, ResizeFilter::mitchell, ResizeFilter::lanczos3};

test::RowKernel with(ResizeFilter filter) {
  return [filter](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                            ResizePlan::create(from.size(), to.size(), from.format, filter, kernels));
    return plan.run(from, to, rows);
  };
}

// The filters once more, from their papers, independent of the code under test.
double cubic_of(double x, double b, double c) {
  if (x < 1) return ((12 - 9 * b - 6 * c) * x * x * x + (12 * b + 6 * c - 18) * x * x + 6 - 2 * b) / 6;
  if (x < 2) return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x - (12 * b + 48 * c) * x + 8 * b + 24 * c) / 6;
  return 0;
}

double filter_value(ResizeFilter filter, double x) {
  const double sided = x;
  x = std::abs(x);
  const double pi = 3.14159265358979323846;
  switch (filter) {
    case ResizeFilter::box: return sided >= -0.5 && sided < 0.5 ? 1 : 0;
    case ResizeFilter::bilinear: return std::max(0.0, 1 - x);
    case ResizeFilter::catmull_rom: return cubic_of(x, 0, 0.5);
    case ResizeFilter::mitchell: return cubic_of(x, 1 / 3.0, 1 / 3.0);
    case ResizeFilter::lanczos3:
      if (x < 1e-9) return 1;
      return x < 3 ? 3 * std::sin(pi * x) * std::sin(pi * x / 3) / (pi * pi * x * x) : 0;
    default: return 0;
  }
}

std::vector<double> exact_weights(int source, int destination, ResizeFilter filter, int index) {
  const double ratio = static_cast<double>(source) / destination;
  const double scale = std::max(1.0, ratio);
  std::vector<double> weights(static_cast<std::size_t>(source));
  double sum = 0;
  for (int j = 0; j < source; ++j) {
    weights[static_cast<std::size_t>(j)] = filter_value(filter, (j - ((index + 0.5) * ratio - 0.5)) / scale);
    sum += weights[static_cast<std::size_t>(j)];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// In double precision, premultiplied: colours times alpha and alpha itself, before anything is rounded.
struct ExactImage {
  std::vector<double> samples;
  int width;
  int channels;
  double at(int x, int y, int c) const {
    return samples[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
                       static_cast<std::size_t>(channels) +
                   static_cast<std::size_t>(c)];
  }
};

ExactImage resize_exactly(ConstImageView from, Size to, ResizeFilter filter) {
  const int samples = channels(from.format);
  const auto premultiplied = [&](int x, int y, int c) {
    const std::uint8_t* pixel = from.row(y) + x * samples;
    const bool colour = has_alpha(from.format) && c != samples - 1;
    return static_cast<double>(pixel[c]) * (colour ? pixel[samples - 1] : 1);
  };
  ExactImage rows{{}, from.width, samples};
  for (int y = 0; y < to.height; ++y) {
    const std::vector<double> weights = exact_weights(from.height, to.height, filter, y);
    for (int x = 0; x < from.width; ++x) {
      for (int c = 0; c < samples; ++c) {
        double sum = 0;
        for (int k = 0; k < from.height; ++k) sum += weights[static_cast<std::size_t>(k)] * premultiplied(x, k, c);
        rows.samples.push_back(sum);
      }
    }
  }
  ExactImage result{{}, to.width, samples};
  std::vector<std::vector<double>> weights;
  for (int x = 0; x < to.width; ++x) weights.push_back(exact_weights(from.width, to.width, filter, x));
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      for (int c = 0; c < samples; ++c) {
        double sum = 0;
        for (int k = 0; k < from.width; ++k) {
          sum += weights[static_cast<std::size_t>(x)][static_cast<std::size_t>(k)] * rows.at(k, y, c);
        }
        result.samples.push_back(sum);
      }
    }
  }
  return result;
}

double clamped(double value) { return std::min(255.0, std::max(0.0, value)); }

struct Errors {
  double largest = 0;
  double mean = 0;
};

// Of bytes against exact values rounded to bytes; colours count only where there is alpha.
Errors errors_of(ConstImageView result, const ExactImage& exact) {
  Errors errors;
  std::size_t count = 0;
  const int samples = channels(result.format);
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      for (int c = 0; c < samples; ++c) {
        double expected = exact.at(x, y, c);
        if (has_alpha(result.format) && c != samples - 1) {
          const double alpha = exact.at(x, y, samples - 1);
          if (alpha < 0.51) continue;
          expected /= alpha;
        }
        const double error = std::abs(result.row(y)[x * samples + c] - std::round(clamped(expected)));
        errors.largest = std::max(errors.largest, error);
        errors.mean += error;
        ++count;
      }
    }
  }
  errors.mean /= static_cast<double>(std::max<std::size_t>(count, 1));
  return errors;
}

}  // namespace

TEST_CASE("resize: is within 1 of double precision") {
  const std::pair<Size, Size> cases[] = {{{97, 61}, {31, 17}}, {{40, 30}, {123, 77}}, {{301, 203}, {52, 35}},
                                         {{64, 64}, {64, 64}}, {{50, 3}, {3, 50}},    {{1, 1}, {9, 5}},
                                         {{700, 40}, {1, 1}},  {{3000, 2}, {3, 1}},   {{2, 1200}, {2, 2}}};
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : kFilters) {
      if (filter == ResizeFilter::nearest) continue;
      for (const auto& sizes : cases) {
        const Size from = sizes.first;  // clang 14 captures no structured bindings
        const Size to = sizes.second;
        const Image source = test::random_image(from, format, 11);
        const Image result = test::run_scalar(source, {to, format}, with(filter));
        const Errors errors = errors_of(result.view(), resize_exactly(source.view(), to, filter));
        CAPTURE(to_string(format));
        CAPTURE(to_string(filter));
        CAPTURE(test::describe(from));
        CAPTURE(test::describe(to));
        CHECK(errors.largest <= 1);
        CHECK(errors.mean < 0.3);
      }
    }
  }
}

TEST_CASE("resize: a constant stays exactly that") {
  const std::pair<Size, Size> cases[] = {
      {{37, 51}, {13, 17}}, {{5, 3}, {64, 33}}, {{1000, 2}, {1, 1}}, {{1, 1}, {30, 2}}};
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : kFilters) {
      for (const auto& [from, to] : cases) {
        for (int value = 1; value < 256; value += format == PixelFormat::rgb8 ? 1 : 127) {
          Image source = test::make_image(from, format);
          test::fill_constant(source.view(), static_cast<std::uint8_t>(value));
          Image expected = test::make_image(to, format);
          test::fill_constant(expected.view(), static_cast<std::uint8_t>(value));
          const Image result = test::run_scalar(source, {to, format}, with(filter));
          const std::string found = test::difference(expected.view(), result.view());
          REQUIRE_MESSAGE(found.empty(), to_string(filter) << " of constant " << value << ": " << found);
        }
      }
    }
  }
}

TEST_CASE("resize: every level gives the same bits") {
  test::Random random(17);
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : kFilters) {
      for (const int width : test::interesting_widths()) {
        if (width > 200 && filter != ResizeFilter::lanczos3) continue;
        const Size from = {width, random.between(1, 24)};
        const Size to = {random.between(1, 2 * std::min(width, 70)), random.between(1, 24)};
        for (const auto& [a, b] : {std::pair{from, to}, std::pair{to, from}}) {
          test::check_levels("resize by " + std::string(to_string(filter)) + " to " + test::describe(b), {a, format},
                             {b, format}, static_cast<std::uint64_t>(width), with(filter));
        }
      }
    }
  }
}

TEST_CASE("resize: extreme ratios work on every level") {
  const std::pair<Size, Size> cases[] = {{{65535, 1}, {1, 1}},   {{1, 65535}, {1, 1}}, {{1, 1}, {1000, 3}},
                                         {{65535, 2}, {256, 1}}, {{2, 2}, {1, 4000}},  {{20000, 1}, {37, 2}}};
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const ResizeFilter filter : {ResizeFilter::nearest, ResizeFilter::box, ResizeFilter::lanczos3}) {
      for (const auto& [from, to] : cases) {
        test::check_levels("resize by " + std::string(to_string(filter)) + " to " + test::describe(to), {from, format},
                           {to, format}, 3, with(filter));
      }
    }
  }
}

TEST_CASE("resize: colour that cannot be seen does not bleed") {
  Image source = test::make_image({64, 64}, PixelFormat::rgba8);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const bool visible = (x / 3 + y / 5) % 2 == 0;
      const std::uint8_t pixel[4] = {static_cast<std::uint8_t>(visible ? 200 : 0),
                                     static_cast<std::uint8_t>(visible ? 100 : 255), 50,
                                     static_cast<std::uint8_t>(visible ? 255 : 0)};
      std::copy(pixel, pixel + 4, source.view().row(y) + 4 * x);
    }
  }
  for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::lanczos3}) {
    for (const Size to : {Size{20, 20}, Size{100, 90}}) {
      const Image result = test::run_scalar(source, {to, PixelFormat::rgba8}, with(filter));
      for (int y = 0; y < to.height; ++y) {
        for (int x = 0; x < to.width; ++x) {
          const std::uint8_t* pixel = result.view().row(y) + 4 * x;
          if (pixel[3] == 0) continue;
          REQUIRE(std::abs(pixel[0] - 200) <= 1);
          REQUIRE(std::abs(pixel[1] - 100) <= 1);
        }
      }
    }
  }
}

TEST_CASE("resize: names are read as they are written") {
  for (const ResizeFilter filter : kFilters) CHECK(parse_resize_filter(to_string(filter)).value() == filter);
  CHECK(parse_resize_filter("lanczos").error().message.find("lanczos3") != std::string::npos);
}

TEST_CASE("resize: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const auto create = [&](Size from, Size to, PixelFormat format) {
    const auto plan = ResizePlan::create(from, to, format, ResizeFilter::lanczos3, kernels);
    return plan ? ErrorCode::internal : plan.error().code;
  };
  CHECK(create({0, 1}, {1, 1}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  CHECK(create({1, 1}, {1, 0}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  CHECK(create({-5, 1}, {1, 1}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  CHECK(create({4, 4}, {2, 2}, PixelFormat::rgb16) == ErrorCode::unsupported);

  const ResizePlan plan =
      ResizePlan::create({8, 8}, {4, 4}, PixelFormat::rgb8, ResizeFilter::lanczos3, kernels).value();
  CHECK(plan.scratch_bytes() > 0);
  const Image source = test::make_image({8, 8}, PixelFormat::rgb8);
  const Image wrong = test::make_image({7, 8}, PixelFormat::rgb8);
  Image result = test::make_image({4, 4}, PixelFormat::rgb8);
  Image gray = test::make_image({4, 4}, PixelFormat::gray8);
  CHECK(plan.run(source.view(), result.view(), {0, 4}).has_value());
  CHECK(plan.run(source.view(), result.view(), {2, 2}).has_value());
  CHECK(test::code_of(plan.run(wrong.view(), result.view(), {0, 4})) == ErrorCode::invalid_argument);
  CHECK(test::code_of(plan.run(source.view(), gray.view(), {0, 4})) == ErrorCode::invalid_argument);
  CHECK(test::code_of(plan.run(source.view(), result.view(), {0, 5})) == ErrorCode::invalid_argument);
}

}  // namespace tbbimg
