#include "tests/codecs/support/png_writer.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

#include <png.h>

namespace tbbimg::test {
namespace {

using Color = std::array<std::uint8_t, 4>;

Color color_at(ConstImageView picture, int x, int y) {
  const std::uint8_t* p = picture.row(y) + x * channels(picture.format);
  return {p[0], p[1], p[2], has_alpha(picture.format) ? p[3] : std::uint8_t{255}};
}

std::map<Color, std::uint8_t> palette_of(ConstImageView picture) {
  std::map<Color, std::uint8_t> palette;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      palette.try_emplace(color_at(picture, x, y), static_cast<std::uint8_t>(palette.size()));
    }
  }
  return palette;
}

void set_palette(png_structp png, png_infop info, const std::map<Color, std::uint8_t>& palette) {
  std::vector<png_color> colors(palette.size());
  std::vector<png_byte> alphas(palette.size());
  bool transparent = false;
  for (const auto& [color, index] : palette) {
    colors[index] = {color[0], color[1], color[2]};
    alphas[index] = color[3];
    transparent = transparent || color[3] != 255;
  }
  png_set_PLTE(png, info, colors.data(), static_cast<int>(colors.size()));
  if (transparent) png_set_tRNS(png, info, alphas.data(), static_cast<int>(alphas.size()), nullptr);
}

Bytes row_of(ConstImageView picture, int y, const PngOptions& options, const std::map<Color, std::uint8_t>& palette) {
  Bytes row;
  if (options.palette) {
    for (int x = 0; x < picture.width; ++x) row.push_back(palette.at(color_at(picture, x, y)));
    return row;
  }
  for (std::size_t i = 0; i < picture.row_bytes(); ++i) {
    row.push_back(picture.row(y)[i]);
    if (options.bit_depth == 16) row.push_back(options.low_byte.value_or(picture.row(y)[i]));
  }
  if (options.bit_depth < 8) {
    Bytes packed((row.size() * static_cast<std::size_t>(options.bit_depth) + 7) / 8, 0);
    for (std::size_t x = 0; x < row.size(); ++x) {
      const std::size_t bit = x * static_cast<std::size_t>(options.bit_depth);
      const int value = row[x] >> (8 - options.bit_depth);
      packed[bit / 8] =
          static_cast<std::uint8_t>(packed[bit / 8] | (value << (8 - options.bit_depth - static_cast<int>(bit % 8))));
    }
    return packed;
  }
  return row;
}

int color_type(PixelFormat format, bool palette) {
  if (palette) return PNG_COLOR_TYPE_PALETTE;
  constexpr std::array kTypes = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                 PNG_COLOR_TYPE_RGB_ALPHA};
  return kTypes[static_cast<std::size_t>(channels(format) - 1)];
}

void on_write(png_structp png, png_bytep data, std::size_t size) {
  auto* file = static_cast<Bytes*>(png_get_io_ptr(png));
  file->insert(file->end(), data, data + size);
}

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ (0xEDB88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

void append_big_endian(Bytes& bytes, std::uint32_t value) {
  for (unsigned shift = 32; shift != 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
}

}  // namespace

Bytes write_png(ConstImageView picture, const PngOptions& options) {
  Bytes file;
  const auto palette = options.palette ? palette_of(picture) : std::map<Color, std::uint8_t>{};
  std::vector<Bytes> rows;
  for (int y = 0; y < picture.height; ++y) rows.push_back(row_of(picture, y, options, palette));
  std::vector<png_bytep> row_pointers;
  for (Bytes& row : rows) row_pointers.push_back(row.data());

  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &file, on_write, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height),
               options.bit_depth, color_type(picture.format, options.palette),
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (options.palette) set_palette(png, info, palette);
  if (options.transparent_gray) {
    png_color_16 color{};
    color.gray = *options.transparent_gray;
    png_set_tRNS(png, info, nullptr, 0, &color);
  }
  if (!options.icc_profile.empty()) {
    png_set_iCCP(png, info, "test", 0, options.icc_profile.data(),
                 static_cast<png_uint_32>(options.icc_profile.size()));
  }
  png_write_info(png, info);
  png_write_image(png, row_pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  if (!options.exif.empty()) file = insert_png_chunk(file, "eXIf", options.exif);
  if (!options.text.empty()) file = insert_png_chunk(file, "tEXt", options.text);
  return file;
}

Bytes insert_png_chunk(const Bytes& file, std::string_view type, std::span<const std::uint8_t> data) {
  constexpr std::ptrdiff_t kAfterHeader = 8 + 25;
  Bytes typed(type.begin(), type.end());
  typed.insert(typed.end(), data.begin(), data.end());
  Bytes result(file.begin(), file.begin() + kAfterHeader);
  append_big_endian(result, static_cast<std::uint32_t>(data.size()));
  result.insert(result.end(), typed.begin(), typed.end());
  append_big_endian(result, crc_of(typed));
  result.insert(result.end(), file.begin() + kAfterHeader, file.end());
  return result;
}

}  // namespace tbbimg::test
