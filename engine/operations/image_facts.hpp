// What is known of an image beside its pixels.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// What placeholders such as {stem} and {date} stand for. Views: whoever fills it keeps the texts alive.
struct ImageFacts {
  std::string_view directory;         ///< of the input below its root, "" for the root itself
  std::string_view stem;              ///< the input's file name without its last extension
  std::string_view source_extension;  ///< the input's last extension without its dot, as it is written
  std::uint64_t index = 0;            ///< of the input in the order of the listing, from 0
  std::string_view date;              ///< Exif::date; empty if there is none
  std::string_view copyright;         ///< Exif::copyright; empty if there is none

  /// Of one output, for its name. Operations do not see them, because variants share their results.
  std::string_view variant;    ///< may be empty
  std::string_view extension;  ///< without the dot
  Size size;                   ///< {0, 0} if it is not known
};

}  // namespace tbbimg
