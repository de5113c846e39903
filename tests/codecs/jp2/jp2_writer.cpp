#include "tests/codecs/jp2/jp2_writer.hpp"

#include <doctest/doctest.h>
#include <openjpeg.h>

#include <cstring>
#include <memory>

namespace tbbimg::test {
namespace {

struct FreeJp2 {
  void operator()(opj_image_t* image) const noexcept { opj_image_destroy(image); }
  void operator()(opj_codec_t* codec) const noexcept { opj_destroy_codec(codec); }
};

void print_jp2(const char* message, void* /*data*/) { MESSAGE(message); }

struct Jp2Sink {
  Bytes bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T write_to_sink(void* data, OPJ_SIZE_T count, void* sink) {
  auto& to = *static_cast<Jp2Sink*>(sink);
  if (to.bytes.size() < to.at + count) to.bytes.resize(to.at + count);
  std::memcpy(to.bytes.data() + to.at, data, count);
  to.at += count;
  return count;
}

OPJ_OFF_T skip_in_sink(OPJ_OFF_T count, void* sink) {
  static_cast<Jp2Sink*>(sink)->at += static_cast<std::size_t>(count);
  return count;
}

OPJ_BOOL seek_in_sink(OPJ_OFF_T at, void* sink) {
  static_cast<Jp2Sink*>(sink)->at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

int sample_of(ConstImageView picture, int x, int y, int channel, const Jp2Options& options) {
  const int stored = 8 * bytes_per_sample(picture.format);
  const std::uint8_t* const at =
      picture.row(y) + (x * channels(picture.format) + channel) * bytes_per_sample(picture.format);
  std::uint16_t deep = *at;
  if (stored == 16) std::memcpy(&deep, at, 2);
  return (deep >> (stored - options.bits)) - (options.is_signed ? 1 << (options.bits - 1) : 0);
}

opj_image_t* jp2_image_of(ConstImageView picture, const Jp2Options& options) {
  const int count = channels(picture.format);
  std::vector<opj_image_cmptparm_t> parameters(static_cast<std::size_t>(count));
  const auto number = [](int value) { return static_cast<OPJ_UINT32>(value); };
  for (int c = 0; c < count; ++c) {
    const Size step = c == 1 || c == 2 ? options.chroma_step : Size{1, 1};
    opj_image_cmptparm_t& of_component = parameters[static_cast<std::size_t>(c)];
    std::memset(&of_component, 0, sizeof(of_component));
    of_component.dx = number(step.width);
    of_component.dy = number(step.height);
    of_component.w = number((picture.width + step.width - 1) / step.width);
    of_component.h = number((picture.height + step.height - 1) / step.height);
    of_component.x0 = number(options.origin.width);
    of_component.y0 = number(options.origin.height);
    of_component.prec = number(options.bits);
    of_component.sgnd = options.is_signed ? 1 : 0;
  }
  opj_image_t* const image =
      opj_image_create(number(count), parameters.data(), count < 3 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB);
  image->x0 = number(options.origin.width);
  image->y0 = number(options.origin.height);
  image->x1 = number(options.origin.width + picture.width);
  image->y1 = number(options.origin.height + picture.height);
  for (int c = 0; c < count; ++c) {
    opj_image_comp_t& component = image->comps[c];
    OPJ_INT32* to = component.data;
    for (int y = 0; y < static_cast<int>(component.h); ++y) {
      for (int x = 0; x < static_cast<int>(component.w); ++x) {
        *to++ = sample_of(picture, x * static_cast<int>(component.dx), y * static_cast<int>(component.dy), c, options);
      }
    }
  }
  return image;
}

opj_cparameters_t jp2_parameters(ConstImageView picture, const Jp2Options& options) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.numresolution = options.levels + 1;
  parameters.irreversible = options.lossless ? 0 : 1;
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.tcp_rates[0] = options.lossless ? 0 : options.ratio;
  parameters.tcp_mct = channels(picture.format) >= 3 && options.chroma_step == Size{1, 1} ? 1 : 0;
  parameters.cblockw_init = options.block.width;
  parameters.cblockh_init = options.block.height;
  parameters.image_offset_x0 = options.origin.width;
  parameters.image_offset_y0 = options.origin.height;
  if (options.tiles.width > 0) {
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = options.tiles.width;
    parameters.cp_tdy = options.tiles.height;
  }
  if (options.precinct > 0) {
    parameters.csty |= 1;
    parameters.res_spec = 1;
    parameters.prcw_init[0] = options.precinct;
    parameters.prch_init[0] = options.precinct;
  }
  if (options.parts) {
    parameters.tp_on = 1;
    parameters.tp_flag = 'R';
  }
  return parameters;
}

}  // namespace

Bytes write_j2k(ConstImageView picture, const Jp2Options& options) {
  const std::unique_ptr<opj_image_t, FreeJp2> image(jp2_image_of(picture, options));
  const std::unique_ptr<opj_codec_t, FreeJp2> codec(opj_create_compress(OPJ_CODEC_J2K));
  opj_set_error_handler(codec.get(), print_jp2, nullptr);
  opj_cparameters_t parameters = jp2_parameters(picture, options);
  REQUIRE(opj_setup_encoder(codec.get(), &parameters, image.get()));
  Jp2Sink sink;
  opj_stream_t* const stream = opj_stream_create(1 << 16, OPJ_FALSE);
  opj_stream_set_write_function(stream, write_to_sink);
  opj_stream_set_skip_function(stream, skip_in_sink);
  opj_stream_set_seek_function(stream, seek_in_sink);
  opj_stream_set_user_data(stream, &sink, nullptr);
  const bool is_written = opj_start_compress(codec.get(), image.get(), stream) && opj_encode(codec.get(), stream) &&
                          opj_end_compress(codec.get(), stream);
  opj_stream_destroy(stream);
  REQUIRE(is_written);
  return std::move(sink.bytes);
}

Bytes joined_bytes(std::initializer_list<Bytes> parts) {
  Bytes joined;
  for (const Bytes& part : parts) joined.insert(joined.end(), part.begin(), part.end());
  return joined;
}

Bytes jp2_box(std::string_view type, const Bytes& content) {
  const std::size_t length = content.size() + 8;
  Bytes header;
  for (int shift = 24; shift >= 0; shift -= 8) header.push_back(static_cast<std::uint8_t>(length >> unsigned(shift)));
  header.insert(header.end(), type.begin(), type.end());
  return joined_bytes({header, content});
}

Bytes wrap_jp2(const Bytes& boxes, const Bytes& codestream) {
  return joined_bytes({jp2_box("jP  ", {0x0D, 0x0A, 0x87, 0x0A}),
                       jp2_box("ftyp", {'j', 'p', '2', ' ', 0, 0, 0, 0, 'j', 'p', '2', ' '}), jp2_box("jp2h", boxes),
                       jp2_box("jp2c", codestream)});
}

Bytes jp2_colors(int number) { return jp2_box("colr", {1, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(number)}); }

Bytes jp2_profile(const Bytes& profile) { return jp2_box("colr", joined_bytes({{2, 0, 0}, profile})); }

}  // namespace tbbimg::test
