// How to compress a PNG. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "codecs/png/detail/storage.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// For libpng: a filter (PNG_FILTER_...), and zlib's level and strategy.
struct PngCompression {
  int filter;
  int level;
  int strategy;
};

/// Bytes of a picture that are compressed on trial, up to a row more for each of 8 bands.
inline constexpr std::size_t kPngSampleBytes = std::size_t{512} << 10;

/// What suits the picture:
/// - photographs have no repetitions to search for: Paeth's predictor and run lengths make files 2 % larger than all
///   filters at level 6 do, 6 times as fast (31 instead of 5 MP/s);
/// - screenshots and drawings have little else, and most filters hide them: the one that compresses a sample of the
///   rows best is taken for all, at level 9 (against level 6: 5 to 8 % smaller thumbnails of 20 charts, up to 1.8 times
///   the time);
/// - drawings that were scaled look like photographs with flat parts: a sample is compressed as both, and what is 10 %
///   smaller as a drawing is one, at level 6 (thumbnails of 20 charts: 6 to 58 % smaller than as photographs); of
///   pictures that are no larger than the sample, what is 3 % smaller, at level 9 (another 0 to 10 %);
/// - indices into palettes and packed bits are compressed as they are.
[[nodiscard]] PngCompression choose_png_compression(ConstImageView image, const PngStorage& storage);

/// Writes the palette's indices of the pixels of row `y`.
using IndicesOfRow = std::function<void(int y, std::span<std::uint8_t> indices)>;

/// Whether indices of `bits` (1, 2 or 4) make a smaller PNG in a byte each than packed: runs and repetitions that
/// deflate looks for begin at whole bytes. Pies of 14 colours become 6 and 8 % smaller so.
[[nodiscard]] bool deflates_better_in_bytes(Size size, int bits, const IndicesOfRow& indices_of_row);

/// Whether a PNG of these pixels may have fewer than so many bytes, from a quick look at 128 KiB of them.
[[nodiscard]] bool may_take_fewer_bytes(ConstImageView image, std::size_t bytes);

/// At a level that somebody asked for.
[[nodiscard]] PngCompression at_level(PngCompression compression, int level) noexcept;

}  // namespace tbbimg::detail
