// A file that is read in parts, from memory.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "codecs/decoder.hpp"
#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

/// Gives bytes, notes how many at most at once, and fails where it is told to.
class PartedFile final : public ByteSource {
 public:
  explicit PartedFile(const Bytes& bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
  [[nodiscard]] Status read_at(std::uint64_t offset, std::span<std::uint8_t> to) const override {
    REQUIRE(offset + to.size() <= bytes_.size());
    if (reads++ == fails_at) return fail(ErrorCode::read_failed, "the disk is gone");
    largest = std::max(largest, to.size());
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
    return {};
  }

  std::optional<int> fails_at;
  mutable int reads = 0;
  mutable std::size_t largest = 0;

 private:
  const Bytes& bytes_;
};

}  // namespace tbbimg::test
