#include "engine/statistics/failure_cause.hpp"

#include <cctype>
#include <cstddef>

namespace tbbimg {
namespace {

constexpr std::size_t kMaxMessage = 160;
constexpr std::string_view kEllipsis = "\u2026";

bool is_digit(char c) noexcept { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) noexcept { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Where the number that begins at `at` ends: "12", "0x89504e47", "1.5"; of "800x600" its first half.
std::size_t end_of_number(std::string_view text, std::size_t at) noexcept {
  const bool is_hex = text.substr(at).starts_with("0x");
  std::size_t end = at + (is_hex ? 2 : 1);
  while (end < text.size()) {
    const bool is_point = text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1]);
    const bool goes_on =
        is_hex ? std::isxdigit(static_cast<unsigned char>(text[end])) != 0 : is_digit(text[end]) || is_point;
    if (!goes_on) break;
    ++end;
  }
  return end;
}

// "800x600", but not "JPEG2000": after a letter only behind the x of a size.
bool begins_number(std::string_view text, std::size_t at) noexcept {
  if (!is_digit(text[at])) return false;
  if (at == 0 || !is_word(text[at - 1])) return true;
  return at >= 2 && text[at - 1] == 'x' && is_digit(text[at - 2]);
}

// The closing quote of the one at `at`, or npos: an apostrophe within a word opens nothing.
std::size_t closing_quote(std::string_view text, std::size_t at) noexcept {
  const char quote = text[at];
  if ((quote != '\'' && quote != '"') || (at > 0 && is_word(text[at - 1]))) return std::string_view::npos;
  return text.find(quote, at + 1);
}

void cut(std::string& text) {
  if (text.size() <= kMaxMessage) return;
  std::size_t end = kMaxMessage - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  text += kEllipsis;
}

}  // namespace

std::string_view to_string(FailureClass failure_class) noexcept {
  switch (failure_class) {
    case FailureClass::permanent: return "permanent";
    case FailureClass::transient: return "transient";
    case FailureClass::environment: return "environment";
  }
  return "unknown";
}

FailureClass class_of(const Error& error) noexcept {
  if (error.code == ErrorCode::no_space) return FailureClass::environment;
  return error.retryable ? FailureClass::transient : FailureClass::permanent;
}

std::string general_message(std::string_view message) {
  std::string general;
  for (std::size_t i = 0; i < message.size();) {
    if (begins_number(message, i)) {
      general += 'N';
      i = end_of_number(message, i);
    } else if (const std::size_t close = closing_quote(message, i); close != std::string_view::npos) {
      general += message[i];
      general += kEllipsis;
      general += message[close];
      i = close + 1;
    } else {
      general += message[i++];
    }
  }
  cut(general);
  return general;
}

FailureCause FailureCause::of(const Error& error) {
  // Its message names both inputs and the output.
  if (error.code == ErrorCode::name_collision)
    return {error.stage, error.code, "would give the output of another input"};
  // What the pipeline says of a failed write: which input it was made of.
  const std::string_view message = std::string_view(error.message).substr(0, error.message.find(" (the output of "));
  return {error.stage, error.code, general_message(message)};
}

}  // namespace tbbimg
