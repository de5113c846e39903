// The operations that recipes can name, with what there is to say about each: the parser, the checks and the help all
// come from here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/limits.hpp"
#include "engine/operations/argument.hpp"
#include "engine/operations/operation.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct OperationInfo {
  std::string name;
  std::string summary;
  std::vector<Argument> arguments;  ///< positional arguments follow this order
  std::string example;
  std::string group = {};  ///< "size": what the operations that it is listed with have in common
};

/// What an operation's text comes to. Pointers into the registry.
struct OperationReading {
  struct Value {
    const Argument* argument;
    std::string text;
    bool is_given;  ///< false: the default
  };

  const OperationInfo* info;
  std::vector<Value> values;  ///< of all arguments, in their order
};

using MadeOperation = Result<std::shared_ptr<const Operation>>;
using OperationFactory = std::function<MadeOperation(const Arguments&)>;

class OperationRegistry {
 public:
  /// All operations of tbbimg.
  [[nodiscard]] static OperationRegistry with_builtin_operations();

  /// Names the group of the operations that are added from now on.
  void begin_group(std::string name) { groups_.push_back(std::move(name)); }
  /// In the order in which they were begun.
  [[nodiscard]] const std::vector<std::string>& groups() const noexcept { return groups_; }
  /// Adds an operation, or replaces the one of the same name.
  void add(OperationInfo info, OperationFactory factory);

  /// Makes an operation from "name" or "name:arg,arg,key=value"; a value with commas or blanks stands in double quotes.
  /// Relative paths among its arguments start from `folder`, or from the working folder if that is empty.
  /// Errors: invalid_recipe; the message names the operation, the argument, what was given and what is allowed.
  [[nodiscard]] MadeOperation make(std::string_view text, std::string_view folder = {}) const;

  /// The same text with its arguments checked, without an operation made of it. Errors: as those of make().
  [[nodiscard]] Result<OperationReading> read(std::string_view text) const;

  /// Sorted by name.
  [[nodiscard]] std::vector<const OperationInfo*> list() const;
  /// Null if there is none of this name.
  [[nodiscard]] const OperationInfo* find(std::string_view name) const noexcept;
  /// "unknown operation 'thumbnial': did you mean 'thumbnail'?", for an error message.
  [[nodiscard]] std::string describe_unknown(std::string_view name) const;

 private:
  struct Entry {
    OperationInfo info;
    OperationFactory factory;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<std::string> groups_;
};

}  // namespace tbbimg
