#include <openjpeg.h>

#include <algorithm>
#include <cstring>

#include "benchmarks/codecs/floor.hpp"
#include "benchmarks/codecs/picture.hpp"
#include "codecs/jp2/jp2_decoder.hpp"

namespace tbbimg::bench {
namespace {

struct MemoryFile {
  Bytes bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T write_to_memory(void* data, OPJ_SIZE_T count, void* file) {
  auto& to = *static_cast<MemoryFile*>(file);
  to.bytes.resize(std::max(to.bytes.size(), to.at + count));
  std::memcpy(to.bytes.data() + to.at, data, count);
  to.at += count;
  return count;
}

OPJ_SIZE_T read_from_memory(void* data, OPJ_SIZE_T count, void* file) {
  auto& from = *static_cast<MemoryFile*>(file);
  const std::size_t there = std::min<std::size_t>(count, from.bytes.size() - from.at);
  if (there == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(data, from.bytes.data() + from.at, there);
  from.at += there;
  return there;
}

OPJ_OFF_T skip_in_memory(OPJ_OFF_T count, void* file) {
  static_cast<MemoryFile*>(file)->at += static_cast<std::size_t>(count);
  return count;
}

OPJ_BOOL seek_in_memory(OPJ_OFF_T at, void* file) {
  static_cast<MemoryFile*>(file)->at = static_cast<std::size_t>(at);
  return OPJ_TRUE;
}

opj_stream_t* open_memory(MemoryFile& file, bool for_reading) {
  opj_stream_t* const stream = opj_stream_default_create(for_reading ? OPJ_TRUE : OPJ_FALSE);
  opj_stream_set_read_function(stream, read_from_memory);
  opj_stream_set_write_function(stream, write_to_memory);
  opj_stream_set_skip_function(stream, skip_in_memory);
  opj_stream_set_seek_function(stream, seek_in_memory);
  opj_stream_set_user_data(stream, &file, nullptr);
  opj_stream_set_user_data_length(stream, file.bytes.size());
  return stream;
}

// At a tenth of its bytes.
Bytes bare_jp2_encode(ConstImageView picture) {
  opj_image_cmptparm_t parameters[3] = {};
  for (opj_image_cmptparm_t& each : parameters) {
    each.dx = each.dy = 1;
    each.w = static_cast<OPJ_UINT32>(picture.width);
    each.h = static_cast<OPJ_UINT32>(picture.height);
    each.prec = 8;
  }
  opj_image_t* const image = opj_image_create(3, parameters, OPJ_CLRSPC_SRGB);
  image->x1 = parameters[0].w;
  image->y1 = parameters[0].h;
  for (int y = 0; y < picture.height; ++y) {
    for (int i = 0; i < picture.width * 3; ++i) {
      image->comps[i % 3].data[y * picture.width + i / 3] = picture.row(y)[i];
    }
  }
  opj_cparameters_t options;
  opj_set_default_encoder_parameters(&options);
  options.irreversible = 1;
  options.tcp_mct = 1;
  options.tcp_numlayers = 1;
  options.cp_disto_alloc = 1;
  options.tcp_rates[0] = 10;
  opj_codec_t* const codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_setup_encoder(codec, &options, image);
  MemoryFile file;
  opj_stream_t* const stream = open_memory(file, false);
  opj_start_compress(codec, image, stream);
  opj_encode(codec, stream);
  opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return file.bytes;
}

// To openjpeg's planes, which nobody has made pixels of yet.
std::size_t bare_jp2_decode(const Bytes& bytes, int halvings) {
  MemoryFile file{bytes};
  opj_codec_t* const codec = opj_create_decompress(OPJ_CODEC_J2K);
  opj_dparameters_t options;
  opj_set_default_decoder_parameters(&options);
  options.cp_reduce = static_cast<OPJ_UINT32>(halvings);
  opj_setup_decoder(codec, &options);
  opj_stream_t* const stream = open_memory(file, true);
  opj_image_t* image = nullptr;
  opj_read_header(stream, codec, &image);
  opj_decode(codec, stream, image);
  const std::size_t width = image->comps[0].w;
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return width;
}

// Argument: how often the size is halved. The speed is that of the whole picture.
void jp2_decode(benchmark::State& state) {
  constexpr Size kSize{1600, 1056};
  const auto halvings = static_cast<int>(state.range(0));
  const Bytes file = bare_jp2_encode(make_photograph(kSize, PixelFormat::rgb8).view());
  const Jp2Decoder decoder;
  DecodeOptions options;
  options.at_least = {kSize.width >> halvings, kSize.height >> halvings};
  options.pool = BufferPool(std::size_t{256} << 20);
  compare_with_floor(
      state, kSize.pixels(), [&] { return decoder.decode(file, options).value(); },
      [&] { return bare_jp2_decode(file, halvings); });
}
BENCHMARK(jp2_decode)->Arg(0)->Arg(1)->Arg(3)->ArgName("halvings")->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tbbimg::bench
