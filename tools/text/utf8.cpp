#include "tools/text/utf8.hpp"

namespace tbbimg::tools {
namespace {

struct Lead {
  unsigned char first, last;                ///< of the first byte
  unsigned char second_first, second_last;  ///< of the second
  std::size_t length;
};

// The Unicode Standard 15.0, table 3-7: well-formed UTF-8 byte sequences.
constexpr Lead kLeads[] = {{0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
                           {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
                           {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};

bool is_between(char c, unsigned char first, unsigned char last) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= first && byte <= last;
}

}  // namespace

std::size_t utf8_length(std::string_view text) noexcept {
  if (is_between(text[0], 0, 0x7F)) return 1;
  for (const Lead& lead : kLeads) {
    if (!is_between(text[0], lead.first, lead.last)) continue;
    if (text.size() < lead.length || !is_between(text[1], lead.second_first, lead.second_last)) return 0;
    for (std::size_t i = 2; i < lead.length; ++i) {
      if (!is_between(text[i], 0x80, 0xBF)) return 0;
    }
    return lead.length;
  }
  return 0;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    valid += length > 0 ? text.substr(0, length) : std::string_view("\uFFFD");
    text.remove_prefix(length > 0 ? length : 1);
  }
  return valid;
}

}  // namespace tbbimg::tools
