// Words for people.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tbbimg {

namespace detail {
/// The words as they are. A program of tests is linked with another one that gives others (tests/meta/other_words.cpp):
/// whatever comes out differently then has been decided by words.
[[nodiscard]] std::string worded(std::string words);
}  // namespace detail

/// What a message says. It can be put together and shown, and neither compared nor searched nor cut: programs decide by
/// codes, kinds and figures.
class Sentence {
 public:
  Sentence() = default;
  Sentence(std::string words) : text_(detail::worded(std::move(words))) {}
  Sentence(std::string_view words) : Sentence(std::string(words)) {}
  Sentence(const char* words) : Sentence(std::string(words)) {}

  /// To be shown.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  operator const std::string&() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  Sentence& operator+=(std::string_view words) {
    text_ += detail::worded(std::string(words));
    return *this;
  }
  friend Sentence operator+(Sentence begin, std::string_view end) { return std::move(begin += end); }
  friend Sentence operator+(std::string_view begin, const Sentence& end) {
    Sentence whole(begin);
    whole.text_ += end.text_;
    return whole;
  }

 private:
  std::string text_;
};

}  // namespace tbbimg
