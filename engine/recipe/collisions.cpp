#include "engine/recipe/collisions.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "engine/io/file.hpp"

namespace tbbimg {
namespace {

std::string lower_extension(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  std::string extension(dot == std::string_view::npos ? std::string_view{} : file_name.substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

bool undecided(const SourceItem& item) noexcept { return !item.failure && item.skip_reason.empty(); }

}  // namespace

void CollisionCheck::inspect(std::span<SourceItem> folder) {
  if (pipeline_.names().keeps_folders_apart()) owners_.clear();
  std::unordered_map<std::string_view, int> stems;
  for (const SourceItem& item : folder) ++stems[item.stem()];
  for (const bool images : {true, false}) {
    for (SourceItem& item : folder) {
      if (undecided(item) && has_image_extension(item.file_name) == images) claim(item, stems[item.stem()] > 1);
    }
  }
}

// The codec's name, from the file's bytes where it matters; empty if no decoder takes them.
std::string_view CollisionCheck::format_of(const SourceItem& item, bool look_inside) const {
  if (!look_inside) {
    const Encoder* by_name = pipeline_.codecs().find_encoder(lower_extension(item.file_name));
    return by_name != nullptr ? by_name->name() : std::string_view{};
  }
  const auto head = read_head(item.path, kSignatureBytes);
  if (!head) return {};
  const Decoder* decoder =
      pipeline_.codecs().find_decoder({reinterpret_cast<const std::uint8_t*>(head->data()), head->size()});
  return decoder != nullptr ? decoder->name() : std::string_view{};
}

void CollisionCheck::claim(SourceItem& item, bool look_inside) {
  const std::string_view format = format_of(item, look_inside);
  // What cannot be decoded gives no output that could be in another's way.
  if (format.empty() && look_inside) return;
  for (std::string& name : pipeline_.output_names(item, format)) {
    const auto [owner, is_new] = owners_.try_emplace(std::move(name), item.path);
    if (is_new || owner->second == item.path) continue;
    item.failure = Error{ErrorCode::name_collision,
                         "would give the output " + owner->first + ", as " + owner->second +
                             " does; rename one of the two, or run them apart with a --name of their own",
                         Stage::list, item.path, false};
    return;
  }
}

}  // namespace tbbimg
