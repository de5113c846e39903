// What is known of an image beside its pixels.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// What placeholders such as {stem} and {date} stand for, for one variant of one image. Views: whoever fills it keeps
/// the texts alive.
struct ImageFacts {
  std::string_view directory;  ///< of the input below its root, "" for the root itself
  std::string_view stem;       ///< the input's file name without its last extension
  std::string_view variant;    ///< may be empty
  std::string_view extension;  ///< of the output, without the dot
  std::uint64_t index = 0;     ///< of the input in the order of the listing, from 0
  Size size;                   ///< of the output, {0, 0} if it is not known
  std::string_view date;       ///< Exif::date; empty if there is none
  std::string_view copyright;  ///< Exif::copyright; empty if there is none
};

}  // namespace tbbimg
