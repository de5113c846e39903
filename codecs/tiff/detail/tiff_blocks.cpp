#include "codecs/tiff/detail/tiff_blocks.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace tbbimg::detail {
namespace {

// Strips up to this size are decoded at once, which is faster; of larger ones, row by row, as little as possible is
// held.
constexpr std::uint64_t kMaxTiffStripBytes = std::uint64_t{256} * 1024;

// Of more parts, nobody asks each for its size.
constexpr std::uint32_t kMostTiffParts = 1 << 20;

// Strips that libtiff would hold whole, though their rows can be read one by one.
bool has_stored_rows(TiffHandle& handle, const TiffLayout& layout) noexcept {
  return !handle.file().is_in_memory() && layout.compression == COMPRESSION_NONE && !layout.is_tiled &&
         !layout.is_converted;
}

// What libtiff does to samples that are not compressed, before it gives them.
void order_samples(TIFF* tiff, const TiffLayout& layout, std::span<std::uint8_t> bytes) noexcept {
  std::uint16_t fill_order = FILLORDER_MSB2LSB;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &fill_order);
  const auto count = static_cast<tmsize_t>(bytes.size());
  if (fill_order == FILLORDER_LSB2MSB) TIFFReverseBits(bytes.data(), count);
  if (TIFFIsByteSwapped(tiff) == 0) return;
  switch (layout.bits) {
    case 16: return TIFFSwabArrayOfShort(reinterpret_cast<std::uint16_t*>(bytes.data()), count / 2);
    case 24: return TIFFSwabArrayOfTriples(bytes.data(), count / 3);
    case 32: return TIFFSwabArrayOfLong(reinterpret_cast<std::uint32_t*>(bytes.data()), count / 4);
    case 64: return TIFFSwabArrayOfDouble(reinterpret_cast<double*>(bytes.data()), count / 8);
    default: return;
  }
}

// Whether the file says where a strip or tile lies. libtiff takes its beginning for those of which it cannot be read.
bool is_located(TIFF* tiff, std::uint32_t part) noexcept {
  int is_lost = 0;
  TIFFGetStrileOffsetWithErr(tiff, part, &is_lost);
  if (is_lost == 0) TIFFGetStrileByteCountWithErr(tiff, part, &is_lost);
  return is_lost == 0;
}

bool is_fax(std::uint16_t compression) noexcept {
  return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
         compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
}

}  // namespace

TiffBlocks::TiffBlocks(std::unique_ptr<TiffHandle> handle, const TiffLayout& layout, std::uint16_t plane) noexcept
    : handle_(std::move(handle)), layout_(layout), plane_(plane) {
  TIFF* const tiff = handle_->get();
  if (layout.is_tiled) {
    parts_ = (layout.width - 1) / layout.block_width + 1;
    row_bytes_ = TIFFTileRowSize64(tiff);
    block_bytes_ = TIFFTileSize64(tiff);
  } else {
    row_bytes_ = TIFFScanlineSize64(tiff);
    block_bytes_ = TIFFVStripSize64(tiff, layout.block_height);
    // JBIG decodes a strip from its start at each call.
    by_rows_ = block_bytes_ > kMaxTiffStripBytes && layout.compression != COMPRESSION_JBIG;
    as_stored_ = has_stored_rows(*handle_, layout);
    if (as_stored_ && block_bytes_ > kMaxTiffStripBytes && row_bytes_ > 0) {
      block_bytes_ = row_bytes_ * std::max<std::uint64_t>(kMaxTiffStripBytes / row_bytes_, 1);
    } else if (by_rows_) {
      block_bytes_ = row_bytes_;
    }
  }
  handle_->words().watch_pixels();
}

std::uint64_t TiffBlocks::buffer_bytes() const noexcept {
  std::uint64_t bytes = 0;
  return __builtin_mul_overflow(block_bytes_, parts_, &bytes) ? std::numeric_limits<std::uint64_t>::max() : bytes;
}

// libtiff calls damaged faxes whole whose rows it has left as they were: with what another image had there.
void TiffBlocks::clear() noexcept { std::ranges::fill(buffer_.bytes(), std::uint8_t{0}); }

