// A picture on its way from bytes to pixels: its frames, and the rows of each, as far as somebody asks for them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "codecs/image_info.hpp"
#include "codecs/metadata/metadata.hpp"
#include "kernels/core/error.hpp"
#include "kernels/core/sentence.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// What was noticed in a file, or on its way to its outputs, whose picture is whole all the same, but for salvaged.
enum class DecodeWarningKind : std::uint8_t {
  stray_bytes,        ///< between what belongs together; figure: how many
  missing_scans,      ///< of a progressive JPEG that ends properly; figure: scans that are there
  odd_header,         ///< values that no standard knows and that decoders pass over
  lost_profile,       ///< the colour profile is damaged and is left out
  lost_transparency,  ///< a PNG's transparent colour stands where it has no meaning
  surplus_data,       ///< behind the last pixel
  missing_end,        ///< the file stops behind its last pixel, before the mark of its end
  lost_frames,        ///< of an animation, for a format that holds one picture; figure: frames that there were
  narrowed,           ///< of the file's depth (figure: bits), an output that was to keep it has less
  small_preview,     ///< of a RAW photograph, smaller than what is asked for; figure: its share of the width in percent
  left_out_samples,  ///< that are neither colours nor alpha; figure: how many a pixel
  processed_alone,   ///< needed more memory than a run has for all its pixels together; figure: bytes
  salvaged,          ///< the picture is damaged; figure: rows that are whole, from the top; 0: that is not known
};
inline constexpr std::size_t kDecodeWarningKinds = 13;

/// "stray_bytes"
[[nodiscard]] std::string_view to_string(DecodeWarningKind kind) noexcept;

struct DecodeWarning {
  DecodeWarningKind kind;
  std::uint64_t figure = 0;  ///< see the kinds
  friend bool operator==(const DecodeWarning&, const DecodeWarning&) = default;
};

/// "3 stray bytes among the data of the picture, which is whole"
[[nodiscard]] Sentence sentence_of(const DecodeWarning& warning);

/// One picture of an animation, or the only one of a file that is none. Whatever the file stores (a part of the canvas,
/// a difference), read_rows() gives the whole canvas as it is to be seen.
struct Frame {
  std::chrono::milliseconds duration{0};  ///< as stored, until the next one is shown; 0 of a still picture
  /// Red, green and blue: colours of which the file makes this frame, for a writer that stores a palette itself. Empty
  /// where the file has none, and for a writer that is to choose, because the pixels have got other colours since.
  std::vector<std::array<std::uint8_t, 3>> palette = {};
};

/// One pass over a file, from its first frame to its last and from top to bottom, made by Decoder::open(). Refers to
/// the file's bytes. For one thread at a time. After an error of next_frame(), read_rows() or finish() it may only be
/// destroyed.
class ImageReader {
 public:
  ImageReader(const ImageReader&) = delete;
  ImageReader& operator=(const ImageReader&) = delete;
  virtual ~ImageReader() = default;

  /// As Decoder::probe() gives it.
  [[nodiscard]] const ImageInfo& info() const noexcept { return info_; }
  /// Of every frame; stored orientation.
  [[nodiscard]] const ImageShape& shape() const noexcept { return shape_; }
  [[nodiscard]] const Metadata& metadata() const noexcept { return metadata_; }

  /// Goes to the first frame, or on to the next, of which there need not be one. Rows that were not read are passed
  /// over. Errors: corrupt_data, unsupported, limit_exceeded, out_of_memory, cancelled.
  [[nodiscard]] Result<std::optional<Frame>> next_frame();

  /// The next rows.height rows of the frame, in shape()'s width and format. Errors: invalid_argument (rows of another
  /// width or format, more than rows_left(), none of a frame), and those of next_frame(); of corrupt_data, the figure
  /// `whole_rows` tells how many rows came before.
  [[nodiscard]] Status read_rows(ImageView rows);

  /// Of the frame that next_frame() went to.
  [[nodiscard]] int rows_left() const noexcept { return next_row_ < 0 ? 0 : shape_.size.height - next_row_; }

  /// After the last row that is wanted of the last frame: whether the rest of the file is what it should be, for codecs
  /// that can tell. Errors: as next_frame().
  [[nodiscard]] Status finish();

  /// What was noticed up to now in a file whose picture is whole all the same, each kind once.
  [[nodiscard]] virtual std::vector<DecodeWarning> warnings() const { return {}; }

 protected:
  /// `shape` has the file's own depth: 16-bit samples if it stores more than 8. An ICC profile that does not fit the
  /// pixels is left out.
  ImageReader(ImageInfo info, ImageShape shape, Metadata metadata = {});

 private:
  /// Goes to frame `index`, which is the one behind the frame before. Without an override: one frame.
  [[nodiscard]] virtual Result<std::optional<Frame>> start_frame(int index);
  /// Rows [first_row, first_row + rows.height) of the frame, which lie behind those that were asked for before.
  [[nodiscard]] virtual Status fill_rows(ImageView rows, int first_row) = 0;
  [[nodiscard]] virtual Status finish_file() { return {}; }

  ImageInfo info_;
  ImageShape shape_;
  Metadata metadata_;
  int next_frame_ = 0;
  int next_row_ = -1;  ///< below 0: no frame
};

}  // namespace tbbimg
