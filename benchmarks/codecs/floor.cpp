#include "benchmarks/codecs/floor.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>

namespace tbbimg::bench {
namespace {

int png_color_type(PixelFormat format) {
  return has_alpha(format) ? PNG_COLOR_TYPE_RGB_ALPHA : is_gray(format) ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
}

struct Reader {
  const Bytes& file;
  std::size_t position;
};

}  // namespace

Bytes bare_jpeg_encode(ConstImageView picture, int quality, JpegKind kind) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = kind == JpegKind::progressive_444 ? 1 : 2;
  if (kind != JpegKind::baseline_420) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < picture.height; ++y) {
    auto* row = const_cast<JSAMPROW>(picture.row(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  Bytes file(data, data + size);
  std::free(data);
  return file;
}

Bytes bare_jpeg_decode(const Bytes& file, int scale) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&info, TRUE);
  info.scale_num = static_cast<unsigned>(scale);
  info.scale_denom = 8;
  jpeg_start_decompress(&info);
  const std::size_t stride = std::size_t{3} * info.output_width;
  Bytes pixels(stride * info.output_height);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = pixels.data() + stride * info.output_scanline;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return pixels;
}

Bytes bare_png_encode(ConstImageView picture) {
  Bytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  const auto on_write = [](png_structp writer, png_bytep data, std::size_t size) {
    auto* target = static_cast<Bytes*>(png_get_io_ptr(writer));
    target->insert(target->end(), data, data + size);
  };
  png_set_write_fn(png, &file, on_write, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8,
               png_color_type(picture.format), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int y = 0; y < picture.height; ++y) png_write_row(png, picture.row(y));
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

Bytes bare_png_decode(const Bytes& file) {
  Reader reader{file, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  const auto on_read = [](png_structp target, png_bytep to, std::size_t size) {
    auto* from = static_cast<Reader*>(png_get_io_ptr(target));
    std::copy_n(from->file.data() + from->position, size, to);
    from->position += size;
  };
  png_set_read_fn(png, &reader, on_read);
  png_read_info(png, info);
  const std::size_t stride = png_get_rowbytes(png, info);
  const png_uint_32 height = png_get_image_height(png, info);
  Bytes pixels(stride * height);
  for (png_uint_32 y = 0; y < height; ++y) png_read_row(png, pixels.data() + stride * y, nullptr);
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  return pixels;
}

Bytes bare_webp_encode(ConstImageView picture, int quality) {
  std::uint8_t* data = nullptr;
  const auto stride = static_cast<int>(picture.stride);
  const auto factor = static_cast<float>(quality);
  const std::size_t size = has_alpha(picture.format)
                               ? WebPEncodeRGBA(picture.data, picture.width, picture.height, stride, factor, &data)
                               : WebPEncodeRGB(picture.data, picture.width, picture.height, stride, factor, &data);
  Bytes file(data, data + size);
  WebPFree(data);
  return file;
}

Bytes bare_webp_decode(const Bytes& file, bool alpha) {
  int width = 0;
  int height = 0;
  WebPGetInfo(file.data(), file.size(), &width, &height);
  const int stride = width * (alpha ? 4 : 3);
  Bytes pixels(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height));
  const auto decode = alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  decode(file.data(), file.size(), pixels.data(), pixels.size(), stride);
  return pixels;
}

}  // namespace tbbimg::bench
