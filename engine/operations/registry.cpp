#include "engine/operations/registry.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "engine/operations/values.hpp"
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

bool in_range(const ArgumentInfo& argument, double value) noexcept {
  return value >= argument.min && value <= argument.max;
}

bool is_valid(const ArgumentInfo& argument, const std::string& text) {
  switch (argument.kind) {
    case ArgumentKind::integer: {
      const auto value = parse_integer(text);
      return value && in_range(argument, *value);
    }
    case ArgumentKind::number: {
      const auto value = parse_number(text);
      return value && in_range(argument, *value);
    }
    case ArgumentKind::length: {
      const auto value = parse_length(text);
      if (!value || !value->is_percent) return value && in_range(argument, value->value);
      return std::abs(value->value) <= 100 && (value->value > 0 || in_range(argument, value->value));
    }
    case ArgumentKind::text: return !text.empty();
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
    case ArgumentKind::path: return !text.empty();
    case ArgumentKind::matrix: {
      const auto matrix = parse_matrix(text);
      return matrix && std::all_of(matrix->values.begin(), matrix->values.end(),
                                   [&](double value) { return in_range(argument, value); });
    }
  }
  return false;
}

std::string describe_kind(const ArgumentInfo& argument) {
  switch (argument.kind) {
    case ArgumentKind::integer:
    case ArgumentKind::number: return number_text(argument.min) + ".." + number_text(argument.max);
    case ArgumentKind::length:
      return "pixels " + number_text(argument.min) + ".." + number_text(argument.max) + " or per cent as in 2.5%";
    case ArgumentKind::text: return "any words";
    case ArgumentKind::size:
      return "WIDTHxHEIGHT or SIDE, each " + number_text(argument.min) + ".." + number_text(argument.max);
    case ArgumentKind::box:
      return "WIDTHxHEIGHT, SIDE, WIDTHx or xHEIGHT, each " + number_text(argument.min) + ".." +
             number_text(argument.max);
    case ArgumentKind::word: return joined(argument.choices);
    case ArgumentKind::color: return "#rrggbb, white or black";
    case ArgumentKind::path: return "a file's path";
    case ArgumentKind::matrix:
      return "rows of equal length, as in \"1 0; 0 1\", of numbers " + number_text(argument.min) + ".." +
             number_text(argument.max);
  }
  return {};
}

tl::unexpected<Error> bad(const std::string& operation, const std::string& what) {
  return fail(ErrorCode::invalid_recipe, operation + ": " + what);
}

// Which argument each given value belongs to.
Result<std::map<std::string, std::string, std::less<>>> bind(const OperationInfo& info, const OperationCall& call) {
  if (call.positional.size() > info.arguments.size()) {
    return bad(info.name, "takes at most " + std::to_string(info.arguments.size()) + " arguments, " +
                              std::to_string(call.positional.size()) + " were given; for example " + info.example);
  }
  std::map<std::string, std::string, std::less<>> values;
  for (std::size_t i = 0; i < call.positional.size(); ++i) values[info.arguments[i].name] = call.positional[i];
  for (const auto& [name, value] : call.named) {
    std::vector<std::string> known;
    for (const ArgumentInfo& argument : info.arguments) known.push_back(argument.name);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = nearest_word(name, known);
      return bad(info.name, "has no argument '" + name + "'" +
                                (near            ? ": did you mean '" + *near + "'?"
                                 : known.empty() ? ": it takes none"
                                                 : "; it takes: " + joined(known)));
    }
    if (!values.emplace(name, value).second) return bad(info.name, "argument '" + name + "' is given twice");
  }
  return values;
}

}  // namespace

int Arguments::integer(std::string_view name) const { return parse_integer(text(name)).value(); }
double Arguments::number(std::string_view name) const { return parse_number(text(name)).value(); }
Length Arguments::length(std::string_view name) const { return parse_length(text(name)).value(); }
Size Arguments::size(std::string_view name) const { return parse_size(text(name)).value(); }
Size Arguments::box(std::string_view name) const { return parse_box(text(name)).value(); }
Rgb8 Arguments::color(std::string_view name) const { return parse_color(text(name)).value(); }
Matrix Arguments::matrix(std::string_view name) const { return parse_matrix(text(name)).value(); }

const std::string& Arguments::text(std::string_view name) const {
  const auto found = values_.find(name);
  assert(found != values_.end() && "an operation asks for an argument that its OperationInfo does not declare");
  return found->second;
}

std::string describe_range(const ArgumentInfo& argument) {
  const bool names_a_word = argument.default_text && !is_valid(argument, *argument.default_text);
  return describe_kind(argument) + (names_a_word ? " or " + *argument.default_text : "");
}

void OperationRegistry::add(OperationInfo info, OperationFactory factory) {
  std::string name = info.name;
  entries_.insert_or_assign(std::move(name), Entry{std::move(info), std::move(factory)});
}

Result<OperationReading> OperationRegistry::read(std::string_view text) const {
  TBBIMG_ASSIGN_OR_RETURN(const OperationCall call, parse_operation_call(text));
  const OperationInfo* const info = find(call.name);
  if (info == nullptr) return fail(ErrorCode::invalid_recipe, describe_unknown(call.name));
  TBBIMG_ASSIGN_OR_RETURN(const auto given, bind(*info, call));
  OperationReading reading{info, {}};
  for (const ArgumentInfo& argument : info->arguments) {
    const auto value = given.find(argument.name);
    if (value != given.end()) {
      if (value->second != argument.default_text && !is_valid(argument, value->second)) {
        return bad(info->name, argument.name + " is '" + value->second + "', allowed: " + describe_range(argument));
      }
      reading.values.push_back({&argument, value->second, true});
    } else if (argument.default_text) {
      reading.values.push_back({&argument, *argument.default_text, false});
    } else {
      return bad(info->name, "needs " + argument.name + " (" + argument.help + "); for example " + info->example);
    }
  }
  return reading;
}

Result<std::shared_ptr<const Operation>> OperationRegistry::make(std::string_view text, std::string_view folder) const {
  TBBIMG_ASSIGN_OR_RETURN(const OperationReading reading, read(text));
  const OperationInfo& info = *reading.info;
  Arguments arguments;
  for (const OperationReading::Value& value : reading.values) {
    const bool is_relative =
        value.argument->kind == ArgumentKind::path && !folder.empty() && !value.text.starts_with('/');
    arguments.values_[value.argument->name] = is_relative ? std::string(folder) + "/" + value.text : value.text;
  }
  auto operation = entries_.find(info.name)->second.factory(arguments);
  const auto is = [&](ErrorCode code) { return !operation && operation.error().code == code; };
  if (is(ErrorCode::invalid_argument) || is(ErrorCode::unsupported)) {  // arguments that do not go together
    return bad(info.name, operation.error().message);
  }
  return operation;
}

std::vector<const OperationInfo*> OperationRegistry::list() const {
  std::vector<const OperationInfo*> infos;
  for (const auto& [name, entry] : entries_) infos.push_back(&entry.info);
  return infos;
}

const OperationInfo* OperationRegistry::find(std::string_view name) const noexcept {
  const auto found = entries_.find(name);
  return found != entries_.end() ? &found->second.info : nullptr;
}

std::string OperationRegistry::describe_unknown(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [known, entry] : entries_) names.push_back(known);
  return "unknown operation " + unknown_word(name, names);
}

}  // namespace tbbimg
