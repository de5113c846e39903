#include "engine/recipe/name_template.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tbbimg {
namespace {

tl::unexpected<Error> bad(std::string_view text, const std::string& what,
                          ErrorCode code = ErrorCode::invalid_argument) {
  return fail(code, "the name template '" + std::string(text) + "' " + what);
}

bool is_separator(char c) noexcept { return c == '_' || c == '-' || c == '.'; }

// Whether one of the components between slashes is "..", which would lead out of OUT.
bool climbs(std::string_view path) noexcept {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (path.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return false;
}

}  // namespace

Result<NameTemplate> NameTemplate::parse(std::string_view text, const Recipe& recipe) {
  constexpr std::array<std::pair<std::string_view, Placeholder>, 5> kPlaceholders = {{{"dir", Placeholder::directory},
                                                                                      {"stem", Placeholder::stem},
                                                                                      {"variant", Placeholder::variant},
                                                                                      {"ext", Placeholder::extension},
                                                                                      {"index", Placeholder::index}}};
  if (text.empty() || text.ends_with('/')) return bad(text, "names no file");
  if (text.starts_with('/')) return bad(text, "starts with '/'; names are below the output folder");
  if (climbs(text)) return bad(text, "leads out of the output folder with '..'");

  NameTemplate result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at);
    if (open != at) result.pieces_.push_back({Placeholder::none, std::string(text.substr(at, open - at))});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return bad(text, "has a '{' without a '}'");
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto* found = std::find_if(kPlaceholders.begin(), kPlaceholders.end(),
                                     [name](const auto& placeholder) { return placeholder.first == name; });
    if (found == kPlaceholders.end()) {
      return bad(text, "has '{" + std::string(name) + "}'; known are {dir}, {stem}, {variant}, {ext} and {index}");
    }
    result.pieces_.push_back({found->second, {}});
    at = close + 1;
  }

  if (!result.has(Placeholder::stem) && !result.has(Placeholder::index)) {
    return bad(text, "cannot tell inputs apart; put {stem} or {index} into it", ErrorCode::name_collision);
  }
  if (recipe.variants().size() > 1 && !result.has(Placeholder::variant)) {
    return bad(text, "cannot tell the recipe's variants apart; put {variant} into it", ErrorCode::name_collision);
  }
  return result;
}

std::string NameTemplate::expand(const NameParts& parts) const {
  std::string name;
  bool drop_slash = false;
  for (const Piece& piece : pieces_) {
    switch (piece.placeholder) {
      case Placeholder::none: {
        std::string_view literal = piece.literal;
        if (drop_slash && literal.starts_with('/')) literal.remove_prefix(1);
        name += literal;
        break;
      }
      case Placeholder::directory: name += parts.directory; break;
      case Placeholder::stem: name += parts.stem; break;
      case Placeholder::variant:
        if (parts.variant.empty() && !name.empty() && is_separator(name.back())) name.pop_back();
        name += parts.variant;
        break;
      case Placeholder::extension: name += parts.extension; break;
      case Placeholder::index: name += std::to_string(parts.index); break;
    }
    drop_slash = piece.placeholder == Placeholder::directory && parts.directory.empty();
  }
  return name;
}

bool NameTemplate::keeps_folders_apart() const noexcept {
  return has(Placeholder::directory) || has(Placeholder::index);
}

bool NameTemplate::has(Placeholder placeholder) const noexcept {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [placeholder](const Piece& piece) { return piece.placeholder == placeholder; });
}

}  // namespace tbbimg
