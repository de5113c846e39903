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
  /// What detail::builtin_formats() names.
  [[nodiscard]] static CodecRegistry with_builtin_codecs();

  void add(std::shared_ptr<const Decoder> decoder);
  void add(std::shared_ptr<const Encoder> encoder);

  /// The decoder that recognises a file by its first kSignatureBytes, of which there may be more; nullptr if none does.
  [[nodiscard]] const Decoder* find_decoder(std::span<const std::uint8_t> file) const noexcept;
  /// By name ("jpeg"), for a file of ours; nullptr if there is none.
  [[nodiscard]] const Decoder* find_decoder_by_name(std::string_view name) const noexcept;
  /// By name ("jpeg") or extension ("jpg"), in lower case; nullptr if there is none.
  [[nodiscard]] const Encoder* find_encoder(std::string_view name) const noexcept;

  /// For an output in the format of its source, a decoder's name: the encoder of that format, or of the one that stands
  /// in where nothing writes it; nullptr if there is neither.
  [[nodiscard]] const Encoder* find_encoder_for_source(std::string_view format) const noexcept;
  /// Of a file's extension ("jpg", in lower case), as far as it can be read; nullptr if it cannot.
  [[nodiscard]] const FormatInfo* find_readable(std::string_view extension) const noexcept;
  /// Formats that tbbimg reads and this build does not, for lack of FormatInfo::library.
  [[nodiscard]] std::vector<const FormatInfo*> left_out() const;
  /// Formats that tbbimg writes and this build does not, for lack of FormatInfo::writer_library.
  [[nodiscard]] std::vector<const FormatInfo*> left_out_writers() const;

  /// Names of what can be written: "jpeg", ...
  [[nodiscard]] std::vector<std::string> output_formats() const;
  /// What can be read, as people write it: "JPEG", ...
  [[nodiscard]] std::vector<std::string> titles() const;

  [[nodiscard]] std::span<const std::shared_ptr<const Decoder>> decoders() const noexcept { return decoders_; }
  [[nodiscard]] std::span<const std::shared_ptr<const Encoder>> encoders() const noexcept { return encoders_; }

 private:
  std::vector<std::shared_ptr<const Decoder>> decoders_;
  std::vector<std::shared_ptr<const Encoder>> encoders_;
};

/// "JPEG, PNG or WebP".
[[nodiscard]] std::string any_of(std::span<const std::string> words);

/// Why no decoder takes these bytes, for an error message: "the file is empty", "looks like a GIF: it starts with
/// 0x474946383961", ...
[[nodiscard]] std::string describe_unrecognized(std::span<const std::uint8_t> file);

}  // namespace tbbimg
