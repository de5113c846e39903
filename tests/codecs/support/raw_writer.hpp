// RAW photographs of several makers: what leads to their previews, and samples behind it.
#pragma once

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

enum class RawKind { dng, nef, cr2, arw, orf, old_orf, rw2, pef, raf, cr3 };
inline constexpr RawKind kRawKinds[] = {RawKind::dng,     RawKind::nef, RawKind::cr2, RawKind::arw, RawKind::orf,
                                        RawKind::old_orf, RawKind::rw2, RawKind::pef, RawKind::raf, RawKind::cr3};

struct RawOptions {
  Bytes preview;        ///< a JPEG; empty: none
  Bytes thumbnail;      ///< a smaller one, where the kind has a place for it; empty: none
  int orientation = 0;  ///< 0: none
  Size full_size{96, 64};
  std::string_view date = {};  ///< "2019:07:23 10:11:12"
  bool big_endian = false;     ///< dng, nef, pef
  Bytes samples = {};          ///< of a DNG: 16 bits each, of a filter array red green / green blue; empty: gray
};

[[nodiscard]] Bytes write_raw(RawKind kind, const RawOptions& options);

/// Puts directories in front, and what they refer to behind them.
class RawBuilder {
 public:
  struct Field {
    std::uint16_t tag;
    std::uint16_t type;  ///< 1: bytes, 2: text, 3: short, 4: long, 7: anything, 5 and 10: rational (two values each)
    std::vector<std::uint32_t> values;
  };

  explicit RawBuilder(bool big_endian = false, std::uint32_t magic = 42);

  /// Appends bytes; where they are.
  std::uint32_t append(const Bytes& bytes);
  /// Where the directory is.
  std::uint32_t directory(std::vector<Field> fields, std::uint32_t next = 0);
  void set_first(std::uint32_t directory) { put(4, directory, 4); }
  void put(std::size_t at, std::uint32_t value, int bytes);

  Bytes file;

 private:
  bool big_endian_;
  std::size_t front_;
};

}  // namespace tbbimg::test
