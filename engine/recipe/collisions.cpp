#include "engine/recipe/collisions.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "engine/io/file.hpp"
#include "engine/io/probe_file.hpp"
#include "engine/recipe/output_names.hpp"

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
  // Folders whose names differ only in case are one for those who ask for that.
  if (pipeline_.names().keep_folders_apart() && !pipeline_.options().ignore_case) claims_.clear();
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

// Those of what cannot be read are none: it fails later, for that reason.
std::vector<OutputName> CollisionCheck::exact_outputs(const SourceItem& item) const {
  const auto info = probe_file(item.path, pipeline_.codecs());
  return info ? pipeline_.names().of(item, info->format, *info) : std::vector<OutputName>{};
}

// Where names are known and only conditions are not, headers are read of those that may collide.
bool CollisionCheck::are_both_made(const std::string& name, Claim& a, Claim& b) const {
  const OutputNames& names = pipeline_.names();
  if (!names.need_header() || names.hold_header()) return true;
  const std::string key = names.key_of(name);
  const auto makes = [&](Claim& claim) {
    if (!claim.outputs) claim.outputs = exact_outputs(claim.item);
    return std::any_of(claim.outputs->begin(), claim.outputs->end(),
                       [&](const OutputName& output) { return names.key_of(output.name) == key; });
  };
  return makes(a) && makes(b);
}

void CollisionCheck::claim(SourceItem& item, bool look_inside) {
  const std::string_view format = format_of(item, look_inside);
  // What cannot be decoded gives no output that could be in another's way.
  if (format.empty() && look_inside) return;
  const OutputNames& names = pipeline_.names();
  const auto outputs = names.hold_header() ? exact_outputs(item) : names.without_header(item, format);
  const auto mine = std::make_shared<Claim>(Claim{item, std::nullopt});
  for (const OutputName& output : outputs) {
    for (const auto& other : claims_[names.key_of(output.name)]) {
      if (other->item.path == item.path || !are_both_made(output.name, *mine, *other)) continue;
      item.failure = Error{ErrorCode::name_collision,
                           "would give the output " + output.name + ", as " + other->item.path + " does" +
                               (pipeline_.options().ignore_case ? " (in any case)" : "") +
                               "; rename one of the two, or run them apart with a --name of their own",
                           Stage::list, item.path, false};
      return;
    }
  }
  for (const OutputName& output : outputs) claims_[names.key_of(output.name)].push_back(mine);
}

}  // namespace tbbimg
