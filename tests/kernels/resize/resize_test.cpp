#include "kernels/resize/resize.hpp"

#include <cmath>
#include <cstring>

#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr PixelFormat kFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                    PixelFormat::rgba8, PixelFormat::gray16,      PixelFormat::gray_alpha16,
                                    PixelFormat::rgb16, PixelFormat::rgba16};
constexpr ResizeFilter kFilters[] = {ResizeFilter::nearest,  ResizeFilter::box,         ResizeFilter::bilinear,
                                     ResizeFilter::hermite,  ResizeFilter::catmull_rom, ResizeFilter::mitchell,
                                     ResizeFilter::lanczos2, ResizeFilter::lanczos3};

test::RowKernel with(ResizeOptions options) {
  return [options](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                            ResizePlan::create(from.size(), to.size(), from.format, options, kernels));
    return plan.run(from, to, rows);
  };
}

test::RowKernel with(ResizeFilter filter) { return with(ResizeOptions{.filter = filter}); }

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
    case ResizeFilter::hermite: return cubic_of(x, 0, 0);
    case ResizeFilter::catmull_rom: return cubic_of(x, 0, 0.5);
    case ResizeFilter::mitchell: return cubic_of(x, 1 / 3.0, 1 / 3.0);
    case ResizeFilter::lanczos2:
      if (x < 1e-9) return 1;
      return x < 2 ? 2 * std::sin(pi * x) * std::sin(pi * x / 2) / (pi * pi * x * x) : 0;
    case ResizeFilter::lanczos3:
      if (x < 1e-9) return 1;
      return x < 3 ? 3 * std::sin(pi * x) * std::sin(pi * x / 3) / (pi * pi * x * x) : 0;
    default: return 0;
  }
}

struct Span {
  double begin;
  double length;
};

