#include "engine/recipe/name_template.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "engine/files/output_name.hpp"

namespace tbbimg {
namespace {

constexpr std::array kOfHeader = {Placeholder::width, Placeholder::height, Placeholder::date};
constexpr std::array kAllowed = {Placeholder::directory,
                                 Placeholder::stem,
                                 Placeholder::variant,
                                 Placeholder::extension,
                                 Placeholder::source_extension,
                                 Placeholder::index,
                                 Placeholder::width,
                                 Placeholder::height,
                                 Placeholder::date};

tl::unexpected<Error> bad(std::string_view text, const std::string& what,
                          ErrorCode code = ErrorCode::invalid_argument) {
  return fail(code, "the name template '" + std::string(text) + "' " + what);
}

bool is_separator(char c) noexcept { return c == '_' || c == '-' || c == '.'; }

}  // namespace

Result<NameTemplate> NameTemplate::parse(std::string_view text) {
  if (text.empty() || text.ends_with('/')) return bad(text, "names no file");
  if (text.starts_with('/')) return bad(text, "starts with '/'; names are below the output folder");
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
  TBBIMG_RETURN_IF_ERROR(result.check(text));
  return result;
}

// Files of any name there may be; with and without what may be empty, names stay where outputs belong.
Status NameTemplate::check(std::string_view text) const {
  for (int which = 0; which < 16; ++which) {
    ImageFacts facts;
    facts.stem = "stem";
    facts.extension = "jpg";
    facts.size = {1, 1};
    if ((which & 1) != 0) facts.directory = "folder";
    if ((which & 2) != 0) facts.variant = "variant";
    if ((which & 8) != 0) facts.source_extension = "jpg";
    if ((which & 4) != 0) facts.date = "2000-01-01";
    const std::string name = expand(facts);
    if (const std::string_view fault = fault_of_output_name(name); !fault.empty()) {
      return bad(text, std::string(fault) + ", as in '" + name + "'");
    }
  }
  return {};
}

std::string NameTemplate::expand(const ImageFacts& facts) const { return join(facts, true); }

std::string NameTemplate::expand_without_header(const ImageFacts& facts) const { return join(facts, false); }

std::string NameTemplate::join(const ImageFacts& facts, bool has_header) const {
  std::string name;
  bool had_empty = false;
  for (const PlaceholderText::Piece& piece : text_.pieces()) {
    if (!piece.placeholder) {
      std::string_view literal = piece.text;
      // Behind values that are all empty, a slash would stand at the start of a component, or of the name.
      if (had_empty && (name.empty() || name.back() == '/') && literal.starts_with('/')) literal.remove_prefix(1);
      name += literal;
      had_empty = false;
      continue;
    }
    const bool is_open =
        !has_header && std::find(kOfHeader.begin(), kOfHeader.end(), *piece.placeholder) != kOfHeader.end();
    const std::string value = is_open ? to_string(piece) : tbbimg::expand(piece, facts);
    had_empty = value.empty();
    if (value.empty() && !name.empty() && is_separator(name.back())) name.pop_back();
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
