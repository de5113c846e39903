#include "engine/operations/argument.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "kernels/core/numbers.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

// 64 as "64", 0.5 as "0.5".
std::string number_text(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool in_range(const Argument& argument, double value) noexcept {
  return value >= argument.min && value <= argument.max;
}

bool is_valid(const Argument& argument, const std::string& text) {
  switch (argument.kind) {
    case ArgumentKind::integer: {
      const auto value = parse_integer(text);
      return value && in_range(argument, *value);
    }
    case ArgumentKind::number: {
      const auto value = parse_number(text);
      return value && in_range(argument, *value);
    }
    case ArgumentKind::share: {
      const auto value = parse_share(text);
      return value && in_range(argument, *value);
    }
    case ArgumentKind::length: {
      const auto value = parse_length(text);
      if (!value || !value->is_percent) return value && in_range(argument, value->value);
      return std::abs(value->value) <= 100 && (value->value > 0 || in_range(argument, value->value));
    }
    case ArgumentKind::text: return !text.empty();
    case ArgumentKind::part:
      if (parse_aspect(text)) return true;
      [[fallthrough]];
    case ArgumentKind::size: {
      const auto value = parse_size(text);
      return value && in_range(argument, value->width) && in_range(argument, value->height);
    }
    case ArgumentKind::box: {
      const auto value = parse_box(text);
      const auto allowed = [&](int side) { return side == 0 || in_range(argument, side); };
      return value && allowed(value->width) && allowed(value->height);
    }
    case ArgumentKind::word:
      return std::find(argument.choices.begin(), argument.choices.end(), text) != argument.choices.end();
    case ArgumentKind::color: return parse_color(text).has_value();
    case ArgumentKind::paint: return parse_paint(text).has_value();
    case ArgumentKind::path: return !text.empty();
    case ArgumentKind::matrix: {
      const auto matrix = parse_matrix(text);
      return matrix && std::all_of(matrix->values.begin(), matrix->values.end(),
                                   [&](double value) { return in_range(argument, value); });
    }
  }
  return false;
}

std::string describe_kind(const Argument& argument) {
  switch (argument.kind) {
    case ArgumentKind::integer:
    case ArgumentKind::number: return number_text(argument.min) + ".." + number_text(argument.max);
    case ArgumentKind::share:
      return number_text(argument.min) + ".." + number_text(argument.max) + ", or per cent as in 20%";
    case ArgumentKind::length:
      return "pixels " + number_text(argument.min) + ".." + number_text(argument.max) + " or per cent as in 2.5%";
    case ArgumentKind::text: return "any words";
    case ArgumentKind::size:
      return "WIDTHxHEIGHT or SIDE, each " + number_text(argument.min) + ".." + number_text(argument.max);
    case ArgumentKind::part:
      return "WIDTHxHEIGHT or SIDE, each " + number_text(argument.min) + ".." + number_text(argument.max) +
             ", or an aspect ratio as in 16:9";
    case ArgumentKind::box:
      return "WIDTHxHEIGHT, SIDE, WIDTHx or xHEIGHT, each " + number_text(argument.min) + ".." +
             number_text(argument.max);
    case ArgumentKind::word: return joined(argument.choices);
    case ArgumentKind::color: return "#rrggbb, #rgb, or a name such as white, gray or red";
    case ArgumentKind::paint: return "#rrggbb, #rgb, #rrggbbaa, transparent, or a name such as white, gray or red";
    case ArgumentKind::path: return "a file's path";
    case ArgumentKind::matrix:
      return "rows of equal length, as in \"1 0; 0 1\", of numbers " + number_text(argument.min) + ".." +
             number_text(argument.max);
  }
  return {};
}

}  // namespace

Argument Argument::integer(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::integer, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::number(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::number, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::share(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::share, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::length(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::length, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::size(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::size, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::part(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::part, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::box(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::box, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::matrix(std::string name, std::string help, double min, double max, Text default_text) {
  return {std::move(name), ArgumentKind::matrix, std::move(help), min, max, std::move(default_text), {}};
}
Argument Argument::text(std::string name, std::string help, Text default_text) {
  return {std::move(name), ArgumentKind::text, std::move(help), 0, 0, std::move(default_text), {}};
}
Argument Argument::color(std::string name, std::string help, Text default_text) {
  return {std::move(name), ArgumentKind::color, std::move(help), 0, 0, std::move(default_text), {}};
}
Argument Argument::paint(std::string name, std::string help, Text default_text) {
  return {std::move(name), ArgumentKind::paint, std::move(help), 0, 0, std::move(default_text), {}};
}
Argument Argument::path(std::string name, std::string help, Text default_text) {
  return {std::move(name), ArgumentKind::path, std::move(help), 0, 0, std::move(default_text), {}};
}
Argument Argument::word(std::string name, std::string help, std::vector<std::string> choices, Text default_text) {
  return {std::move(name), ArgumentKind::word, std::move(help), 0, 0, std::move(default_text), std::move(choices)};
}

Argument Argument::newer() && {
  is_newer = true;
  return std::move(*this);
}

std::string Argument::meant_by(const std::string& value) const {
  if (kind != ArgumentKind::word) return value;
  const std::string lower = lower_case(value);
  if (std::find(choices.begin(), choices.end(), lower) != choices.end()) return lower;
  std::string bare = lower;
  std::erase_if(bare, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  if (std::find(choices.begin(), choices.end(), bare) != choices.end()) return bare;
  const auto alias = std::find_if(aliases.begin(), aliases.end(), [&](const auto& each) { return each.first == bare; });
  return alias != aliases.end() ? alias->second : value;
}

bool Argument::allows(const std::string& value) const { return value == default_text || is_valid(*this, value); }

std::string Argument::range() const {
  const bool names_a_word = default_text && !is_valid(*this, *default_text);
  return describe_kind(*this) + (names_a_word ? " or " + *default_text : "");
}

std::vector<Argument> all_arguments(std::initializer_list<std::vector<Argument>> groups) {
  std::vector<Argument> all;
  for (const std::vector<Argument>& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

int Arguments::integer(std::string_view name) const { return parse_integer(text(name)).value(); }
double Arguments::number(std::string_view name) const { return parse_number(text(name)).value(); }
double Arguments::share(std::string_view name) const { return parse_share(text(name)).value(); }
Length Arguments::length(std::string_view name) const { return parse_length(text(name)).value(); }
Size Arguments::size(std::string_view name) const { return parse_size(text(name)).value(); }
Size Arguments::box(std::string_view name) const { return parse_box(text(name)).value(); }
Rgb8 Arguments::color(std::string_view name) const { return parse_color(text(name)).value(); }
Rgba8 Arguments::paint(std::string_view name) const { return parse_paint(text(name)).value(); }
std::optional<AspectRatio> Arguments::aspect(std::string_view name) const { return parse_aspect(text(name)); }
Matrix Arguments::matrix(std::string_view name) const { return parse_matrix(text(name)).value(); }

const std::string& Arguments::text(std::string_view name) const {
  const auto found = values_.find(name);
  assert(found != values_.end() && "an operation asks for an argument that it does not declare");
  return found->second;
}

}  // namespace tbbimg