std::vector<double> exact_weights(int source, Span span, int destination, ResizeFilter filter, int index) {
  const double ratio = span.length / destination;
  const double scale = std::max(1.0, ratio);
  std::vector<double> weights(static_cast<std::size_t>(source));
  double sum = 0;
  for (int j = 0; j < source; ++j) {
    const double centre = span.begin + (index + 0.5) * ratio - 0.5;
    weights[static_cast<std::size_t>(j)] = filter_value(filter, (j - centre) / scale);
    sum += weights[static_cast<std::size_t>(j)];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

double sample_at(ConstImageView image, int x, int y, int c) {
  const std::uint8_t* at = image.row(y) + (x * channels(image.format) + c) * bytes_per_sample(image.format);
  if (bytes_per_sample(image.format) == 1) return *at;
  std::uint16_t sample = 0;
  std::memcpy(&sample, at, 2);
  return sample;
}

double largest_of(PixelFormat format) { return bytes_per_sample(format) == 1 ? 255 : 65535; }

// IEC 61966-2-1.
double to_light(double sample) { return sample <= 0.04045 ? sample / 12.92 : std::pow((sample + 0.055) / 1.055, 2.4); }
double from_light(double light) {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

// In double precision, of 0 to 1, premultiplied: colours times alpha and alpha itself, before anything is rounded.
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

ExactImage resize_exactly(ConstImageView from, Size to, const ResizeOptions& options) {
  const int samples = channels(from.format);
  const double largest = largest_of(from.format);
  const auto premultiplied = [&](int x, int y, int c) {
    const double value = sample_at(from, x, y, c) / largest;
    if (has_alpha(from.format) && c == samples - 1) return value;
    const double opacity = has_alpha(from.format) ? sample_at(from, x, y, samples - 1) / largest : 1;
    return (options.light == LightSpace::linear ? to_light(value) : value) * opacity;
  };
  const SourceRegion region =
      options.region.value_or(SourceRegion{0, 0, static_cast<double>(from.width), static_cast<double>(from.height)});
  ExactImage rows{{}, from.width, samples};
  for (int y = 0; y < to.height; ++y) {
    const std::vector<double> weights =
        exact_weights(from.height, {region.y, region.height}, to.height, options.filter, y);
    for (int x = 0; x < from.width; ++x) {
      for (int c = 0; c < samples; ++c) {
        double sum = 0;
        for (int k = 0; k < from.height; ++k) {
          const double weight = weights[static_cast<std::size_t>(k)];
          if (weight != 0) sum += weight * premultiplied(x, k, c);
        }
        rows.samples.push_back(sum);
      }
    }
  }
  ExactImage result{{}, to.width, samples};
  std::vector<std::vector<double>> weights;
  for (int x = 0; x < to.width; ++x) {
    weights.push_back(exact_weights(from.width, {region.x, region.width}, to.width, options.filter, x));
  }
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

struct Errors {
  double largest = 0;
  double mean = 0;
};

// Of samples against exact values rounded. Colours count only where there is alpha, and below an opacity of 1/64 in 16
// bits as premultiplied.
Errors errors_of(ConstImageView result, const ExactImage& exact, LightSpace light) {
  Errors errors;
  std::size_t count = 0;
  const int samples = channels(result.format);
  const double largest = largest_of(result.format);
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      for (int c = 0; c < samples; ++c) {
        double expected = exact.at(x, y, c);
        double scale = 1;
        const bool alpha = has_alpha(result.format) && c == samples - 1;
        if (has_alpha(result.format) && !alpha) {
          const double opacity = exact.at(x, y, samples - 1);
          if (opacity < 0.51 / largest) continue;
          expected /= opacity;
          if (largest > 255) scale = std::min(1.0, 64 * opacity);
        }
        expected = std::min(1.0, std::max(0.0, expected));
        if (light == LightSpace::linear && !alpha) expected = from_light(expected);
        const double error = scale * std::abs(sample_at(result, x, y, c) - std::round(largest * expected));
        errors.largest = std::max(errors.largest, error);
        errors.mean += error;
        ++count;
      }
    }
  }
  errors.mean /= static_cast<double>(std::max<std::size_t>(count, 1));
  return errors;
}

void check_errors(Size from, Size to, PixelFormat format, const ResizeOptions& options) {
  const Image source = test::random_image(from, format, 11);
  const Image result = test::run_scalar(source, {to, format}, with(options));
  const Errors errors = errors_of(result.view(), resize_exactly(source.view(), to, options), options.light);
  CAPTURE(to_string(format));
  CAPTURE(to_string(options.filter));
  CAPTURE(test::describe(from));
  CAPTURE(test::describe(to));
  CHECK(errors.largest <= 1);
  CHECK(errors.mean < 0.3);
}

}  // namespace

TEST_CASE("resize: is within 1 of double precision") {
  const std::pair<Size, Size> cases[] = {{{97, 61}, {31, 17}}, {{40, 30}, {123, 77}}, {{301, 203}, {52, 35}},
                                         {{64, 64}, {64, 64}}, {{50, 3}, {3, 50}},    {{1, 1}, {9, 5}},
                                         {{700, 40}, {1, 1}},  {{3000, 2}, {3, 1}},   {{2, 1200}, {2, 2}}};
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : kFilters) {
      if (filter == ResizeFilter::nearest) continue;
      for (const auto& [from, to] : cases) check_errors(from, to, format, {.filter = filter});
    }
  }
}

TEST_CASE("resize: of light is within 1 of double precision") {
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : {ResizeFilter::box, ResizeFilter::lanczos3}) {
      const ResizeOptions options = {.filter = filter, .light = LightSpace::linear};
      check_errors({97, 61}, {31, 17}, format, options);
      check_errors({40, 30}, {123, 77}, format, options);
    }
  }
}

TEST_CASE("resize: of a region is within 1 of double precision") {
  const std::pair<SourceRegion, Size> cases[] = {{{0.5, 0.25, 90.25, 60.5}, {31, 17}},
                                                 {{33.3, 7.7, 20.2, 11.1}, {123, 77}},
                                                 {{96.5, 60.75, 0.5, 0.25}, {5, 7}},
                                                 {{0, 0, 1e-3, 61}, {2, 61}}};
  for (const PixelFormat format : kFormats) {
    for (const ResizeFilter filter : {ResizeFilter::bilinear, ResizeFilter::lanczos3}) {
      for (const auto& [region, to] : cases) {
        check_errors({97, 61}, to, format, {.filter = filter, .region = region});
      }
    }
  }
}

