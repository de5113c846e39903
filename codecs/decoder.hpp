// Bytes to pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "codecs/format_info.hpp"
#include "codecs/image_info.hpp"
#include "codecs/image_reader.hpp"
#include "codecs/limits.hpp"
#include "codecs/metadata/metadata.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Which picture of a file is meant, and how it is made: what Decoder::probe_chosen() and open() must be told alike.
struct PictureChoice {
  int page = 0;          ///< of a file with several pictures that are no animation (TIFF), from 0
  bool develop = false;  ///< DecodeOptions::develop
  friend bool operator==(const PictureChoice&, const PictureChoice&) = default;
};

struct DecodeOptions {
  /// The decoder may shrink on load (JPEG DCT n/8, WebP scaling) as long as neither stored side falls below this;
  /// {0, 0} asks for the full size.
  Size at_least;
  Limits limits;
  BufferPool pool;
  std::stop_token stop;  ///< polled per block of rows; reading then fails with cancelled
  /// Samples of more than 8 bits come as 16 bits, spread over their full range; otherwise as 8, rounded.
  bool sixteen_bits = false;
  /// Of a damaged still picture, the rows in front of the damage are given, and gray or nothing below: warnings()
  /// tells.
  bool salvage = false;
  /// One picture is wanted: of an animation, that for those who show one alone, which need not be its first frame.
  /// decode() sets it.
  bool still = false;
  int page = 0;  ///< of a file with several pictures that are no animation (TIFF), from 0
  /// Of a RAW photograph, its pixels are made of what the sensor saw, not taken from the preview that the camera made.
  bool develop = false;
};

/// What decode() will take and give, known from the header: the memory budget rests on it.
struct DecodeCost {
  ImageShape output;              ///< stored orientation
  std::size_t scratch_bytes = 0;  ///< beyond the output image and the file's bytes: coefficients, row buffers, canvases
  /// ImageReader::read_rows() may be asked for a few rows at a time, and nothing but those and the scratch is held
  /// then.
  bool by_rows = false;
};

/// The bytes of a file that need not be in memory. For several threads at once.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// Fills `to` with the bytes from `offset` on, all of which lie below size(). May block. Errors: any of I/O; also
  /// that the file has become shorter.
  [[nodiscard]] virtual Status read_at(std::uint64_t offset, std::span<std::uint8_t> to) const = 0;
};

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
  /// The same of another picture than the first. Errors: also invalid_argument (no such page).
  [[nodiscard]] Result<ImageInfo> probe_chosen(std::span<const std::uint8_t> file, const PictureChoice& choice) const;

  [[nodiscard]] virtual DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept = 0;

  /// Where the picture ends, if that is within `beginning`, which is the first bytes of a file, or all of them.
  /// Nothing from formats that do not tell.
  [[nodiscard]] virtual std::optional<std::size_t> picture_end(std::span<const std::uint8_t> beginning) const noexcept;

  /// Whether strip() takes files of this format apart.
  [[nodiscard]] virtual bool can_strip() const noexcept { return false; }

  /// The same file without metadata but what colours depend on, and without what lies behind the picture. For files
  /// that decode() takes. Errors: corrupt_data (the picture does not end), unsupported (of this format, no file is
  /// taken apart), out_of_memory.
  [[nodiscard]] virtual Result<Buffer> strip(std::span<const std::uint8_t> file, const BufferPool& pool) const;

  /// Begins to read a file, of which the header is read and checked against the limits; nothing of the picture's size
  /// is allocated yet. The reader refers to the file, and to the decoder if it salvages. Errors: corrupt_data,
  /// unsupported, limit_exceeded, out_of_memory.
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open(std::span<const std::uint8_t> file,
                                                          const DecodeOptions& options) const;

  /// Whether files of this format can be read in parts, so that of a large one little is ever in memory: those that
  /// probe_parts() does not say to be animated.
  [[nodiscard]] virtual bool reads_parts() const noexcept { return false; }
  /// As probe() and open(), for formats that can be read in parts; the reader refers to `file`, which may be of any
  /// size. Errors: also those of `file`.
  [[nodiscard]] virtual Result<ImageInfo> probe_parts(const ByteSource& file, const PictureChoice& choice) const;
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_parts(const ByteSource& file,
                                                                const DecodeOptions& options) const;

  /// The first frame, and the rest of the file as far as it says whether that is whole; a file that ends early or
  /// breaks its format's rules is an error, never a partly gray picture. Errors: corrupt_data, unsupported,
  /// limit_exceeded, out_of_memory, cancelled.
  [[nodiscard]] Result<DecodedImage> decode(std::span<const std::uint8_t> file, const DecodeOptions& options) const;
  /// The same by a reader that this decoder has just opened with these options.
  [[nodiscard]] Result<DecodedImage> decode(ImageReader& reader, const DecodeOptions& options) const;

 private:
  /// Reads the header of a file that recognizes() takes. Of the options, it leaves limits of the file's and picture's
  /// size and `sixteen_bits` to open(); the reader keeps what it needs of them.
  [[nodiscard]] virtual Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                         const DecodeOptions& options) const = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<ImageReader>> open_parts_reader(const ByteSource& file,
                                                                               const DecodeOptions& options) const;
  /// For a choice that is not the plain one. Without an override: probe().
  [[nodiscard]] virtual Result<ImageInfo> probe_other(std::span<const std::uint8_t> file,
                                                      const PictureChoice& choice) const;
};

/// Goes to the first frame of a reader that was just opened. Errors: as next_frame(); corrupt_data if there is none.
[[nodiscard]] Status go_to_picture(ImageReader& reader);

/// RAW photographs are told from other TIFFs by their first directory.
inline constexpr std::size_t kSignatureBytes = 4096;

}  // namespace tbbimg
