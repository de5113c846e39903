#include "engine/operations/registry.hpp"

#include <algorithm>
#include <utility>

#include "engine/operations/values.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

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
    for (const Argument& argument : info.arguments) known.push_back(argument.name);
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

void OperationRegistry::add(OperationInfo info, OperationFactory factory) {
  std::string name = info.name;
  if (info.group.empty() && !groups_.empty()) info.group = groups_.back();
  entries_.insert_or_assign(std::move(name), Entry{std::move(info), std::move(factory)});
}

Result<OperationReading> OperationRegistry::read(std::string_view text) const {
  TBBIMG_ASSIGN_OR_RETURN(const OperationCall call, parse_operation_call(text));
  const OperationInfo* const info = find(call.name);
  if (info == nullptr) return fail(ErrorCode::invalid_recipe, describe_unknown(call.name));
  TBBIMG_ASSIGN_OR_RETURN(const auto given, bind(*info, call));
  OperationReading reading{info, {}};
  for (const Argument& argument : info->arguments) {
    const auto value = given.find(argument.name);
    if (value != given.end()) {
      const std::string meant = argument.meant_by(value->second);
      if (!argument.allows(meant)) {
        return bad(info->name, argument.name + " is '" + value->second + "', allowed: " + argument.range());
      }
      reading.values.push_back({&argument, meant, true});
    } else if (argument.default_text) {
      reading.values.push_back({&argument, *argument.default_text, false});
    } else {
      return bad(info->name, "needs " + argument.name + " (" + argument.help + "); for example " + info->example);
    }
  }
  return reading;
}

MadeOperation OperationRegistry::make(std::string_view text, std::string_view folder) const {
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
