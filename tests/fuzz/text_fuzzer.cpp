// Texts from outside: placeholders bring whatever file names and EXIF hold, and HarfBuzz, FriBidi and FreeType see it.
#include <algorithm>
#include <string>

#include "engine/lettering/detail/unicode.hpp"
#include "engine/lettering/render_text.hpp"
#include "engine/lettering/typeface.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/core/utf8.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

namespace {

using namespace tbbimg;
using fuzz::require;

// As they are, or three to a code point, so that most of Unicode is near.
std::string text_of(std::span<const std::uint8_t> bytes, bool as_code_points) {
  if (!as_code_points) return {bytes.begin(), bytes.end()};
  std::string text;
  for (; bytes.size() >= 3; bytes = bytes.subspan(3)) {
    const auto value = static_cast<char32_t>(bytes[0] | bytes[1] << 8 | (bytes[2] & 0x0F) << 16);
    if (value < 0xD800 || value > 0xDFFF) text += encode_utf8(value);
  }
  return text;
}

TextStyle style_of(std::uint8_t looks, std::uint8_t angle) {
  TextStyle style{1.0 + looks % 32};
  style.rotation = angle * 1.5;
  if ((looks & 0x20) != 0) style.outline = TextOutline{1.5, {}};
  if ((looks & 0x40) != 0) style.shadow = TextShadow{2, -3, 1, {}, 0.5};
  if ((looks & 0x80) != 0) style.box = TextBox{2, {}, 0.5};
  return style;
}

void check_text(const std::string& text, const TextStyle& style) {
  static const Typeface typeface = Typeface::find("sans-serif").value();
  constexpr Size kInside{150, 100};
  const Status fine = typeface.check(text);
  const auto shaped = typeface.shape(text, TextAlign::center);
  require(fine.has_value() || !shaped.has_value(), "a text that check() refuses is not set");
  if (!shaped) return require(!shaped.error().message.text().empty(), "an error has a message");
  const auto layer = render_text(*shaped, style, kInside, Kernels::active().value());
  require(layer.has_value(), "a text that can be set can be drawn");
  const Size size = layer->pixels.shape().size;
  require(size.width <= kInside.width && size.height <= kInside.height, "a text is not larger than allowed");
  require(size == rendered_text_size(*shaped, style, kInside), "the size is known before");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::span<const std::uint8_t> bytes(data + 3, size - 3);
  static const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  if ((data[0] & 2) != 0) {
    const auto made = registry.make("text:" + text_of(bytes, false));
    require(made || !made.error().message.text().empty(), "an error has a message");
  } else {
    check_text(text_of(bytes, (data[0] & 1) != 0), style_of(data[1], data[2]));
  }
  return 0;
}
