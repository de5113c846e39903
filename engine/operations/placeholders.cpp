#include "engine/operations/placeholders.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "kernels/core/numbers.hpp"
#include "kernels/core/utf8.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::string_view, 11> kWords = {"dir",   "stem",   "variant", "ext",       "source-ext", "index",
                                                     "width", "height", "date",    "copyright", "hash"};
constexpr std::size_t kMostDigits = 20;

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

// How many digits "04" asks for; nothing if it is none of that kind.
std::optional<std::size_t> digits_of(std::string_view format) noexcept {
  if (format.size() < 2 || format[0] != '0') return std::nullopt;
  const auto digits = parse_digits<std::size_t>(format.substr(1));
  return digits && *digits >= 1 && *digits <= kMostDigits ? digits : std::nullopt;
}

std::string number_text(std::uint64_t number, std::string_view format) {
  const std::string digits = std::to_string(number);
  const std::size_t wanted = digits_of(format).value_or(0);
  return std::string(wanted - std::min(wanted, digits.size()), '0') + digits;
}

// `date` as in ImageFacts: "2019-07-23".
std::string date_text(std::string_view date, std::string_view format) {
  if (format.empty() || date.empty()) return std::string(date);
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    switch (format[++i]) {
      case 'Y': text += date.substr(0, 4); break;
      case 'y': text += date.substr(2, 2); break;
      case 'm': text += date.substr(5, 2); break;
      case 'd': text += date.substr(8, 2); break;
      default: text += '%'; break;
    }
  }
  return text;
}

bool is_date_format(std::string_view format) noexcept {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size() || std::string_view("Yymd%").find(format[i]) == std::string_view::npos) return false;
  }
  return !format.empty();
}

Status check_format(Placeholder placeholder, const std::string& format) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::invalid_argument,
                "'" + format + "' behind the colon of {" + std::string(to_string(placeholder)) + "}: " + why);
  };
  switch (placeholder) {
    case Placeholder::date:
      if (is_date_format(format)) return {};
      return refuse("a date takes %Y, %y, %m, %d and %%, as in {date:%Y/%m}");
    case Placeholder::index:
    case Placeholder::width:
    case Placeholder::height:
      if (digits_of(format)) return {};
      return refuse("a number takes a zero and how many digits it has at the least, as in {index:04}");
    case Placeholder::hash: {
      const auto digits = parse_digits<std::size_t>(format);
      if (digits && *digits >= kLeastHashDigits && *digits <= kMostHashDigits) return {};
      return refuse("a hash takes how many of its 16 digits are written, from 8 on, as in {hash:8}");
    }
    default: return refuse("only dates, numbers and hashes take a format");
  }
}

// `inside` is what stands between the braces.
Result<PlaceholderText::Piece> parse_piece(std::string_view inside, std::span<const Placeholder> allowed) {
  const std::size_t bar = inside.find('|');
  const std::string_view front = inside.substr(0, bar);
  const std::size_t colon = front.find(':');
  TBBIMG_ASSIGN_OR_RETURN(const Placeholder placeholder, find(front.substr(0, colon), allowed));
  PlaceholderText::Piece piece{placeholder, {}, {}};
  if (bar != std::string_view::npos) piece.text = inside.substr(bar + 1);
  if (colon != std::string_view::npos) {
    piece.format = front.substr(colon + 1);
    TBBIMG_RETURN_IF_ERROR(check_format(placeholder, piece.format));
  }
  return piece;
}

}  // namespace

std::string_view to_string(Placeholder placeholder) noexcept { return kWords[static_cast<std::size_t>(placeholder)]; }

std::string value_of(const PlaceholderText::Piece& piece, const ImageFacts& facts) {
  if (!piece.placeholder) return {};
  const auto side = [&piece](int pixels) {
    return pixels > 0 ? number_text(static_cast<std::uint64_t>(pixels), piece.format) : std::string();
  };
  switch (*piece.placeholder) {
    case Placeholder::directory: return std::string(facts.directory);
    case Placeholder::stem: return std::string(facts.stem);
    case Placeholder::variant: return std::string(facts.variant);
    case Placeholder::extension: return std::string(facts.extension);
    case Placeholder::source_extension: return std::string(facts.source_extension);
    case Placeholder::index: return number_text(facts.index, piece.format);
    case Placeholder::width: return side(facts.size.width);
    case Placeholder::height: return side(facts.size.height);
    case Placeholder::date: return date_text(facts.date, piece.format);
    case Placeholder::copyright: return std::string(facts.copyright);
    case Placeholder::hash: return to_string(piece);
  }
  return {};
}

std::string to_string(const PlaceholderText::Piece& piece) {
  if (!piece.placeholder) return piece.text;
  return "{" + std::string(to_string(*piece.placeholder)) + (piece.format.empty() ? "" : ":" + piece.format) + "}";
}

Result<PlaceholderText> PlaceholderText::parse(std::string_view text, std::span<const Placeholder> allowed) {
  PlaceholderText result;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) result.pieces_.push_back({std::nullopt, std::exchange(literal, {}), {}});
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
    TBBIMG_ASSIGN_OR_RETURN(PlaceholderText::Piece piece, parse_piece(inside, allowed));
    end_literal();
    result.pieces_.push_back(std::move(piece));
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

std::string PlaceholderText::expand_as_text(const ImageFacts& facts) const {
  std::string result;
  for (const Piece& piece : pieces_) {
    const std::string value = one_line_utf8(value_of(piece, facts));
    result += value.empty() ? piece.text : value;
  }
  return result;
}

std::string expand(const PlaceholderText::Piece& piece, const ImageFacts& facts) {
  std::string value = value_of(piece, facts);
  return value.empty() ? piece.text : value;
}

}  // namespace tbbimg
