#include "engine/recipe/name_template.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tbbimg {
namespace {

constexpr std::array kOfHeader = {Placeholder::width, Placeholder::height, Placeholder::date};
constexpr std::array kAllowed = {Placeholder::directory, Placeholder::stem,  Placeholder::variant,
                                 Placeholder::extension, Placeholder::index, Placeholder::width,
                                 Placeholder::height,    Placeholder::date};

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

Result<NameTemplate> NameTemplate::parse(std::string_view text) {
  if (text.empty() || text.ends_with('/')) return bad(text, "names no file");
  if (text.starts_with('/')) return bad(text, "starts with '/'; names are below the output folder");
  if (climbs(text)) return bad(text, "leads out of the output folder with '..'");
  if (text.find('\0') != std::string_view::npos) return bad(text, "holds a NUL");
  auto parsed = PlaceholderText::parse(text, kAllowed);
  if (!parsed) return bad(text, "has " + parsed.error().message);
  NameTemplate result;
  result.text_ = *std::move(parsed);
  for (const PlaceholderText::Piece& piece : result.text_.pieces()) {
    if (piece.placeholder && piece.text.find_first_of("/.") != std::string::npos) {
      return bad(text,
                 "has a '/' or a '.' in what stands for an empty {" + std::string(to_string(*piece.placeholder)) + "}");
    }
  }
  if (!result.has(Placeholder::stem) && !result.has(Placeholder::index)) {
    return bad(text, "cannot tell inputs apart; put {stem} or {index} into it", ErrorCode::name_collision);
  }
  return result;
}

std::string NameTemplate::expand(const ImageFacts& facts) const { return join(facts, true); }

std::string NameTemplate::expand_without_header(const ImageFacts& facts) const { return join(facts, false); }

std::string NameTemplate::join(const ImageFacts& facts, bool has_header) const {
  std::string name;
  bool drop_slash = false;
  for (const PlaceholderText::Piece& piece : text_.pieces()) {
    if (!piece.placeholder) {
      std::string_view literal = piece.text;
      if (drop_slash && literal.starts_with('/')) literal.remove_prefix(1);
      name += literal;
      drop_slash = false;
      continue;
    }
    const bool is_open =
        !has_header && std::find(kOfHeader.begin(), kOfHeader.end(), *piece.placeholder) != kOfHeader.end();
    const std::string value =
        is_open ? "{" + std::string(to_string(*piece.placeholder)) + "}" : tbbimg::expand(piece, facts);
    drop_slash = value.empty() && (name.empty() || name.back() == '/');
    if (value.empty() && !drop_slash && !name.empty() && is_separator(name.back())) name.pop_back();
    name += value;
  }
  return name;
}

bool NameTemplate::keeps_folders_apart() const noexcept {
  return has(Placeholder::directory) || has(Placeholder::index);
}

bool NameTemplate::needs_header() const noexcept {
  return std::any_of(kOfHeader.begin(), kOfHeader.end(), [this](Placeholder placeholder) { return has(placeholder); });
}

}  // namespace tbbimg
