#include "engine/recipe/name_template.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "engine/files/output_name.hpp"
#include "kernels/core/numbers.hpp"

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
                                 Placeholder::date,
                                 Placeholder::hash};

constexpr std::string_view kDigits = "0123456789abcdef";

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
      return bad(text, "has a '/' or a '.' in the text for an empty {" + std::string(to_string(*piece.placeholder)) +
                           "}; leave it out");
    }
  }
  const auto is_hash = [](const PlaceholderText::Piece& piece) { return piece.placeholder == Placeholder::hash; };
  if (std::count_if(result.text_.pieces().begin(), result.text_.pieces().end(), is_hash) > 1) {
    return bad(text, "has {hash} twice");
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

std::string OpenHash::close(std::string_view name, std::uint64_t hash) const {
  std::string closed(name.substr(0, at));
  for (std::size_t i = 0; i < digits; ++i) closed += kDigits[hash >> (60 - 4 * i) & 15U];
  return closed.append(name.substr(at + length));
}

bool OpenHash::fits(std::string_view name, std::string_view closed) const noexcept {
  const std::string_view behind = name.substr(at + length);
  if (closed.size() != at + digits + behind.size() || !closed.starts_with(name.substr(0, at)) ||
      !closed.ends_with(behind)) {
    return false;
  }
  return closed.substr(at, digits).find_first_not_of(kDigits) == std::string_view::npos;
}

NameTemplate::Expanded NameTemplate::expand_openly(const ImageFacts& facts, bool has_header) const {
  Expanded expanded;
  expanded.name = join(facts, has_header, &expanded.hash);
  return expanded;
}

std::string NameTemplate::join(const ImageFacts& facts, bool has_header, std::optional<OpenHash>* hash) const {
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
    if (hash != nullptr && piece.placeholder == Placeholder::hash) {
      hash->emplace(OpenHash{name.size(), value.size()});
      if (!piece.format.empty()) (*hash)->digits = parse_digits<std::size_t>(piece.format).value();
    }
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
