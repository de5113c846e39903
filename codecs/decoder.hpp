// Bytes to pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "codecs/format_info.hpp"
#include "codecs/image_info.hpp"
#include "codecs/limits.hpp"
#include "codecs/metadata/metadata.hpp"
#include "kernels/core/error.hpp"
#include "kernels/core/sentence.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

struct DecodeOptions {
  /// The decoder may shrink on load (JPEG DCT n/8, WebP scaling) as long as neither stored side falls below this;
  /// {0, 0} asks for the full size.
  Size at_least;
  Limits limits;
  BufferPool pool;
  std::stop_token stop;  ///< polled per block of rows; decode() then fails with cancelled
};

/// What decode() will take and give, known from the header: the memory budget rests on it.
struct DecodeCost {
  ImageShape output;              ///< stored orientation
  std::size_t scratch_bytes = 0;  ///< beyond the output image and the file's bytes: coefficients, row buffers, canvases
};

/// What a decoder noticed in a file whose picture is whole all the same.
enum class DecodeWarningKind : std::uint8_t {
  stray_bytes,        ///< between what belongs together; figure: how many
  missing_scans,      ///< of a progressive JPEG that ends properly; figure: scans that are there
  odd_header,         ///< values that no standard knows and that decoders pass over
  lost_profile,       ///< the colour profile is damaged and is left out
  lost_transparency,  ///< a PNG's transparent colour stands where it has no meaning
  surplus_data,       ///< behind the last pixel
};
inline constexpr std::size_t kDecodeWarningKinds = 6;

/// "stray_bytes"
[[nodiscard]] std::string_view to_string(DecodeWarningKind kind) noexcept;

struct DecodeWarning {
  DecodeWarningKind kind;
  std::uint64_t figure = 0;  ///< see the kinds
  friend bool operator==(const DecodeWarning&, const DecodeWarning&) = default;
};

/// "3 stray bytes in the file"
[[nodiscard]] Sentence sentence_of(const DecodeWarning& warning);

struct DecodedImage {
  Image image;  ///< stored orientation
  Metadata metadata;
  std::vector<DecodeWarning> warnings = {};  ///< each kind once
};

/// Stateless: one object serves all threads.
class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  [[nodiscard]] virtual const FormatInfo& format() const noexcept = 0;
  [[nodiscard]] std::string_view name() const noexcept { return format().name; }

  /// Whether a file that starts with `head` (kSignatureBytes of it, or the whole of a shorter one) is of this format.
  [[nodiscard]] virtual bool recognizes(std::span<const std::uint8_t> head) const noexcept = 0;

  /// Reads the header. `file` may be cut short behind it. Errors: corrupt_data, unsupported.
  [[nodiscard]] virtual Result<ImageInfo> probe(std::span<const std::uint8_t> file) const = 0;

  [[nodiscard]] virtual DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept = 0;

  /// Where the picture ends, if that is within `beginning`, which is the first bytes of a file, or all of them.
  [[nodiscard]] virtual std::optional<std::size_t> picture_end(
      std::span<const std::uint8_t> beginning) const noexcept = 0;

  /// The same file without metadata but what colours depend on, and without what lies behind the picture. For files
  /// that decode() takes. Errors: corrupt_data (the picture does not end), out_of_memory.
  [[nodiscard]] virtual Result<Buffer> strip(std::span<const std::uint8_t> file, const BufferPool& pool) const = 0;

  /// Decodes the whole file to gray8, rgb8 or rgba8; a file that ends early or breaks its format's rules is an error,
  /// never a partly gray picture. Errors: corrupt_data, unsupported, limit_exceeded, out_of_memory, cancelled.
  [[nodiscard]] virtual Result<DecodedImage> decode(std::span<const std::uint8_t> file,
                                                    const DecodeOptions& options) const = 0;
};

inline constexpr std::size_t kSignatureBytes = 64;

}  // namespace tbbimg
