// Pictures made of what a sensor saw, by LibRaw. Not for users.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "codecs/decoder.hpp"

namespace tbbimg::detail {

/// Of a photograph as it is developed; the rest of its info is the caller's. Errors: corrupt_data, unsupported,
/// limit_exceeded, out_of_memory.
[[nodiscard]] Result<ImageInfo> probe_developed(std::span<const std::uint8_t> file);

[[nodiscard]] DecodeCost developing_cost(const ImageInfo& info, Size at_least) noexcept;

/// White balance of the camera, sRGB, brightness by the histogram: what `dcraw -w` makes. Refers to the file, unless
/// `owner` has it. Errors: as probe_developed().
[[nodiscard]] Result<std::unique_ptr<ImageReader>> open_developed(std::span<const std::uint8_t> file, Buffer owner,
                                                                  ImageInfo info, const DecodeOptions& options);

}  // namespace tbbimg::detail
