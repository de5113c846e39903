#include "codecs/decoder.hpp"

#include <string>

namespace tbbimg {

std::string_view to_string(DecodeWarningKind kind) noexcept {
  switch (kind) {
    case DecodeWarningKind::stray_bytes: return "stray_bytes";
    case DecodeWarningKind::missing_scans: return "missing_scans";
    case DecodeWarningKind::odd_header: return "odd_header";
    case DecodeWarningKind::lost_profile: return "lost_profile";
    case DecodeWarningKind::lost_transparency: return "lost_transparency";
    case DecodeWarningKind::surplus_data: return "surplus_data";
  }
  return "unknown";
}

Sentence sentence_of(const DecodeWarning& warning) {
  const std::string figure = std::to_string(warning.figure);
  const bool is_one = warning.figure == 1;
  switch (warning.kind) {
    case DecodeWarningKind::stray_bytes:
      return figure + (is_one ? " stray byte" : " stray bytes") + " among the data of the picture, which is whole";
    case DecodeWarningKind::missing_scans:
      return "the progressive JPEG stops behind scan " + figure + ": the picture is coarser than it was meant to be";
    case DecodeWarningKind::odd_header: return "a header has values that no standard knows; they are ignored";
    case DecodeWarningKind::lost_profile: return "the colour profile is damaged and left out";
    case DecodeWarningKind::lost_transparency:
      return "the transparent colour stands in front of the palette, where it does not count";
    case DecodeWarningKind::surplus_data: return "there is data behind the last pixel";
  }
  return "unknown";
}

}  // namespace tbbimg
