#include "kernels/saliency/attention.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "kernels/resize/light.hpp"

namespace tbbimg {
namespace {

// The scores are libvips': 5 |Laplacian of Y|, 100 times how near the direction of (X, Y, Z) is to that of skin (as
// smartcrop.js has it) and the a* of CIELAB, the latter two where Y is above 5 of 100.
constexpr double kEdgeWeight = 5;
constexpr double kDarkest = 5;
constexpr std::array<double, 3> kSkin = {0.78, 0.57, 0.44};

// IEC 61966-2-1: linear sRGB to XYZ under D65, Y of white 100.
struct Xyz {
  double x, y, z;
};
constexpr Xyz kWhite = {95.047, 100, 108.883};

struct Plane {
  int width;
  int height;
  std::vector<double> values;

  explicit Plane(Size size) : width(size.width), height(size.height), values(static_cast<std::size_t>(size.pixels())) {}
  // The nearest pixel for those outside.
  [[nodiscard]] double at(int x, int y) const noexcept {
    return values[index(std::clamp(x, 0, width - 1), std::clamp(y, 0, height - 1))];
  }
  double& at(int x, int y) noexcept { return values[index(x, y)]; }

 private:
  [[nodiscard]] std::size_t index(int x, int y) const noexcept {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
};

Xyz to_xyz(const std::uint8_t* rgb, const LightTables& light) noexcept {
  const double r = 100.0 * static_cast<double>(light.to_light[rgb[0]]);
  const double g = 100.0 * static_cast<double>(light.to_light[rgb[1]]);
  const double b = 100.0 * static_cast<double>(light.to_light[rgb[2]]);
  return {0.4124 * r + 0.3576 * g + 0.1805 * b, 0.2126 * r + 0.7152 * g + 0.0722 * b,
          0.0193 * r + 0.1192 * g + 0.9505 * b};
}

double skin_score(const Xyz& color) noexcept {
  const double length = std::sqrt(color.x * color.x + color.y * color.y + color.z * color.z);
  const double x = color.x / length - kSkin[0];
  const double y = color.y / length - kSkin[1];
  const double z = color.z / length - kSkin[2];
  return 100 - 100 * std::sqrt(x * x + y * y + z * z);
}

double saturation_score(const Xyz& color) noexcept {
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  return 500 * (f(color.x / kWhite.x) - f(color.y / kWhite.y));
}

Plane scores(ConstImageView image) {
  const LightTables light = srgb_tables(1);
  Plane luminance(image.size());
  Plane score(image.size());
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const Xyz color = to_xyz(image.row(y) + 3 * x, light);
      luminance.at(x, y) = color.y;
      if (color.y > kDarkest) score.at(x, y) = skin_score(color) + saturation_score(color);
    }
  }
  const Plane& around = luminance;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const double neighbours = around.at(x - 1, y) + around.at(x + 1, y) + around.at(x, y - 1) + around.at(x, y + 1);
      score.at(x, y) += kEdgeWeight * std::abs(4 * around.at(x, y) - neighbours);
    }
  }
  return score;
}

Plane blurred(const Plane& plane, double sigma) {
  const int radius = static_cast<int>(std::ceil(2 * sigma));
  std::vector<double> weights;
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) {
    weights.push_back(std::exp(-i * i / (2 * sigma * sigma)));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  const auto pass = [&](const Plane& from, int dx, int dy) {
    Plane to({from.width, from.height});
    for (int y = 0; y < from.height; ++y) {
      for (int x = 0; x < from.width; ++x) {
        double value = 0;
        for (int i = -radius; i <= radius; ++i) {
          value += weights[static_cast<std::size_t>(i + radius)] * from.at(x + i * dx, y + i * dy);
        }
        to.at(x, y) = value;
      }
    }
    return to;
  };
  return pass(pass(plane, 1, 0), 0, 1);
}

// Of equal ones the nearest to the middle.
Point highest(const Plane& plane) noexcept {
  const auto distance = [&](Point p) {
    const int x = 2 * p.x + 1 - plane.width;
    const int y = 2 * p.y + 1 - plane.height;
    return x * x + y * y;
  };
  Point best;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double lead = plane.at(x, y) - plane.at(best.x, best.y);
      if (lead > 0 || (lead == 0 && distance({x, y}) < distance(best))) best = {x, y};
    }
  }
  return best;
}

int centre_on(int cell, int cells, int window, int size) noexcept {
  const double begin = std::floor((cell + 0.5) * size / cells - window / 2.0);
  return static_cast<int>(std::clamp(begin, 0.0, static_cast<double>(size - window)));
}

}  // namespace

Point most_attention(ConstImageView small, Size size, Size window) {
  const double across = static_cast<double>(window.width) * small.width / size.width;
  const double down = static_cast<double>(window.height) * small.height / size.height;
  const double sigma = std::max(1.0, std::hypot(across, down) / 10);
  const Point at = highest(blurred(scores(small), sigma));
  return {centre_on(at.x, small.width, window.width, size.width),
          centre_on(at.y, small.height, window.height, size.height)};
}

}  // namespace tbbimg
