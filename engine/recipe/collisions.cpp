#include "engine/recipe/collisions.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "engine/io/file.hpp"
#include "engine/io/probe_file.hpp"
#include "engine/recipe/case_folding.hpp"
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
  if (pipeline_.names().keep_folders_apart()) claims_.clear();
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

const std::vector<std::string>& CollisionCheck::exact_names(Claim& claim) const {
  if (!claim.exact_names) {
    claim.exact_names.emplace();
    // What cannot be read fails later, for that reason.
    if (const auto info = probe_file(claim.item.path, pipeline_.codecs())) {
      for (OutputName& output : pipeline_.names().of(claim.item, info->format, *info)) {
        claim.exact_names->push_back(std::move(output.name));
      }
    }
  }
  return *claim.exact_names;
}

std::optional<std::string> CollisionCheck::common_name(Claim& a, Claim& b, const std::string& possible) const {
  if (!pipeline_.names().need_header()) return possible;
  for (const std::string& name : exact_names(a)) {
    for (const std::string& other : exact_names(b)) {
      if (key_of(name) == key_of(other)) return name;
    }
  }
  return std::nullopt;
}

std::string CollisionCheck::key_of(const std::string& name) const {
  return pipeline_.options().ignore_case ? case_folded(name) : name;
}

void CollisionCheck::claim(SourceItem& item, bool look_inside) {
  const std::string_view format = format_of(item, look_inside);
  // What cannot be decoded gives no output that could be in another's way.
  if (format.empty() && look_inside) return;
  const auto mine = std::make_shared<Claim>(Claim{item, std::string(format), std::nullopt});
  const std::vector<OutputName> outputs = pipeline_.names().without_header(item, format);
  for (const OutputName& output : outputs) {
    for (const auto& other : claims_[key_of(output.name)]) {
      if (other->item.path == item.path) continue;
      const auto name = common_name(*mine, *other, output.name);
      if (!name) continue;
      item.failure = Error{ErrorCode::name_collision,
                           "would give the output " + *name + ", as " + other->item.path + " does" +
                               (pipeline_.options().ignore_case ? " (in any case)" : "") +
                               "; rename one of the two, or run them apart with a --name of their own",
                           Stage::list, item.path, false};
      return;
    }
  }
  for (const OutputName& output : outputs) claims_[key_of(output.name)].push_back(mine);
}

}  // namespace tbbimg
