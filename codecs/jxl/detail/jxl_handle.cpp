#include "codecs/jxl/detail/jxl_handle.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace tbbimg::detail {
namespace {

// A profile of which libjxl makes 256 times as much at most lies in the header.
constexpr std::size_t kMostHeaderBytes = std::size_t{1} << 20;
constexpr std::size_t kMostMetadataBytes = std::size_t{8} << 20;

Result<JxlHandle> create_jxl_decoder() {
  JxlHandle handle(JxlDecoderCreate(nullptr));
  if (!handle) return fail(ErrorCode::out_of_memory, "there is no memory to decode the JPEG XL");
  return handle;
}

tl::unexpected<Error> unsupported_jxl(const char* what) {
  return fail(ErrorCode::unsupported,
              "the JPEG XL is of a kind that is not supported: it has " + std::string(what) + "; store it without");
}

JxlBoxes beginning_of(const JxlBoxes& boxes, std::size_t bytes) {
  JxlBoxes beginning;
  for (const auto& piece : boxes.codestream) {
    if (bytes == 0) break;
    beginning.codestream.push_back(piece.first(std::min(piece.size(), bytes)));
    bytes -= beginning.codestream.back().size();
  }
  return beginning;
}

bool is_srgb(const JxlColorEncoding& color) noexcept {
  return color.white_point == JXL_WHITE_POINT_D65 && color.transfer_function == JXL_TRANSFER_FUNCTION_SRGB &&
         (color.color_space == JXL_COLOR_SPACE_GRAY ||
          (color.color_space == JXL_COLOR_SPACE_RGB && color.primaries == JXL_PRIMARIES_SRGB));
}

std::vector<std::uint8_t> profile_of_pixels(const ::JxlDecoder& decoder) {
  JxlColorEncoding color;
  if (JxlDecoderGetColorAsEncodedProfile(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, &color) == JXL_DEC_SUCCESS &&
      is_srgb(color))
    return {};
  std::size_t bytes = 0;
  if (JxlDecoderGetICCProfileSize(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, &bytes) != JXL_DEC_SUCCESS ||
      bytes > kMostMetadataBytes)
    return {};
  std::vector<std::uint8_t> profile(bytes);
  if (JxlDecoderGetColorAsICCProfile(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, profile.data(), bytes) !=
      JXL_DEC_SUCCESS)
    return {};
  return profile;
}

Status read_extra_channels(const ::JxlDecoder& decoder, JxlHeader& header) {
  const std::uint32_t count = header.basic.num_extra_channels;
  for (std::uint32_t i = 0; i < count; ++i) {
    JxlExtraChannelInfo channel;
    if (JxlDecoderGetExtraChannelInfo(&decoder, i, &channel) != JXL_DEC_SUCCESS)
      return damaged_jxl("its header cannot be read");
    if (channel.type == JXL_CHANNEL_BLACK) return unsupported_jxl("a channel for black ink (CMYK)");
    if (channel.type != JXL_CHANNEL_ALPHA || i > 0)
      return unsupported_jxl("a channel that is neither colour nor its one transparency, such as depth");
    header.stream.extra_channel_shifts.push_back(channel.dim_shift);
  }
  return {};
}

Status read_basic_info(const ::JxlDecoder& decoder, JxlHeader& header) {
  JxlBasicInfo& basic = header.basic;
  constexpr std::uint32_t kMostSide = std::uint32_t{1} << 30U;
  if (JxlDecoderGetBasicInfo(&decoder, &basic) != JXL_DEC_SUCCESS || basic.xsize > kMostSide ||
      basic.ysize > kMostSide || basic.preview.xsize > kMostSide || basic.preview.ysize > kMostSide)
    return damaged_jxl("its header cannot be read");
  header.stream.canvas = {static_cast<int>(basic.xsize), static_cast<int>(basic.ysize)};
  if (basic.have_preview != JXL_FALSE)
    header.stream.preview = {static_cast<int>(basic.preview.xsize), static_cast<int>(basic.preview.ysize)};
  header.stream.xyb = basic.uses_original_profile == JXL_FALSE;
  header.stream.animated = basic.have_animation != JXL_FALSE;
  header.stream.time_codes = header.stream.animated && basic.animation.have_timecodes != JXL_FALSE;
  return read_extra_channels(decoder, header);
}

// libjxl takes what a box holds of Brotli's only out of a file.
std::vector<std::uint8_t> unpacked_exif(std::span<const std::uint8_t> packed) {
  constexpr std::array<std::uint8_t, 32> kStart = {0,   0,   0, 12, 'J', 'X', 'L', ' ', 13,  10,  0x87,
                                                   10,  0,   0, 0,  20,  'f', 't', 'y', 'p', 'j', 'x',
                                                   'l', ' ', 0, 0,  0,   0,   'j', 'x', 'l', ' '};
  std::vector<std::uint8_t> file(kStart.begin(), kStart.end());
  const std::size_t length = packed.size() + 12;
  for (unsigned shift = 32; shift > 0; shift -= 8) file.push_back(static_cast<std::uint8_t>(length >> (shift - 8)));
  for (const char letter : {'b', 'r', 'o', 'b', 'E', 'x', 'i', 'f'}) file.push_back(static_cast<std::uint8_t>(letter));
  file.insert(file.end(), packed.begin(), packed.end());
  const JxlHandle decoder(JxlDecoderCreate(nullptr));
  if (!decoder || JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_BOX) != JXL_DEC_SUCCESS ||
      JxlDecoderSetDecompressBoxes(decoder.get(), JXL_TRUE) != JXL_DEC_SUCCESS ||
      JxlDecoderSetInput(decoder.get(), file.data(), file.size()) != JXL_DEC_SUCCESS)
    return {};
  JxlBoxType type = {};
  while (std::memcmp(type, "Exif", 4) != 0) {
    if (JxlDecoderProcessInput(decoder.get()) != JXL_DEC_BOX ||
        JxlDecoderGetBoxType(decoder.get(), type, JXL_TRUE) != JXL_DEC_SUCCESS)
      return {};
  }
  std::vector<std::uint8_t> unpacked(std::size_t{64} << 10);
  std::size_t used = 0;
  while (unpacked.size() <= kMostMetadataBytes) {
    if (JxlDecoderSetBoxBuffer(decoder.get(), unpacked.data() + used, unpacked.size() - used) != JXL_DEC_SUCCESS)
      return {};
    const JxlDecoderStatus status = JxlDecoderProcessInput(decoder.get());
    used = unpacked.size() - JxlDecoderReleaseBoxBuffer(decoder.get());
    if (status != JXL_DEC_BOX_NEED_MORE_OUTPUT) {
      // What follows the box is missing, and no concern.
      unpacked.resize(status == JXL_DEC_ERROR ? 0 : used);
      return unpacked;
    }
    unpacked.resize(unpacked.size() * 2);
  }
  return {};
}

}  // namespace

