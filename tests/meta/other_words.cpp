// Takes the place of the function in kernels/core/sentence.cpp: every letter, digit and sign of every sentence is
// another.
#include "kernels/core/sentence.hpp"

namespace tbbimg::detail {
namespace {

char next_of(char c, char first, char last) noexcept { return c == last ? first : static_cast<char>(c + 1); }

char other(char c) noexcept {
  if (c >= 'a' && c <= 'z') return next_of(c, 'a', 'z');
  if (c >= 'A' && c <= 'Z') return next_of(c, 'A', 'Z');
  if (c >= '0' && c <= '9') return next_of(c, '0', '9');
  return c > ' ' && c < 0x7F ? '~' : c;
}

}  // namespace

std::string worded(std::string words) {
  for (char& c : words) c = other(c);
  return words;
}

}  // namespace tbbimg::detail
