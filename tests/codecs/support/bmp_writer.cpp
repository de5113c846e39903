#include "tests/codecs/support/bmp_writer.hpp"

namespace tbbimg::test {
namespace {

void put_bmp(Bytes& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

Bytes write_bmp(Size size, const Bytes& data, const BmpOptions& options) {
  const auto header_bytes = static_cast<std::size_t>(options.header_bytes);
  const auto unsigned_of = [](int value) { return static_cast<std::uint32_t>(value); };
  Bytes header;
  put_bmp(header, header_bytes, 4);
  if (header_bytes == 12) {
    for (const int value : {size.width, size.height, 1, options.bits}) put_bmp(header, unsigned_of(value), 2);
  } else {
    put_bmp(header, unsigned_of(size.width), 4);
    put_bmp(header, unsigned_of(options.top_down ? -size.height : size.height), 4);
    put_bmp(header, 1, 2);
    put_bmp(header, unsigned_of(options.bits), 2);
    for (const std::uint64_t value :
         {std::uint64_t{unsigned_of(options.compression)}, std::uint64_t{data.size()}, std::uint64_t{0},
          std::uint64_t{0}, options.count_palette ? std::uint64_t{options.palette.size()} : std::uint64_t{0},
          std::uint64_t{0}}) {
      put_bmp(header, value, 4);
    }
    for (const std::uint32_t mask : options.masks) put_bmp(header, mask, 4);
  }
  if (header.size() < header_bytes || header_bytes < 40) header.resize(header_bytes);
  for (const auto& color : options.palette) {
    for (const std::size_t c : {2U, 1U, 0U}) header.push_back(color[c]);
    if (header_bytes != 12) header.push_back(0);
  }
  const std::size_t pixels_at = 14 + header.size() + static_cast<std::size_t>(options.gap);
  if (!options.icc_profile.empty()) {
    Bytes fields;
    put_bmp(fields, pixels_at + data.size() - 14, 4);
    put_bmp(fields, options.icc_profile.size(), 4);
    std::copy(fields.begin(), fields.end(), header.begin() + 112);
    const std::string_view embedded = "DEBM";
    std::copy(embedded.begin(), embedded.end(), header.begin() + 56);
  }
  Bytes file = {'B', 'M'};
  put_bmp(file, pixels_at + data.size(), 4);
  put_bmp(file, 0, 4);
  put_bmp(file, pixels_at, 4);
  file.insert(file.end(), header.begin(), header.end());
  file.resize(pixels_at, 0xEE);
  file.insert(file.end(), data.begin(), data.end());
  file.insert(file.end(), options.icc_profile.begin(), options.icc_profile.end());
  return file;
}

Bytes pack_bmp_indices(Size size, const std::vector<int>& indices, int bits) {
  Bytes data;
  for (int y = size.height; y-- > 0;) {
    Bytes row(static_cast<std::size_t>((size.width * bits + 31) / 32 * 4));
    for (int x = 0; x < size.width; ++x) {
      const int index = indices[static_cast<std::size_t>(y * size.width + x)];
      std::uint8_t& byte = row[static_cast<std::size_t>(x * bits / 8)];
      byte = static_cast<std::uint8_t>(byte | index << (8 - bits - x * bits % 8));
    }
    data.insert(data.end(), row.begin(), row.end());
  }
  return data;
}

}  // namespace tbbimg::test
