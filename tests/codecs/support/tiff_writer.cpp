#include "tests/codecs/support/tiff_writer.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "codecs/tiff/detail/tiff_output.hpp"

namespace tbbimg::test {
namespace {

/// Writes one file.
class TiffFile {
 public:
  explicit TiffFile(const TiffOptions& options) : options_(options) {
    const std::uint8_t order = options.big_endian ? 'M' : 'I';
    file_ = {order, order};
    put(options.big_tiff ? 43 : 42, 2);
    if (options.big_tiff) {
      put(8, 2);
      put(0, 2);
    }
    link_ = file_.size();
    put(0, wide());
  }

  void add(const TiffSamples& picture) {
    if (file_.size() % 2 != 0) file_.push_back(0);
    place(link_, file_.size(), wide());
    std::map<std::uint16_t, TiffTag> tags;
    for (const TiffTag& tag : tags_of(picture)) tags[tag.tag] = tag;
    for (const TiffTag& tag : options_.tags) tags[tag.tag] = tag;
    put(tags.size(), options_.big_tiff ? 8 : 2);
    std::map<std::uint16_t, std::size_t> places;
    for (const auto& [number, tag] : tags) {
      put(number, 2);
      put(tag.type, 2);
      put(tag.values.size(), wide());
      places[number] = file_.size();
      put(0, wide());
    }
    link_ = file_.size();
    put(0, wide());
    for (const auto& [number, tag] : tags) places[number] = put_values(tag, places[number]);
    put_blocks(picture, places[options_.tile.width > 0 ? 324 : 273], places[options_.tile.width > 0 ? 325 : 279]);
  }

  [[nodiscard]] Bytes take() { return std::move(file_); }

 private:
  [[nodiscard]] std::size_t wide() const { return options_.big_tiff ? 8 : 4; }
  [[nodiscard]] static std::size_t bytes_of(std::uint16_t type) { return type == 3 ? 2 : type == 4 ? 4 : 1; }

  void place(std::size_t at, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
      file_[at + (options_.big_endian ? bytes - 1 - i : i)] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }
  void put(std::uint64_t value, std::size_t bytes) {
    file_.resize(file_.size() + bytes);
    place(file_.size() - bytes, value, bytes);
  }

  // Gives where the values are.
  std::size_t put_values(const TiffTag& tag, std::size_t entry) {
    const std::size_t each = bytes_of(tag.type);
    std::size_t at = entry;
    if (each * tag.values.size() > wide()) {
      if (file_.size() % 2 != 0) file_.push_back(0);
      at = file_.size();
      place(entry, at, wide());
      file_.resize(at + each * tag.values.size());
    }
    for (std::size_t i = 0; i < tag.values.size(); ++i) place(at + i * each, tag.values[i], each);
    return at;
  }

  [[nodiscard]] Size block_size(const TiffSamples& picture) const {
    if (options_.tile.width > 0) return options_.tile;
    return {picture.size.width, options_.rows_per_strip > 0 ? options_.rows_per_strip : picture.size.height};
  }

  [[nodiscard]] std::vector<TiffTag> tags_of(const TiffSamples& picture) const {
    const auto samples = static_cast<std::uint32_t>(picture.samples);
    const auto number = [](int value) { return std::vector{static_cast<std::uint32_t>(value)}; };
    const Size block = block_size(picture);
    const auto across = static_cast<std::size_t>((picture.size.width + block.width - 1) / block.width);
    const auto down = static_cast<std::size_t>((picture.size.height + block.height - 1) / block.height);
    const std::vector<std::uint32_t> blocks(across * down * (options_.planar ? samples : 1));
    std::vector<TiffTag> tags = {{256, 4, number(picture.size.width)},
                                 {257, 4, number(picture.size.height)},
                                 {258, 3, std::vector(samples, static_cast<std::uint32_t>(options_.bits))},
                                 {259, 3, {1}},
                                 {262, 3, number(options_.photometric)},
                                 {277, 3, {samples}},
                                 {284, 3, number(options_.planar ? 2 : 1)}};
    if (options_.lowest_bit_first) tags.push_back({266, 3, {2}});
    if (options_.tile.width > 0) {
      tags.insert(tags.end(),
                  {{322, 4, number(block.width)}, {323, 4, number(block.height)}, {324, 4, blocks}, {325, 4, blocks}});
    } else {
      tags.insert(tags.end(), {{273, 4, blocks}, {278, 4, number(block.height)}, {279, 4, blocks}});
    }
    return tags;
  }

  void put_blocks(const TiffSamples& picture, std::size_t offsets, std::size_t lengths) {
    const Size block = block_size(picture);
    for (int plane = 0; plane < (options_.planar ? picture.samples : 1); ++plane) {
      for (int y = 0; y < picture.size.height; y += block.height) {
        for (int x = 0; x < picture.size.width; x += block.width, offsets += 4, lengths += 4) {
          const std::size_t begin = file_.size();
          put_block(picture, {{x, y}, block}, plane);
          place(offsets, begin, 4);
          place(lengths, file_.size() - begin, 4);
        }
      }
    }
  }

