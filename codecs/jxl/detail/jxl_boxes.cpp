#include "codecs/jxl/detail/jxl_boxes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "codecs/detail/iso_box.hpp"
#include "codecs/detail/kept_bytes.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::size_t kSignatureBox = 12;

/// Gathers what is wanted of boxes.
class JxlBoxSorter {
 public:
  [[nodiscard]] Status add(const IsoBox& box) {
    const bool is_whole = box.type == "jxlc";
    const bool is_part = box.type == "jxlp";
    boxes_.cut = boxes_.cut || box.is_cut;
    if (is_whole || is_part) {
      if (complete_ || (is_whole && !boxes_.codestream.empty()))
        return damaged_jxl("it holds a second picture behind the end of the first");
      return add_part(box.content, is_whole);
    }
    if (!boxes_.exif.empty() || box.is_cut) return {};
    if (box.type == "Exif") boxes_.exif = box.content;
    constexpr std::string_view kExif = "Exif";
    if (box.type == "brob" && box.content.size() > kExif.size() &&
        std::equal(kExif.begin(), kExif.end(), box.content.begin(),
                   [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
      boxes_.exif = box.content.subspan(kExif.size());
      boxes_.exif_compressed = true;
    }
    return {};
  }

  void end_early() noexcept { boxes_.cut = true; }
  [[nodiscard]] bool is_complete() const noexcept { return complete_; }
  [[nodiscard]] JxlBoxes release() noexcept { return std::move(boxes_); }

 private:
  [[nodiscard]] Status add_part(std::span<const std::uint8_t> content, bool is_whole) {
    complete_ = is_whole;
    if (!is_whole) {
      // Its number, of which the highest bit marks the last one.
      if (content.size() < 4) {
        if (boxes_.cut) return {};
        return damaged_jxl("a part of its picture is too short");
      }
      complete_ = (content[0] & 0x80U) != 0;
      content = content.subspan(4);
    }
    if (!content.empty()) boxes_.codestream.push_back(content);
    return {};
  }

  JxlBoxes boxes_;
  bool complete_ = false;
};

}  // namespace

std::size_t JxlBoxes::codestream_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const auto& piece : codestream) bytes += piece.size();
  return bytes;
}

Result<JxlBoxes> find_jxl_boxes(std::span<const std::uint8_t> file) {
  if (file.size() >= 2 && file[0] == 0xFF) {
    JxlBoxes boxes;
    boxes.codestream.push_back(file);
    return boxes;
  }
  JxlBoxSorter sorter;
  std::size_t offset = std::min(kSignatureBox, file.size());
  bool is_second = true;
  while (offset < file.size()) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<IsoBox> box, iso_box_at(file, offset, damaged_jxl));
    if (!box) {
      sorter.end_early();
      break;
    }
    if (is_second != (box->type == "ftyp")) return damaged_jxl("its boxes do not stand in their order");
    is_second = false;
    TBBIMG_RETURN_IF_ERROR(sorter.add(*box));
    offset = box->end;
  }
  if (!sorter.is_complete()) sorter.end_early();
  return sorter.release();
}

Result<Buffer> strip_jxl_boxes(std::span<const std::uint8_t> file, const BufferPool& pool) {
  TBBIMG_RETURN_IF_ERROR(find_jxl_boxes(file));
  const bool has_boxes = file.size() >= kSignatureBox && file[0] != 0xFF;
  return keep_bytes(file, pool, [file, has_boxes](const auto& add) {
    if (!has_boxes) return add(0, file.size());
    add(0, kSignatureBox);
    constexpr std::array<std::string_view, 4> kKept = {"ftyp", "jxll", "jxlc", "jxlp"};
    std::size_t offset = kSignatureBox;
    while (offset < file.size()) {
      const auto box = iso_box_at(file, offset, damaged_jxl);
      if (!box || !*box) break;
      if (std::find(kKept.begin(), kKept.end(), (*box)->type) != kKept.end()) add(offset, (*box)->end);
      offset = (*box)->end;
    }
  });
}

tl::unexpected<Error> damaged_jxl(std::string_view what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the JPEG XL is damaged: " + std::string(what) + "; copy it again from its source");
}

tl::unexpected<Error> cut_jxl() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the JPEG XL is cut short: it ends before its picture does; copy it again from its source");
}

}  // namespace tbbimg::detail
