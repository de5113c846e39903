// What is known of an image format, be there codecs for it or not.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tbbimg {

/// Bytes by which people recognise a file, for messages.
struct FormatSignature {
  std::string_view bytes;
  std::size_t offset = 0;
  std::string_view what;  ///< "a PNG", "a damaged PNG"
  std::size_t shown = 0;  ///< bytes of the file to show; 0: up to the end of the signature
};

/// What is written of a format here, with some options of its encoder; of formats that are read only, what is read.
struct FormatContents {
  bool alpha = false;
  bool sixteen_bits = false;  ///< more than 8 bits a sample
  bool frames = false;        ///< of an animation
  bool palette = false;
  bool lossless = false;
  bool lossy = false;
  bool profile = false;  ///< ICC
  bool exif = false;     ///< is read
};

/// A constant that lies beside its codecs; they and the registry refer to it. It is there without them, too: a format
/// whose library a build lacks is known by sight.
struct FormatInfo {
  std::string_view name;                          ///< as in recipes: "jpeg"
  std::string_view title;                         ///< as people write it: "JPEG"
  std::span<const std::string_view> extensions;   ///< in lower case, without the dot; the first is that of outputs
  std::span<const FormatSignature> signatures{};  ///< longer ones before those that they begin with
  std::string_view progressive = "progressive";   ///< what its people call ImageInfo::progressive
  bool metadata_behind_pixels = true;             ///< so that the start of a file need not say all
  std::string_view library{};                     ///< that a build may lack, and these codecs with it; empty: none
  std::string_view writer_library{};              ///< as `library`, of the encoder alone, where that is another
  std::string_view stand_in{};                    ///< the format of outputs "as the source" where none writes this one
  FormatContents holds{};
};

}  // namespace tbbimg
