#include "engine/operations/placeholders.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 9> kWords = {"dir",   "stem",   "variant", "ext",      "index",
                                                    "width", "height", "date",    "copyright"};

std::string list_of(std::span<const Placeholder> allowed) {
  std::string list;
  for (const Placeholder placeholder : allowed) {
    list += (list.empty() ? "{" : ", {") + std::string(to_string(placeholder)) + "}";
  }
  return list;
}

Result<Placeholder> find(std::string_view word, std::span<const Placeholder> allowed) {
  const auto found = std::find_if(allowed.begin(), allowed.end(),
                                  [word](Placeholder placeholder) { return to_string(placeholder) == word; });
  if (found != allowed.end()) return *found;
  std::vector<std::string> words;
  for (const Placeholder placeholder : allowed) words.emplace_back(to_string(placeholder));
  const auto near = nearest_word(word, words);
  return fail(ErrorCode::invalid_argument,
              "unknown placeholder {" + std::string(word) + "}" +
                  (near ? ": did you mean {" + *near + "}?" : "; known are " + list_of(allowed)));
}

}  // namespace

std::string_view to_string(Placeholder placeholder) noexcept { return kWords[static_cast<std::size_t>(placeholder)]; }

std::string value_of(Placeholder placeholder, const ImageFacts& facts) {
  const auto side = [](int pixels) { return pixels > 0 ? std::to_string(pixels) : std::string(); };
  switch (placeholder) {
    case Placeholder::directory: return std::string(facts.directory);
    case Placeholder::stem: return std::string(facts.stem);
    case Placeholder::variant: return std::string(facts.variant);
    case Placeholder::extension: return std::string(facts.extension);
    case Placeholder::index: return std::to_string(facts.index);
    case Placeholder::width: return side(facts.size.width);
    case Placeholder::height: return side(facts.size.height);
    case Placeholder::date: return std::string(facts.date);
    case Placeholder::copyright: return std::string(facts.copyright);
  }
  return {};
}

Result<PlaceholderText> PlaceholderText::parse(std::string_view text, std::span<const Placeholder> allowed) {
  PlaceholderText result;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) result.pieces_.push_back({std::nullopt, std::exchange(literal, {})});
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '{' || text.substr(at, 2) == "{{") {
      if (text[at] == '{') ++at;
      literal += text[at++];
      continue;
    }
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      return fail(ErrorCode::invalid_argument, "a '{' without a '}'; write \"{{\" for a brace");
    }
    const std::string_view inside = text.substr(at + 1, close - at - 1);
    if (inside.find('{') != std::string_view::npos) {
      return fail(ErrorCode::invalid_argument,
                  "a '{' inside of {" + std::string(inside) + "}; placeholders hold no others");
    }
    const std::size_t bar = inside.find('|');
    TBBIMG_ASSIGN_OR_RETURN(const Placeholder placeholder, find(inside.substr(0, bar), allowed));
    end_literal();
    result.pieces_.push_back(
        {placeholder, std::string(bar == std::string_view::npos ? std::string_view{} : inside.substr(bar + 1))});
    at = close + 1;
  }
  end_literal();
  return result;
}

bool PlaceholderText::has(Placeholder placeholder) const noexcept {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [placeholder](const Piece& piece) { return piece.placeholder == placeholder; });
}

std::string PlaceholderText::expand(const ImageFacts& facts) const {
  std::string result;
  for (const Piece& piece : pieces_) result += tbbimg::expand(piece, facts);
  return result;
}

std::string expand(const PlaceholderText::Piece& piece, const ImageFacts& facts) {
  if (!piece.placeholder) return piece.text;
  std::string value = value_of(*piece.placeholder, facts);
  return value.empty() ? piece.text : value;
}

}  // namespace tbbimg
