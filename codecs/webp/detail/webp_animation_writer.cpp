#include "codecs/webp/detail/webp_animation_writer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "codecs/detail/animation_canvas.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/detail/whole_frame_writer.hpp"
#include "codecs/webp/detail/riff.hpp"

namespace tbbimg::detail {
namespace {

constexpr int kCornerGrid = 2;  // a frame's corner is stored in halves
constexpr std::int64_t kMaxMilliseconds = (1 << 24) - 1;

tl::unexpected<Error> no_memory_for_webp() {
  return fail(ErrorCode::out_of_memory, "there is no memory to encode the WebP");
}

class WebpAnimationWriter final : public WholeFrameWriter {
 public:
  WebpAnimationWriter(const Encoder& encoder, const ImageShape& shape, int loops, const EncodeOptions& options)
      : WholeFrameWriter(shape, options.pool),
        encoder_(encoder),
        options_(options),
        loops_(loops),
        canvas_(options.pool),
        output_(options.pool) {
    profile_ = std::exchange(options_.metadata.icc_profile, nullptr);
    if (profile_ && !icc_profile_fits(*profile_, shape.format)) profile_.reset();
  }

  [[nodiscard]] std::size_t bytes() const noexcept override { return output_.size(); }

 private:
  [[nodiscard]] Status put_frame(ConstImageView pixels, const Frame& frame, int index) override {
    TBBIMG_ASSIGN_OR_RETURN(const Rectangle area, canvas_.advance(pixels, kCornerGrid));
    TBBIMG_ASSIGN_OR_RETURN(const Buffer still,
                            encoder_.encode(pixels.crop(area.at.x, area.at.y, area.size), options_));
    if (index == 0) TBBIMG_RETURN_IF_ERROR(begin_file());
    std::vector<std::uint8_t> head;
    std::size_t length = 16;
    for_pictures(still.bytes(), [&](std::span<const std::uint8_t> chunk) { length += chunk.size(); });
    put_webp_chunk_header(head, "ANMF", length);
    put_little_endian(head, static_cast<std::size_t>(area.at.x / kCornerGrid), 3);
    put_little_endian(head, static_cast<std::size_t>(area.at.y / kCornerGrid), 3);
    put_little_endian(head, static_cast<std::size_t>(area.size.width - 1), 3);
    put_little_endian(head, static_cast<std::size_t>(area.size.height - 1), 3);
    put_little_endian(
        head, static_cast<std::size_t>(std::clamp<std::int64_t>(frame.duration.count(), 0, kMaxMilliseconds)), 3);
    constexpr std::size_t kOverwrite = 0x02;
    put_little_endian(head, kOverwrite, 1);
    bool done = output_.append(head);
    for_pictures(still.bytes(), [&](std::span<const std::uint8_t> chunk) { done = done && output_.append(chunk); });
    return done ? Status{} : no_memory_for_webp();
  }

  [[nodiscard]] Status begin_file() {
    const std::uint8_t flags = kWebpAnimation | (has_alpha(shape().format) ? kWebpAlpha : 0);
    const auto profile = profile_ ? std::span<const std::uint8_t>(*profile_) : std::span<const std::uint8_t>{};
    std::vector<std::uint8_t> header = extended_webp_header(flags, shape().size, profile);
    put_webp_chunk_header(header, "ANIM", 6);
    put_little_endian(header, 0, 4);  // the background: nothing
    put_little_endian(header, static_cast<std::size_t>(std::clamp(loops_, 0, 65'535)), 2);
    return output_.append(header) ? Status{} : no_memory_for_webp();
  }

  [[nodiscard]] Result<Buffer> finish_file() override {
    put_riff_number(output_.written().subspan(4), output_.written().size() - kRiffHeaderBytes);
    return output_.release();
  }

  // Calls `add` with each chunk, header and padding included, that holds pixels of a still picture.
  template <class Add>
  static void for_pictures(std::span<const std::uint8_t> still, const Add& add) {
    std::size_t offset = kFirstWebpChunk;
    while (const auto chunk = webp_chunk_at(still, offset)) {
      if (chunk->type != "VP8X") add(still.subspan(offset, chunk->end - offset));
      offset = chunk->end;
    }
  }

  const Encoder& encoder_;
  EncodeOptions options_;
  int loops_;
  AnimationCanvas canvas_;
  GrowingBuffer output_;
  std::shared_ptr<const std::vector<std::uint8_t>> profile_;
};

}  // namespace

std::unique_ptr<ImageWriter> webp_animation_writer(const Encoder& encoder, const ImageShape& shape, int loops,
                                                   const EncodeOptions& options) {
  return std::make_unique<WebpAnimationWriter>(encoder, shape, loops, options);
}

}  // namespace tbbimg::detail
