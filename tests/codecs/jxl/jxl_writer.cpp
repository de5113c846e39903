#include "tests/codecs/jxl/jxl_writer.hpp"

#include <jxl/decode.h>
#include <jxl/encode.h>

#include <memory>

namespace tbbimg::test {
namespace {

struct FreeJxl {
  void operator()(::JxlEncoder* encoder) const noexcept { JxlEncoderDestroy(encoder); }
  void operator()(::JxlDecoder* decoder) const noexcept { JxlDecoderDestroy(decoder); }
};

bool is_done(JxlEncoderStatus status) { return status == JXL_ENC_SUCCESS; }

JxlBasicInfo basic_info_for(ConstImageView picture, const JxlOptions& options) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = static_cast<std::uint32_t>(picture.width);
  info.ysize = static_cast<std::uint32_t>(picture.height);
  info.bits_per_sample =
      static_cast<std::uint32_t>(options.bits != 0 ? options.bits : 8 * bytes_per_sample(picture.format));
  if (options.floats) {
    info.bits_per_sample = 32;
    info.exponent_bits_per_sample = 8;
  }
  info.num_color_channels = is_gray(picture.format) ? 1 : 3;
  info.num_extra_channels = (has_alpha(picture.format) ? 1U : 0U) + (options.depth_channel ? 1U : 0U);
  if (has_alpha(picture.format)) {
    info.alpha_bits = info.bits_per_sample;
    info.alpha_exponent_bits = info.exponent_bits_per_sample;
  }
  info.uses_original_profile = options.distance > 0 ? JXL_FALSE : JXL_TRUE;
  info.orientation = static_cast<JxlOrientation>(options.orientation);
  if (!options.durations.empty()) {
    info.have_animation = JXL_TRUE;
    info.animation.tps_numerator = 100;
    info.animation.tps_denominator = 1;
    info.animation.num_loops = options.loops;
  }
  return info;
}

bool set_header(::JxlEncoder& encoder, ConstImageView picture, const JxlOptions& options) {
  const JxlBasicInfo info = basic_info_for(picture, options);
  if (options.container && !is_done(JxlEncoderUseContainer(&encoder, JXL_TRUE))) return false;
  if (!options.exif.empty() && !is_done(JxlEncoderUseBoxes(&encoder))) return false;
  if (!is_done(JxlEncoderSetBasicInfo(&encoder, &info))) return false;
  if (options.depth_channel) {
    JxlExtraChannelInfo depth;
    JxlEncoderInitExtraChannelInfo(JXL_CHANNEL_DEPTH, &depth);
    if (!is_done(JxlEncoderSetExtraChannelInfo(&encoder, info.num_extra_channels - 1, &depth))) return false;
  }
  if (!options.icc_profile.empty())
    return is_done(JxlEncoderSetICCProfile(&encoder, options.icc_profile.data(), options.icc_profile.size()));
  JxlColorEncoding color;
  JxlColorEncodingSetToSRGB(&color, is_gray(picture.format) ? JXL_TRUE : JXL_FALSE);
  if (options.wide_gamut) color.primaries = JXL_PRIMARIES_P3;
  return is_done(JxlEncoderSetColorEncoding(&encoder, &color));
}

bool configure(JxlEncoderFrameSettings* frame, const JxlOptions& options) {
  const auto set = [frame](JxlEncoderFrameSettingId id, int value) {
    return is_done(JxlEncoderFrameSettingsSetOption(frame, id, value));
  };
  if (!set(JXL_ENC_FRAME_SETTING_EFFORT, options.effort)) return false;
  if (options.progressive && !set(JXL_ENC_FRAME_SETTING_PROGRESSIVE_AC, 1)) return false;
  if (options.low_frequency && !set(JXL_ENC_FRAME_SETTING_PROGRESSIVE_DC, 1)) return false;
  if (options.reordered && !set(JXL_ENC_FRAME_SETTING_GROUP_ORDER, 1)) return false;
  if (options.modular && !set(JXL_ENC_FRAME_SETTING_MODULAR, 1)) return false;
  return is_done(options.distance > 0 ? JxlEncoderSetFrameDistance(frame, options.distance)
                                      : JxlEncoderSetFrameLossless(frame, JXL_TRUE));
}

bool add_frame(JxlEncoderFrameSettings* frame, ConstImageView picture, const JxlOptions& options) {
  JxlPixelFormat format = {};
  format.num_channels = static_cast<std::uint32_t>(channels(picture.format));
  format.data_type = bytes_per_sample(picture.format) == 2 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8;
  format.align = static_cast<std::size_t>(picture.stride);
  const std::size_t bytes = format.align * static_cast<std::size_t>(picture.height - 1) + picture.row_bytes();
  if (!is_done(JxlEncoderAddImageFrame(frame, &format, picture.data, bytes))) return false;
  if (!options.depth_channel) return true;
  const Bytes depth(static_cast<std::size_t>(picture.size().pixels()), 77);
  format = {};
  format.num_channels = 1;
  format.data_type = JXL_TYPE_UINT8;
  return is_done(
      JxlEncoderSetExtraChannelBuffer(frame, &format, depth.data(), depth.size(), has_alpha(picture.format) ? 1 : 0));
}

Bytes all_output(::JxlEncoder& encoder) {
  Bytes file(1 << 16);
  std::size_t used = 0;
  while (true) {
    std::uint8_t* next = file.data() + used;
    std::size_t left = file.size() - used;
    const JxlEncoderStatus status = JxlEncoderProcessOutput(&encoder, &next, &left);
    used = file.size() - left;
    if (status != JXL_ENC_NEED_MORE_OUTPUT) {
      file.resize(is_done(status) ? used : 0);
      return file;
    }
    file.resize(file.size() * 2);
  }
}

}  // namespace

