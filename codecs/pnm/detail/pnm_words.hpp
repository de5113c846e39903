// The words of a PNM's header, and of plain pixels. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "codecs/detail/file_bytes.hpp"

namespace tbbimg::detail {

[[nodiscard]] constexpr bool is_pnm_space(int byte) noexcept { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/// Words between white space and comments, which last from # to the end of their line. Refers to the file's bytes.
class PnmWords {
 public:
  PnmWords(FileBytes& file, std::uint64_t at) : file_(&file), at_(at) {}

  [[nodiscard]] std::uint64_t position() const noexcept { return at_; }

  // Empty at the end of the file; until the next call.
  [[nodiscard]] std::string_view next() {
    skip_space();
    return take_while([](int byte) { return !is_pnm_space(byte) && byte != '#'; });
  }

  // Bits of plain PBM need nothing between them.
  [[nodiscard]] std::optional<std::uint8_t> next_letter() noexcept {
    skip_space();
    const int byte = peek();
    if (byte == kEnd) return std::nullopt;
    ++at_;
    return static_cast<std::uint8_t>(byte);
  }

  [[nodiscard]] std::string_view rest_of_line() {
    return take_while([](int byte) { return byte != '\n'; });
  }

  void skip_space() noexcept {
    for (int byte = peek(); is_pnm_space(byte) || byte == '#'; byte = peek()) {
      ++at_;
      if (byte != '#') continue;
      for (byte = peek(); byte != kEnd && byte != '\n' && byte != '\r'; byte = peek()) ++at_;
    }
  }

  [[nodiscard]] int peek() noexcept {
    if (at_ - window_at_ >= window_.size()) {
      window_ = file_->from(at_, 1);
      window_at_ = at_;
      if (window_.empty()) return kEnd;
    }
    return window_[static_cast<std::size_t>(at_ - window_at_)];
  }
  static constexpr int kEnd = -1;

 private:
  // What is longer is neither a number nor a word that a PAM has.
  template <class Belongs>
  std::string_view take_while(const Belongs& belongs) {
    constexpr std::size_t kLongest = 4096;
    word_.clear();
    for (int byte = peek(); byte != kEnd && belongs(byte) && word_.size() < kLongest; byte = peek()) {
      word_.push_back(static_cast<char>(byte));
      ++at_;
    }
    return word_;
  }

  FileBytes* file_;
  std::uint64_t at_;
  std::span<const std::uint8_t> window_;
  std::uint64_t window_at_ = 0;
  std::string word_;
};

}  // namespace tbbimg::detail
