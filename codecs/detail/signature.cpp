#include "codecs/detail/signature.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "codecs/detail/known_formats.hpp"

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

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

const FormatSignature* find_signature(const FormatInfo& format, std::span<const std::uint8_t> head) noexcept {
  for (const FormatSignature& signature : format.signatures) {
    if (has_at(head, signature.offset, signature.bytes)) return &signature;
  }
  return nullptr;
}

const FormatSignature* find_signature(std::span<const std::uint8_t> head) noexcept {
  for (const FormatInfo* format : builtin_formats()) {
    if (const FormatSignature* signature = find_signature(*format, head)) return signature;
  }
  for (const FormatInfo& format : foreign_formats()) {
    if (const FormatSignature* signature = find_signature(format, head)) return signature;
  }
  return nullptr;
}

// A web page with a drawing further behind is no drawing.
constexpr std::size_t kMarkupBytes = 64;

constexpr std::string_view kSvg = "an SVG";
constexpr std::string_view kXml = "an SVG or other XML";

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
  if (lower.starts_with("<svg")) return kSvg;
  if (lower.starts_with("<!doctype svg")) return kSvg;
  if (lower.starts_with("<?xml") || lower.starts_with("<!--")) {
    const bool is_svg = lower.find("<svg") != std::string::npos || lower.find("<!doctype svg") != std::string::npos;
    if (is_svg) return kSvg;
    if (lower[1] == '?') return kXml;
  }
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) return "a web page";
  return {};
}

std::string start_text(std::span<const std::uint8_t> shown, std::string_view name) {
  return "looks like " + std::string(name) + ": it starts with " + hex(shown);
}

}  // namespace

std::string describe_start(std::span<const std::uint8_t> head) {
  head = head.first(std::min(head.size(), kMarkupBytes));
  if (head.empty()) return "the file is empty";
  if (const FormatSignature* signature = find_signature(head)) {
    const std::size_t shown = signature->shown != 0 ? signature->shown : signature->offset + signature->bytes.size();
    return start_text(head.first(shown), signature->what);
  }
  const auto shown = head.first(std::min<std::size_t>(head.size(), 8));
  if (const std::string_view name = markup_name(head); !name.empty()) {
    return name == kSvg ? std::string(svg_sentence()) : start_text(shown, name);
  }
  if (std::all_of(head.begin(), head.end(), [](std::uint8_t byte) { return byte == 0; })) {
    return "begins with zeros, as an interrupted copy does";
  }
  return "it starts with " + hex(shown) + ", unlike any image format known here";
}

bool may_be_svg(std::span<const std::uint8_t> head) {
  head = head.first(std::min(head.size(), kMarkupBytes));
  const std::string_view name = markup_name(head);
  return name == kSvg || name == kXml;
}

std::string_view svg_sentence() noexcept {
  return "an SVG is a drawing, not a picture; make a PNG of it first, such as with rsvg-convert or Inkscape";
}

bool starts_like(std::span<const std::uint8_t> head, const FormatInfo& format) noexcept {
  return find_signature(format, head) != nullptr;
}

const FormatInfo* format_of_start(std::span<const std::uint8_t> head) noexcept {
  const auto formats = builtin_formats();
  const auto found = std::find_if(formats.begin(), formats.end(), [head](const FormatInfo* format) {
    return find_signature(*format, head) != nullptr;
  });
  return found != formats.end() ? *found : nullptr;
}

Status check_signature(const Decoder& decoder, std::span<const std::uint8_t> file) {
  if (decoder.recognizes(file)) return {};
  return fail(ErrorCode::corrupt_data, ErrorKind::not_an_image,
              "not a " + std::string(decoder.format().title) + ": " +
                  describe_start(file.first(std::min(file.size(), kSignatureBytes))));
}

}  // namespace tbbimg::detail
