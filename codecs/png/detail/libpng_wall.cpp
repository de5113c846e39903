#include "codecs/png/detail/libpng_wall.hpp"

#include <cstdio>
#include <string_view>

namespace tbbimg::detail {
namespace {

// libpng has no codes, only words. Of its warnings, those about image data that did not check out, which it reports
// too late to make them errors, mean damage; surplus data does not, nor does anything about other chunks.
bool is_damage(std::string_view warning) noexcept {
  return warning.starts_with("IDAT: ") && warning != "IDAT: Extra compressed data" &&
         warning != "IDAT: Too much image data";
}

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

void LibpngWall::on_error(png_structp png, png_const_charp words) {
  auto& wall = *static_cast<LibpngWall*>(png_get_error_ptr(png));
  if (is_out_of_memory(words)) wall.escape(ErrorCode::out_of_memory, words);
  wall.escape(ErrorCode::corrupt_data, words, ErrorKind::damaged);
}

void LibpngWall::on_warning(png_structp png, png_const_charp words) {
  if (is_damage(words)) on_error(png, words);
}

}  // namespace tbbimg::detail
