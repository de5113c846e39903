#include "codecs/bmp/detail/dib_rows.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace tbbimg::detail {
namespace {

// One code of run lengths ([MS-WMF] 2.2.2.4 and the documentation of BI_RLE8 and BI_RLE4).
struct RunCode {
  enum class Kind : std::uint8_t { run, literal, end_of_row, move, end } kind = Kind::end;
  int count = 0;                               ///< pixels of a run or literal
  std::span<const std::uint8_t> indices = {};  ///< of those, until the file is asked for more
  int right = 0, up = 0;                       ///< of a move
  std::uint64_t behind = 0;                    ///< the next code
};

std::optional<RunCode> run_code_at(FileBytes& file, std::uint64_t at, bool four_bits) noexcept {
  constexpr std::size_t kLongest = 2 + 255 + 1;
  const auto bytes = file.at(at, kLongest);
  if (bytes.size() < 2) return std::nullopt;
  const int first = bytes[0];
  const int second = bytes[1];
  RunCode code;
  code.behind = at + 2;
  if (first > 0) {
    code.kind = RunCode::Kind::run;
    code.count = first;
    code.indices = bytes.subspan(1, 1);
  } else if (second == 0) {
    code.kind = RunCode::Kind::end_of_row;
  } else if (second == 1) {
    code.kind = RunCode::Kind::end;
  } else if (second == 2) {
    if (bytes.size() < 4) return std::nullopt;
    code.kind = RunCode::Kind::move;
    code.right = bytes[2];
    code.up = bytes[3];
    code.behind = at + 4;
  } else {
    code.kind = RunCode::Kind::literal;
    code.count = second;
    const std::size_t count = static_cast<std::size_t>(four_bits ? (second + 1) / 2 : second);
    if (bytes.size() - 2 < count) return std::nullopt;
    code.indices = bytes.subspan(2, count);
    code.behind = std::min(file.size(), at + 2 + (count + 1) / 2 * 2);
  }
  return code;
}

}  // namespace

Result<DibRows> DibRows::create(FileBytes file, const DibHeader& header, std::uint64_t pixels_at, bool may_lack_rows) {
  DibRows rows(std::move(file), header, pixels_at);
  if (pixels_at > rows.file_.size()) return dib_cut_short();
  const std::uint64_t there = rows.file_.size() - pixels_at;
  if (header.packing == DibPacking::run_lengths) {
    rows.stored_rows_ = header.size.height;
    TBBIMG_RETURN_IF_ERROR(rows.file_.checked(rows.find_rows(may_lack_rows)));
  } else if (there >= header.pixel_bytes()) {
    rows.stored_rows_ = header.size.height;
  } else {
    rows.stored_rows_ = may_lack_rows ? static_cast<int>(there / header.stride()) : 0;
  }
  if (rows.stored_rows_ == 0) return dib_cut_short();
  if (header.has_palette()) rows.indices_.resize(static_cast<std::size_t>(header.size.width));
  return rows;
}

Status DibRows::find_rows(bool may_lack_rows) {
  const bool four_bits = header_->bits_per_pixel == 4;
  starts_.resize(static_cast<std::size_t>(header_->size.height));
  std::uint64_t at = pixels_at_;
  int x = 0;
  int y = 0;
  const auto begin_row = [&] {
    if (y < header_->size.height) starts_[static_cast<std::size_t>(y)] = {at, x};
  };
  begin_row();
  for (;;) {
    const auto code = run_code_at(file_, at, four_bits);
    if (!code) {
      // Without its mark, the end is where the last row's is.
      lacks_end_ = y >= header_->size.height || (y == header_->size.height - 1 && x == header_->size.width);
      if (lacks_end_) return {};
      stored_rows_ = may_lack_rows ? y : 0;
      return stored_rows_ > 0 ? Status{} : dib_cut_short();
    }
    at = code->behind;
    switch (code->kind) {
      case RunCode::Kind::end: return {};
      case RunCode::Kind::end_of_row:
        x = 0;
        ++y;
        begin_row();
        break;
      case RunCode::Kind::move:
        x = std::min(x + code->right, header_->size.width);
        y += code->up;
        if (code->up > 0) begin_row();
        break;
      case RunCode::Kind::run:
      // Some writers fill rows up to the length that they would have without run lengths, as ImageMagick does.
      case RunCode::Kind::literal: x = std::min(x + code->count, header_->size.width); break;
    }
    if (y > header_->size.height || (y == header_->size.height && x > 0)) {
      return dib_damaged("a run of pixels lies below the picture");
    }
  }
}