Status TiffBlocks::load(std::uint32_t y, const BufferPool& pool, const std::stop_token& stop) {
  current_ = y;
  if (y < end_) return {};
  if (buffer_.capacity() == 0) {
    if (row_bytes_ == 0 || block_bytes_ == 0) return handle_->failure();
    TBBIMG_ASSIGN_OR_RETURN(buffer_, pool.allocate(static_cast<std::size_t>(buffer_bytes())));
    clear();
  }
  if (layout_.is_tiled) return load_tiles(y, stop);
  if (as_stored_) return load_stored_rows(y);
  if (is_fax(layout_.compression)) clear();
  if (!by_rows_) return load_strip(y);
  first_ = y;
  end_ = y + 1;
  const bool is_there = is_located(handle_->get(), TIFFComputeStrip(handle_->get(), y, plane_));
  const int read = is_there ? TIFFReadScanline(handle_->get(), buffer_.data(), y, plane_) : -1;
  if (read >= 0 && !handle_->words().is_error()) return {};
  return handle_->failure_in(TIFFComputeStrip(handle_->get(), y, plane_));
}

Status TiffBlocks::load_strip(std::uint32_t y) {
  TIFF* const tiff = handle_->get();
  const std::uint32_t strip = TIFFComputeStrip(tiff, y, plane_);
  first_ = y / layout_.block_height * layout_.block_height;
  end_ = first_ + std::min(layout_.block_height, layout_.height - first_);
  const auto bytes = static_cast<tmsize_t>(row_bytes_ * (end_ - first_));
  const tmsize_t read = is_located(tiff, strip) ? TIFFReadEncodedStrip(tiff, strip, buffer_.data(), bytes) : -1;
  if (read == bytes && !handle_->words().is_error()) return {};
  return handle_->failure_in(strip);
}

Status TiffBlocks::load_stored_rows(std::uint32_t y) {
  TIFF* const tiff = handle_->get();
  const std::uint32_t strip = TIFFComputeStrip(tiff, y, plane_);
  const std::uint32_t strip_begin = y / layout_.block_height * layout_.block_height;
  const std::uint32_t strip_end = strip_begin + std::min(layout_.block_height, layout_.height - strip_begin);
  first_ = y;
  end_ = y + static_cast<std::uint32_t>(std::min<std::uint64_t>(block_bytes_ / row_bytes_, strip_end - y));
  const std::span bytes = buffer_.bytes().first(static_cast<std::size_t>(row_bytes_ * (end_ - y)));
  const std::uint64_t begin = row_bytes_ * (y - strip_begin);
  const std::uint64_t stored = TIFFGetStrileByteCount(tiff, strip);
  const std::uint64_t at = TIFFGetStrileOffset(tiff, strip);
  const bool is_there = is_located(tiff, strip) && begin + bytes.size() <= stored && at <= handle_->file().size();
  if (!is_there || !handle_->file().read(at + begin, bytes)) {
    return handle_->failure_in(strip);
  }
  order_samples(tiff, layout_, bytes);
  return {};
}

Status TiffBlocks::load_tiles(std::uint32_t y, const std::stop_token& stop) {
  TIFF* const tiff = handle_->get();
  first_ = y / layout_.block_height * layout_.block_height;
  end_ = first_ + std::min(layout_.block_height, layout_.height - first_);
  const auto bytes = static_cast<tmsize_t>(block_bytes_);
  for (std::uint32_t i = 0; i < parts_; ++i) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    const std::uint32_t tile = TIFFComputeTile(tiff, i * layout_.block_width, y, 0, plane_);
    const tmsize_t read =
        is_located(tiff, tile) ? TIFFReadEncodedTile(tiff, tile, buffer_.data() + i * block_bytes_, bytes) : -1;
    if (read != bytes || handle_->words().is_error()) return handle_->failure_in(tile);
  }
  return {};
}

const std::uint8_t* TiffBlocks::part(std::uint32_t index) const noexcept {
  return buffer_.data() + index * block_bytes_ + (current_ - first_) * row_bytes_;
}

std::uint64_t largest_tiff_part(TiffHandle& handle, const TiffLayout& layout) noexcept {
  if (has_stored_rows(handle, layout)) return 0;
  TIFF* const tiff = handle.get();
  const std::uint32_t parts = layout.is_tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  if (parts > kMostTiffParts) return handle.file().size();
  std::uint64_t largest = 0;
  for (std::uint32_t i = 0; i < parts; ++i) largest = std::max(largest, TIFFGetStrileByteCount(tiff, i));
  // Each plane is read by a libtiff of its own.
  const std::uint64_t planes = layout.is_planar ? layout.samples : 1;
  return std::min(largest, handle.file().size()) * planes;
}

}  // namespace tbbimg::detail
