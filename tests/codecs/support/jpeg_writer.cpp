#include "tests/codecs/support/jpeg_writer.hpp"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace tbbimg::test {
namespace {

void set_colors(jpeg_compress_struct& info, ConstImageView picture, const JpegOptions& options) {
  using Color = JpegOptions::Color;
  info.input_components = channels(picture.format);
  const bool is_cmyk = options.color == Color::cmyk || options.color == Color::ycck;
  info.in_color_space = is_cmyk ? JCS_CMYK : is_gray(picture.format) ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  if (options.color == Color::rgb) jpeg_set_colorspace(&info, JCS_RGB);
  if (options.color == Color::cmyk) {
    jpeg_set_colorspace(&info, JCS_CMYK);
    info.write_Adobe_marker = options.adobe_marker ? TRUE : FALSE;
  }
  if (options.color == Color::ycck) jpeg_set_colorspace(&info, JCS_YCCK);
}

// DC of all components, then each AC coefficient of each component on its own, in three steps of precision.
std::vector<jpeg_scan_info> scans_of_one_coefficient(int count) {
  std::vector<jpeg_scan_info> scans = {{3, {0, 1, 2, 0}, 0, 0, 0, 0}};
  for (const int low_bit : {2, 1, 0}) {
    for (int component = 0; component < 3; ++component) {
      for (int k = 1; k < DCTSIZE2; ++k) {
        scans.push_back({1, {component, 0, 0, 0}, k, k, low_bit == 2 ? 0 : low_bit + 1, low_bit});
      }
    }
  }
  scans.resize(static_cast<std::size_t>(count));
  return scans;
}

}  // namespace

Bytes write_jpeg(ConstImageView picture, const JpegOptions& options) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  set_colors(info, picture, options);
  jpeg_set_quality(&info, options.quality, TRUE);
  for (int i = 0; i < info.num_components; ++i) {
    const bool is_chroma = info.num_components > 1 && (i == 1 || i == 2);
    info.comp_info[i].h_samp_factor = is_chroma ? 1 : options.chroma_subsampling.width;
    info.comp_info[i].v_samp_factor = is_chroma ? 1 : options.chroma_subsampling.height;
  }
  info.restart_interval = options.restart_interval;
  info.arith_code = options.arithmetic ? TRUE : FALSE;
  if (options.progressive) jpeg_simple_progression(&info);
  std::vector<jpeg_scan_info> scans;
  if (options.one_scan_per_component) {
    for (int i = 0; i < info.num_components; ++i) scans.push_back({1, {i, 0, 0, 0}, 0, 63, 0, 0});
  }
  if (options.scans_of_one_coefficient > 0) scans = scans_of_one_coefficient(options.scans_of_one_coefficient);
  if (!scans.empty()) {
    info.scan_info = scans.data();
    info.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&info, TRUE);
  if (!options.exif.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1, options.exif.data(), static_cast<unsigned>(options.exif.size()));
  }
  if (!options.icc_profile.empty()) {
    jpeg_write_icc_profile(&info, options.icc_profile.data(), static_cast<unsigned>(options.icc_profile.size()));
  }
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

Image read_jpeg_plainly(const Bytes& file, int scale) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&info, TRUE);
  info.scale_num = static_cast<unsigned>(scale);
  info.scale_denom = 8;
  jpeg_start_decompress(&info);
  Image image = Image::create({{static_cast<int>(info.output_width), static_cast<int>(info.output_height)},
                               info.output_components == 1   ? PixelFormat::gray8
                               : info.output_components == 4 ? PixelFormat::rgba8
                                                             : PixelFormat::rgb8})
                    .value();
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = image.view().row(static_cast<int>(info.output_scanline));
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return image;
}

}  // namespace tbbimg::test
