#include "kernels/core/format.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace tbbimg;
using namespace std::string_literals;

namespace {

std::string utf8(char32_t code) {
  const auto tail = [code](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | code >> 18), tail(12), tail(6), tail(0)};
}

// Written down again, from the issue and not from the code: what must not reach a terminal.
bool is_forbidden(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x61C || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x200B || code == 0xFEFF;
}

bool is_ascii_that_shows(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// What bash makes of a word in $'...'.
std::string unquoted(std::string_view word) {
  std::string text;
  for (std::size_t i = 2; i + 1 < word.size(); ++i) {
    if (word[i] == '\\') {
      text += static_cast<char>(std::stoi(std::string(word.substr(i + 1, 3)), nullptr, 8));
      i += 3;
    } else {
      text += word[i];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("format: one_line escapes what does not show itself, and nothing else") {
  CHECK(one_line("plain caf\u00e9 \\n \u05d0 \U0001F468\u200D\U0001F469 \u2764\uFE0F") ==
        "plain caf\u00e9 \\n \u05d0 \U0001F468\u200D\U0001F469 \u2764\uFE0F");
  CHECK(one_line("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(one_line("\x1b[31m\x7f\x01"s + '\0') == "\\x1b[31m\\x7f\\x01\\x00");
  CHECK(one_line("\u009b31m\x9b\xe9") == "\\u009b31m\\x9b\\xe9");
  CHECK(one_line("a\u202Egpj.b\u2028\U000E0041") == "a\\u202egpj.b\\u2028\\U000e0041");
  CHECK(one_line("\u00a9\xC2") == "\u00a9\\xc2");
}

TEST_CASE("format: of all characters, those that are forbidden come out as ASCII that shows, the others as they are") {
  std::size_t escaped = 0;
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    const std::string character = utf8(code);
    const std::string line = one_line("a" + character + "b");
    const bool is_kept = line == "a" + character + "b";
    if (!is_kept) ++escaped;
    // CHECK alone is slow, a million times.
    if (!is_kept && !is_ascii_that_shows(line)) FAIL("half escaped: " << static_cast<std::uint32_t>(code));
    if (is_kept && is_forbidden(code)) FAIL("not escaped: " << static_cast<std::uint32_t>(code));
    if (one_line(line) != line) FAIL("not the same a second time: " << static_cast<std::uint32_t>(code));
    const std::string word = shell_quoted("a " + character);
    if (one_line(word) != word) FAIL("a command that steers the terminal: " << static_cast<std::uint32_t>(code));
    if (!is_kept && unquoted(word) != "a " + character) FAIL("another word: " << static_cast<std::uint32_t>(code));
  }
  CHECK(escaped < 300);
  for (int byte = 0x80; byte < 0x100; ++byte) {
    CAPTURE(byte);
    const std::string text = "a" + std::string(1, static_cast<char>(byte));
    CHECK(is_ascii_that_shows(one_line(text)));
    CHECK(is_ascii_that_shows(shell_quoted(text)));
    CHECK(unquoted(shell_quoted(text)) == text);
  }
}

TEST_CASE("format: bytes") {
  CHECK(human_bytes(0) == "0 bytes");
  CHECK(human_bytes(1) == "1 byte");
  CHECK(human_bytes(1023) == "1023 bytes");
  CHECK(human_bytes(1024) == "1.0 KiB");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(human_bytes((1 << 20) - 1) == "1.0 MiB");
  CHECK(human_bytes(std::uint64_t{412} << 20) == "412 MiB");
  CHECK(human_bytes(UINT64_MAX) == "16.0 EiB");
}

TEST_CASE("format: seconds and numbers") {
  CHECK(human_seconds(0.421) == "0.42 s");
  CHECK(human_seconds(9.999) == "10.0 s");
  CHECK(human_seconds(59.96) == "1 min 00 s");
  CHECK(human_seconds(125) == "2 min 05 s");
  CHECK(human_seconds(3725) == "1 h 02 min");
  CHECK(human_seconds(-1) == "0.00 s");
  CHECK(human_number(0.421) == "0.42");
  CHECK(human_number(99.96) == "100");
  CHECK(human_number(412.7) == "413");
}

TEST_CASE("format: shell_quoted is read back as it was") {
  CHECK(shell_quoted("photos/a-1.jpg") == "photos/a-1.jpg");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("a b") == "'a b'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("{stem}") == "'{stem}'");
  CHECK(shell_quoted("caf\u00e9") == "'caf\u00e9'");
  CHECK(shell_quoted("a\nb'c\\d!\u202e1") == "$'a\\012b\\047c\\134d\\041\\342\\200\\2561'");
  CHECK(shell_words(std::vector<std::string>{"--log", "a b"}) == "--log 'a b'");
  CHECK(command_text({}) == "tbbimg");
}
