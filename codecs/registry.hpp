// The formats that are there, by the bytes of a file and by name.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/decoder.hpp"
#include "codecs/encoder.hpp"

namespace tbbimg {

/// Filled once, then const and shared by all threads.
class CodecRegistry {
 public:
  /// JPEG, PNG and WebP.
  [[nodiscard]] static CodecRegistry with_builtin_codecs();

  void add(std::shared_ptr<const Decoder> decoder);
  void add(std::shared_ptr<const Encoder> encoder);

  /// The decoder that recognises a file by its first kSignatureBytes, of which there may be more; nullptr if none does.
  [[nodiscard]] const Decoder* find_decoder(std::span<const std::uint8_t> file) const noexcept;
  /// By name ("jpeg"), for a file of ours; nullptr if there is none.
  [[nodiscard]] const Decoder* find_decoder_by_name(std::string_view name) const noexcept;
  /// By name ("jpeg") or extension ("jpg"), in lower case; nullptr if there is none.
  [[nodiscard]] const Encoder* find_encoder(std::string_view name) const noexcept;

  [[nodiscard]] std::span<const std::shared_ptr<const Decoder>> decoders() const noexcept { return decoders_; }
  [[nodiscard]] std::span<const std::shared_ptr<const Encoder>> encoders() const noexcept { return encoders_; }

 private:
  std::vector<std::shared_ptr<const Decoder>> decoders_;
  std::vector<std::shared_ptr<const Encoder>> encoders_;
};

/// Why no decoder takes these bytes, for an error message: "is empty", "starts with 0x474946383961 (a GIF?)", ...
[[nodiscard]] std::string describe_unrecognized(std::span<const std::uint8_t> file);

/// Whether a file of this name claims to be an image (jpg, heic, tiff, ... in any case): such a file that cannot be
/// decoded has failed, where any other is merely not an image.
[[nodiscard]] bool has_image_extension(std::string_view file_name) noexcept;

}  // namespace tbbimg
