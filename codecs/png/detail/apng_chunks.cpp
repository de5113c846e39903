#include "codecs/png/detail/apng_chunks.hpp"

#include <algorithm>
#include <limits>

#include <zlib.h>

namespace tbbimg::detail {
namespace {

constexpr std::size_t kFrameHeaderBytes = 26;
constexpr std::uint32_t kMaxPngNumber = std::numeric_limits<int>::max();

int number_at(std::span<const std::uint8_t> data, std::size_t offset) noexcept {
  return static_cast<int>(std::min(big_endian_32(data.subspan(offset)), kMaxPngNumber));
}

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) noexcept {
  return static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), bytes.data(), bytes.size()));
}

ApngFrame read_frame_header(const PngChunk& chunk) noexcept {
  const auto data = chunk.data;
  ApngFrame frame;
  frame.area = {{number_at(data, 12), number_at(data, 16)}, {number_at(data, 4), number_at(data, 8)}};
  const int numerator = data[20] * 256 + data[21];
  const int denominator = data[22] * 256 + data[23];
  frame.duration = std::chrono::milliseconds((numerator * 1000LL + std::max(denominator, 1) / 2) /
                                             (denominator == 0 ? 100 : denominator));
  frame.disposal = static_cast<ApngDisposal>(std::min<std::uint8_t>(data[24], 2));
  frame.blends = data[25] == 1;
  frame.end = chunk.end;
  return frame;
}

/// Whether frames and their data come one after the other, numbered from 0.
class FrameOrder {
 public:
  void add(const PngChunk& chunk) noexcept {
    const bool is_header = chunk.type == "fcTL";
    const bool is_data = chunk.type == "fdAT";
    if (is_header || is_data) {
      constexpr std::size_t kNumberBytes = 4;
      const std::size_t least = is_header ? kFrameHeaderBytes : kNumberBytes;
      is_sound_ = is_sound_ && chunk.data.size() >= least && big_endian_32(chunk.data) == next_number_;
      ++next_number_;
    }
    if (is_header) {
      is_sound_ = is_sound_ && (frames_ == 0 || has_data_);
      ++frames_;
      has_data_ = false;
    }
    is_sound_ = is_sound_ && !(is_data && frames_ == 0);
    has_data_ = has_data_ || is_data || chunk.type == "IDAT";
  }

  [[nodiscard]] bool is_that_of(int frames) const noexcept { return is_sound_ && has_data_ && frames_ == frames; }

 private:
  std::uint32_t next_number_ = 0;
  int frames_ = 0;
  bool has_data_ = false;  ///< the last frame
  bool is_sound_ = true;
};

}  // namespace

ApngSummary summarize_apng(std::span<const std::uint8_t> file, Size canvas) noexcept {
  ApngSummary summary;
  FrameOrder order;
  bool is_first = true;
  bool behind_pixels = false;
  std::size_t offset = kPngSignatureBytes;
  while (const auto chunk = png_chunk_at(file, offset)) {
    offset = chunk->end;
    if (chunk->type == "IDAT") behind_pixels = true;
    if (behind_pixels && summary.frames < 2) return {};
    if (chunk->type == "acTL" && chunk->data.size() >= 8 && !behind_pixels) {
      summary.frames = number_at(chunk->data, 0);
      summary.loops = number_at(chunk->data, 4);
    }
    order.add(*chunk);
    if (chunk->type == "IEND" && !order.is_that_of(summary.frames)) return {.is_broken = summary.frames > 1};
    if (chunk->type != "fcTL" || chunk->data.size() < kFrameHeaderBytes) continue;
    const ApngFrame frame = read_frame_header(*chunk);
    summary.uncovers = summary.uncovers || frame.disposal == ApngDisposal::background;
    if (is_first) summary.uncovers = summary.uncovers || frame.area.size != canvas;
    is_first = false;
  }
  if (summary.frames < 2) return {};
  return summary;
}

ApngFrame still_of_apng(std::span<const std::uint8_t> file, Size canvas) noexcept {
  std::size_t offset = kPngSignatureBytes;
  while (const auto chunk = png_chunk_at(file, offset)) {
    if (chunk->type == "fcTL" && chunk->data.size() >= kFrameHeaderBytes) return read_frame_header(*chunk);
    if (chunk->type == "IDAT") break;
    offset = chunk->end;
  }
  ApngFrame still;
  still.area = {{}, canvas};
  still.end = kPngSignatureBytes;
  return still;
}

std::optional<ApngFrame> find_apng_frame(std::span<const std::uint8_t> file, std::size_t offset) noexcept {
  while (const auto chunk = png_chunk_at(file, offset)) {
    if (chunk->type == "fcTL" && chunk->data.size() >= kFrameHeaderBytes) return read_frame_header(*chunk);
    offset = chunk->end;
  }
  return std::nullopt;
}

void put_big_endian(std::vector<std::uint8_t>& to, std::uint32_t value, int bytes) {
  for (int i = bytes; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_png_chunk(std::vector<std::uint8_t>& to, std::string_view type, std::span<const std::uint8_t> data) {
  put_big_endian(to, static_cast<std::uint32_t>(data.size()), 4);
  const std::size_t begin = to.size();
  to.insert(to.end(), type.begin(), type.end());
  to.insert(to.end(), data.begin(), data.end());
  put_big_endian(to, crc_of(std::span(to).subspan(begin)), 4);
}

bool has_true_crc(std::span<const std::uint8_t> file, const PngChunk& chunk) noexcept {
  return crc_of(file.subspan(chunk.begin + 4, chunk.data.size() + 4)) == big_endian_32(file.subspan(chunk.end - 4));
}

}  // namespace tbbimg::detail
