#include "engine/io/case_folding.hpp"

#include <locale.h>
#include <wctype.h>

#include <cstring>
#include <cwchar>

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

std::string fold(std::string_view text) {
  std::string folded;
  std::mbstate_t reading{};
  std::mbstate_t writing{};
  for (std::size_t at = 0; at < text.size();) {
    wchar_t letter = 0;
    const std::size_t length = std::mbrtowc(&letter, text.data() + at, text.size() - at, &reading);
    if (length == 0 || length > text.size() - at) {  // NUL, or no UTF-8
      reading = {};
      folded += text[at++];
      continue;
    }
    char bytes[16];
    // By way of the upper case: the two lower case letters that some have in common (i and dotless i, the sigmas).
    const wint_t folded_letter = ::towlower(::towupper(static_cast<wint_t>(letter)));
    const std::size_t count = std::wcrtomb(bytes, static_cast<wchar_t>(folded_letter), &writing);
    folded.append(bytes, count);
    at += length;
  }
  return folded;
}

}  // namespace

std::string case_folded(std::string_view text) {
  static const Utf8Locale locale;
  if (locale.get() == nullptr) return std::string(text);
  const locale_t before = ::uselocale(locale.get());  // of this thread alone
  std::string folded = fold(text);
  ::uselocale(before);
  return folded;
}

}  // namespace tbbimg
