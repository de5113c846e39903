#include "tests/codecs/support/raw_writer.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tbbimg::test {
namespace {

using Field = RawBuilder::Field;
using Fields = std::vector<Field>;

constexpr std::size_t kFront = 1536;

Field text_field(std::uint16_t tag, std::string_view text) {
  Field field{tag, 2, {}};
  for (const char c : text) field.values.push_back(static_cast<std::uint8_t>(c));
  field.values.push_back(0);
  return field;
}

std::uint32_t unsigned_of(int value) { return static_cast<std::uint32_t>(value); }
std::uint32_t bytes_of(const Bytes& bytes) { return static_cast<std::uint32_t>(bytes.size()); }

void add(Fields& fields, const Fields& more) { fields.insert(fields.end(), more.begin(), more.end()); }

Fields sized(Size size) { return {{256, 4, {unsigned_of(size.width)}}, {257, 4, {unsigned_of(size.height)}}}; }

Fields general(const RawOptions& options, std::string_view make) {
  Fields fields = {text_field(271, make), text_field(272, "Model")};
  if (options.orientation != 0) fields.push_back({274, 3, {unsigned_of(options.orientation)}});
  if (!options.date.empty()) fields.push_back(text_field(306, options.date));
  return fields;
}

Bytes samples_of(const RawOptions& options) {
  return options.samples.empty() ? Bytes(options.full_size.pixels() * 2, 0x40) : options.samples;
}

// A filter array in one strip.
Fields samples_fields(RawBuilder& raw, const RawOptions& options) {
  const Bytes samples = samples_of(options);
  Fields fields = sized(options.full_size);
  add(fields, {{254, 4, {0}},
               {258, 3, {16}},
               {259, 3, {1}},
               {262, 3, {32803}},
               {273, 4, {raw.append(samples)}},
               {277, 3, {1}},
               {278, 4, {unsigned_of(options.full_size.height)}},
               {279, 4, {bytes_of(samples)}},
               {33421, 3, {2, 2}},
               {33422, 1, {0, 1, 1, 2}}});
  return fields;
}

Fields jpeg_fields(RawBuilder& raw, const Bytes& jpeg) {
  if (jpeg.empty()) return {};
  return {{259, 3, {6}}, {513, 4, {raw.append(jpeg)}}, {514, 4, {bytes_of(jpeg)}}};
}

Fields strip_fields(RawBuilder& raw, const Bytes& jpeg, std::uint32_t compression) {
  if (jpeg.empty()) return {};
  return {{259, 3, {compression}}, {262, 3, {6}}, {273, 4, {raw.append(jpeg)}}, {279, 4, {bytes_of(jpeg)}}};
}

Bytes finished(RawBuilder raw, const Fields& first, std::uint32_t next = 0) {
  raw.set_first(raw.directory(first, next));
  return std::move(raw.file);
}

// sRGB's primaries: what the sensor saw is the picture.
Fields color_fields() {
  Field matrix{50721, 10, {}};
  for (const int value : {32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572}) {
    matrix.values.push_back(unsigned_of(value));
    matrix.values.push_back(10000);
  }
  return {matrix, {50728, 5, {1, 1, 1, 1, 1, 1}}, {50778, 3, {21}}};
}

Bytes write_dng(const RawOptions& options) {
  RawBuilder raw(options.big_endian);
  Fields samples = samples_fields(raw, options);
  add(samples, {{50714, 3, {0}}, {50717, 4, {65535}}});
  Fields preview = strip_fields(raw, options.preview, 7);
  preview.push_back({254, 4, {1}});
  Fields first = general(options, "Maker");
  add(first, {{254, 4, {1}}, {50706, 1, {1, 4, 0, 0}}, {50707, 1, {1, 1, 0, 0}}, text_field(50708, "Maker Model")});
  add(first, color_fields());
  add(first, strip_fields(raw, options.thumbnail, 7));
  const std::uint32_t samples_at = raw.directory(samples);
  first.push_back({330, 4, {samples_at, raw.directory(preview)}});
  return finished(std::move(raw), first);
}

// Nikon: an RGB thumbnail first, the large JPEG below.
Bytes write_nef(const RawOptions& options) {
  RawBuilder raw(options.big_endian);
  const std::uint32_t preview = raw.directory(jpeg_fields(raw, options.preview));
  Fields first = general(options, "NIKON CORPORATION");
  add(first, sized({4, 2}));
  add(first, {{254, 4, {1}}, {259, 3, {1}}, {262, 3, {2}}, {273, 4, {raw.append(Bytes(24, 7))}}, {279, 4, {24}}});
  first.push_back({330, 4, {preview, raw.directory(samples_fields(raw, options))}});
  return finished(std::move(raw), first);
}

// Canon: the large JPEG as the first directory's strip, a thumbnail in the next.
Bytes write_cr2(const RawOptions& options) {
  RawBuilder raw(false);
  raw.put(8, 0x5243, 2);
  raw.put(10, 2, 4);
  Fields first = general(options, "Canon");
  add(first, strip_fields(raw, options.preview, 6));
  const std::uint32_t samples = raw.directory(samples_fields(raw, options));
  const std::uint32_t thumbnail = raw.directory(jpeg_fields(raw, options.thumbnail), samples);
  return finished(std::move(raw), first, thumbnail);
}

// Sony: the preview in the first directory, which has no strips; a thumbnail in the next.
Bytes write_arw(const RawOptions& options) {
  RawBuilder raw(false);
  Fields first = general(options, "SONY");
  first.push_back({254, 4, {1}});
  add(first, jpeg_fields(raw, options.preview));
  first.push_back({330, 4, {raw.directory(samples_fields(raw, options))}});
  const std::uint32_t thumbnail = raw.directory(jpeg_fields(raw, options.thumbnail));
  return finished(std::move(raw), first, thumbnail);
}

// Pentax: samples first, the preview in one of the next.
Bytes write_pef(const RawOptions& options) {
  RawBuilder raw(options.big_endian);
  Fields first = general(options, "PENTAX");
  add(first, samples_fields(raw, options));
  const std::uint32_t preview = raw.directory(jpeg_fields(raw, options.preview));
  const std::uint32_t thumbnail = raw.directory(jpeg_fields(raw, options.thumbnail), preview);
  return finished(std::move(raw), first, thumbnail);
}

// Olympus: the preview in the maker's note, whose offsets count from its own beginning.
Bytes write_orf(const RawOptions& options, bool is_old) {
  RawBuilder raw(false, is_old ? 0x5352 : 0x4F52);
  RawBuilder note(false);
  note.file.resize(12);
  for (std::size_t i = 0; i < 12; ++i) note.file[i] = static_cast<std::uint8_t>("OLYMPUS\0II\3\0"[i]);
  const auto put = [&note](std::uint32_t value, int bytes) {
    const std::size_t at = note.file.size();
    note.file.resize(at + static_cast<std::size_t>(bytes));
    note.put(at, value, bytes);
  };
  const auto entry = [&put](std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    put(tag, 2);
    put(type, 2);
    put(count, 4);
    put(value, 4);
  };
  put(1, 2);
  entry(0x2020, is_old ? 7 : 13, is_old ? 30 : 1, 30);
  put(0, 4);
  put(2, 2);
  entry(0x101, 4, 1, 60);
  entry(0x102, 4, 1, bytes_of(options.preview));
  put(0, 4);
  note.file.insert(note.file.end(), options.preview.begin(), options.preview.end());
  Field field{37500, 7, {}};
  const std::uint32_t at = raw.append(note.file);
  field.values.assign(note.file.size(), at);
  const std::uint32_t exif = raw.directory({field});
  // Already where it belongs.
  raw.put(exif + 2 + 8, at, 4);
  Fields first = general(options, "OLYMPUS");
  Fields samples = samples_fields(raw, options);
  std::erase_if(samples, [](const Field& each) { return each.tag > 33000 || each.tag == 262 || each.tag == 254; });
  add(first, samples);
  first.push_back({34665, 4, {exif}});
  return finished(std::move(raw), first);
}

// Panasonic: the preview as the value of a field.
Bytes write_rw2(const RawOptions& options) {
  RawBuilder raw(false, 0x55);
  Fields first = general(options, "Panasonic");
  add(first, {{4, 3, {4}},
              {5, 3, {8}},
              {6, 3, {unsigned_of(options.full_size.height) + 4}},
              {7, 3, {unsigned_of(options.full_size.width) + 8}},
              {273, 4, {0xFFFFFFFF}},
              {279, 4, {1}}});
  Field jpeg{46, 7, std::vector<std::uint32_t>(options.preview.size())};
  const std::uint32_t at = raw.append(options.preview);
  first.push_back({280, 4, {raw.append(samples_of(options))}});
  if (!options.preview.empty()) first.push_back(jpeg);
  const std::uint32_t directory = raw.directory(first);
  for (std::size_t i = directory + 2; i < kFront && !options.preview.empty(); i += 12) {
    if (raw.file[i] != 46 || raw.file[i + 1] != 0) continue;
    raw.put(i + 8, at, 4);
    break;
  }
  raw.set_first(directory);
  return std::move(raw.file);
}

Bytes write_raf(const RawOptions& options) {
  RawBuilder raw(true);
  constexpr std::string_view kStart = "FUJIFILMCCD-RAW 0201FF383501X-Pro";
  std::copy(kStart.begin(), kStart.end(), raw.file.begin());
  Bytes facts(12);
  RawBuilder records(true);
  records.file = facts;
  records.put(0, 1, 4);
  records.put(4, 0x111, 2);
  records.put(6, 4, 2);
  records.put(8, unsigned_of(options.full_size.height), 2);
  records.put(10, unsigned_of(options.full_size.width), 2);
  const std::array<Bytes, 3> parts = {options.preview, records.file, samples_of(options)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    raw.put(84 + 8 * i, raw.append(parts[i]), 4);
    raw.put(88 + 8 * i, bytes_of(parts[i]), 4);
  }
  return std::move(raw.file);
}

void put_big(Bytes& to, std::uint64_t value, int bytes) {
  for (int i = bytes; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Bytes boxed(std::string_view type, const std::vector<Bytes>& contents) {
  Bytes box(4);
  box.insert(box.end(), type.begin(), type.end());
  for (const Bytes& content : contents) box.insert(box.end(), content.begin(), content.end());
  for (std::size_t i = 0; i < 4; ++i) box[i] = static_cast<std::uint8_t>(box.size() >> (8 * (3 - i)));
  return box;
}

Bytes numbers(const std::vector<std::uint32_t>& values) {
  Bytes bytes;
  for (const std::uint32_t value : values) put_big(bytes, value, 4);
  return bytes;
}

// One sample.
Bytes track(std::uint64_t offset, std::size_t bytes) {
  Bytes offsets = numbers({0, 1});
  put_big(offsets, offset, 8);
  const Bytes table =
      boxed("stbl", {boxed("stsz", {numbers({0, static_cast<std::uint32_t>(bytes), 1})}), boxed("co64", {offsets})});
  return boxed("trak", {boxed("mdia", {boxed("minf", {table})})});
}

// Canon: a track with the large JPEG, a smaller one in a box, and another with the samples.
Bytes write_cr3(const RawOptions& options) {
  RawBuilder directory(false);
  Fields first = general(options, "Canon");
  add(first, sized(options.full_size));
  directory.set_first(directory.directory(first));
  directory.file.resize(1000);
  const Bytes samples = samples_of(options);
  const auto movie = [&](std::uint64_t data) {
    const Bytes canon = boxed("uuid", {Bytes(16, 1), boxed("CMT1", {directory.file})});
    return boxed("moov",
                 {canon, track(data, options.preview.size()), track(data + options.preview.size(), samples.size())});
  };
  Bytes file = boxed("ftyp", {numbers({0x63727820, 1, 0x63727820, 0x69736F6D})});
  Bytes small;
  put_big(small, 0, 4);
  put_big(small, 1, 2);
  put_big(small, 16, 2);
  put_big(small, 16, 2);
  put_big(small, 1, 2);
  put_big(small, options.thumbnail.size(), 4);
  const Bytes preview = boxed("uuid", {Bytes(16, 2), numbers({0, 1}), boxed("PRVW", {small, options.thumbnail})});
  const std::size_t data = file.size() + movie(0).size() + preview.size() + 8;
  for (const Bytes& part : {movie(data), preview, boxed("mdat", {options.preview, samples})}) {
    file.insert(file.end(), part.begin(), part.end());
  }
  return file;
}

}  // namespace

RawBuilder::RawBuilder(bool big_endian, std::uint32_t magic) : file(kFront), big_endian_(big_endian), front_(16) {
  file[0] = file[1] = big_endian ? 'M' : 'I';
  put(2, magic, 2);
}

void RawBuilder::put(std::size_t at, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    file[at + static_cast<std::size_t>(big_endian_ ? bytes - 1 - i : i)] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

std::uint32_t RawBuilder::append(const Bytes& bytes) {
  const auto at = static_cast<std::uint32_t>(file.size());
  file.insert(file.end(), bytes.begin(), bytes.end());
  return at;
}

std::uint32_t RawBuilder::directory(std::vector<Field> fields, std::uint32_t next) {
  std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
  const std::size_t directory = front_;
  front_ += 2 + 12 * fields.size() + 4;
  put(directory, static_cast<std::uint32_t>(fields.size()), 2);
  std::size_t at = directory + 2;
  for (const Field& field : fields) {
    const bool is_rational = field.type == 5 || field.type == 10;
    const int each = field.type == 3 ? 2 : field.type == 4 || is_rational ? 4 : 1;
    put(at, field.tag, 2);
    put(at + 2, field.type, 2);
    put(at + 4, static_cast<std::uint32_t>(field.values.size() / (is_rational ? 2 : 1)), 4);
    const std::size_t bytes = field.values.size() * static_cast<std::size_t>(each);
    // What is as long as that is put there by whoever wrote the field.
    constexpr std::size_t kMostInFront = 200;
    std::size_t to = at + 8;
    if (bytes > 4) {
      put(at + 8, static_cast<std::uint32_t>(front_), 4);
      to = front_;
      if (bytes <= kMostInFront) front_ += bytes + bytes % 2;
    }
    for (std::size_t i = 0; i < field.values.size() && bytes <= kMostInFront; ++i) {
      put(to + i * static_cast<std::size_t>(each), field.values[i], each);
    }
    at += 12;
  }
  put(at, next, 4);
  return static_cast<std::uint32_t>(directory);
}

Bytes write_raw(RawKind kind, const RawOptions& options) {
  switch (kind) {
    case RawKind::dng: return write_dng(options);
    case RawKind::nef: return write_nef(options);
    case RawKind::cr2: return write_cr2(options);
    case RawKind::arw: return write_arw(options);
    case RawKind::orf: return write_orf(options, false);
    case RawKind::old_orf: return write_orf(options, true);
    case RawKind::rw2: return write_rw2(options);
    case RawKind::pef: return write_pef(options);
    case RawKind::raf: return write_raf(options);
    case RawKind::cr3: break;
  }
  return write_cr3(options);
}

}  // namespace tbbimg::test