TEST_CASE("resize: regions side by side are the whole") {
  const Image source = test::random_image({90, 60}, PixelFormat::rgb8, 5);
  const Image whole = test::run_scalar(source, {{30, 40}, PixelFormat::rgb8}, with(ResizeFilter::lanczos3));
  const Image right = test::run_scalar(source, {{20, 30}, PixelFormat::rgb8},
                                       with(ResizeOptions{.region = SourceRegion{30, 15, 60, 45}}));
  CHECK(test::difference(ConstImageView(whole.view()).crop(10, 10, {20, 30}), right.view(), 1).empty());
}

TEST_CASE("resize: a checkerboard becomes the gray that it looks like") {
  for (const PixelFormat format : kFormats) {
    Image source = test::make_image({64, 64}, format);
    const auto pixel = static_cast<std::size_t>(bytes_per_pixel(format));
    const auto alpha = static_cast<std::size_t>(has_alpha(format) ? bytes_per_sample(format) : 0);
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) {
        std::uint8_t* at = source.view().row(y) + static_cast<std::size_t>(x) * pixel;
        std::memset(at, (x + y) % 2 == 0 ? 255 : 0, pixel - alpha);
        std::memset(at + pixel - alpha, 255, alpha);
      }
    }
    const Image light =
        test::run_scalar(source, {{32, 32}, format}, with({.filter = ResizeFilter::box, .light = LightSpace::linear}));
    const Image encoded = test::run_scalar(source, {{32, 32}, format}, with(ResizeFilter::box));
    const double unit = largest_of(format) / 255;
    CHECK(sample_at(light.view(), 7, 9, 0) / unit == doctest::Approx(187.5).epsilon(0.003));
    CHECK(sample_at(encoded.view(), 7, 9, 0) / unit == doctest::Approx(127.5).epsilon(0.005));
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

TEST_CASE("resize: every level gives the same bits of light and of regions") {
  test::Random random(19);
  for (const PixelFormat format : kFormats) {
    for (const int width : test::interesting_widths()) {
      if (width > 200) continue;
      const Size from = {width, random.between(1, 24)};
      const Size to = {random.between(1, 2 * std::min(width, 70)), random.between(1, 24)};
      test::check_levels("resize of light to " + test::describe(to), {from, format}, {to, format}, 7,
                         with(ResizeOptions{.light = LightSpace::linear}));
      const SourceRegion region = {width * 0.3, from.height * 0.1, width * 0.45, from.height * 0.8};
      test::check_levels("resize of a region to " + test::describe(to), {from, format}, {to, format}, 8,
                         with(ResizeOptions{.region = region}));
    }
  }
}

TEST_CASE("resize: extreme ratios work on every level") {
  const std::pair<Size, Size> cases[] = {{{65535, 1}, {1, 1}},   {{1, 65535}, {1, 1}}, {{1, 1}, {1000, 3}},
                                         {{65535, 2}, {256, 1}}, {{2, 2}, {1, 4000}},  {{20000, 1}, {37, 2}}};
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16, PixelFormat::rgb16}) {
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
  CHECK(parse_resize_filter("lanczos").error().message.text().find("lanczos3") != std::string::npos);
}

TEST_CASE("resize: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const auto create = [&](Size from, Size to, PixelFormat format) {
    const auto plan = ResizePlan::create(from, to, format, {}, kernels);
    return plan ? ErrorCode::internal : plan.error().code;
  };
  CHECK(create({0, 1}, {1, 1}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  CHECK(create({1, 1}, {1, 0}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  CHECK(create({-5, 1}, {1, 1}, PixelFormat::rgb8) == ErrorCode::invalid_argument);
  for (const SourceRegion& region : {SourceRegion{0, 0, 0, 1},
                                     {-0.1, 0, 1, 1},
                                     {0, 0, 4.1, 1},
                                     {0, 3, 1, 1.5},
                                     {0, std::nan(""), 1, 1},
                                     {0, 0, 1, HUGE_VAL}}) {
    const auto plan = ResizePlan::create({4, 4}, {2, 2}, PixelFormat::rgb8, {.region = region}, kernels);
    REQUIRE_FALSE(plan.has_value());
    CHECK(plan.error().code == ErrorCode::invalid_argument);
  }

  const ResizePlan plan = ResizePlan::create({8, 8}, {4, 4}, PixelFormat::rgb8, {}, kernels).value();
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
