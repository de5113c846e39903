#include "codecs/jp2/detail/jp2_handle.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

#include "codecs/jp2/detail/jp2_failure.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::array<std::uint8_t, 2> kEndMark = {0xFF, 0xD9};

/// What openjpeg reads, and what it says.
struct Jp2Input {
  std::span<const std::uint8_t> bytes;
  std::span<const std::uint8_t> end_mark;  // behind them, where the file lacks it
  const std::stop_token& stop;
  std::size_t at = 0;
  std::string error = {};  // the first one
  bool lost_data = false;

  [[nodiscard]] std::size_t size() const noexcept { return bytes.size() + end_mark.size(); }
  [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept {
    return at < bytes.size() ? bytes.subspan(at) : end_mark.subspan(at - bytes.size());
  }
};

std::string line_of(const char* message) {
  std::string line(message);
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  return line;
}

void on_jp2_error(const char* message, void* data) {
  auto& input = *static_cast<Jp2Input*>(data);
  if (input.error.empty()) input.error = line_of(message);
}

// Others speak of values that do no harm, such as markers that openjpeg does not know.
void on_jp2_warning(const char* message, void* data) {
  constexpr std::array<std::string_view, 7> kLosses = {"too long",       "too short",       "truncated",  "orrupt",
                                                       "issing packets", "ot enough space", "nconsistent"};
  const std::string_view text(message);
  if (!std::any_of(kLosses.begin(), kLosses.end(),
                   [text](std::string_view loss) { return text.find(loss) != std::string_view::npos; })) {
    return;
  }
  auto& input = *static_cast<Jp2Input*>(data);
  input.lost_data = true;
  on_jp2_error(message, data);
}

void ignore_jp2_message(const char* /*message*/, void* /*data*/) {}

OPJ_SIZE_T read_jp2(void* to, OPJ_SIZE_T bytes, void* data) {
  auto& input = *static_cast<Jp2Input*>(data);
  const auto rest = input.rest();
  const std::size_t count = std::min<std::size_t>(bytes, rest.size());
  if (count == 0 || input.stop.stop_requested()) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, rest.data(), count);
  input.at += count;
  return count;
}

OPJ_OFF_T skip_jp2(OPJ_OFF_T bytes, void* data) {
  auto& input = *static_cast<Jp2Input*>(data);
  if (bytes < 0) return -1;
  const std::size_t count = std::min(static_cast<std::size_t>(bytes), input.size() - input.at);
  input.at += count;
  return static_cast<OPJ_OFF_T>(count);
}

OPJ_BOOL seek_jp2(OPJ_OFF_T offset, void* data) {
  auto& input = *static_cast<Jp2Input*>(data);
  if (offset < 0 || static_cast<std::size_t>(offset) > input.size()) return OPJ_FALSE;
  input.at = static_cast<std::size_t>(offset);
  return OPJ_TRUE;
}

struct DeleteJp2Stream {
  void operator()(opj_stream_t* stream) const noexcept { opj_stream_destroy(stream); }
};
using Jp2Stream = std::unique_ptr<opj_stream_t, DeleteJp2Stream>;

Jp2Stream open_jp2_stream(Jp2Input& input) {
  constexpr OPJ_SIZE_T kBufferBytes = 1 << 16;
  Jp2Stream stream(opj_stream_create(kBufferBytes, OPJ_TRUE));
  if (!stream) return stream;
  opj_stream_set_read_function(stream.get(), read_jp2);
  opj_stream_set_skip_function(stream.get(), skip_jp2);
  opj_stream_set_seek_function(stream.get(), seek_jp2);
  opj_stream_set_user_data(stream.get(), &input, nullptr);
  opj_stream_set_user_data_length(stream.get(), input.size());
  return stream;
}

tl::unexpected<Error> jp2_failure(const Jp2Input& input) {
  if (input.stop.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
  if (input.error.find("emory") != std::string::npos) {
    return fail(ErrorCode::out_of_memory, "there is no memory to decode the JPEG 2000 (" + input.error + ")");
  }
  return damaged_jp2(input.error.empty() ? "its data cannot be decoded" : "openjpeg says " + input.error);
}

}  // namespace

Result<Jp2Planes> decode_jp2_planes(std::span<const std::uint8_t> codestream, bool lacks_end, int halvings,
                                    const std::stop_token& stop) {
  using Bytes = std::span<const std::uint8_t>;
  Jp2Input input{codestream, lacks_end ? Bytes(kEndMark) : Bytes(), stop};
  const std::unique_ptr<opj_codec_t, DeleteJp2> codec(opj_create_decompress(OPJ_CODEC_J2K));
  const Jp2Stream stream = open_jp2_stream(input);
  if (!codec || !stream) return fail(ErrorCode::out_of_memory, "there is no memory to decode the JPEG 2000");
  opj_set_info_handler(codec.get(), ignore_jp2_message, nullptr);
  opj_set_warning_handler(codec.get(), on_jp2_warning, &input);
  opj_set_error_handler(codec.get(), on_jp2_error, &input);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  parameters.cp_reduce = static_cast<OPJ_UINT32>(halvings);
  // Without threads, that is openjpeg's default, in the one that asks.
  if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE ||
      opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) == OPJ_FALSE) {
    return jp2_failure(input);
  }
  opj_image_t* image = nullptr;
  const bool has_header = opj_read_header(stream.get(), codec.get(), &image) != OPJ_FALSE;
  Jp2Planes planes(image);
  if (!has_header || opj_decode(codec.get(), stream.get(), image) == OPJ_FALSE || input.lost_data) {
    return jp2_failure(input);
  }
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
  return planes;
}

}  // namespace tbbimg::detail