std::span<const std::uint8_t> JxlFeed::next() noexcept {
  while (piece_ < boxes_.codestream.size() && at_ == boxes_.codestream[piece_].size()) {
    ++piece_;
    at_ = 0;
  }
  if (piece_ == boxes_.codestream.size()) return {};
  while (!resting_.empty() && resting_.front() <= position_) resting_ = resting_.subspan(1);
  const auto rest = boxes_.codestream[piece_].subspan(at_);
  return resting_.empty() ? rest : rest.first(std::min(rest.size(), resting_.front() - position_));
}

void JxlFeed::release(::JxlDecoder& decoder) noexcept {
  const std::size_t taken = given_ - JxlDecoderReleaseInput(&decoder);
  at_ += taken;
  position_ += taken;
  given_ = 0;
}

Result<JxlDecoderStatus> JxlFeed::process(::JxlDecoder& decoder, const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    const JxlDecoderStatus status = JxlDecoderProcessInput(&decoder);
    if (status == JXL_DEC_ERROR) return damaged_jxl("its data cannot be decoded");
    if (status != JXL_DEC_NEED_MORE_INPUT) return status;
    const bool was_given = given_ > 0;
    const std::size_t before = position_;
    release(decoder);
    const auto input = next();
    // Of a single byte, libjxl takes nothing.
    if (input.empty() || (was_given && position_ == before)) return cut_jxl();
    given_ = input.size();
    if (JxlDecoderSetInput(&decoder, input.data(), input.size()) != JXL_DEC_SUCCESS)
      return fail(ErrorCode::internal, "libjxl takes no more input");
  }
}

void choose_jxl_colors(::JxlDecoder& decoder, const JxlBasicInfo& basic) noexcept {
  if (basic.uses_original_profile != JXL_FALSE) return;
  JxlColorEncoding stored;
  const bool is_described = JxlDecoderGetColorAsEncodedProfile(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL,
                                                               &stored) == JXL_DEC_SUCCESS;
  if (is_described && stored.transfer_function != JXL_TRANSFER_FUNCTION_LINEAR) return;
  JxlColorEncoding wanted = {};
  wanted.color_space = basic.num_color_channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
  wanted.white_point = JXL_WHITE_POINT_D65;
  wanted.primaries = JXL_PRIMARIES_SRGB;
  wanted.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
  wanted.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
  static_cast<void>(JxlDecoderSetPreferredColorProfile(&decoder, &wanted));
}

Result<JxlHeader> read_jxl_header(const JxlBoxes& boxes) {
  TBBIMG_ASSIGN_OR_RETURN(const JxlHandle decoder, create_jxl_decoder());
  if (JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING) != JXL_DEC_SUCCESS ||
      JxlDecoderSetKeepOrientation(decoder.get(), JXL_TRUE) != JXL_DEC_SUCCESS)
    return fail(ErrorCode::internal, "libjxl is of another version than its headers");
  JxlHeader header;
  const JxlBoxes beginning = beginning_of(boxes, kMostHeaderBytes);
  JxlFeed feed(beginning, {});
  TBBIMG_ASSIGN_OR_RETURN(JxlDecoderStatus status, feed.process(*decoder, {}));
  if (status != JXL_DEC_BASIC_INFO) return damaged_jxl("its header cannot be read");
  TBBIMG_RETURN_IF_ERROR(read_basic_info(*decoder, header));
  TBBIMG_ASSIGN_OR_RETURN(status, feed.process(*decoder, {}));
  if (status != JXL_DEC_COLOR_ENCODING) return damaged_jxl("its colour profile cannot be read");
  choose_jxl_colors(*decoder, header.basic);
  header.profile = profile_of_pixels(*decoder);
  feed.release(*decoder);
  header.stream.frames_begin = feed.position();
  return header;
}

std::vector<std::uint8_t> read_jxl_exif(const JxlBoxes& boxes) {
  constexpr std::size_t kDistance = 4;
  if (boxes.exif.size() > kMostMetadataBytes) return {};
  std::vector<std::uint8_t> block = boxes.exif_compressed
                                        ? unpacked_exif(boxes.exif)
                                        : std::vector<std::uint8_t>(boxes.exif.begin(), boxes.exif.end());
  if (block.size() <= kDistance) return {};
  std::size_t begin = 0;
  for (std::size_t i = 0; i < kDistance; ++i) begin = begin << 8U | block[i];
  if (begin > block.size() - kDistance) return {};
  block.erase(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(kDistance + begin));
  return block;
}

}  // namespace tbbimg::detail
