// What a web page needs of the outputs of one photo.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/journal/journal_line.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

struct PictureSource {
  std::string type;                  ///< "image/webp"
  std::vector<JournalOutput> files;  ///< of that format, narrow ones first
};

struct Picture {
  std::string photo;                   ///< its identity
  std::vector<PictureSource> sources;  ///< the one that every browser shows last: JPEG, or else PNG
  std::string color;                   ///< "#rrggbb": the mean of its light; empty if nothing could be read
  std::string placeholder;             ///< a data URI of 16 pixels at most
};

/// Of those outputs that show all that the largest shows: whose sides are to each other as its own, to 2 %. Without
/// color and placeholder.
[[nodiscard]] Picture picture_of(const JournalImage& image, const CodecRegistry& codecs);

/// What makes color and placeholder; for all pictures.
[[nodiscard]] Result<Pipeline> preview_pipeline();
/// Fills them in, by the narrowest file below `output`. Errors: those of reading and decoding it, and any once `stop`
/// asks.
[[nodiscard]] Status add_preview(Picture& picture, const Pipeline& pipeline, const std::string& output,
                                 const std::stop_token& stop);

/// "a%20b/c.jpg" behind `prefix`.
[[nodiscard]] std::string url_of(std::string_view prefix, std::string_view path);

/// One line of JSON, and a <picture> of HTML.
[[nodiscard]] std::string picture_json(const Picture& picture, std::string_view prefix);
[[nodiscard]] std::string picture_html(const Picture& picture, std::string_view prefix, std::string_view sizes);

}  // namespace tbbimg::tools
