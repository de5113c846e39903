#include "codecs/webp/detail/riff.hpp"

namespace tbbimg::detail {

std::optional<WebpChunk> webp_chunk_at(std::span<const std::uint8_t> file, std::size_t offset) noexcept {
  if (offset > file.size() || file.size() - offset < kRiffHeaderBytes) return std::nullopt;
  const std::size_t length = riff_number(file.subspan(offset + 4));
  const std::size_t begin = offset + kRiffHeaderBytes;
  const std::size_t end = begin + length + length % 2;
  if (end > file.size()) return std::nullopt;
  return WebpChunk{{reinterpret_cast<const char*>(file.data()) + offset, 4}, end, file.subspan(begin, length)};
}

void put_little_endian(std::vector<std::uint8_t>& to, std::size_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_riff_number(std::span<std::uint8_t> to, std::size_t value) noexcept {
  for (std::size_t i = 0; i < 4; ++i) to[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

void put_webp_chunk_header(std::vector<std::uint8_t>& to, std::string_view type, std::size_t length) {
  to.insert(to.end(), type.begin(), type.end());
  put_little_endian(to, length, 4);
}

std::vector<std::uint8_t> extended_webp_header(std::uint8_t flags, Size size, std::span<const std::uint8_t> profile) {
  std::vector<std::uint8_t> header;
  put_webp_chunk_header(header, "RIFF", 0);
  for (const char letter : std::string_view("WEBP")) header.push_back(static_cast<std::uint8_t>(letter));
  put_webp_chunk_header(header, "VP8X", 10);
  put_little_endian(header, profile.empty() ? flags : flags | std::size_t{kWebpProfile}, 4);
  put_little_endian(header, static_cast<std::size_t>(size.width - 1), 3);
  put_little_endian(header, static_cast<std::size_t>(size.height - 1), 3);
  if (profile.empty()) return header;
  put_webp_chunk_header(header, "ICCP", profile.size());
  header.insert(header.end(), profile.begin(), profile.end());
  if (profile.size() % 2 != 0) header.push_back(0);
  return header;
}

}  // namespace tbbimg::detail
