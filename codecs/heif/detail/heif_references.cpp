#include "codecs/heif/detail/heif_references.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

#include "codecs/detail/iso_box.hpp"

namespace tbbimg::detail {
namespace {

// What a box says behind its header before its content begins, if it has a version.
constexpr std::size_t kVersionBytes = 4;

// libheif tells what is wrong with boxes themselves.
tl::unexpected<Error> unfit_heif(std::string_view /*what*/) {
  return fail(ErrorCode::corrupt_data, "a box does not fit");
}

// Calls visit(box) for the boxes that `content` consists of, as far as they are whole enough to tell.
template <class Visit>
void for_each_heif_box(std::span<const std::uint8_t> content, const Visit& visit) {
  for (std::size_t offset = 0; offset < content.size();) {
    const auto box = iso_box_at(content, offset, unfit_heif);
    if (!box || !*box) return;
    visit(**box);
    offset = (*box)->end;
  }
}

class HeifReferences {
 public:
  explicit HeifReferences(std::span<const std::uint8_t> file) {
    for_each_heif_box(file, [&](const IsoBox& box) {
      if (box.type != "meta" || box.content.size() < kVersionBytes) return;
      for_each_heif_box(box.content.subspan(kVersionBytes), [&](const IsoBox& inner) {
        if (inner.type == "iref" && inner.content.size() >= kVersionBytes) add_all(inner.content);
      });
    });
  }

  [[nodiscard]] bool are_sound() {
    return std::all_of(parts_.begin(), parts_.end(),
                       [&](const auto& entry) { return decoding_of(entry.first, 0).has_value(); });
  }

 private:
  struct Decoding {
    std::uint64_t images = 1;
    int chain = 1;  ///< of images that are made of each other
  };

  void add_all(std::span<const std::uint8_t> references) {
    const std::size_t id_bytes = references[0] == 0 ? 2 : 4;
    for_each_heif_box(references.subspan(kVersionBytes), [&](const IsoBox& box) {
      const bool is_alpha = box.type == "auxl";
      if ((box.type != "dimg" && !is_alpha) || box.content.size() < id_bytes + 2) return;
      const std::uint64_t from = big_endian(box.content.first(id_bytes));
      std::uint64_t count = big_endian(box.content.subspan(id_bytes, 2));
      for (auto ids = box.content.subspan(id_bytes + 2); count > 0 && ids.size() >= id_bytes; --count) {
        const std::uint64_t to = big_endian(ids.first(id_bytes));
        parts_[is_alpha ? to : from].push_back(is_alpha ? from : to);
        ids = ids.subspan(id_bytes);
      }
    });
  }

  // What decoding one of them takes; nothing: too much. A circle is a chain without end.
  [[nodiscard]] std::optional<Decoding> decoding_of(std::uint64_t image, int depth) {
    constexpr int kLongestChain = 16;
    constexpr std::uint64_t kMostImages = 1'000'000;
    if (depth > kLongestChain) return std::nullopt;
    const auto parts = parts_.find(image);
    if (parts == parts_.end()) return Decoding{};
    if (const auto known = known_.find(image); known != known_.end()) return known->second;
    Decoding decoding;
    for (const std::uint64_t part : parts->second) {
      const auto of_part = decoding_of(part, depth + 1);
      if (!of_part) return std::nullopt;
      decoding.images += of_part->images;
      decoding.chain = std::max(decoding.chain, of_part->chain + 1);
      if (decoding.images > kMostImages || decoding.chain > kLongestChain) return std::nullopt;
    }
    known_.emplace(image, decoding);
    return decoding;
  }

  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> parts_;
  std::unordered_map<std::uint64_t, Decoding> known_;
};

}  // namespace

bool has_sound_heif_references(std::span<const std::uint8_t> file) { return HeifReferences(file).are_sound(); }

}  // namespace tbbimg::detail