void DibRows::unpack_run_lengths(const RowStart& start) {
  std::fill(indices_.begin(), indices_.end(), std::uint8_t{0});  // as Windows shows what no code mentions
  if (start.offset == 0) return;
  const bool four_bits = header_->bits_per_pixel == 4;
  std::uint64_t at = start.offset;
  auto x = static_cast<std::size_t>(start.x);
  while (const auto code = run_code_at(file_, at, four_bits)) {
    at = code->behind;
    if (code->kind == RunCode::Kind::move && code->up == 0) {
      x += static_cast<std::size_t>(code->right);
      continue;
    }
    if (code->count == 0) return;
    const bool is_run = code->kind == RunCode::Kind::run;
    for (std::size_t i = 0; i < static_cast<std::size_t>(code->count); ++i, ++x) {
      const std::size_t place = is_run ? 0 : four_bits ? i / 2 : i;
      const std::uint8_t byte = code->indices[place];
      if (x < indices_.size()) indices_[x] = !four_bits ? byte : i % 2 == 0 ? byte >> 4U : byte & 15U;
    }
  }
}

void DibRows::unpack_indices(const std::uint8_t* row) {
  const auto bits = static_cast<unsigned>(header_->bits_per_pixel);
  if (bits == 8) {
    std::memcpy(indices_.data(), row, indices_.size());
    return;
  }
  const unsigned mask = (1U << bits) - 1;
  for (std::size_t x = 0; x < indices_.size(); ++x) {
    const std::size_t bit = x * bits;
    indices_[x] = static_cast<std::uint8_t>(row[bit / 8] >> (8 - bits - bit % 8) & mask);
  }
}

Status DibRows::look_up(std::uint8_t* to, PixelFormat format) const {
  const auto count = static_cast<std::size_t>(channels(format));
  for (const std::uint8_t index : indices_) {
    if (index >= header_->palette.size()) return dib_damaged("a pixel has a colour that the palette lacks");
    std::memcpy(to, header_->palette[index].data(), count);
    to += count;
  }
  return {};
}

void DibRows::read_masked(const std::uint8_t* row, std::uint8_t* to, PixelFormat format) const noexcept {
  const std::size_t pixel_bytes = static_cast<std::size_t>(header_->bits_per_pixel) / 8;
  const auto count = static_cast<std::size_t>(channels(format));
  for (int x = 0; x < header_->size.width; ++x, row += pixel_bytes, to += count) {
    std::uint32_t pixel = 0;
    for (std::size_t i = 0; i < pixel_bytes; ++i) pixel |= std::uint32_t{row[i]} << (8 * i);
    for (std::size_t c = 0; c < count; ++c) to[c] = header_->masks[c].value_of(pixel);
  }
}

Status DibRows::read(int y, std::uint8_t* to, PixelFormat format) { return file_.checked(read_row(y, to, format)); }

Status DibRows::read_row(int y, std::uint8_t* to, PixelFormat format) {
  if (!holds(y)) return dib_cut_short();
  const auto index = static_cast<std::size_t>(stored_place(y));
  if (header_->packing == DibPacking::run_lengths) {
    unpack_run_lengths(starts_[index]);
    return look_up(to, format);
  }
  // Some writers leave out the padding of the last row.
  const auto stored = file_.at(pixels_at_ + index * header_->stride(), static_cast<std::size_t>(header_->row_bytes()));
  if (stored.size() < header_->row_bytes()) return dib_cut_short();
  const std::uint8_t* const row = stored.data();
  if (header_->has_palette()) {
    unpack_indices(row);
    return look_up(to, format);
  }
  if (header_->bits_per_pixel != 24) {
    read_masked(row, to, format);
    return {};
  }
  for (std::size_t x = 0; x < static_cast<std::size_t>(header_->size.width); ++x) {
    for (std::size_t c = 0; c < 3; ++c) to[3 * x + c] = row[3 * x + 2 - c];
  }
  return {};
}

}  // namespace tbbimg::detail