Bytes write_jxl(std::vector<ConstImageView> frames, const JxlOptions& options) {
  const std::unique_ptr<::JxlEncoder, FreeJxl> encoder(JxlEncoderCreate(nullptr));
  if (!set_header(*encoder, frames[0], options)) return {};
  if (!options.exif.empty()) {
    Bytes box(4);  // where the TIFF structure begins
    box.insert(box.end(), options.exif.begin(), options.exif.end());
    if (!is_done(JxlEncoderAddBox(encoder.get(), "Exif", box.data(), box.size(),
                                  options.exif_compressed ? JXL_TRUE : JXL_FALSE)))
      return {};
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    JxlEncoderFrameSettings* const frame = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
    if (!configure(frame, options)) return {};
    if (!options.durations.empty()) {
      JxlFrameHeader header;
      JxlEncoderInitFrameHeader(&header);
      header.duration = options.durations[i];
      if (!is_done(JxlEncoderSetFrameHeader(frame, &header))) return {};
    }
    if (!add_frame(frame, frames[i], options)) return {};
  }
  JxlEncoderCloseInput(encoder.get());
  return all_output(*encoder);
}

Bytes write_jxl_boxes(const std::vector<JxlBoxContent>& boxes) {
  constexpr std::string_view kStart(
      "\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14"
      "ftypjxl \0\0\0\0jxl ",
      32);
  Bytes file(kStart.begin(), kStart.end());
  for (const JxlBoxContent& box : boxes) {
    const std::size_t length = box.content.size() + 8;
    for (unsigned shift = 32; shift > 0; shift -= 8) file.push_back(static_cast<std::uint8_t>(length >> (shift - 8)));
    file.insert(file.end(), box.type.begin(), box.type.end());
    file.insert(file.end(), box.content.begin(), box.content.end());
  }
  return file;
}

Bytes jpeg_within(const Bytes& file) {
  const std::unique_ptr<::JxlDecoder, FreeJxl> decoder(JxlDecoderCreate(nullptr));
  if (JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_JPEG_RECONSTRUCTION | JXL_DEC_FULL_IMAGE) != JXL_DEC_SUCCESS ||
      JxlDecoderSetInput(decoder.get(), file.data(), file.size()) != JXL_DEC_SUCCESS)
    return {};
  JxlDecoderCloseInput(decoder.get());
  if (JxlDecoderProcessInput(decoder.get()) != JXL_DEC_JPEG_RECONSTRUCTION) return {};
  Bytes jpeg(std::size_t{64} << 20);
  if (JxlDecoderSetJPEGBuffer(decoder.get(), jpeg.data(), jpeg.size()) != JXL_DEC_SUCCESS ||
      JxlDecoderProcessInput(decoder.get()) != JXL_DEC_FULL_IMAGE)
    return {};
  jpeg.resize(jpeg.size() - JxlDecoderReleaseJPEGBuffer(decoder.get()));
  return jpeg;
}

}  // namespace tbbimg::test
