#include "codecs/detail/signature.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view bytes;
  std::size_t offset;
  std::string_view name;
  std::size_t shown = 0;  // bytes to show; 0: up to the end of the signature
};

// Longer signatures before shorter ones that they begin with.
constexpr Signature kSignatures[] = {
    {"\x89PNG\r\n\x1a\n"sv, 0, "a PNG", 4},
    {"\x89PNG"sv, 0, "a damaged PNG"},
    {"\xff\xd8\xff"sv, 0, "a JPEG"},
    {"GIF87a"sv, 0, "a GIF"},
    {"GIF89a"sv, 0, "a GIF"},
    {"WEBP"sv, 8, "a WebP"},
    {"RIFF"sv, 0, "a WAV or AVI"},
    {"II\x2a\0"sv, 0, "a TIFF"},
    {"MM\0\x2a"sv, 0, "a TIFF"},
    {"II\x2b\0"sv, 0, "a BigTIFF"},
    {"MM\0\x2b"sv, 0, "a BigTIFF"},
    {"ftypavif"sv, 4, "an AVIF"},
    {"ftypavis"sv, 4, "an AVIF"},
    {"ftypheic"sv, 4, "a HEIC"},
    {"ftypheix"sv, 4, "a HEIC"},
    {"ftypheim"sv, 4, "a HEIC"},
    {"ftypheis"sv, 4, "a HEIC"},
    {"ftyphevc"sv, 4, "a HEIC"},
    {"ftyphevx"sv, 4, "a HEIC"},
    {"ftypmif1"sv, 4, "a HEIC or AVIF"},
    {"ftypmsf1"sv, 4, "a HEIC or AVIF"},
    {"ftypcrx "sv, 4, "a Canon CR3"},
    {"ftyp"sv, 4, "an MP4 or QuickTime video"},
    {"\0\0\0\x0cJXL \r\n\x87\n"sv, 0, "a JPEG XL"},
    {"\xff\x0a"sv, 0, "a JPEG XL"},
    {"\0\0\0\x0cjP  \r\n\x87\n"sv, 0, "a JPEG 2000"},
    {"\xff\x4f\xff\x51"sv, 0, "a JPEG 2000"},
    {"BM"sv, 0, "a BMP"},
    {"8BPS"sv, 0, "a Photoshop file"},
    {"%PDF"sv, 0, "a PDF"},
    {"PK\x03\x04"sv, 0, "a ZIP"},
    {"\x1f\x8b"sv, 0, "a gzip file"},
    {"\0\x05\x16\x07"sv, 0, "an AppleDouble: metadata of macOS, no picture"},
    {"\0\x05\x16\0"sv, 0, "an AppleSingle"},
    {"\0\0\x01\0"sv, 0, "an icon"},
};

bool has_at(std::span<const std::uint8_t> head, std::size_t offset, std::string_view bytes) noexcept {
  if (head.size() < offset + bytes.size()) return false;
  return std::equal(bytes.begin(), bytes.end(), head.begin() + static_cast<std::ptrdiff_t>(offset),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

// Markup may begin with a byte order mark and white space.
std::string_view markup_name(std::span<const std::uint8_t> head) {
  if (has_at(head, 0, "\xef\xbb\xbf"sv)) head = head.subspan(3);
  while (!head.empty() && (head[0] == ' ' || head[0] == '\t' || head[0] == '\r' || head[0] == '\n')) {
    head = head.subspan(1);
  }
  std::string lower;
  for (const std::uint8_t byte : head) {
    lower += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
  }
  if (lower.starts_with("<svg")) return "an SVG";
  if (lower.starts_with("<?xml")) return lower.find("<svg") != std::string::npos ? "an SVG" : "an SVG or other XML";
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) return "a web page";
  return {};
}

std::string start_text(std::span<const std::uint8_t> shown, std::string_view name) {
  std::string text = "starts with " + hex(shown) + " (";
  text += name;
  return text + "?)";
}

}  // namespace

std::string describe_start(std::span<const std::uint8_t> head) {
  if (head.empty()) return "is empty";
  for (const Signature& signature : kSignatures) {
    if (has_at(head, signature.offset, signature.bytes)) {
      const std::size_t shown = signature.shown != 0 ? signature.shown : signature.offset + signature.bytes.size();
      return start_text(head.first(shown), signature.name);
    }
  }
  const auto shown = head.first(std::min<std::size_t>(head.size(), 8));
  if (const std::string_view name = markup_name(head); !name.empty()) return start_text(shown, name);
  if (std::all_of(head.begin(), head.end(), [](std::uint8_t byte) { return byte == 0; })) {
    return start_text(shown, "zeros: an interrupted copy");
  }
  return "starts with " + hex(shown) + ", which is no known image format";
}

}  // namespace tbbimg::detail
