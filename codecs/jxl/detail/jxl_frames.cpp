#include "codecs/jxl/detail/jxl_frames.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>

#include "codecs/jxl/detail/jxl_bits.hpp"
#include "codecs/jxl/detail/jxl_frame_header.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg::detail {
namespace {

// Between two places at which a decoder may rest: it then decodes for a tenth of a second at most.
constexpr std::size_t kStretch = std::size_t{64} << 10;
// As libjxl.
constexpr std::uint64_t kMostSections = 65'536;
// What a frame may have beyond the canvas: patches of small pictures are gathered in a frame of their own.
constexpr std::uint64_t kSparePixels = std::uint64_t{256} * 256;

class JxlFrameWalk {
 public:
  JxlFrameWalk(const JxlBoxes& boxes, const JxlStreamHeader& stream) noexcept
      : boxes_(boxes), stream_(stream), available_(boxes.codestream_bytes()) {}

  [[nodiscard]] Result<JxlFrames> walk() {
    JxlBits bits(boxes_, stream_.frames_begin);
    bool is_preview = stream_.preview.pixels() > 0;
    while (true) {
      const Size canvas = is_preview ? stream_.preview : stream_.canvas;
      TBBIMG_ASSIGN_OR_RETURN(const JxlFrameHeader frame, read_jxl_frame_header(bits, stream_, canvas));
      if (bits.is_over()) break;
      TBBIMG_RETURN_IF_ERROR(check(frame, canvas));
      if (!is_preview) note(frame);
      TBBIMG_ASSIGN_OR_RETURN(const bool is_followed, pass_over(bits, frame, is_preview));
      if (!is_followed) break;
      is_preview = false;
    }
    return std::move(frames_);
  }

 private:
  [[nodiscard]] Status check(const JxlFrameHeader& frame, Size canvas) {
    if (frame.sections > kMostSections) return damaged_jxl("one of its frames has more sections than there may be");
    const std::uint64_t most = jxl_padded_pixels(canvas) + kSparePixels;
    const std::uint64_t pixels = jxl_padded_pixels(frame.size);
    if (frame.referable()) kept_[frame.kept_as] = std::max(kept_[frame.kept_as], pixels);
    const std::uint64_t kept = std::accumulate(kept_.begin(), kept_.end(), std::uint64_t{0});
    frames_.demanding = frames_.demanding || kept > jxl_padded_pixels(canvas) / 8 || frame.large_groups ||
                        frame.passes > 1 || (frame.modular && stream_.xyb && frame.shown());
    if (kept > 2 * most) {
      return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
                  "the JPEG XL has a picture of " + to_string(canvas) + " pixels, for which layers of " +
                      std::to_string(kept) + " pixels are to be kept at once; store it as one layer",
                  {{"pixels", kept}, {"limit", 2 * most}});
    }
    if (pixels <= most) return {};
    return fail(ErrorCode::limit_exceeded, ErrorKind::too_many_pixels,
                "the JPEG XL has a picture of " + to_string(canvas) + " pixels and within it a frame of " +
                    to_string(frame.size) + ", which is larger; store it as one layer",
                {{"pixels", frame.size.pixels()}, {"limit", most}});
  }

  void note(const JxlFrameHeader& frame) {
    if (frames_.shown == 0) {
      frames_.progressive = frames_.progressive || frame.passes > 1 || frame.type == JxlFrameType::low_frequency;
      if (frame.type != JxlFrameType::low_frequency) frames_.lossless = frame.modular && !stream_.xyb;
    }
    if (frame.shown() && frames_.shown < std::numeric_limits<int>::max()) ++frames_.shown;
  }

  // Whether there is another frame to look at.
  [[nodiscard]] Result<bool> pass_over(JxlBits& bits, const JxlFrameHeader& frame, bool is_preview) {
    const bool is_last = frame.last && !is_preview;
    const bool is_reordered = bits.flag();
    if (is_reordered) {
      // The order is entropy-coded, and the lengths lie behind it.
      frames_.whole = is_last;
      if (is_last || bits.is_over()) return false;
      return fail(ErrorCode::unsupported,
                  "the JPEG XL is of a kind that is not supported: of a frame that others follow, the sections stand "
                  "in an order of their own; store it without");
    }
    bits.align();
    std::vector<std::uint32_t> lengths;
    for (std::uint64_t i = 0; i < frame.sections && !bits.is_over(); ++i) {
      lengths.push_back(bits.number({{{10, 0}, {14, 1024}, {22, 17'408}, {30, 4'211'712}}}));
    }
    if (bits.is_over()) return false;
    bits.align();
    std::uint64_t at = bits.position();
    for (const std::uint32_t length : lengths) {
      at += length;
      if (at > available_) return false;
      if (at - last_rest() >= kStretch) frames_.resting.push_back(static_cast<std::size_t>(at));
    }
    bits.skip_bytes(at - bits.position());
    frames_.whole = is_last;
    frames_.end_known = is_last;
    frames_.end = static_cast<std::size_t>(at);
    return !is_last;
  }

  [[nodiscard]] std::size_t last_rest() const noexcept { return frames_.resting.empty() ? 0 : frames_.resting.back(); }

  const JxlBoxes& boxes_;
  const JxlStreamHeader& stream_;
  std::size_t available_;
  std::array<std::uint64_t, 4> kept_{};  // pixels of the largest frame in each place
  JxlFrames frames_;
};

}  // namespace

std::uint64_t jxl_padded_pixels(Size size) noexcept {
  const auto padded = [](int side, std::uint64_t to) { return (static_cast<std::uint64_t>(side) + to - 1) / to * to; };
  return padded(size.width, 64) * padded(size.height, 8);
}

Result<JxlFrames> find_jxl_frames(const JxlBoxes& boxes, const JxlStreamHeader& header) {
  return JxlFrameWalk(boxes, header).walk();
}

}  // namespace tbbimg::detail
