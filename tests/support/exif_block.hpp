// An EXIF block as cameras write it, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tbbimg::test {

struct ExifFields {
  int orientation = 0;         ///< 0: none
  std::string_view date_time;  ///< of the last change: "2019:07:23 10:11:12"
  std::string_view date_time_original;
  std::string_view copyright;
};

/// Big-endian TIFF structure, without "Exif\0\0" before it.
inline std::string make_exif_block(const ExifFields& fields) {
  const auto big_endian = [](std::uint32_t value, int bytes) {
    std::string text;
    for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i) & 255);
    return text;
  };
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint32_t kEntry = 12;
  const auto directory_bytes = [](std::uint32_t entries) { return 2 + kEntry * entries + 4; };
  const auto count_of = [](bool is_there) { return is_there ? 1U : 0U; };
  const std::uint32_t first_entries = count_of(fields.orientation != 0) + count_of(!fields.date_time.empty()) +
                                      count_of(!fields.copyright.empty()) +
                                      count_of(!fields.date_time_original.empty());
  const std::uint32_t second = kHeader + directory_bytes(first_entries);
  const std::uint32_t texts_at = second + directory_bytes(1);
  std::string texts;
  const auto ascii = [&](std::uint32_t tag, std::string_view text) {
    const auto count = static_cast<std::uint32_t>(text.size() + 1);
    std::string value = std::string(text) + '\0';
    std::string entry = big_endian(tag, 2) + big_endian(2, 2) + big_endian(count, 4);
    if (count <= 4) return entry + value + std::string(4 - count, '\0');
    entry += big_endian(texts_at + static_cast<std::uint32_t>(texts.size()), 4);
    texts += value;
    return entry;
  };
  std::string block = std::string("MM\0\x2A", 4) + big_endian(kHeader, 4) + big_endian(first_entries, 2);
  if (fields.orientation != 0) {
    block += big_endian(0x0112, 2) + big_endian(3, 2) + big_endian(1, 4) +
             big_endian(static_cast<std::uint32_t>(fields.orientation), 2) + std::string(2, '\0');
  }
  if (!fields.date_time.empty()) block += ascii(0x0132, fields.date_time);
  if (!fields.copyright.empty()) block += ascii(0x8298, fields.copyright);
  if (!fields.date_time_original.empty()) {
    block += big_endian(0x8769, 2) + big_endian(4, 2) + big_endian(1, 4) + big_endian(second, 4);
  }
  block += big_endian(0, 4);
  if (!fields.date_time_original.empty()) {
    block += big_endian(1, 2) + ascii(0x9003, fields.date_time_original) + big_endian(0, 4);
  } else {
    block += std::string(directory_bytes(1), '\0');
  }
  return block + texts;
}

}  // namespace tbbimg::test
