#include "engine/io/case_folding.hpp"

#include <locale.h>
#include <wctype.h>

#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

// glibc's own, always there; towlower_l knows Unicode's simple mappings in it.
class Utf8Locale {
 public:
  Utf8Locale() noexcept : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {}
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    if (locale_ != nullptr) ::freelocale(locale_);
  }
  [[nodiscard]] locale_t get() const noexcept { return locale_; }

 private:
  locale_t locale_;
};

}  // namespace

std::string case_folded(std::string_view text) {
  static const Utf8Locale locale;
  if (locale.get() == nullptr) return std::string(text);
  std::string folded;
  while (!text.empty()) {
    const Utf8Character character = take_character(text);
    if (character.code) {
      // By way of the upper case: the two lower case letters that some have in common (i and dotless i, the sigmas).
      const wint_t upper = ::towupper_l(static_cast<wint_t>(*character.code), locale.get());
      folded += encode_utf8(static_cast<char32_t>(::towlower_l(upper, locale.get())));
    } else {
      folded += character.bytes;
    }
  }
  return folded;
}

}  // namespace tbbimg
