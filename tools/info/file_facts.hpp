// What is known of one file.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "codecs/registry.hpp"
#include "kernels/core/error.hpp"
#include "tools/info/pixel_facts.hpp"

namespace tbbimg::tools {

struct FileFacts {
  ImageInfo image;
  std::uint64_t file_bytes = 0;
  std::string_view progressive;      ///< as the format's people call it
  std::string icc_profile;           ///< its name; empty if there is none, or it has none
  std::optional<PixelFacts> pixels;  ///< of all frames; only if they were asked for
};

/// Reads headers alone, unless `with_pixels` asks for all of the picture, which must then be whole.
/// Errors: those of probe_file(); with pixels, those of reading a file and of Decoder::decode() as well.
[[nodiscard]] Result<FileFacts> facts_of(const std::string& path, bool with_pixels, const CodecRegistry& codecs,
                                         const PictureChoice& choice, const std::stop_token& stop);

}  // namespace tbbimg::tools