  void put_block(const TiffSamples& picture, Rectangle block, int plane) {
    const bool is_tile = options_.tile.width > 0;
    const int rows = is_tile ? block.size.height : std::min(block.size.height, picture.size.height - block.at.y);
    for (int y = block.at.y; y < block.at.y + rows; ++y) {
      for (int x = block.at.x; x < block.at.x + block.size.width; ++x) {
        for (int s = options_.planar ? plane : 0; s < (options_.planar ? plane + 1 : picture.samples); ++s) {
          const bool inside = x < picture.size.width && y < picture.size.height;
          const auto pixel =
              static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.size.width) + static_cast<std::size_t>(x);
          const std::size_t at = pixel * static_cast<std::size_t>(picture.samples) + static_cast<std::size_t>(s);
          put_sample(inside ? picture.values.at(at) : 0);
        }
      }
      flush();
    }
  }

  // Whole bytes in the file's order, others as bits.
  void put_sample(std::uint64_t value) {
    if (options_.bits % 8 == 0) return put(value, static_cast<std::size_t>(options_.bits) / 8);
    for (int bit = options_.bits - 1; bit >= 0; --bit) {
      held_ = held_ << 1U | (value >> static_cast<unsigned>(bit) & 1U);
      if (++pending_ == 8) flush();
    }
  }
  void flush() {
    if (pending_ == 0) return;
    auto byte = static_cast<std::uint8_t>(held_ << (8 - pending_));
    if (options_.lowest_bit_first) {
      std::uint8_t reversed = 0;
      for (unsigned bit = 0; bit < 8; ++bit) reversed |= static_cast<std::uint8_t>((byte >> bit & 1U) << (7 - bit));
      byte = reversed;
    }
    file_.push_back(byte);
    held_ = 0;
    pending_ = 0;
  }

  const TiffOptions& options_;
  Bytes file_;
  std::size_t link_ = 0;  // where the next directory's offset goes
  std::uint64_t held_ = 0;
  unsigned pending_ = 0;
};

}  // namespace

TiffSamples make_tiff_samples(Size size, int samples, int bits, std::uint32_t seed) {
  TiffSamples picture{size, samples, std::vector<std::uint64_t>(size.pixels() * static_cast<std::size_t>(samples))};
  std::uint64_t state = seed;
  for (std::uint64_t& value : picture.values) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    value = state >> (64 - static_cast<unsigned>(bits));
  }
  return picture;
}

TiffSamples tiff_samples_of(ConstImageView picture) {
  TiffSamples samples{picture.size(), channels(picture.format), {}};
  const auto each = static_cast<std::size_t>(bytes_per_sample(picture.format));
  for (int y = 0; y < picture.height; ++y) {
    for (std::size_t i = 0; i < picture.row_bytes(); i += each) {
      std::uint16_t deep = 0;
      if (each == 2) std::memcpy(&deep, picture.row(y) + i, 2);
      samples.values.push_back(each == 2 ? deep : picture.row(y)[i]);
    }
  }
  return samples;
}

Bytes write_tiff(const TiffSamples& picture, const TiffOptions& options) {
  return write_tiff_pages({picture}, options);
}

Bytes write_tiff_pages(const std::vector<TiffSamples>& pages, const TiffOptions& options) {
  TiffFile file(options);
  for (const TiffSamples& page : pages) file.add(page);
  return file.take();
}

Bytes write_compressed_tiff(ConstImageView picture, int compression, int rows_per_strip, const TiffOptions& options) {
  detail::TiffOutput output({});
  if (!output.open(1000, options.big_tiff)) return {};
  TIFF* const tiff = output.get();
  const bool is_fax = compression >= 2 && compression <= 4;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, picture.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, picture.height);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, is_fax ? 1 : 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels(picture.format));
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, is_fax ? 0 : options.photometric);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows_per_strip);
  if (compression == COMPRESSION_JPEG && options.photometric == PHOTOMETRIC_YCBCR) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  Bytes row(picture.row_bytes());
  for (int y = 0; y < picture.height; ++y) {
    std::copy_n(picture.row(y), row.size(), row.begin());
    if (is_fax) {
      Bytes packed((row.size() + 7) / 8);
      for (std::size_t x = 0; x < row.size(); ++x) {
        if (row[x] <= 127) packed[x / 8] = static_cast<std::uint8_t>(packed[x / 8] | 128U >> x % 8);
      }
      row = packed;
      row.resize(picture.row_bytes());
    }
    if (TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(y), 0) != 1) return {};
  }
  const auto file = output.close();
  return file ? to_bytes(file->bytes()) : Bytes{};
}

}  // namespace tbbimg::test
