// openjpeg on bytes in memory. Not for users.
#pragma once

#include <openjpeg.h>

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>

#include "kernels/core/error.hpp"

namespace tbbimg::detail {

struct DeleteJp2 {
  void operator()(opj_image_t* image) const noexcept { opj_image_destroy(image); }
  void operator()(opj_codec_t* codec) const noexcept { opj_destroy_codec(codec); }
};
using Jp2Planes = std::unique_ptr<opj_image_t, DeleteJp2>;

/// All components of a codestream that check_jp2_tiles() takes, after so many halvings. Warnings of openjpeg that tell
/// of lost data are errors; nothing is printed. Errors: corrupt_data, out_of_memory, cancelled.
[[nodiscard]] Result<Jp2Planes> decode_jp2_planes(std::span<const std::uint8_t> codestream, bool lacks_end,
                                                  int halvings, const std::stop_token& stop);

}  // namespace tbbimg::detail
