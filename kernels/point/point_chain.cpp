#include "kernels/point/point_chain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <new>
#include <optional>

#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/color/luma_weights.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/point/channel_pattern.hpp"
#include "kernels/point/word_tone.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// Bytes of four channels that all stages work on before the next come: few enough to stay in the first-level cache.
constexpr std::size_t kBlockBytes = 8192;

// The offset of a table that adds a constant.
std::optional<int> added_by(const ByteTable& table) noexcept {
  const int offset = table[0] != 0 ? table[0] : table[255] - 255;
  for (int i = 0; i < 256; ++i) {
    if (table[static_cast<std::size_t>(i)] != std::clamp(i + offset, 0, 255)) return std::nullopt;
  }
  return offset;
}

bool inverts(const ByteTable& table) noexcept {
  for (std::size_t i = 0; i < 256; ++i) {
    if (table[i] != 255 - i) return false;
  }
  return true;
}

// The first value that a table makes white, if it makes all below black.
std::optional<std::uint8_t> threshold_of(const ByteTable& table) noexcept {
  const auto* const first = std::find(table.begin(), table.end(), std::uint8_t{255});
  const auto is = [](std::uint8_t wanted) { return [wanted](std::uint8_t value) { return value == wanted; }; };
  if (first == table.begin() || first == table.end()) return std::nullopt;
  if (!std::all_of(table.begin(), first, is(0)) || !std::all_of(first, table.end(), is(255))) return std::nullopt;
  return static_cast<std::uint8_t>(first - table.begin());
}

using RowFunction = std::function<void(const std::uint8_t*, std::uint8_t*, std::size_t)>;

// What a register computes without looking anything up comes first.
RowFunction tone_function(const ByteTable& table, PixelFormat format, const PointTable& rows) {
  const auto bytes = static_cast<std::size_t>(bytes_per_pixel(format));
  const auto colours = channel_pattern(format, 255);
  if (const auto offset = added_by(table)) {
    const auto add = channel_pattern(format, static_cast<std::uint8_t>(std::max(*offset, 0)));
    const auto subtract = channel_pattern(format, static_cast<std::uint8_t>(std::max(-*offset, 0)));
    return [=, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.brighten(from, to, pixels * bytes, add.data(), subtract.data());
    };
  }
  if (inverts(table)) {
    return [=, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.invert(from, to, pixels * bytes, colours.data());
    };
  }
  if (const auto lowest = threshold_of(table)) {
    return [=, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.threshold(from, to, pixels * bytes, *lowest, colours.data());
    };
  }
  return [=, &table, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
    rows.lookup(from, to, pixels * bytes, table.data(), colours.data());
  };
}

RowFunction word_tone_function(const WordTone::Entries& tone, PixelFormat format, const PointTable& rows) {
  const auto samples = static_cast<std::size_t>(channels(format));
  const auto colours = word_pattern(format, 65535);
  if (tone.offset) {
    const auto add = word_pattern(format, static_cast<std::uint16_t>(std::max(*tone.offset, 0)));
    const auto subtract = word_pattern(format, static_cast<std::uint16_t>(std::max(-*tone.offset, 0)));
    return [=, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.brighten_words(from, to, pixels * samples, add.data(), subtract.data());
    };
  }
  if (tone.inverts) {
    return [=, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.invert_words(from, to, pixels * samples, colours.data());
    };
  }
  if (tone.lowest) {
    return [=, &rows, lowest = *tone.lowest](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      rows.threshold_words(from, to, pixels * samples, lowest, colours.data());
    };
  }
  return [=, &tone, &rows](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
    rows.lookup_words(from, to, pixels * samples, tone.table.data(), colours.data());
  };
}

RowFunction luma_function(LumaStandard standard, PixelFormat from_format, const ColorTable& rows) {
  if (bytes_per_sample(from_format) == 2) {
    const auto convert = from_format == PixelFormat::rgb16 ? rows.grayscale_rgb16 : rows.grayscale_rgba16;
    return [=](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      convert(from, to, pixels, word_luma_weights(standard));
    };
  }
  const auto convert = from_format == PixelFormat::rgb8 ? rows.grayscale_rgb : rows.grayscale_rgba;
  return [=](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
    convert(from, to, pixels, luma_weights(standard));
  };
}

RowFunction mix_function(const ColorMatrix& matrix, PixelFormat format, const ColorTable& rows) {
  if (bytes_per_sample(format) == 2) {
    const auto mix_words = format == PixelFormat::rgb16 ? rows.mix_rgb16 : rows.mix_rgba16;
    return [=, mix = matrix.word_mix(format)](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
      mix_words(from, to, pixels, mix);
    };
  }
  const auto mix_row = format == PixelFormat::rgb8 ? rows.mix_rgb : rows.mix_rgba;
  return [=, mix = matrix.fixed_point(format)](const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) {
    mix_row(from, to, pixels, mix);
  };
}

RowFunction repeat_function(PixelFormat format, const ColorTable& rows) {
  if (bytes_per_sample(format) == 2) return has_alpha(format) ? rows.repeat_gray_alpha16 : rows.repeat_gray16;
  return has_alpha(format) ? rows.repeat_gray_alpha : rows.repeat_gray;
}

}  // namespace

