#include "engine/queue/task/ids.hpp"

#include <cstring>
#include <random>

namespace tbbimg::queue {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

constexpr bool is_dash_at(std::size_t at) noexcept { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace

WorkerId WorkerId::random() {
  std::random_device device;
  WorkerId id;
  for (std::size_t i = 0; i < id.bytes_.size(); i += 4) {
    const std::uint32_t word = device();
    std::memcpy(&id.bytes_[i], &word, 4);
  }
  id.bytes_[6] = static_cast<std::uint8_t>((id.bytes_[6] & 0x0F) | 0x40);  // version 4
  id.bytes_[8] = static_cast<std::uint8_t>((id.bytes_[8] & 0x3F) | 0x80);  // variant of RFC 4122
  return id;
}

std::optional<WorkerId> WorkerId::parse(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  WorkerId id;
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_dash_at(at)) {
      if (text[at] != '-') return std::nullopt;
      continue;
    }
    const std::size_t value = kDigits.find(text[at]);
    if (value == std::string_view::npos) return std::nullopt;
    std::uint8_t& byte = id.bytes_[digits / 2];
    byte = static_cast<std::uint8_t>(static_cast<std::size_t>(byte) << 4 | value);
    ++digits;
  }
  return id;
}

std::string WorkerId::to_string() const {
  std::string text;
  text.reserve(36);
  for (const std::uint8_t byte : bytes_) {
    if (is_dash_at(text.size())) text += '-';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0F];
  }
  return text;
}

}  // namespace tbbimg::queue

std::size_t std::hash<tbbimg::queue::WorkerId>::operator()(const tbbimg::queue::WorkerId& id) const noexcept {
  std::size_t hash = 0;  // the bytes are random
  std::memcpy(&hash, id.bytes_.data(), sizeof(hash));
  return hash;
}
