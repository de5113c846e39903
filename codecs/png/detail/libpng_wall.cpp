#include "codecs/png/detail/libpng_wall.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

namespace tbbimg::detail {
namespace {

// libpng has no codes, only words: "CHUNK: what". What its warnings (1.6.39) mean to the picture; those that are not
// here are about chunks that change no pixel.
struct WarningMeaning {
  std::string_view begin;
  std::optional<DecodeWarningKind> kind;  // nothing: damage
};
constexpr std::array kMeanings = {
    // Data that did not check out, which libpng reports too late to make it an error.
    WarningMeaning{"IDAT: Extra compressed data", DecodeWarningKind::surplus_data},
    WarningMeaning{"IDAT: Too much image data", DecodeWarningKind::surplus_data},
    WarningMeaning{"IDAT: ", std::nullopt},
    // Left out when its checksum is wrong, and with it which pixels are transparent.
    WarningMeaning{"PLTE: tRNS must be after", DecodeWarningKind::lost_transparency},
    WarningMeaning{"tRNS: CRC", std::nullopt},
    WarningMeaning{"iCCP: ", DecodeWarningKind::lost_profile},
};

bool is_out_of_memory(std::string_view error) noexcept {
  return error.find("Out of memory") != std::string_view::npos ||
         error.find("out of memory") != std::string_view::npos ||
         error.find("insufficient memory") != std::string_view::npos;
}

}  // namespace

void LibpngWall::escape(ErrorCode code, const char* words, ErrorKind kind) {
  code_ = code;
  kind_ = kind;
  std::snprintf(words_.data(), words_.size(), "%s", words);
  std::longjmp(way_out_, 1);  // NOLINT(cert-err52-cpp)
}

std::vector<DecodeWarning> LibpngWall::warnings() const {
  std::vector<DecodeWarning> warnings;
  for (std::size_t i = 0; i < noticed_.size(); ++i) {
    if (noticed_[i]) warnings.push_back({static_cast<DecodeWarningKind>(i)});
  }
  return warnings;
}

void LibpngWall::on_error(png_structp png, png_const_charp words) {
  auto& wall = *static_cast<LibpngWall*>(png_get_error_ptr(png));
  if (is_out_of_memory(words)) wall.escape(ErrorCode::out_of_memory, words);
  wall.escape(ErrorCode::corrupt_data, words, ErrorKind::damaged);
}

void LibpngWall::on_warning(png_structp png, png_const_charp words) {
  const auto* const meaning = std::find_if(kMeanings.begin(), kMeanings.end(), [words](const WarningMeaning& each) {
    return std::string_view(words).starts_with(each.begin);
  });
  if (meaning == kMeanings.end()) return;
  if (!meaning->kind) on_error(png, words);
  static_cast<LibpngWall*>(png_get_error_ptr(png))->noticed_.set(static_cast<std::size_t>(*meaning->kind));
}

}  // namespace tbbimg::detail
