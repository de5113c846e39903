#include "codecs/png/detail/apng_writer.hpp"

#include <algorithm>
#include <utility>

#include "codecs/detail/animation_canvas.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/detail/whole_frame_writer.hpp"
#include "codecs/png/detail/apng_chunks.hpp"

namespace tbbimg::detail {
namespace {

class ApngWriter final : public WholeFrameWriter {
 public:
  ApngWriter(const ImageShape& shape, int loops, const EncodeOptions& options,
             std::function<Result<Buffer>(ConstImageView)> encode_still, std::size_t too_many_bytes)
      : WholeFrameWriter(shape, options.pool),
        loops_(loops),
        encode_still_(std::move(encode_still)),
        too_many_bytes_(too_many_bytes),
        canvas_(options.pool),
        output_(options.pool) {}

  [[nodiscard]] std::size_t bytes() const noexcept override { return output_.size(); }

 private:
  [[nodiscard]] Status put_frame(ConstImageView pixels, const Frame& frame, int index) override {
    TBBIMG_ASSIGN_OR_RETURN(const Rectangle area, canvas_.advance(pixels));
    TBBIMG_ASSIGN_OR_RETURN(const Buffer still, encode_still_(pixels.crop(area.at.x, area.at.y, area.size)));
    ++frames_;
    const std::span<const std::uint8_t> file = still.bytes();
    std::vector<std::uint8_t> chunks;
    if (index == 0) put_head(file, chunks);
    put_frame_control(chunks, area, frame.duration);
    std::size_t offset = kPngSignatureBytes;
    while (const auto chunk = png_chunk_at(file, offset)) {
      if (chunk->type == "IDAT") put_frame_data(chunks, chunk->data, index);
      offset = chunk->end;
    }
    return append(chunks);
  }

  // What stands in front of the first picture.
  void put_head(std::span<const std::uint8_t> file, std::vector<std::uint8_t>& chunks) {
    std::size_t offset = kPngSignatureBytes;
    for (auto chunk = png_chunk_at(file, offset); chunk && chunk->type != "IDAT"; chunk = png_chunk_at(file, offset)) {
      offset = chunk->end;
    }
    chunks.assign(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(offset));
    animation_control_ = chunks.size();
    put_png_chunk(chunks, "acTL", animation_control());
  }

  void put_frame_data(std::vector<std::uint8_t>& chunks, std::span<const std::uint8_t> bytes, int index) {
    if (index == 0) return put_png_chunk(chunks, "IDAT", bytes);
    std::vector<std::uint8_t> data;
    put_big_endian(data, sequence_++, 4);
    data.insert(data.end(), bytes.begin(), bytes.end());
    put_png_chunk(chunks, "fdAT", data);
  }

  [[nodiscard]] std::vector<std::uint8_t> animation_control() const {
    std::vector<std::uint8_t> data;
    put_big_endian(data, frames_, 4);
    put_big_endian(data, static_cast<std::uint32_t>(std::max(loops_, 0)), 4);
    return data;
  }

  void put_frame_control(std::vector<std::uint8_t>& chunks, const Rectangle& area, std::chrono::milliseconds duration) {
    std::vector<std::uint8_t> data;
    put_big_endian(data, sequence_++, 4);
    for (const int number : {area.size.width, area.size.height, area.at.x, area.at.y}) {
      put_big_endian(data, static_cast<std::uint32_t>(number), 4);
    }
    // A delay is a fraction with 16 bits above and below.
    auto numerator = std::clamp<std::int64_t>(duration.count(), 0, 655'350'000);
    std::uint32_t denominator = 1000;
    while (numerator > 65'535 && denominator > 1) {
      numerator = (numerator + 5) / 10;
      denominator /= 10;
    }
    put_big_endian(data, static_cast<std::uint32_t>(std::min<std::int64_t>(numerator, 65'535)), 2);
    put_big_endian(data, denominator, 2);
    put_big_endian(data, 0, 2);  // stays, and replaces what is there
    put_png_chunk(chunks, "fcTL", data);
  }

  [[nodiscard]] Status append(std::span<const std::uint8_t> bytes) {
    if (output_.size() + bytes.size() >= too_many_bytes_) {
      return fail(ErrorCode::limit_exceeded, "the animated PNG has too many bytes");
    }
    if (!output_.append(bytes)) return fail(ErrorCode::out_of_memory, "there is no memory for the encoded PNG");
    return {};
  }

  [[nodiscard]] Result<Buffer> finish_file() override {
    std::vector<std::uint8_t> chunk;
    put_png_chunk(chunk, "acTL", animation_control());
    std::copy(chunk.begin(), chunk.end(), output_.written().data() + animation_control_);
    chunk.clear();
    put_png_chunk(chunk, "IEND", {});
    TBBIMG_RETURN_IF_ERROR(append(chunk));
    return output_.release();
  }

  int loops_;
  std::function<Result<Buffer>(ConstImageView)> encode_still_;
  std::size_t too_many_bytes_;
  AnimationCanvas canvas_;
  GrowingBuffer output_;
  std::size_t animation_control_ = 0;  // where it stands in the output
  std::uint32_t frames_ = 0;
  std::uint32_t sequence_ = 0;
};

}  // namespace

std::unique_ptr<ImageWriter> apng_writer(const ImageShape& shape, int loops, const EncodeOptions& options,
                                         std::function<Result<Buffer>(ConstImageView)> encode_still,
                                         std::size_t too_many_bytes) {
  return std::make_unique<ApngWriter>(shape, loops, options, std::move(encode_still), too_many_bytes);
}

}  // namespace tbbimg::detail