/// A stage for one format: what it does to some pixels, in place if the format stays.
struct PointChain::Step {
  RowFunction run;
  PixelFormat from;
  PixelFormat to;
};

PointChain& PointChain::then(const Curve& curve) {
  if (stages_.empty() || !std::holds_alternative<Tone>(stages_.back())) {
    Tone& identity = std::get<Tone>(stages_.emplace_back(Tone{}));
    for (std::size_t i = 0; i < 256; ++i) identity.values[i] = static_cast<double>(i);
  }
  Tone& tone = std::get<Tone>(stages_.back());
  tone.curves.push_back(curve);
  tone.words = std::make_shared<WordTone>();
  for (std::size_t i = 0; i < 256; ++i) {
    tone.values[i] = curve(tone.values[i]);
    tone.table[i] = static_cast<std::uint8_t>(std::lround(tone.values[i]));
  }
  return *this;
}

PointChain& PointChain::then(const ColorMatrix& matrix) {
  stages_.emplace_back(matrix);
  return *this;
}

PointChain& PointChain::then(LumaStandard standard) {
  stages_.emplace_back(standard);
  return *this;
}

PointChain& PointChain::then(const PointChain& chain) {
  for (const Stage& stage : std::vector<Stage>(chain.stages_)) {  // a copy: `chain` may be this one
    if (const auto* tone = std::get_if<Tone>(&stage)) {
      for (const Curve& curve : tone->curves) then(curve);
    } else {
      stages_.push_back(stage);
    }
  }
  return *this;
}

PixelFormat PointChain::format_after(const Stage& stage, PixelFormat format) noexcept {
  if (const auto* matrix = std::get_if<ColorMatrix>(&stage)) {
    return is_gray(format) && !matrix->keeps_gray() ? colour_of(format) : format;
  }
  return std::holds_alternative<LumaStandard>(stage) && !is_gray(format) ? gray_of(format) : format;
}

std::vector<PointChain::Step> PointChain::steps_for(PixelFormat source, Kernels kernels) const {
  const ColorTable& color = kernels.table().color;
  std::vector<Step> steps;
  PixelFormat format = source;
  for (const Stage& stage : stages_) {
    const PixelFormat next = format_after(stage, format);
    if (const auto* tone = std::get_if<Tone>(&stage)) {
      const PointTable& point = kernels.table().point;
      steps.push_back({bytes_per_sample(format) == 2
                           ? word_tone_function(tone->words->entries(tone->curves), format, point)
                           : tone_function(tone->table, format, point),
                       format, next});
    } else if (const auto* matrix = std::get_if<ColorMatrix>(&stage); matrix != nullptr && !is_gray(next)) {
      if (next != format) {
        steps.push_back({repeat_function(format, color), format, next});
      }
      steps.push_back({mix_function(*matrix, next, color), next, next});
    } else if (next != format) {
      steps.push_back({luma_function(std::get<LumaStandard>(stage), format, color), format, next});
    }
    format = next;
  }
  return steps;
}

Result<PixelFormat> PointChain::output_format(PixelFormat source) const {
  for (const Stage& stage : stages_) source = format_after(stage, source);
  return source;
}

// A step that changes the format cannot work in place: up to the last such, results go to and fro between two buffers.
void PointChain::run_block(std::span<const Step> steps, const std::uint8_t* source, std::uint8_t* destination,
                           std::size_t pixels) {
  alignas(64) std::uint8_t scratch[2][kBlockBytes];
  const auto changes = [](const Step& step) { return step.from != step.to; };
  const auto last_change = std::find_if(steps.rbegin(), steps.rend(), changes);
  const auto in_scratch = std::max<std::ptrdiff_t>(steps.rend() - last_change, 1) - 1;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::uint8_t* const to = i < static_cast<std::size_t>(in_scratch) ? scratch[i % 2] : destination;
    steps[i].run(source, to, pixels);
    source = to;
  }
}

Status PointChain::run(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) const {
  TBBIMG_ASSIGN_OR_RETURN(const PixelFormat format, output_format(source.format));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

  std::vector<Step> steps;
  try {
    steps = steps_for(source.format, kernels);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the steps of a point operation");
  }
  const auto from_bytes = static_cast<std::size_t>(bytes_per_pixel(source.format));
  const auto to_bytes = static_cast<std::size_t>(bytes_per_pixel(format));
  const auto width = static_cast<std::size_t>(source.width);
  const std::size_t block = kBlockBytes / static_cast<std::size_t>(4 * bytes_per_sample(source.format));
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* const from = source.row(y);
    std::uint8_t* const to = destination.row(y);
    if (steps.empty() && from != to) std::memcpy(to, from, source.row_bytes());
    for (std::size_t x = 0; x < width && !steps.empty(); x += block) {
      run_block(steps, from + x * from_bytes, to + x * to_bytes, std::min(block, width - x));
    }
  }
  return {};
}

}  // namespace tbbimg
