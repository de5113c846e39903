// What a decoder noticed in a file whose picture is whole all the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/core/sentence.hpp"

namespace tbbimg {

enum class DecodeWarningKind : std::uint8_t {
  stray_bytes,        ///< between what belongs together; figure: how many
  missing_scans,      ///< of a progressive JPEG that ends properly; figure: scans that are there
  odd_header,         ///< values that no standard knows and that decoders pass over
  lost_profile,       ///< the colour profile is damaged and is left out
  lost_transparency,  ///< a PNG's transparent colour stands where it has no meaning
  surplus_data,       ///< behind the last pixel
};
inline constexpr std::size_t kDecodeWarningKinds = 6;

/// "stray_bytes"
[[nodiscard]] std::string_view to_string(DecodeWarningKind kind) noexcept;

struct DecodeWarning {
  DecodeWarningKind kind;
  std::uint64_t figure = 0;  ///< see the kinds
  friend bool operator==(const DecodeWarning&, const DecodeWarning&) = default;
};

/// "3 stray bytes in the file"
[[nodiscard]] Sentence sentence_of(const DecodeWarning& warning);

}  // namespace tbbimg
